"""The pieces of a line, and the row of a table that they state."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from vendor_parsers.lancom_lcos.menu import Table, column_of

__all__ = ["Piece", "key_of", "pieces_of", "row_values"]

_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|\{([^}]*)\}|(\S+)')

Kind = Literal["word", "text", "column"]


class Piece(msgspec.Struct, frozen=True):
    """A word, a quoted text or a {column}."""

    kind: Kind
    text: str


def pieces_of(line: str) -> list[Piece]:
    """Words, quoted texts and {columns}; a # that stands alone begins a comment."""
    found: list[Piece] = []
    for text, column, word in _PIECE.findall(line):
        if word:
            if word == "#":
                break
            found.append(Piece("word", word))
        elif column:
            found.append(Piece("column", column))
        else:
            found.append(Piece("text", text))
    return found


def key_of(table: Table, values: dict[str, str]) -> tuple[str, ...]:
    """What identifies a row."""
    return tuple(values.get(column, "").lower() for column in table.columns[: table.keys])


def row_values(
    table: Table, columns: tuple[str, ...] | None, given: list[Piece], *, open_ended: bool
) -> dict[str, str] | None:
    """The row that the pieces state, or None if there are more than columns. "*" leaves a column as it is."""
    order = columns or table.columns
    values: dict[str, str] = {}
    place = 0
    named: str | None = None
    for piece in given:
        if piece.kind == "column":
            named = column_of(table, piece.text)
            continue
        if named is not None:
            column, named = named, None
        elif place < len(order):
            column, place = order[place], place + 1
        elif open_ended:
            break
        else:
            return None
        if piece.kind == "word" and piece.text == "*":
            continue
        values[column] = piece.text
    return values or None
