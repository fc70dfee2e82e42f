"""Archives and compressed files, recognised by their content and unpacked in memory under limits.

Nothing is ever written to disk, so a member's name can do no harm by itself; a name that leaves the archive or a
link is refused all the same, since such an archive was made to deceive or does not hold what it shows.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator

import msgspec

from routerlint.errors import UnreadableInput
from routerlint.intake.blob import Blob, safe_name
from routerlint.intake.limits import Limits

__all__ = ["Member", "archive_kind", "gunzip", "members"]

_OTHER_PACKERS = (
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an archive. link: where it points, if it is a link; data is then empty."""

    name: str
    data: bytes = b""
    link: str | None = None


def archive_kind(data: bytes) -> str:
    """Says "gzip", "zip", "tar", the name of a packer that is not read, or "" for anything else."""
    if data[:2] == b"\x1f\x8b":
        return "gzip"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if _is_tar(data[:512]):
        return "tar"
    return next((name for magic, name in _OTHER_PACKERS if data.startswith(magic)), "")


def _is_tar(head: bytes) -> bool:
    """Whether the first block is a tar header; old archives without "ustar" are known by their checksum."""
    if len(head) < 512:
        return False
    if head[257:262] == b"ustar":
        return True
    stated = head[148:156].strip(b"\0 ")
    if not stated or not stated.isdigit() or b"8" in stated or b"9" in stated:
        return False
    return int(stated, 8) == sum(head) - sum(head[148:156]) + 8 * 32


def gunzip(blob: Blob, limits: Limits) -> bytes:
    """The content of a gzip file; raises UnreadableInput if it is damaged or too large."""
    unpacked = bytearray()
    rest = blob.data
    while rest[:2] == b"\x1f\x8b":  # a gzip file may consist of several parts
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, 1 << 20)
            except zlib.error as error:
                raise UnreadableInput("is a damaged gzip file", file=blob.origin, advice=_AGAIN) from error
            if not piece and not unpacker.unconsumed_tail and not unpacker.eof:
                raise UnreadableInput("is a truncated gzip file", file=blob.origin, advice=_AGAIN)
            unpacked += piece
            rest = unpacker.unconsumed_tail
            _check_size(len(unpacked), len(blob.data), blob.origin, limits)
        rest = unpacker.unused_data
    return bytes(unpacked)


_AGAIN = "Fetch or copy it again."


def _check_size(unpacked: int, packed: int, origin: str, limits: Limits) -> None:
    if unpacked > limits.unpacked or (unpacked > limits.ratio_from and unpacked > packed * limits.ratio):
        raise UnreadableInput(
            f"unpacks to more than {unpacked // 1_000_000:,} MB, which is refused",
            file=origin,
            advice="A backup is far smaller; unpack it yourself if you trust it.",
        )


def members(blob: Blob, kind: str, limits: Limits) -> Iterator[Member]:
    """The files of a tar or zip archive; raises UnreadableInput for what is damaged, too large or deceptive."""
    if kind == "zip":
        yield from _zip_members(blob, limits)
    elif kind == "tar":
        yield from _tar_members(blob, limits)
    else:
        raise UnreadableInput(f"is packed with {kind}, which is not read", file=blob.origin, advice="Unpack it first.")


def _checked_name(name: str, origin: str) -> str:
    """The member's name with "/", refused if it leaves the archive."""
    plain = name.replace("\\", "/")
    shown = safe_name(plain)
    if plain.startswith("/") or plain[1:2] == ":" or ".." in plain.split("/"):
        raise UnreadableInput(f"holds a file that leaves the archive ({shown}), which is refused", file=origin)
    return posixpath.normpath(shown)


def _too_many(origin: str, limits: Limits) -> UnreadableInput:
    return UnreadableInput(f"holds more than {limits.members:,} files, which is refused", file=origin)


def _zip_members(blob: Blob, limits: Limits) -> Iterator[Member]:
    import zipfile  # late: most inputs are plain files

    try:
        with zipfile.ZipFile(io.BytesIO(blob.data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.members:
                raise _too_many(blob.origin, limits)
            _check_size(sum(entry.file_size for entry in entries), len(blob.data), blob.origin, limits)
            left = limits.unpacked
            for entry in entries:
                name = _checked_name(entry.filename, blob.origin)
                if entry.is_dir():
                    continue
                if entry.flag_bits & 1:
                    raise UnreadableInput("is encrypted", file=blob.origin, advice="Unpack it with its password first.")
                with archive.open(entry) as stream:
                    data = stream.read(left + 1)  # the stated size may be a lie
                left -= len(data)
                if left < 0:
                    _check_size(limits.unpacked + 1, len(blob.data), blob.origin, limits)
                # the upper half of the attributes holds Unix mode bits; 0o120000 is a symbolic link
                if entry.external_attr >> 16 & 0o170000 == 0o120000:
                    yield Member(name=name, link=data[:4096].decode("utf-8", "replace"))
                else:
                    yield Member(name=name, data=data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableInput("is a damaged zip file", file=blob.origin, advice=_AGAIN) from error


def _tar_members(blob: Blob, limits: Limits) -> Iterator[Member]:
    import tarfile  # late: most inputs are plain files

    count = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(blob.data), mode="r:") as archive:
            for entry in archive:
                count += 1
                if count > limits.members:
                    raise _too_many(blob.origin, limits)
                name = _checked_name(entry.name, blob.origin)
                if entry.isdir():
                    continue
                if entry.issym() or entry.islnk():
                    yield Member(name=name, link=entry.linkname if entry.issym() else "/" + entry.linkname)
                    continue
                stream = archive.extractfile(entry) if entry.isreg() and not entry.issparse() else None
                if stream is None:
                    raise UnreadableInput(f"holds {name}, which is no regular file; refused", file=blob.origin)
                data = stream.read()
                if len(data) < entry.size:
                    raise UnreadableInput("is a truncated tar file", file=blob.origin, advice=_AGAIN)
                yield Member(name=name, data=data)
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise UnreadableInput("is a damaged tar file", file=blob.origin, advice=_AGAIN) from error
