"""hw_ctree.xml as a tree: parameters are attributes, instances are `<PortMappingInstance InstanceID="1" ...>`.

Secrets stand beside other parameters in one element (and mostly as "$2...$"), so that a place shows the parameters
that are named and nothing else. Source: five real trees and the pages of the firmware (see docs/vendors/huawei.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.errors import UnreadableInput
from routerlint.parsing.xml import Element, XmlLimits, parse_xml
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span

__all__ = ["Node", "read_tree"]

_LIMITS = XmlLimits(depth=40, elements=1_000_000, size=16 << 20)


class Node:
    """One element with its parameters."""

    __slots__ = ("_element", "_file")

    def __init__(self, file: str, element: Element) -> None:
        self._file = file
        self._element = element

    def __contains__(self, name: str) -> bool:
        return name in self._element.attributes

    @property
    def tag(self) -> str:
        """The element's name."""
        return self._element.tag

    @property
    def line(self) -> int:
        """Where the element begins."""
        return self._element.line

    @property
    def identity(self) -> int:
        """What tells an element from the others of its tree."""
        return id(self._element)

    @property
    def file(self) -> str:
        """The file's name."""
        return self._file

    def text(self, name: str) -> str:
        """A parameter, "" where it is missing."""
        return self._element.attributes.get(name, "").strip()

    def first(self, *names: str) -> str:
        """The first of these parameters that is not empty."""
        return next((self.text(name) for name in names if self.text(name)), "")

    def on(self, name: str) -> bool:
        """Whether a parameter is exactly "1"."""
        return self.text(name) == "1"

    def names(self) -> tuple[str, ...]:
        """The names of all parameters."""
        return tuple(self._element.attributes)

    def span(self, *names: str) -> tuple[Span, ...]:
        """The element's place with these parameters only."""
        shown = " ".join(f'{name}="{self._element.attributes[name]}"' for name in names if name in self)
        text = f"<{self.tag} {shown}/>" if shown else f"<{self.tag}/>"
        return (SourceFile(self._file, "").span(self.line, text),)

    def child(self, tag: str) -> Node | None:
        """The first child of a name that has parameters or children."""
        found = self._element.child(tag)
        return None if found is None else Node(self._file, found)

    def instances(self, tag: str) -> Iterator[Node]:
        """The instances of an object: `<tag><tagInstance .../></tag>`."""
        for container in self._element.all(tag):
            for instance in container.all(f"{tag}Instance"):
                yield Node(self._file, instance)

    def short_of(self, tag: str) -> bool:
        """Whether an object states more instances than it holds."""
        for container in self._element.all(tag):
            stated = container.attributes.get("NumberOfInstances", "")
            if stated.isdigit() and int(stated) != sum(1 for _ in container.all(f"{tag}Instance")):
                return True
        return False

    def nodes(self) -> Iterator[Node]:
        """This element and everything in it."""
        waiting = [self._element]
        while waiting:
            element = waiting.pop()
            yield Node(self._file, element)
            waiting += reversed(element.children)


def read_tree(document: Document) -> Node:
    """The root; raises InputError where there is none that can be read."""
    for file in document.files:
        if "<InternetGatewayDevice" in file.text:
            plain = SourceFile(file.name, file.text.rstrip("\0 \n"))
            root = parse_xml(plain, limits=_LIMITS)
            if root.tag == "InternetGatewayDevice":
                return Node(file.name, root)
    advice = "Give hw_ctree.xml as it comes from the box."
    raise UnreadableInput("holds no tree of a Huawei box", file=document.name, advice=advice)
