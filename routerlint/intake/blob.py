"""Bytes with a name and an origin: what every way into routerlint delivers."""

from __future__ import annotations

import msgspec

from routerlint.text.secrets import printable

__all__ = ["Blob", "safe_name"]


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """The content of one file, wherever it came from (disk, standard input, an archive, a device).

    name: relative to what the user named, with "/" on every system.
    origin: the whole name for messages: the user's path, or an address such as "ssh://gw01".
    """

    name: str
    data: bytes
    origin: str


def safe_name(name: str) -> str:
    """A file name as it may be shown: no control characters, no undecodable bytes, no line of its own making."""
    return printable(name.encode("utf-8", "replace").decode()).replace("\n", "?")
