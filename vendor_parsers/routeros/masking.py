"""Spans of RouterOS lines, without the secrets that RouterOS keeps under keys of its own.

The general masking knows words such as "password"; RouterOS also has plain "pin", "key", "cak" and the like, and the
*name* of an SNMP community is its password.
"""

from __future__ import annotations

import re
from array import array
from functools import lru_cache

from routerlint.text.secrets import MASK, names_secret, shown_line
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Spans", "holds_secret", "label"]

_VALUE = r'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^\s"]++)'
_KEYS = (
    r"[\w.-]*(?:password|passphrase|secrets?|psk)|(?:[\w.-]*-)?(?:key|pin|puk|otp|token)|cak|ckn|key-val|pin-number|pin-code|"
    r"static-key-\d|user-otp"
)
_NEWLINE = re.compile("\n")
# Compiled when the first line needs them: most exports show none.
_SECRET = rf"(?i)(?<![\w.-])((?:{_KEYS})=\s*+){_VALUE}"
_COMMUNITY = rf"(?<![\w.-])(name=\s*+){_VALUE}"
# Every key above holds one of these: a cheap test for the many lines that hold none.
_STEMS = ("pin", "puk", "cak", "ckn", "key", "secret", "pass", "psk", "otp", "token")


@lru_cache(maxsize=4096)
def holds_secret(key: str) -> bool:
    """Whether the value of a key is a secret."""
    return _has_stem(key) and re.match(_SECRET, f"{key}=x") is not None


def _has_stem(text: str) -> bool:
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


class Spans:
    """Makes the spans of one file; the same line twice is made once."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._made: dict[int, Span] = {}
        self._starts: array[int] | None = None

    def of(self, line: int, text: str, last_line: int, menu: str = "", *, plain: bool = False) -> Span:
        """The span of a command whose first physical line is `text`. plain: it was read, and has no secret key."""
        span = self._made.get(line)
        if span is None:
            if not plain and _has_stem(text):
                text = re.sub(_SECRET, rf"\1{MASK}", text)
            if "community" in menu or "community" in text:
                text = re.sub(_COMMUNITY, rf"\1{MASK}", text)
            span = self._made[line] = self._file.span(line, text, last_line)
        return span

    def at(self, line: int, last_line: int, menu: str = "", *, plain: bool = False) -> Span:
        """The same for a command of which only the place is known."""
        return self._made.get(line) or self.of(line, self.physical_line(line), last_line, menu, plain=plain)

    def physical_line(self, line: int) -> str:
        """A line of the file, from 1; "" for one that it does not have."""
        if self._starts is None:
            self._starts = array("Q", (0, *(found.end() for found in _NEWLINE.finditer(self._file.text))))
        if not 0 < line <= len(self._starts):
            return ""
        end = self._starts[line] - 1 if line < len(self._starts) else len(self._file.text)
        return self._file.text[self._starts[line - 1] : end]

    @property
    def file(self) -> str:
        """The name of the file."""
        return self._file.name


_PLAIN_WORDS = re.compile(r"[A-Za-z0-9 ,()/-]{0,31}+\Z")


def label(comment: str) -> str:
    """An item's comment as it may be shown."""
    if not comment or (_PLAIN_WORDS.match(comment) and not names_secret(comment)):
        return comment
    return shown_line(comment, 80)
