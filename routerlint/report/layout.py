"""Text on a terminal of a known width: wrapping, cutting, columns, colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

__all__ = ["Paper", "broken", "cut"]

_CODES = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "strong": "1",
    "faint": "2",
    "command": "32",
}


def cut(text: str, width: int) -> str:
    """The text in at most `width` characters, "..." at its end if it was longer."""
    return text if len(text) <= width else text[: max(0, width - 3)] + "..."


def broken(text: str, width: int, most: int | None = None) -> list[str]:
    """The text in lines of `width` characters, between words where it can, else within one; at least one line.

    most: how many lines are kept; the last of them ends in " ..." if there was more.
    """
    lines = [""]
    for word in text.split():
        line = lines[-1]
        if line and len(line) + 1 + len(word) <= width:
            lines[-1] = f"{line} {word}"
            continue
        pieces = [word[at : at + width] for at in range(0, len(word), width)]
        if line:  # a word longer than a line fills up the one that has begun
            room = width - len(line) - 1
            if len(word) > width and room > 0:
                lines[-1] = f"{line} {word[:room]}"
                pieces = [word[at : at + width] for at in range(room, len(word), width)]
            lines += pieces
        else:
            lines[-1:] = pieces
    if most is not None and len(lines) > most:
        lines[most - 1 :] = [lines[most - 1][: width - 4].rstrip() + " ..."]
    return lines


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """How wide the output is, and whether it may hold colours."""

    width: int = 80
    colours: bool = False

    def ink(self, text: str, style: str) -> str:
        """The text in a style (a severity, "strong", "faint", "command"); unchanged without colours."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colours else text

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> list[str]:
        """The text in lines of this width; words longer than a line stay whole."""
        hanging = indent if hanging is None else hanging
        rest = " ".join(text.split())
        lines: list[str] = []
        while len(indent) + len(rest) > self.width:
            cut = rest.rfind(" ", 0, max(0, self.width - len(indent) + 1))
            if cut < 0:
                cut = rest.find(" ")
            if cut < 0:
                break
            lines.append(indent + rest[:cut])
            rest, indent = rest[cut + 1 :], hanging
        return [*lines, indent + rest] if rest else lines

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], shrink: Sequence[int]) -> list[str]:
        """Columns of equal width, two blanks apart; a cell that does not fit is broken into several lines.

        shrink: the columns that give way when the width does not suffice, the widest of them first.
        """
        body = [tuple(row) for row in rows]
        widths = [max(len(row[column]) for row in (tuple(head), *body)) for column in range(len(head))]
        excess = sum(widths) + 2 * (len(widths) - 1) - self.width
        while excess > 0:
            widest = max(shrink, key=lambda column: widths[column])
            if widths[widest] <= 8:
                break
            step = min(excess, max(1, (widths[widest] - 8) // 4))
            widths[widest] -= step
            excess -= step
        lines = self._row(head, widths)
        return [self.ink(line, "strong") for line in lines] + [line for row in body for line in self._row(row, widths)]

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> list[str]:
        cells_broken = [broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
        height = max(map(len, cells_broken))
        lines = [
            "  ".join(
                (part[line] if line < len(part) else "").ljust(width)
                for part, width in zip(cells_broken, widths, strict=True)
            )
            for line in range(height)
        ]
        return [line.rstrip() for line in lines]
