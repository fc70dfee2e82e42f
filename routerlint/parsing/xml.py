"""XML configurations as a small tree that knows its lines.

Built on expat and kept lean, since a firewall's config.xml has 30 elements for one rule: an element without
children is no object but a text in its parent. Configurations need no document type: a DTD is refused where it begins,
so that no entity is ever declared, expanded or fetched. Depth, number of elements and size are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from xml.parsers import expat

import msgspec

from routerlint.errors import UnreadableInput
from routerlint.text.source import SourceFile

__all__ = ["DEFAULT_LIMITS", "Element", "XmlLimits", "parse_xml"]


class XmlLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a document is built before it is refused.

    depth: elements within elements; real configurations stay below 15. elements: in all; 20 MB of rules are 600,000.
    size: characters of the document.
    """

    depth: int = 60
    elements: int = 3_000_000
    size: int = 128 << 20


DEFAULT_LIMITS = XmlLimits()

_NO_ATTRIBUTES: MappingProxyType[str, str] = MappingProxyType({})
_AGAIN = "Export the configuration again and give the file as it comes."


class Element:
    """One element with children, attributes or both.

    texts: the first text of each child without children, by tag, without white space around it; repeated: the further
    ones of the same tag. children: the other children, in order.
    line, last_line: physical lines of the start and the end tag, from 1.
    """

    __slots__ = ("_lines", "attributes", "children", "last_line", "line", "repeated", "tag", "texts")

    def __init__(self, tag: str, line: int = 0, attributes: dict[str, str] | None = None) -> None:
        self.tag = tag
        self.line = line
        self.last_line = line
        self.attributes = attributes or _NO_ATTRIBUTES
        self.texts: dict[str, str] = {}
        self._lines: list[int] = []  # of the texts, in their order; a second dict would cost twice the memory
        self.repeated: dict[str, list[str]] | None = None
        self.children: list[Element] = []

    def __repr__(self) -> str:
        return f"<{self.tag}> of line {self.line}"

    def get(self, tag: str) -> str:
        """The text of the first child with this tag; "" if there is none."""
        return self.texts.get(tag, "")

    def has(self, tag: str) -> bool:
        """Whether there is a child with this tag, empty or not."""
        if tag in self.texts:
            return True
        for child in self.children:  # noqa: SIM110  # any() takes three times as long, and this is asked a million times
            if child.tag == tag:
                return True
        return False

    def filled(self, tag: str) -> bool:
        """Whether the first child with this tag says more than "" and "0"."""
        text = self.texts.get(tag)
        if text is None:
            return any(child.tag == tag for child in self.children)
        return text not in ("", "0")

    def every(self, tag: str) -> tuple[str, ...]:
        """The texts of all children with this tag."""
        if tag not in self.texts:
            return ()
        more = self.repeated.get(tag, ()) if self.repeated is not None else ()
        return (self.texts[tag], *more)

    def add(self, tag: str, text: str, line: int) -> None:
        """Adds a child without children."""
        if tag not in self.texts:
            self.texts[tag] = text
            self._lines.append(line)
            return
        if self.repeated is None:
            self.repeated = {}
        self.repeated.setdefault(tag, []).append(text)

    def line_of(self, tag: str) -> int:
        """The line of the first child with this tag, or the element's own if there is none."""
        if tag in self.texts:
            return self._lines[list(self.texts).index(tag)]
        return next((child.line for child in self.children if child.tag == tag), self.line)

    def lines(self) -> dict[str, int]:
        """The lines of all children, by tag."""
        return dict(zip(self.texts, self._lines, strict=True)) | {child.tag: child.line for child in self.children}

    def child(self, tag: str) -> Element | None:
        """The first child with this tag that has children or attributes."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def all(self, tag: str) -> Iterator[Element]:
        """All children with this tag that have children or attributes."""
        return (child for child in self.children if child.tag == tag)

    def at(self, *path: str) -> Element:
        """The first element at a path; an empty one, on the line of the deepest that is there, if it is missing."""
        here = self
        for tag in path:
            found = here.child(tag)
            if found is None:
                return Element(path[-1], here.line_of(tag))
            here = found
        return here


class _Builder:
    """Collects what expat reports."""

    def __init__(self, file: str, skip: frozenset[str], limits: XmlLimits) -> None:
        self._file = file
        self._skip = skip
        self._limits = limits
        self.top = Element("")
        self.parser = expat.ParserCreate("utf-8")  # the text is decoded already, whatever its declaration says
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 20
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._build()

    def _doctype(self, *_: object) -> None:
        raise UnreadableInput(
            "holds a document type declaration, which no configuration needs",
            file=self._file,
            line=self.parser.CurrentLineNumber,
            advice=_AGAIN,
        )

    def release(self) -> None:
        """Lets go of the handlers: parser and handlers hold each other, and would stay until a search for cycles."""
        parser = self.parser
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = None

    def too_much(self, what: str) -> UnreadableInput:
        """The error for a document that exceeds a limit."""
        return UnreadableInput(what, file=self._file, line=self.parser.CurrentLineNumber, advice=_AGAIN)

    def _build(self) -> None:
        """Sets the handlers; local variables instead of attributes halve their cost."""
        parser, skip, most = self.parser, self._skip, self._limits.depth
        here = self.top
        stack: list[Element] = []
        opened: str | None = None  # an element that is not known to have children yet
        line = 0
        attributes: dict[str, str] = {}
        text = ""

        def start(tag: str, found: dict[str, str]) -> None:
            nonlocal opened, line, attributes, text, here
            if opened is not None:
                child = Element(opened, line, attributes)
                here.children.append(child)
                stack.append(here)
                here = child
                if len(stack) > most:
                    raise self.too_much(f"is nested more than {most} elements deep")
            opened, attributes, text = tag, found, ""
            line = parser.CurrentLineNumber
            if tag in skip and len(stack) == 1:
                self._pass_over()

        def chars(data: str) -> None:
            nonlocal text
            text = text + data if text else data

        def end(tag: str) -> None:
            nonlocal opened, here
            if opened is None:
                here.last_line = parser.CurrentLineNumber
                here = stack.pop()
                return
            opened = None
            if attributes:
                child = Element(tag, line, attributes)
                here.children.append(child)
            if tag in here.texts:
                here.add(tag, text.strip(), line)
            else:  # the same without a call, since nearly all elements come here
                here.texts[tag] = text.strip()
                here._lines.append(line)  # noqa: SLF001  # the builder fills the element

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, chars

    def _pass_over(self) -> None:
        """Reads the section that has just begun without keeping anything, then goes on as before."""
        parser, depth = self.parser, 0
        start, end, chars = parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler

        def deeper(_tag: str, _attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1

        def back(tag: str) -> None:
            nonlocal depth
            if depth:
                depth -= 1
                return
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, chars
            if end is not None:
                end(tag)

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = deeper, back, None


def _from_its_beginning(text: str) -> str:
    """The text with nothing in front of its XML declaration, and every line in its place."""
    text = text.removeprefix("\ufeff")
    body = text.lstrip()
    if len(body) == len(text) or not body.startswith("<?xml"):
        return text
    declaration, _, rest = body.partition("?>")
    return "\n" * (text[: len(text) - len(body)] + declaration).count("\n") + rest


def parse_xml(file: SourceFile, *, skip: frozenset[str] = frozenset(), limits: XmlLimits = DEFAULT_LIMITS) -> Element:
    """The root element of a file.

    skip: children of the root whose content is not kept (certificates, graphs); they appear as empty texts.
    Raises UnreadableInput, with the line, for what is not well-formed, holds a DTD or exceeds the limits.
    """
    builder = _Builder(file.name, skip, limits)
    try:
        if len(file.text) > limits.size or file.text.count("<") > 2 * limits.elements:
            raise builder.too_much("is larger than any configuration of its kind")
        builder.parser.Parse(_from_its_beginning(file.text).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise UnreadableInput(
            "is not well-formed XML; it is cut off or was edited",
            file=file.name,
            line=error.lineno,
            advice=_AGAIN,
        ) from None
    finally:
        builder.release()
    top = builder.top
    if top.children:
        return top.children[0]
    return Element(next(iter(top.texts)), 1)
