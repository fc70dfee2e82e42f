"""How much of an input is read before it is refused."""

from __future__ import annotations

import msgspec

__all__ = ["DEFAULT_LIMITS", "Limits"]

_MIB = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds that keep a hostile input from costing time or memory.

    file: bytes of one file. line: bytes of one line; the longest in real exports are single-line JSON and embedded
    certificates. unpacked: bytes that an archive may hold in all, nested ones included. members: files in an archive
    or configuration tree. depth: archives within archives. ratio: unpacked to packed size, asked from `ratio_from`
    bytes on, since small files of blanks compress well.
    """

    file: int = 64 * _MIB
    line: int = 4 * _MIB
    unpacked: int = 128 * _MIB
    members: int = 10_000
    depth: int = 3
    ratio: int = 200
    ratio_from: int = 16 * _MIB


DEFAULT_LIMITS = Limits()
