"""Spans of a config.xml: the lines that a rule rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from routerlint.parsing.xml import Element
from routerlint.text.secrets import shown_line
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Places"]

# A longer line holds so many elements that none of them is looked for in it.
_LONGEST_LINE = 2000

# A start tag alone has nothing to mask; each rule of OPNsense has one of its own.
_START_TAG = re.compile(r'<[\w-]{1,40}(?: uuid="[\w-]{0,36}")?>')


class Places:
    """Makes spans of one file; equal lines are masked once, since thousands of rules begin with `<rule>`."""

    def __init__(self, file: SourceFile) -> None:
        self._name = file.name
        self._lines = file.lines()
        self._shown: dict[tuple[str, str], str] = {}

    def line(self, number: int, tag: str, last_line: int | None = None) -> Span:
        """The span of an element with this tag that begins on a line.

        Of a line with several elements only this one is shown: the others may hold secrets under any name.
        """
        text = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        shown = self._shown.get((text, tag))
        if shown is None:
            shown = _own_part(text.strip(), tag)
            if _START_TAG.fullmatch(shown) is None:
                shown = self._shown[text, tag] = shown_line(shown)
        return Span(self._name, number, shown, last_line if last_line != number else None)

    def label(self, element: Element, tag: str) -> str:
        """The description of a rule as it may be shown."""
        text = element.texts.get(tag, "")
        return shown_line(text) if text else ""

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


def _own_part(text: str, tag: str) -> str:
    """The part of a line that is the element: all of it if it is alone, else its start tag or it with its text."""
    start, close = f"<{tag}", f"</{tag}>"
    tags = text.count("<") - text.count("<![CDATA[")
    if text.startswith(start) and (tags == 1 or (tags == 2 and text.endswith(close))):
        return text
    place = text.find(start)
    if len(text) > _LONGEST_LINE or place < 0 or text.find(start, place + 1) >= 0:
        return f"<{tag}>"
    end = text.find(">", place) + 1
    follows = text.find("<", end)
    if text.startswith(close, follows):
        return text[place : follows + len(close)]
    return text[place:end]
