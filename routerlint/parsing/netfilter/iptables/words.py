"""Splits a rule into words, as iptables-restore does."""

from __future__ import annotations

import re

__all__ = ["split_words"]

_WORD = re.compile(r""""((?:[^"\\]|\\.)*)"?|'([^']*)'?|([^\s"']+)""")
_ESCAPE = re.compile(r"\\(.)")


def split_words(line: str) -> list[str]:
    """The words of a line; quotes are taken off, an unclosed quote reaches to the end of the line."""
    if '"' not in line and "'" not in line:
        return line.split()
    words: list[str] = []
    for found in _WORD.finditer(line):
        double, single, plain = found.groups()
        if double is not None:
            words.append(_ESCAPE.sub(r"\1", double))
        else:
            words.append(single if single is not None else plain)
    return words
