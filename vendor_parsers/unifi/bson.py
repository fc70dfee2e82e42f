"""A reader of concatenated BSON documents, as far as configuration records need it (bsonspec.org, version 1.1).

Every length is checked against what is there; documents within documents are bounded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["BsonError", "documents", "read_document"]

_DEEPEST = 24
_SMALLEST = 5
_INT32 = struct.Struct("<i")
_INT64 = struct.Struct("<q")
_DOUBLE = struct.Struct("<d")

# Bytes that a value takes whose content a record never needs.
_FIXED = {0x06: 0, 0x09: 8, 0x0A: 0, 0x11: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}
_WITH_LENGTH = frozenset({0x02, 0x0D, 0x0E})


class BsonError(ValueError):
    """The bytes are no BSON."""


def documents(data: bytes) -> Iterator[bytes]:
    """The documents of a stream as bytes; ends where one is cut off, raises BsonError if there is rubbish."""
    place = 0
    while place < len(data):
        if place + 4 > len(data):
            raise BsonError
        (length,) = _INT32.unpack_from(data, place)
        if length < _SMALLEST or place + length > len(data):
            raise BsonError
        yield data[place : place + length]
        place += length


def read_document(data: bytes) -> dict[str, object]:
    """One document. Object ids become hex, arrays lists, and what no record needs (dates, binary) None."""
    return _read(data, 0, len(data), 0)[0]


def _read(data: bytes, place: int, limit: int, depth: int) -> tuple[dict[str, object], int]:
    if depth > _DEEPEST or place + _SMALLEST > limit:
        raise BsonError
    (length,) = _INT32.unpack_from(data, place)
    end = place + length
    if length < _SMALLEST or end > limit:
        raise BsonError
    found: dict[str, object] = {}
    place += 4
    while place < end and data[place]:
        kind = data[place]
        name, place = _name(data, place + 1, end)
        found[name], place = _value(data, kind, place, end, depth)
    return found, end


def _name(data: bytes, place: int, end: int) -> tuple[str, int]:
    stop = data.find(b"\0", place, end)
    if stop < 0:
        raise BsonError
    return data[place:stop].decode("utf-8", "replace"), stop + 1


def _value(data: bytes, kind: int, place: int, end: int, depth: int) -> tuple[object, int]:
    if kind in _WITH_LENGTH:
        text, place = _counted(data, place, end)
        return text.rstrip(b"\0").decode("utf-8", "replace"), place
    if kind in {0x03, 0x04}:
        inner, place = _read(data, place, end, depth + 1)
        return (list(inner.values()) if kind == 0x04 else inner), place
    if kind == 0x05:
        _, place = _counted(data, place, end, extra=1)
        return None, place
    if kind == 0x0B:
        _, place = _name(data, place, end)
        _, place = _name(data, place, end)
        return None, place
    return _fixed(data, kind, place, end)


def _fixed(data: bytes, kind: int, place: int, end: int) -> tuple[object, int]:
    size = {0x01: 8, 0x07: 12, 0x08: 1, 0x10: 4, 0x12: 8}.get(kind, _FIXED.get(kind))
    if size is None or place + size > end:
        raise BsonError
    after = place + size
    if kind == 0x01:
        return _DOUBLE.unpack_from(data, place)[0], after
    if kind == 0x07:
        return data[place:after].hex(), after
    if kind == 0x08:
        return data[place] != 0, after
    if kind == 0x10:
        return _INT32.unpack_from(data, place)[0], after
    if kind == 0x12:
        return _INT64.unpack_from(data, place)[0], after
    return None, after


def _counted(data: bytes, place: int, end: int, extra: int = 0) -> tuple[bytes, int]:
    if place + 4 > end:
        raise BsonError
    (length,) = _INT32.unpack_from(data, place)
    start = place + 4 + extra
    if length < 0 or start + length > end:
        raise BsonError
    return data[start : start + length], start + length
