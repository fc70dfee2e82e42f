"""The controller's backup (.unf): AES-128-CBC with a public key, in it a ZIP, in it db.gz, in it BSON.

Key and initialisation vector are fixed in the controller (unifi-backup-decrypt, zhangyoufu). There is no padding, and
the ZIP's directory is often damaged, so that its members are read by their local headers. db.gz holds the documents of
all collections one after the other; a document that names a `collection` and has no `_id` begins a new one. Sizes are
bounded before anything is unpacked.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from routerlint.errors import RecognisedNotJudged, UnreadableInput
from routerlint.model.base import Model
from routerlint.wording import phrase
from vendor_parsers.unifi.bson import BsonError, documents, read_document

__all__ = ["CRYPTO_ADVICE", "MAX_DATABASE", "Backup", "has_crypto", "is_backup", "read_backup"]

MAX_DATABASE = 64 << 20
_MOST_MEMBERS = 256
_BLOCK = 16
_KEY, _VECTOR = b"bcyangkmluohmars", b"ubntenterpriseap"
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_DEFLATED = 8
_AGAIN = "Download the backup again."

CRYPTO_ADVICE = phrase("A .unf backup needs the optional package: pip install 'routerlint[crypto]'")

# Collections whose records matter; the others (clients, events, alarms) are passed over without being read.
_WANTED = frozenset(
    {
        "portforward", "firewallrule", "firewallgroup", "networkconf", "setting", "site", "device", "nat",
        "firewall_policy", "firewall_zone", "routing",
    }
)  # fmt: skip
_MARKER_SIZE = 200


class Backup(Model, frozen=True, kw_only=True):
    """The records of a backup with their collection, the controller's version, and further members by name."""

    records: tuple[tuple[str, dict[str, object]], ...]
    version: str
    members: tuple[str, ...]


def has_crypto() -> bool:
    """Whether the optional package that decrypts is installed."""
    try:
        import cryptography.hazmat.primitives.ciphers  # noqa: F401  # optional, and slow to load
    except ImportError:
        return False
    return True


def is_backup(data: bytes) -> bool:
    """Whether the first block decrypts to the head of a ZIP; False without the optional package.

    Loads that package, so that only files of the right name are asked.
    """
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK or not has_crypto():
        return False
    return _decrypt(data[: 2 * _BLOCK]).startswith(_LOCAL)


def _decrypt(data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # optional, and slow to load

    decryptor = Cipher(algorithms.AES(_KEY), modes.CBC(_VECTOR)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def read_backup(data: bytes, name: str) -> Backup:
    """The records of a .unf file; raises InputError where it cannot be opened."""
    if not has_crypto():
        raise RecognisedNotJudged("is an encrypted UniFi backup", file=name, advice=CRYPTO_ADVICE)
    plain = _decrypt(data[: len(data) - len(data) % _BLOCK])
    if not plain.startswith(_LOCAL):
        raise UnreadableInput("is no UniFi backup, or it is damaged", file=name, advice=_AGAIN)
    members = dict(_members(plain))
    packed = members.get("db.gz")
    if packed is None:
        raise UnreadableInput("holds no database (db.gz)", file=name, advice=_AGAIN)
    database = _inflate(packed, 31, MAX_DATABASE)
    if database is None:
        raise UnreadableInput("holds a database that is damaged, cut off or too large", file=name, advice=_AGAIN)
    try:
        records = tuple(_records(database))
    except BsonError:
        raise UnreadableInput("holds a database that is damaged or cut off", file=name, advice=_AGAIN) from None
    version = members.get("version", b"")[:40].decode("utf-8", "replace").strip("\ufeff\r\n ")
    return Backup(records=records, version=version, members=tuple(members))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The members of a ZIP by their local headers, until all of them together exceed MAX_DATABASE."""
    view, place, left = memoryview(data), 0, MAX_DATABASE
    for _ in range(_MOST_MEMBERS):
        place = data.find(_LOCAL, place)
        if place < 0 or place + _LOCAL_SIZE > len(data) or left <= 0:
            return
        method, size = int.from_bytes(data[place + 8 : place + 10], "little"), _number(data, place + 18)
        start = place + _LOCAL_SIZE + int.from_bytes(data[place + 26 : place + 28], "little")
        name = data[place + _LOCAL_SIZE : start].decode("utf-8", "replace")
        start += int.from_bytes(data[place + 28 : place + 30], "little")
        if method == _DEFLATED:
            content, place = _unpacked(view, start, size, left)
        else:
            place = start + size if size else _next(data, start)
            content = data[start:place]
        left -= len(content)
        yield name, content


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def _next(data: bytes, start: int) -> int:
    """Where a stored member without a length ends: at its descriptor, or at the next header."""
    found = data.find(b"PK", start)
    return len(data) if found < 0 else found


def _unpacked(view: memoryview, start: int, size: int, most: int) -> tuple[bytes, int]:
    """A packed member, and where it ends; one whose header has no size ends where its stream does."""
    unpacker = zlib.decompressobj(-15)
    try:
        content = unpacker.decompress(view[start : start + size] if size else view[start:], most)
    except zlib.error:
        return b"", start + max(size, 1)
    rest = len(unpacker.unused_data) + len(unpacker.unconsumed_tail)
    return content, start + size if size else len(view) - rest


def _inflate(data: bytes, window: int, most: int) -> bytes | None:
    unpacker = zlib.decompressobj(window)
    try:
        content = unpacker.decompress(data, most)
    except zlib.error:
        return None
    return content if unpacker.eof else None


def _records(database: bytes) -> Iterator[tuple[str, dict[str, object]]]:
    collection = ""
    for document in documents(database):
        if len(document) <= _MARKER_SIZE and b"collection\0" in document:
            fields = read_document(document)
            named = fields.get("collection")
            if isinstance(named, str) and "_id" not in fields:
                collection = named
                continue
        if not collection or collection in _WANTED:
            yield collection, read_document(document)
