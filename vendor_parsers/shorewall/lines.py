"""The lines of a configuration file as columns.

Source: shorewall-files(5) and Config.pm of Shorewall 5.2.8: continuation, comments, ?IF, ?INCLUDE, ?SET, ?SECTION,
columns given by name in braces or behind a semicolon, matches of iptables behind two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Doubt, Place
from routerlint.text.source import SourceFile
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.expressions import Variables, condition

__all__ = ["Line", "LineReader"]

_WORDS = re.compile(r"(?:\{[^{}]*\}|\"[^\"]*\"|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s\"(])+")
_NAME = re.compile(r"(?:^|[,\s])([a-z]{2,12})\s*=>?\s*")
_LONGEST = 5000
_DEEPEST = 4
_MOST_LINES = 300_000
_OLD = {"INCLUDE": "include", "SECTION": "section", "COMMENT": "comment", "FORMAT": "format"}
_ALIASES = {
    "port": "dport", "ports": "dport", "dports": "dport", "sports": "sport", "cport": "sport", "cports": "sport",
    "ratelimit": "rate", "target": "action", "destination": "dest", "protos": "proto", "origin": "origdest",
    "users": "user", "condition": "switch",
}  # fmt: skip


class Line(NamedTuple):
    """One statement. doubts: the conditions under which it stands, as far as the files do not settle them."""

    columns: tuple[str, ...]
    inline: tuple[str, ...]
    place: Place
    section: str
    format: int
    doubts: tuple[Doubt, ...]

    def get(self, number: int) -> str:
        """A column; "-" if it is missing."""
        return self.columns[number] if number < len(self.columns) else "-"


class _Branch(NamedTuple):
    """An ?IF that is open. holds: whether its lines count; before: whether an earlier branch did; None: unknown."""

    text: str
    holds: bool | None
    before: bool | None
    doubts: tuple[Doubt, ...]


class LineReader:
    """Reads the files of one program (Shorewall or Shorewall6). problems: what cannot be followed, as sentences."""

    def __init__(self, files: dict[str, SourceFile], variables: Variables, *, six: bool) -> None:
        self._files = files
        self.six = six
        self.variables = variables
        self.problems: list[Phrase] = []

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._files

    def read(self, name: str, names: tuple[str, ...] = ()) -> list[Line]:
        """The statements of a file. names: of its columns, for those that are given by name."""
        file = self._files.get(name)
        return [] if file is None else list(_Run(self, file, names, self.variables).lines(file, 0))

    def body(self, name: str, names: tuple[str, ...], parameters: dict[str, str]) -> list[Line]:
        """The statements of an action, with its parameters (by number) in their place."""
        file = self._files.get(name)
        return [] if file is None else list(_Run(self, file, names, self.variables.copy(parameters)).lines(file, 0))

    def find(self, name: str) -> SourceFile | None:
        """An included file."""
        known = self._files.get(name)
        return known if known is not None else self._files.get(name.rpartition("/")[2])


class _Run:
    """One file while it is read, with what it includes."""

    def __init__(self, reader: LineReader, file: SourceFile, names: tuple[str, ...], variables: Variables) -> None:
        self._reader = reader
        self._variables = variables
        self._name = file.name
        self._names = names
        self._section = ""
        self._format = 1
        self._branches: list[_Branch] = []
        self._count = 0
        self._embedded = False

    def lines(self, file: SourceFile, depth: int) -> Iterator[Line]:
        for number, text in _joined(file):
            self._count += 1
            if self._count > _MOST_LINES:
                self._reader.problems.append(phrase("{name} is too long", name=self._name))
                return
            if self._embedded:
                self._embedded = not re.match(r"\?end\b", text, re.IGNORECASE)
                continue
            directive = self._directive(text)
            if directive is None:
                line = self._line(file, number, text)
                if line is not None:
                    yield line
            elif directive:
                yield from self._include(directive, depth)

    def _include(self, name: str, depth: int) -> Iterator[Line]:
        file = self._reader.find(self._variables.expand(name))
        if file is None or depth >= _DEEPEST:
            text = phrase("{file} includes {name}, which is not in the input", file=self._name, name=name[:60])
            self._reader.problems.append(text)
            return
        yield from self.lines(file, depth + 1)

    def _directive(self, text: str) -> str | None:
        """None for a statement; the name of a file to include; "" for any other directive."""
        word, _, rest = text.partition(" ")
        if word.startswith("?"):
            kind, (extra, _, after) = word[1:].lower(), rest.strip().partition(" ")
            if not kind:  # "? if"
                kind, rest = extra.lower(), after
        else:
            kind = _OLD.get(word, "")
            if word in ("PERL", "SHELL", "BEGIN", "END"):
                kind = "begin" if word == "BEGIN" else "shell"
            if not kind:
                return None
        rest = rest.strip()
        if kind in ("if", "elsif", "else", "endif"):
            self._branch(kind, rest)
            return ""
        if not self._counts():
            return ""
        return self._other(kind, rest)

    def _other(self, kind: str, rest: str) -> str:
        if kind == "include":
            return rest
        if kind == "section":
            self._section = rest.upper()
        elif kind == "format" and rest.isdigit():
            self._format = int(rest[:3])
        elif kind == "set":
            name, _, value = rest.partition(" ")
            value = value.strip()
            if re.fullmatch(r"[\"'][^\"']*[\"']", value):
                value = value[1:-1]
            if any(branch.holds is None for branch in self._branches):
                self._variables.forget(name)
            else:
                self._variables.set(name, self._variables.parameters(value))
        elif kind in ("begin", "shell", "perl"):
            self._embedded = kind == "begin"
            self._reader.problems.append(phrase("{name} holds a program whose output cannot be told", name=self._name))
        return ""

    def _holds(self, text: str) -> bool | None:
        return condition(text, self._variables, six=self._reader.six)

    def _counts(self) -> bool:
        return all(branch.holds is not False for branch in self._branches)

    def _branch(self, kind: str, text: str) -> None:
        if kind == "if":
            holds = self._holds(text)
            self._branches.append(_Branch(text, holds, False, _doubts(text, holds, negated=False)))
            return
        if not self._branches:
            return
        last = self._branches.pop()
        if kind == "endif":
            return
        before = (
            True if last.before is True or last.holds is True else None if None in (last.before, last.holds) else False
        )
        excluded = tuple(doubt._replace(negated=True) for doubt in last.doubts if not doubt.negated)
        kept = (*(doubt for doubt in last.doubts if doubt.negated), *excluded)
        holds = True if kind == "else" else self._holds(text)
        if before is True:
            holds = False
        self._branches.append(_Branch(text, holds, before, (*kept, *_doubts(text, holds, negated=False))))

    def _line(self, file: SourceFile, number: int, text: str) -> Line | None:
        if not self._counts():
            return None
        shown = text
        text = self._variables.expand(self._variables.parameters(text))
        if len(text) > _LONGEST:
            self._reader.problems.append(phrase("line {line} of {file} is too long", line=number, file=file.name))
            return None
        text, semicolons, inline = text.partition(";;")
        pairs: dict[str, str] = {}
        if not semicolons:
            text, semicolon, rest = text.partition(";")
            if semicolon:
                pairs |= _pairs(rest)
        words: list[str] = []
        for word in _WORDS.findall(text):
            if word.startswith("{") and word.endswith("}"):
                pairs |= _pairs(word[1:-1])
            else:
                words.append(word.strip('"'))
        if not words and not pairs:
            return None
        if pairs:
            words = self._placed(words, pairs)
        place = Place(file, number, file.span(number, shown))
        doubts = tuple(doubt for branch in self._branches for doubt in branch.doubts)
        return Line(tuple(words), tuple(inline.split()), place, self._section, self._format, doubts)

    def _placed(self, words: list[str], pairs: dict[str, str]) -> list[str]:
        """Columns that are given by name, in their places."""
        found = words + ["-"] * (len(self._names) - len(words))
        for name, value in pairs.items():
            known = _ALIASES.get(name, name)
            if known in self._names:
                found[self._names.index(known)] = value
        return found


def _doubts(text: str, holds: bool | None, *, negated: bool) -> tuple[Doubt, ...]:
    if holds is not None:
        return ()
    why = phrase("the value of the condition is not in the input")
    return (Doubt(f"?IF:{text}", phrase("condition {text}", text=text[:60]), why, negated),)


def _pairs(text: str) -> dict[str, str]:
    """proto=tcp, dport=22 or proto=>tcp."""
    found: dict[str, str] = {}
    names = list(_NAME.finditer(text))
    ends = [name.start() for name in names[1:]] + [len(text)]
    for name, end in zip(names, ends, strict=False):  # there may be none
        value = text[name.end() : end]
        found[name[1]] = value.strip(" ,").strip('"')
    return found


def _joined(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Lines without comments and white space around them, those that end in a backslash with the next one."""
    start, text = 0, ""
    for number, raw in enumerate(file.lines(), 1):
        line = raw.strip()
        if line.startswith("#") and not text:
            continue
        if "#" in line:
            line = re.sub(r"(?:^|\s)#.*$", "", line).rstrip()
        start = start or number
        if line.endswith("\\"):
            text += line[:-1]
            continue
        text += line
        if text.strip():
            yield start, " ".join(text.split())
        start, text = 0, ""
    if text.strip():
        yield start, " ".join(text.split())
