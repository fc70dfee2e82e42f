"""Cuts an nft file into tokens and walks over them."""

from __future__ import annotations

import re

__all__ = ["END", "Tokens", "is_string", "unquoted"]

END = ""

_TOKEN = re.compile(
    r"""[ \t\r\f\v]*(\#[^\n]*|\\[ \t\r]*\n|\n|"[^"\n]*"?|==|!=|<=|>=|<<|>>|[{}();,=<>&|^!\\]|[^\s{}();,"=<>&|^!\\]+)""",
    re.VERBOSE,
)
_ENDS = frozenset(("\n", ";", "}", END))
# What all definitions together may grow to; a file that needs more is made to hurt.
_MOST_EXPANDED = 200_000


def is_string(symbol: str) -> bool:
    """Whether a symbol stood in quotes."""
    return symbol.startswith('"')


def unquoted(symbol: str) -> str:
    """The text of a symbol, without its quotes."""
    return symbol.strip('"') if symbol.startswith('"') else symbol


class Tokens:
    """The tokens of a text with their lines; names of definitions ($wan) are replaced as they come.

    symbol: the next token, END at the end.
    """

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        self._lines: list[int] = []
        line = 1
        for symbol in _TOKEN.findall(text):
            if symbol[0] == "#":
                continue
            if symbol[0] == "\\" and len(symbol) > 1:  # the line goes on in the next one
                line += 1
                continue
            self._tokens.append(symbol)
            self._lines.append(line)
            if symbol == "\n":
                line += 1
        self._place = -1
        self._last_line = line
        self._definitions: dict[str, tuple[str, ...]] = {}
        self._expanded = 0
        self._pending: list[str] = []
        self.unknown_names: set[str] = set()
        self.symbol = END
        self._advance()

    @property
    def line(self) -> int:
        """The line of the next token."""
        return self._lines[self._place] if self._place < len(self._lines) else self._last_line

    def _advance(self) -> None:
        if self._pending:
            self._pending.pop()
            if self._pending:
                self.symbol = self._pending[-1]
                return
        self._place += 1
        if self._place >= len(self._tokens):
            self.symbol = END
            return
        symbol = self._tokens[self._place]
        self.symbol = self._replaced(symbol) if symbol[0] == "$" else symbol

    def take(self) -> str:
        """The next token, which is passed; END at the end."""
        symbol = self.symbol
        self._advance()
        return symbol

    def after(self, count: int = 1) -> str:
        """The token `count` places behind the next one, as it is written."""
        waiting = len(self._pending)
        if count < waiting:
            return self._pending[-1 - count]
        place = self._place + count - max(waiting - 1, 0)
        return self._tokens[place] if place < len(self._tokens) else END

    def accept(self, *wanted: str) -> bool:
        """Takes the next token if it is one of these."""
        if self.symbol in wanted:
            self._advance()
            return True
        return False

    def opens_block(self) -> bool:
        """Takes a "{", also one that stands in a later line; takes nothing else."""
        count = 0
        while self.symbol == "\n" and self.after(count) == "\n":
            count += 1
        if self.symbol != "{" and (self.symbol != "\n" or self.after(count) != "{"):
            return False
        self.skip_lines()
        return self.accept("{")

    def strip_prefix(self, prefix: str) -> None:
        """Takes a prefix off the next token."""
        rest = self.symbol.removeprefix(prefix)
        if rest and rest != self.symbol:
            self.symbol = rest

    def skip_blank(self) -> None:
        """Passes over line ends and semicolons."""
        while self.accept("\n", ";"):
            pass

    def skip_lines(self) -> None:
        """Passes over line ends."""
        while self.accept("\n"):
            pass

    def at_end(self) -> bool:
        """Whether the statement ends here."""
        return self.symbol in _ENDS

    def skip_statement(self) -> list[str]:
        """Passes over the rest of a statement, blocks included; returns its tokens."""
        taken: list[str] = []
        depth = 0
        while True:
            symbol = self.symbol
            if symbol == END or (depth == 0 and symbol in ("\n", ";", "}")):
                return taken
            depth += (symbol == "{") - (symbol == "}")
            taken.append(self.take())

    def define(self, name: str, value: list[str]) -> None:
        """Remembers a definition."""
        if len(value) <= _MOST_EXPANDED:
            self._definitions["$" + name] = tuple(value)

    def _replaced(self, symbol: str) -> str:
        """Puts the tokens of a definition in the place of its name; the first of them."""
        value = self._definitions.get(symbol)
        if value is None or self._expanded + len(value) > _MOST_EXPANDED:
            self.unknown_names.add(symbol)
            return symbol
        value = value or ("{", "}")
        self._expanded += len(value)
        self._pending.extend(reversed(value))
        return value[0]
