r"""Backups of NVRAM firmwares: the containers in which a settings file is wrapped.

All of them hold the same thing, `key=value` records; which firmware wrote them shows only in the keys (HDR2 is
written by Asuswrt and by FreshTomato for ARM).

    HDR1    "HDR1", length as LE32, then `key=value\0`...                                 Asuswrt, older builds
    HDR2    "HDR2", length as LE24, one random byte, then the same, each byte obfuscated    Asuswrt, FreshTomato ARM
    TCF1    gzip of "TCF1", hardware type as LE32, then `key=value\0`...                   Tomato, FreshTomato MIPS
    DD-WRT  "DD-WRT", number of records as LE16, then u8 name length, name, LE16 value length, value

Sources: nvram_save() and nvram_save_new() of Asuswrt-Merlin, nvram_backup() of DD-WRT, the TCF1 reader of
doublerebel/nvram-cfg-parser. Every length is checked against what is there before anything is taken, and what is
packed is unpacked only up to a bound.
"""

from __future__ import annotations

import zlib

from routerlint.model.base import Model
from routerlint.wording import phrase

__all__ = ["MAX_UNPACKED", "NvramContainer", "unpack_nvram"]

# NVRAM partitions have 32 to 128 KiB, those in flash files up to 1 MiB.
MAX_UNPACKED = 4 << 20
_MAX_RECORDS = 65_535

# A byte above this mark separates two records in HDR2; the random byte is below 30, so plain text stays under it.
_SEPARATOR_FROM = 0xFD
_DDWRT = b"DD-WRT"


class NvramContainer(Model, frozen=True, kw_only=True):
    """What was in a container.

    kind: its name. records: (key, value) in file order. damage: what is wrong with it, as the end of a sentence about
    the file; "" if all of it was read.
    """

    kind: str
    records: tuple[tuple[str, str], ...]
    damage: str = ""


def unpack_nvram(data: bytes) -> NvramContainer | None:
    """The records in a settings backup, or None if these bytes are none of the containers."""
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data)
    magic = data[:4]
    if magic == b"HDR1":
        return _sized("HDR1", data[8:], int.from_bytes(data[4:8], "little"))
    if magic == b"HDR2":
        return _hdr2(data)
    if magic == b"TCF1":
        return NvramContainer(kind="TCF1", records=_records(data[8:]), damage=_no_end(data))
    if data.startswith(_DDWRT):
        return _ddwrt(data)
    return None


def _gunzip(data: bytes) -> bytes:
    """Up to MAX_UNPACKED bytes of a gzip file; what is damaged or larger ends there."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAX_UNPACKED)
    except zlib.error:
        return b""


def _sized(kind: str, body: bytes, length: int) -> NvramContainer:
    damage = phrase("is cut off: its header promises more than it holds") if length > len(body) else ""
    return NvramContainer(kind=kind, records=_records(body[:length]), damage=damage)


def _hdr2(data: bytes) -> NvramContainer:
    """HDR2; tools disagree about the order of the length's bytes, so that is taken which fits the file."""
    length, salt, body = int.from_bytes(data[4:7], "little"), data[7] if len(data) > 7 else 0, data[8:]
    if length != len(body) and int.from_bytes(data[4:7], "big") == len(body):
        length = len(body)
    plain = bytes(0 if byte >= _SEPARATOR_FROM else (0xFF + salt - byte) & 0xFF for byte in range(256))
    return _sized("HDR2", body[:MAX_UNPACKED].translate(plain), length)


def _no_end(data: bytes) -> str:
    """The records end with an empty one; a file without it lost its tail."""
    return "" if data.endswith((b"\0\0", b"TCF1")) else phrase("is cut off: the end mark is missing")


def _records(body: bytes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for record in body[:MAX_UNPACKED].split(b"\0")[:_MAX_RECORDS]:
        key, equals, value = record.partition(b"=")
        if equals and key:
            found.append((_text(key), _text(value)))
    return tuple(found)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _ddwrt(data: bytes) -> NvramContainer:
    stated = int.from_bytes(data[6:8], "little")
    found: list[tuple[str, str]] = []
    place = 8
    while len(found) < stated and place < len(data):
        name_end = place + 1 + data[place]
        value_start = name_end + 2
        value_end = value_start + int.from_bytes(data[name_end:value_start], "little")
        if value_end > len(data):
            break
        # the value is stored with its closing zero byte by some builds
        found.append((_text(data[place + 1 : name_end]), _text(data[value_start:value_end].rstrip(b"\0"))))
        place = value_end
    damage = (
        ""
        if len(found) == stated
        else phrase("is cut off: {count} of {stated} records could be read", count=len(found), stated=stated)
    )
    return NvramContainer(kind="nvrambak", records=tuple(found), damage=damage)
