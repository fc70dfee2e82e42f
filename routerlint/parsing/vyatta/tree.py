"""The configuration tree.

Every word of a statement is a node: `rule 10 action accept` is four nodes below each other, whether it was written in
braces or as a `set` command. A value is a child like any other, so a leaf with several values has several children.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["EMPTY", "Node", "rule_number"]


class Node:
    """One word of the tree, with what stands below it, in file order."""

    __slots__ = ("children", "line", "text", "word")

    def __init__(self, word: str, line: int = 0, text: str = "") -> None:
        self.word = word
        self.line = line
        self.text = text
        self.children: dict[str, Node] = {}

    def __bool__(self) -> bool:
        """Whether it stands in the file; the empty node, which get() returns for what is missing, does not."""
        return self.line > 0

    def get(self, *words: str) -> Node:
        """The node at the end of this path, or the empty node."""
        node = self
        for word in words:
            found = node.children.get(word)
            if found is None:
                return EMPTY
            node = found
        return node

    def has(self, *words: str) -> bool:
        """Whether the path is in the file."""
        return self.get(*words) is not EMPTY

    def value(self, *words: str) -> str:
        """The first value of the leaf at this path, or ""."""
        return next(iter(self.get(*words).children), "")

    def values(self, *words: str) -> tuple[str, ...]:
        """All values of the leaf at this path."""
        return tuple(self.get(*words).children)

    def tags(self, *words: str) -> Iterator[Node]:
        """The nodes directly below the path: its instances."""
        return iter(self.get(*words).children.values())

    def leaf(self, *words: str) -> Node:
        """The node of the first value at the path, for its place; the node itself if it has no value."""
        node = self.get(*words)
        return next(iter(node.children.values()), node)

    def walk(self) -> Iterator[Node]:
        """All nodes below, in file order."""
        waiting = [iter(self.children.values())]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                continue
            yield node
            if node.children:
                waiting.append(iter(node.children.values()))


# Stands for all that is missing; nothing is ever put below it.
EMPTY = Node("")


def rule_number(node: Node) -> tuple[int, str]:
    """Sorts rules as the device does: by number; a word that is no number comes last."""
    word = node.word
    return (int(word), word) if word.isascii() and word.isdigit() and len(word) < 10 else (1 << 30, word)
