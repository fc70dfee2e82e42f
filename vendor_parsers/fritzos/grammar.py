"""The grammar of ar7.cfg and its relatives: nested blocks and assignments of value lists.

    name { key = value, "value"; inner { ... } { ... } }

Sources: bzeiss/fritzbox_to_opnsense ConfigLexer.g4, made from a real FRITZ!OS 7 file; pfichtner/ar7json src/lexer.rs.
Unknown names are kept like known ones. What breaks the grammar is noted as a Fault and skipped; nothing here raises or
recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from routerlint.wording import phrase

__all__ = ["Assignment", "Block", "Fault", "Tree", "Value", "read_tree"]

_PIECE = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    |(?P<string>"(?:[^"\\\n]|\\[^\n])*")
    |(?P<mark>[{}=;,])
    |(?P<word>(?:[^\s{}=;,"/]|/(?![/*]))+)
    |(?P<broken>/\*|.)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")


class Value(msgspec.Struct, frozen=True):
    """One value of an assignment; quoted: it stood in quotes (escapes are resolved)."""

    text: str
    line: int
    quoted: bool


class Assignment(msgspec.Struct, frozen=True):
    """A statement `key = value, value, ...;`."""

    key: str
    line: int
    values: tuple[Value, ...]

    @property
    def text(self) -> str:
        """The first value, or ""."""
        return self.values[0].text if self.values else ""


class Block(msgspec.Struct):
    """name { ... }; filled while the text is read, not changed afterwards.

    path: the names from the root down to this block.
    """

    name: str
    line: int
    path: tuple[str, ...]
    assignments: list[Assignment]
    blocks: list[Block]

    def value(self, key: str) -> Assignment | None:
        """The last assignment of that key: a repeated key replaces."""
        return next((a for a in reversed(self.assignments) if a.key == key), None)

    def text(self, key: str) -> str | None:
        """The first value of that key, or None if the block does not state it."""
        found = self.value(key)
        return None if found is None else found.text

    def all(self, name: str) -> list[Block]:
        """The inner blocks of that name, in order."""
        return [block for block in self.blocks if block.name == name]

    def walk(self) -> Iterator[Block]:
        """This block and all inside it, in file order."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting.extend(reversed(block.blocks))


class Fault(msgspec.Struct, frozen=True):
    """A place where the text breaks the grammar; path: the blocks around it."""

    line: int
    what: str
    path: tuple[str, ...]


class Tree(msgspec.Struct, frozen=True):
    """A file: its root block, and what broke the grammar."""

    root: Block
    faults: tuple[Fault, ...]


def read_tree(text: str, first_line: int = 1) -> Tree:
    """The tree of a text whose first line has this number."""
    return _Reader(first_line).read(text)


def _unescaped(piece: str) -> str:
    inner = piece[1:-1]
    return _ESCAPE.sub(r"\1", inner) if "\\" in inner else inner


class _Reader:
    """The state while a text is read: open blocks, a name that waits for "{" or "=", an open assignment."""

    def __init__(self, first_line: int) -> None:
        self.root = Block("", first_line, (), [], [])
        self.stack = [self.root]
        self.faults: list[Fault] = []
        self.name: tuple[str, int] | None = None
        self.key: tuple[str, int] | None = None
        self.values: list[Value] = []
        self.comma = True  # the next value may come
        self.closed = ""  # name of the block that the previous piece closed
        self.line = first_line

    def read(self, text: str) -> Tree:
        place, size, piece_at = 0, len(text), _PIECE.match
        while place < size:
            found = piece_at(text, place)
            if found is None:  # cannot be: the last alternative takes any character
                break
            place = found.end()
            kind, piece = found.lastgroup, found[0]
            if kind == "mark":
                self._mark(piece)
            elif kind in ("string", "word"):
                self._value(piece, quoted=kind == "string")
            elif kind == "broken":
                place = self._broken(text, piece, place)
                continue
            self.line += piece.count("\n")
        self._end()
        return Tree(self.root, tuple(self.faults))

    def _broken(self, text: str, piece: str, place: int) -> int:
        """Where to go on behind something that no piece begins with."""
        self._fault(phrase("comment without an end") if piece == "/*" else phrase("text without an end"))
        if piece == "/*":  # it holds all that follows
            return len(text)
        end = text.find("\n", place)  # the rest of the line is part of it
        return len(text) if end < 0 else end

    def _fault(self, what: str) -> None:
        self.faults.append(Fault(self.line, what, self.stack[-1].path))

    def _value(self, piece: str, *, quoted: bool) -> None:
        self.closed = ""
        if self.key is None:
            if quoted:
                self._fault(phrase("text without a key"))
            elif self.name is not None:
                self._fault(phrase("two names in a row"))
            self.name = None if quoted else (piece, self.line)
            return
        if not self.comma:
            self._fault(phrase("missing comma or semicolon"))
        self.values.append(Value(_unescaped(piece) if quoted else piece, self.line, quoted))
        self.comma = False

    def _mark(self, piece: str) -> None:
        closed, self.closed = self.closed, ""
        if piece == "=":
            self._equals()
        elif piece == ",":
            if self.key is None:
                self._fault(phrase("comma outside of an assignment"))
            self.comma = True
        elif piece == ";":
            self._semicolon()
        elif piece == "{":
            self._open(closed)
        else:
            self._close()

    def _equals(self) -> None:
        if self.key is not None:
            # A semicolon is missing: the last word was the next key.
            self._fault(phrase("missing semicolon"))
            last = self.values.pop() if self.values and not self.values[-1].quoted else None
            self._assign()
            self.name = (last.text, last.line) if last else None
        if self.name is None:
            self._fault(phrase("value without a key"))
            self.name = ("", self.line)
        self.key, self.name, self.values, self.comma = self.name, None, [], True

    def _assign(self) -> None:
        if self.key is not None:
            self.stack[-1].assignments.append(Assignment(self.key[0], self.key[1], tuple(self.values)))
        self.key, self.values = None, []

    def _semicolon(self) -> None:
        if self.name is not None:
            self._fault(phrase("name without a value"))
            self.name = None
        self._assign()

    def _open(self, closed: str) -> None:
        if self.key is not None:
            self._fault(phrase("block inside of an assignment"))
            self._assign()
        name, line = self.name or (closed, self.line)
        if not name:
            self._fault(phrase("block without a name"))
        parent = self.stack[-1]
        block = Block(name, line, (*parent.path[:8], name), [], [])
        parent.blocks.append(block)
        self.stack.append(block)
        self.name = None

    def _close(self) -> None:
        if self.key is not None or self.name is not None:
            self._fault(phrase("missing semicolon"))
            self._assign()
            self.name = None
        if len(self.stack) == 1:
            self._fault(phrase("closing brace without a block"))
            return
        self.closed = self.stack.pop().name

    def _end(self) -> None:
        if self.key is not None or self.name is not None:
            self._fault(phrase("the text ends inside of a statement"))
            self._assign()
        if len(self.stack) > 1:
            self._fault(phrase("the text ends inside of a block"))
