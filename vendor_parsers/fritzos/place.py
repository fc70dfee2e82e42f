"""Spans of FRITZ!OS files, without what is secret in them.

A line of ar7.cfg can hold several assignments, and AVM keeps secrets under names that say little ("key", "username").
"""

from __future__ import annotations

import re

from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Places"]

_SECRET = re.compile(
    r"(\b(?:key|user|username|passwd|password|pskvalue|authname|authpasswd|email|pin|token|domain|url|mac|serial)\s*=\s*)"
    r'"(?:[^"\\]|\\.)*"?'
)
_ENCRYPTED = re.compile(r"\${4}[A-Za-z0-9+/=]*")
_SESSION = re.compile(r'("(?:sid|password|user|username)"\s*:\s*)"[^"]*"?')


class Places:
    """Makes the spans of one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.lines = file.lines()

    def at(self, line: int) -> Span:
        """The span of a physical line, from 1."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return self.excerpt(line, text)

    def excerpt(self, line: int, text: str) -> Span:
        """A span that shows `text` for that line."""
        text = text[:2000]
        if '"' in text:
            text = _SESSION.sub(r'\1"***"', _SECRET.sub(r'\1"***"', text))
        if "$$$$" in text:
            text = _ENCRYPTED.sub("***", text)
        return self.file.span(line, text)
