"""Runs a TTP template and keeps what TTP drops: from which line each value came, and which lines no template line took.

A template may hold Python macros, so only a template that the user names is run. TTP keeps a pickle file of its own
functions; it goes to a private folder that is removed again.
"""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import msgspec

from routerlint.errors import ConfigurationError

__all__ = ["Placed", "TemplateResult", "run_template"]

_CACHE = "TTPCACHEFOLDER"


class Placed(str):
    """A text of the input that knows its line (from 1)."""

    __slots__ = ("line",)

    line: int

    def __new__(cls, text: str, line: int) -> Self:
        """The text with its line."""
        placed = super().__new__(cls, text)
        placed.line = line
        return placed


class TemplateResult(msgspec.Struct, frozen=True):
    """What a template made of a text.

    found: dicts and lists as TTP returns them; texts that came straight from the input are Placed. taken: numbers of
    the lines that a template line matched and its functions did not reject.
    """

    found: tuple[object, ...]
    taken: frozenset[int]


def run_template(text: str, template: str, name: str) -> TemplateResult:
    """The result of a template for a text; `name` of the template file stands in errors."""
    matches: list[_Match] = []
    with _private_cache():
        from ttp import ttp  # late: only users of templates need it

        try:
            # Both begin with a line end: TTP opens what looks like the path of a file, and an input must not name one.
            parser = ttp(data="\n" + text, template="\n" + template, log_level="CRITICAL")
            for group in _groups(parser):
                for line in (*group.start_re, *group.re, *group.end_re):
                    line["REGEX"] = _Line(line, _starts(text), matches)
            parser.parse(one=True)
            found = tuple(parser.result(structure="flat_list"))
        except (Exception, SystemExit) as problem:  # noqa: BLE001  # a template is a program of the user
            message = " ".join(str(problem).split())[:200] or type(problem).__name__
            raise ConfigurationError(f"the template cannot be run: {message}", file=name) from None
    kept = set(_lines_of(found))
    return TemplateResult(found, frozenset(n for match in matches for n in match.taken(kept)))


@contextmanager
def _private_cache() -> Iterator[None]:
    """TTP reads and writes a pickle in a folder that it takes from the environment."""
    before = os.environ.get(_CACHE)
    with tempfile.TemporaryDirectory(prefix="routerlint-ttp-") as folder:
        os.environ[_CACHE] = folder
        try:
            yield
        finally:
            if before is None:
                os.environ.pop(_CACHE, None)
            else:
                os.environ[_CACHE] = before


def _starts(text: str) -> list[int]:
    """Where each line of the input begins in the text that TTP searches: two line ends stand before it."""
    starts = [2]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _lines_of(found: object) -> Iterator[int]:
    """The lines of all placed texts in a result."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Placed):
            yield item.line
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)


# TTP ships no types and says nothing about lines. Its compiled template lines are wrapped, so that a match hands out
# texts that know their place. TTP searches slices, and adds the start of the slice to the place of a match once the
# functions of the template line have let it pass: that is when the line becomes known.


def _groups(parser: Any) -> Iterator[Any]:
    waiting = [group for template in parser._templates for group in template.groups]  # noqa: SLF001  # no public way
    while waiting:
        group = waiting.pop()
        yield group
        waiting.extend(group.children)


class _Line:
    """A compiled template line. selective: its functions may reject what it matched."""

    def __init__(self, line: dict[str, Any], starts: list[int], matches: list[_Match]) -> None:
        self._regex, self._starts, self._matches = line["REGEX"], starts, matches
        variables: Iterable[Any] = line["VARIABLES"].values()
        # TTP keeps a place for the beginning of a group even if the functions rejected it.
        self._selective = line["ACTION"].startswith("start") and any(v.functions for v in variables)

    def finditer(self, text: str) -> Iterator[_Match]:
        """All matches in a slice of the text."""
        for found in self._regex.finditer(text):
            match = _Match(found, self._starts, selective=self._selective)
            self._matches.append(match)
            yield match


class _Match:
    """One match; `first` is its first line, once TTP has said where the slice began."""

    def __init__(self, found: Any, starts: list[int], *, selective: bool) -> None:
        self._found, self._starts, self._selective = found, starts, selective
        self._texts: list[Placed] = []
        self.first = 0

    def groupdict(self) -> dict[str, str]:
        """The variables of the match."""
        texts = {name: Placed(text, 0) for name, text in self._found.groupdict().items() if text is not None}
        self._texts += texts.values()
        return dict(texts)

    def group(self) -> str:
        """The whole match."""
        return str(self._found.group())

    def span(self) -> tuple[int, int]:
        """Where it stands in the slice; the first number tells this match when the slice's start is added to it."""
        start, end = self._found.span()
        return _Place(start, self), end

    def locate(self, place: int) -> None:
        """Takes the place in the whole text; a template line begins with the line end before its line."""
        self.first = bisect_right(self._starts, place + 1)
        for text in self._texts:
            text.line = self.first

    def taken(self, kept: set[int]) -> range:
        """The lines that this match took, given the lines whose texts stand in the result."""
        if not self.first or (self._selective and self.first not in kept):
            return range(0)
        return range(self.first, self.first + max(1, str(self._found.group()).strip("\n").count("\n") + 1))


class _Place(int):
    """A place in a slice that reports its place in the whole text."""

    _match: _Match

    def __new__(cls, place: int, match: _Match) -> Self:
        made = super().__new__(cls, place)
        made._match = match
        return made

    def __radd__(self, start: int) -> int:
        place = start + int(self)
        self._match.locate(place)
        return place
