"""The lines of keys in a TOML file, which the standard library's reader does not keep.

A simple scan is enough: it serves error messages only, after tomllib has accepted the file.
"""

from __future__ import annotations

import re

__all__ = ["Places"]

_HEADER = re.compile(r"\s*(\[{1,2})([^\]#]+)\]")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")
_PART = re.compile(r"""\s*("[^"]*"|'[^']*'|[^."'\s]+)\s*\.?""")

Path = tuple[str | int, ...]


class Places:
    """Finds the line of a key by its path; items of arrays of tables are counted from 0."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            header = _HEADER.match(line)
            key = _KEY.match(line)
            if header is not None:
                table = _parts(header[2])
                if header[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
                self._lines.setdefault(table, number)
            elif key is not None:
                path = (*table, *_parts(key[1]))
                self._lines.setdefault(path, number)
                self._inline(path, line[key.end() :], number)

    def _inline(self, path: Path, rest: str, number: int) -> None:
        """The keys of an inline table."""
        for found in re.finditer(r"""[{,]\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""", rest):
            self._lines.setdefault((*path, *_parts(found[1])), number)

    def line(self, path: Path) -> int | None:
        """The line of a key, or of the nearest key or table above it."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(found[1].strip("\"'") for found in _PART.finditer(text))
