"""The XML files of firewalld as plain items: a tag, its attributes, its text, what it holds, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from routerlint.errors import UnreadableInput
from routerlint.parsing.netfilter.iptables.writing import Place
from routerlint.parsing.xml import Element, parse_xml
from routerlint.text.source import SourceFile

__all__ = ["Item", "read_root"]

_DEEPEST = 3  # rule, action, limit
_NOTHING: Mapping[str, str] = {}
_LONGEST = 500


class Item(NamedTuple):
    """One element."""

    tag: str
    given: Mapping[str, str]
    text: str
    place: Place
    parts: tuple[Item, ...] = ()

    def get(self, name: str) -> str:
        """An attribute without white space around it; "" if it is missing."""
        return self.given.get(name, "").strip()

    def first(self, *tags: str) -> Item | None:
        """The first part with one of these tags."""
        return next((part for part in self.parts if part.tag in tags), None)

    def all(self, tag: str) -> tuple[Item, ...]:
        """The parts with this tag."""
        return tuple(part for part in self.parts if part.tag == tag)


def read_root(file: SourceFile, tag: str) -> Item | None:
    """The root of a file, or None if the file is no XML with that root."""
    try:
        root = parse_xml(file)
    except UnreadableInput:
        return None
    return _Reader(file).item(root) if root.tag == tag else None


class _Reader:
    """Makes the items of one file."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._lines = file.lines()

    def item(self, root: Element) -> Item:
        """The root with its statements."""
        place = self._place(root)
        parts: list[Item] = []
        texts = {child.tag: root.every(child.tag) for child in root.children}
        counts: dict[str, int] = {}
        for child in root.children:
            number = counts.get(child.tag, 0)
            counts[child.tag] = number + 1
            leaf = not (child.texts or child.children) and number < len(texts[child.tag])
            text = texts[child.tag][number] if leaf else ""
            here = self._place(child)
            parts.append(Item(child.tag, child.attributes, text, here, _inner(child, here, _DEEPEST)))
        for tag in root.texts:
            if tag not in counts:
                here = self._place(Element(tag, root.line_of(tag)))
                parts += [Item(tag, _NOTHING, text, here) for text in root.every(tag)]
        parts.sort(key=lambda part: part.place.line)
        return Item(root.tag, root.attributes, "", place, tuple(parts))

    def _place(self, element: Element) -> Place:
        last = max(element.last_line, element.line)
        lines = self._lines[element.line - 1 : min(last, element.line + 20)]
        return Place(self._file, element.line, self._file.span(element.line, _shown(element, lines), last))


def _inner(element: Element, place: Place, depth: int) -> tuple[Item, ...]:
    """What a statement holds; those parts have no place of their own."""
    if not depth:
        return ()
    found = [Item(c.tag, c.attributes, "", place, _inner(c, place, depth - 1)) for c in element.children]
    tags = {child.tag for child in element.children}
    return (*found, *(Item(tag, _NOTHING, text, place) for tag, text in element.texts.items() if tag not in tags))


def _shown(element: Element, lines: list[str]) -> str:
    """The lines of an element as one; of a line that holds a whole file, the element as it would be written."""
    if sum(map(len, lines)) > _LONGEST:
        given = "".join(f' {name}="{value}"' for name, value in element.attributes.items())
        return f"<{element.tag}{given}>"[:_LONGEST]
    return " ".join(line.strip() for line in lines)
