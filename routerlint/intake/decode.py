"""Bytes to text, or the finding that they are not text."""

from __future__ import annotations

import codecs
import re

from routerlint.errors import UnreadableInput
from routerlint.intake.limits import Limits

__all__ = ["decode", "line_too_long"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What no text holds: control characters but tab, line ends, form feed and the escape of terminal captures.
_CONTROL = bytes(code for code in (*range(9), 11, *range(14, 27), *range(28, 32), 127))
_HIGH = bytes(range(128, 256))
_SAMPLE = 1 << 16

# cp1252 leaves five bytes undefined; there the byte's own number is taken, as latin-1 does.
_CP1252 = "".join(bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(256))

_CARRIAGE_RETURNS = re.compile("\r+\n")


def decode(data: bytes) -> str | None:
    """The text with newlines as line ends and without a byte order mark, or None if the bytes are not text.

    UTF-8, UTF-16 and UTF-32 by mark, UTF-16 without one by its zero bytes, else the Windows code page in which
    desktop tools save. Zero bytes at the end are the padding of a flash dump and fall away; within, they make it
    binary.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _with_plain_line_ends(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError:
                if encoding != "utf-8":
                    return None
                data = data[len(mark) :]  # an editor put the mark before text of a code page
                break
    data = data.rstrip(b"\0")
    if b"\0" in data:
        return _utf_16(data)
    sample = data[:_SAMPLE]
    if len(sample.translate(None, _CONTROL)) < len(sample) * 0.98:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        if len(sample) - len(sample.translate(None, _HIGH)) > len(sample) * 0.3:
            return None
        text = codecs.charmap_decode(data, "strict", _CP1252)[0]
    return _with_plain_line_ends(text)


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text nearly every other byte is zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if half and sample[offset::2].count(0) > half * 0.8 and sample[1 - offset :: 2].count(0) == 0:
            # rstrip(b"\0") has taken the second half of the last character
            padded = data + b"\0" if len(data) % 2 else data
            try:
                return _with_plain_line_ends(padded.decode(encoding))
            except UnicodeDecodeError:
                return None
    return None


def _with_plain_line_ends(text: str) -> str:
    if "\r" not in text:
        return text
    text = _CARRIAGE_RETURNS.sub("\n", text)
    return text if "\n" in text else text.replace("\r", "\n")


def line_too_long(data: bytes, limits: Limits, name: str) -> UnreadableInput | None:
    """The refusal of a file with a line that no configuration has, or None."""
    if len(data) <= limits.line:
        return None
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + limits.line + 1)
        if end < 0:
            if len(data) - start <= limits.line:
                return None
            return UnreadableInput(
                f"has a line of more than {limits.line:,} bytes",
                file=name,
                line=data.count(b"\n", 0, start) + 1,
                advice="No router writes such a line; is it a configuration export?",
            )
        start = end + 1
    return None
