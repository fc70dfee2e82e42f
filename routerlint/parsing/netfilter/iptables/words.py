"""Splits a rule into words, as iptables-restore does: only double quotes hold blanks together."""

from __future__ import annotations

import re

__all__ = ["split_words"]

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"?|([^\s"]+)')
_ESCAPE = re.compile(r"\\(.)")


def split_words(line: str) -> list[str]:
    """The words of a line; quotes are taken off, an unclosed quote reaches to the end of the line.

    Source: add_param_to_argv in xshared.c of iptables 1.8.9.
    """
    if '"' not in line:
        return line.split()
    words: list[str] = []
    for found in _WORD.finditer(line):
        quoted, plain = found.groups()
        words.append(_ESCAPE.sub(r"\1", quoted) if quoted is not None else plain)
    return words
