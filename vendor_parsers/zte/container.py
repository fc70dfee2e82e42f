"""The container of a ZTE backup (config.bin, db_default_cfg.xml of the flash).

    header     optional, 128 bytes, begins 99999999 44444444 55555555 AAAAAAAA
    signature  optional: 04030201, four zero bytes, length, that many bytes with the model's name
    payload    01020304, type, unpacked size, packed size, chunk size, checksums; 60 bytes in all, then chunks

All numbers are big-endian. Type 0 holds zlib chunks, each with unpacked size, packed size and 0 for the last one.
Types 2, 3 and 4 are encrypted (AES with keys of the model, the device or the provider) and are not opened here.

Source: zte-config-utility (mkst), checked against containers whose content is known. Every length is checked against
what is there, and nothing is unpacked beyond MAX_UNPACKED.
"""

from __future__ import annotations

import struct
import zlib

from routerlint.model.base import Model
from routerlint.wording import phrase

__all__ = ["DECODE_ADVICE", "MAX_UNPACKED", "Container", "open_container", "read_head"]

DECODE_ADVICE = phrase(
    "Decode it to XML (the open tool zte-config-utility does that for many models) and give routerlint the XML"
)

# The largest real configuration has 340 KB.
MAX_UNPACKED = 16 << 20
_MOST_CHUNKS = 4096

_HEADER = bytes.fromhex("99999999 44444444 55555555 aaaaaaaa")
_SIGNATURE = bytes.fromhex("04030201")
_PAYLOAD = bytes.fromhex("01020304")
_PAYLOAD_HEADER = 60
_CHUNK = struct.Struct(">3I")
_LONGEST_MODEL = 64


class Container(Model, frozen=True, kw_only=True):
    """What the head of a container says. kind: its type, 0 for zlib. start: where the chunks begin."""

    model: str
    kind: int
    start: int


def read_head(data: bytes) -> Container | None:
    """The head of a container, or None if these bytes are none."""
    place = 128 if data.startswith(_HEADER) else 0
    model = ""
    if data[place : place + 4] == _SIGNATURE:
        length = int.from_bytes(data[place + 8 : place + 12], "big")
        if length > _LONGEST_MODEL:
            return None
        model = data[place + 12 : place + 12 + length].decode("ascii", "replace")
        place += 12 + length
    if data[place : place + 4] != _PAYLOAD or len(data) < place + _PAYLOAD_HEADER:
        return None
    kind = int.from_bytes(data[place + 4 : place + 8], "big")
    return Container(model=model, kind=kind, start=place + _PAYLOAD_HEADER) if kind < 16 else None


def open_container(data: bytes, container: Container) -> tuple[bytes, str]:
    """The content of a container of type 0, and what is wrong with it as the end of a sentence ("" if nothing)."""
    found: list[bytes] = []
    size, place, last = 0, container.start, False
    while not last and len(found) < _MOST_CHUNKS:
        if place + _CHUNK.size > len(data):
            return b"".join(found), phrase("is cut off")
        unpacked, packed, following = _CHUNK.unpack_from(data, place)
        place += _CHUNK.size
        piece = _inflate(data[place : place + packed], min(unpacked, MAX_UNPACKED - size))
        if piece is None or len(piece) != unpacked or place + packed > len(data):
            return b"".join(found), phrase("is cut off or damaged")
        found.append(piece)
        size += unpacked
        place += packed
        last = following == 0
    return b"".join(found), "" if last else phrase("has more parts than a configuration can have")


def _inflate(data: bytes, most: int) -> bytes | None:
    """At most so many bytes of a zlib stream; None if it is damaged."""
    if most <= 0:
        return None
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return None
