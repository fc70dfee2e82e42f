"""Spans of a config.xml: the lines that a rule rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from routerlint.parsing.xml import Element
from routerlint.text.secrets import shown_line
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Places"]

# A longer line holds more than one element; showing its beginning would show somebody else's.
_LONGEST_LINE = 400

# A start tag alone has nothing to mask; each rule of OPNsense has one of its own.
_START_TAG = re.compile(r'<[\w-]{1,40}(?: uuid="[\w-]{0,36}")?>')


class Places:
    """Makes spans of one file; equal lines are masked once, since thousands of rules begin with `<rule>`."""

    def __init__(self, file: SourceFile) -> None:
        self._name = file.name
        self._lines = file.lines()
        self._shown: dict[str, str] = {}

    def line(self, number: int, tag: str, last_line: int | None = None) -> Span:
        """The span of an element with this tag that begins on a line."""
        text = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        shown = self._shown.get(text)
        if shown is None:
            if len(text) > _LONGEST_LINE:
                return Span(self._name, number, f"<{tag}>", last_line)
            stripped = text.strip()
            if _START_TAG.fullmatch(stripped) is not None:
                return Span(self._name, number, stripped, last_line if last_line != number else None)
            shown = self._shown[text] = shown_line(stripped)
        return Span(self._name, number, shown, last_line if last_line != number else None)

    def element(self, element: Element) -> Span:
        """The span of a whole element."""
        return self.line(element.line, element.tag, element.last_line)

    def child(self, element: Element, tag: str) -> Span:
        """The span of a child without children, or of the element itself if there is none."""
        return self.line(element.line_of(tag), tag) if tag in element.texts else self.element(element)

    def rule(self, element: Element, name: str, tags: Iterable[str] = ()) -> tuple[Span, ...]:
        """The spans of a rule: its description, the whole element, the children that say what it does.

        name: the tag of the description, by which people know the rule; it comes first if there is one.
        """
        texts = element.texts
        own = self.line(element.line, element.tag, element.last_line)
        more = tuple(self.line(element.line_of(tag), tag) for tag in tags if tag in texts) if tags else ()
        if texts.get(name):
            return (self.line(element.line_of(name), name), own, *more)
        return (own, *more)
