"""Binary files of systems that are not judged: marks in their bytes, and what only their names suggest."""

from __future__ import annotations

from routerlint.wording import phrase
from vendor_parsers.recognised.signature import BinarySignature, NameSignature

__all__ = ["BINARY_SIGNATURES", "NAME_SIGNATURES", "is_draytek"]

BINARY_SIGNATURES: tuple[BinarySignature, ...] = (
    BinarySignature(
        system=phrase("Salted OpenSSL file (several vendors encrypt their backups like this)"),
        at=((0, b"Salted__"),),
        evidence=phrase("it begins with Salted__"),
        advice=phrase("Save the backup without a password, or decrypt it first"),
    ),
    BinarySignature(
        system=phrase("SQLite database"), at=((0, b"SQLite format 3\0"),), evidence=phrase("its head is that of SQLite")
    ),
)

NAME_SIGNATURES: tuple[NameSignature, ...] = (
    NameSignature(
        system=phrase("TP-Link router (encrypted conf.bin)"),
        endings=("conf.bin", "tp-link.bin"),
    ),
    NameSignature(system=phrase("Securepoint UTM"), endings=(".utm",)),
    NameSignature(system=phrase("Sophos UTM"), endings=(".abf",)),
    NameSignature(system=phrase("Synology Router Manager"), endings=(".dss",)),
    NameSignature(system=phrase("Zyxel router"), endings=(".rom",)),
    NameSignature(
        system=phrase("UniFi console (.unifi)"),
        endings=(".unifi",),
        advice=phrase(
            "Download the backup of the Network application (.unf), or fetch rest/portforward and the lists beside it"
        ),
    ),
)

_DRAYTEK_HEADER = 0x100
_DRAYTEK_KINDS = {0: "raw", 1: "packed", 2: "encrypted and packed"}


def is_draytek(data: bytes) -> str:
    """What kind of a DrayTek .cfg this is ("encrypted and packed of a Vigor 2860"), "" if it is none.

    The header has 256 bytes: the model as hex digits at 0x0C, the length of the packed rest at 0x24, its kind at 0x2D
    (draytools). All three must fit the file.
    """
    if len(data) <= _DRAYTEK_HEADER or data[0x2D] not in _DRAYTEK_KINDS:
        return ""
    model = data[0x0C:0x0E].hex()
    length, rest = int.from_bytes(data[0x24:0x28], "big"), len(data) - _DRAYTEK_HEADER
    if not model.isdigit() or model[0] not in "123" or not 0 < length <= rest or rest - length > 1 << 16:
        return ""
    return f"{_DRAYTEK_KINDS[data[0x2D]]}, of a Vigor {model}"
