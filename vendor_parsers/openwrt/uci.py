"""What a UCI package holds: sections with options, each with the line on which it stands."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Option", "Package", "Section", "Trouble"]


class Option:
    """One option of a section.

    value: a text, or a list of texts where the file says `list` (which firewall4 does not take for every option).
    line: from 1, of the last statement that set it; last_line: where a value that spans lines ends.
    """

    __slots__ = ("last_line", "line", "value")

    def __init__(self, value: str | list[str], line: int, last_line: int) -> None:
        self.value = value
        self.line = line
        self.last_line = last_line

    @property
    def text(self) -> str:
        """The value as one text, the parts of a list joined by blanks."""
        return self.value if isinstance(self.value, str) else " ".join(self.value)

    @property
    def words(self) -> list[str]:
        """The value as words: the items of a list, or a text split at white space."""
        return self.value.split() if isinstance(self.value, str) else self.value


class Section:
    """One section.

    name: "" for an anonymous one. index: position among the sections of its type, from 0. anonymous: without a name
    of its own. lines: how many statements it took, the header included.
    """

    __slots__ = ("anonymous", "file", "index", "line", "lines", "name", "options", "overwritten", "type")

    def __init__(self, kind: str, name: str, file: SourceFile, line: int, index: int) -> None:
        self.type = kind
        self.name = name
        self.anonymous = not name
        self.file = file
        self.line = line
        self.index = index
        self.options: dict[str, Option] = {}
        self.lines = 1
        self.overwritten = 0

    def get(self, key: str, default: str = "") -> str:
        """The value of an option as one text."""
        option = self.options.get(key)
        return default if option is None else option.text

    def words(self, key: str) -> list[str]:
        """The value of an option as words."""
        option = self.options.get(key)
        return [] if option is None else option.words

    @property
    def label(self) -> str:
        """How the owner would call it: its `name` option, its section name, or @type[index]."""
        return self.get("name") or self.name or f"@{self.type}[{self.index}]"


class Trouble:
    """Why a package does not load: libuci's reason, and where.

    truncated: the text ends inside a quoted value, so the input may be cut off.
    """

    __slots__ = ("line", "reason", "truncated")

    def __init__(self, reason: str, line: int, *, truncated: bool = False) -> None:
        self.reason = reason
        self.line = line
        self.truncated = truncated


class Package:
    """One package (a file of /etc/config), or what an export holds of it.

    trouble: the first statement that libuci refuses. faithful: the sections were written by `uci` itself, not by hand.
    """

    __slots__ = ("_counts", "_lines", "_named", "faithful", "file", "name", "sections", "strange", "trouble")

    def __init__(self, name: str, file: SourceFile, lines: list[str]) -> None:
        self.name = name
        self.file = file
        self.sections: list[Section] = []
        self.trouble: Trouble | None = None
        self.strange: list[int] = []
        self.faithful = False
        self._lines = lines
        self._named: dict[str, Section] = {}
        self._counts: dict[str, int] = {}

    def add(self, kind: str, name: str, line: int, *, file: SourceFile | None = None) -> Section:
        """A new section at the end."""
        index = self._counts.get(kind, 0)
        self._counts[kind] = index + 1
        section = Section(kind, name, file or self.file, line, index)
        self.sections.append(section)
        if name:
            self._named[name] = section
        return section

    def take(self, section: Section) -> None:
        """A section that was read elsewhere."""
        section.index = self._counts.get(section.type, 0)
        self._counts[section.type] = section.index + 1
        self.sections.append(section)
        if section.name:
            self._named[section.name] = section

    def named(self, name: str) -> Section | None:
        """The section of that name."""
        return self._named.get(name)

    def of_type(self, *kinds: str) -> Iterator[Section]:
        """The sections of these types, in file order."""
        return (section for section in self.sections if section.type in kinds)

    def span(self, section: Section, *keys: str) -> Span:
        """The place of the first of these options that the section has, else of its header."""
        for key in keys:
            option = section.options.get(key)
            if option is not None:
                return self.line_span(option.line, option.last_line)
        return self.line_span(section.line)

    def spans(self, section: Section, *keys: str, most: int = 4) -> tuple[Span, ...]:
        """The places of the first few of these options that the section has; of its header if it has none."""
        found: list[Span] = []
        for key in keys:
            option = section.options.get(key)
            if option is not None:
                found.append(self.line_span(option.line, option.last_line))
                if len(found) == most:
                    break
        return tuple(found) or (self.line_span(section.line),)

    def line_span(self, line: int, last_line: int | None = None) -> Span:
        """The place of a physical line."""
        return self.file.span(line, self._lines[line - 1], last_line)
