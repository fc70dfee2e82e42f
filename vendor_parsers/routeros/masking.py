"""Spans of RouterOS lines, without the secrets that RouterOS keeps under keys of its own.

The general masking knows words such as "password"; RouterOS also has plain "pin", "key", "cak" and the like, and the
*name* of an SNMP community is its password.
"""

from __future__ import annotations

import re

from routerlint.text.secrets import MASK, shown_line
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Spans", "label"]

_VALUE = r'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^\s"]++)'
_KEYS = (
    r"pin|puk|cak|ckn|key|authentication-key|tcp-md5-key|secret|secrets|static-key-\d|static-sta-private-key|password|"
    r"[\w.-]*passphrase|[\w.-]*password|[\w.-]*secret|[\w.-]*-key|[\w.-]*psk|pin-number|pin-code|identity-key|user-otp|"
    r"otp|api-token|token|auth"
)
_SECRET = re.compile(rf"(?<![\w.-])((?:{_KEYS})=\s*+){_VALUE}", re.IGNORECASE)
_COMMUNITY = re.compile(rf"(?<![\w.-])(name=\s*+){_VALUE}")
# Every key above holds one of these: a cheap test for the many lines that hold none.
_STEM = re.compile(r"p[iu][nk]|ca?k|key|secret|pass|psk|otp|token|auth", re.IGNORECASE)


class Spans:
    """Makes the spans of one file; the same line twice is made once."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._made: dict[int, Span] = {}

    def of(self, line: int, text: str, last_line: int, menu: str = "") -> Span:
        """The span of a command whose first physical line is `text`."""
        span = self._made.get(line)
        if span is None:
            if _STEM.search(text):
                text = _SECRET.sub(rf"\1{MASK}", text)
            if "community" in menu or "community" in text:
                text = _COMMUNITY.sub(rf"\1{MASK}", text)
            span = self._made[line] = self._file.span(line, text, last_line)
        return span

    @property
    def file(self) -> str:
        """The name of the file."""
        return self._file.name


def label(comment: str) -> str:
    """An item's comment as it may be shown."""
    return shown_line(comment, 80) if comment else ""
