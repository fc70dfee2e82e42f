"""One file to the files that it holds: itself, or the members of an archive, at any depth within the limits."""

from __future__ import annotations

import posixpath

from routerlint.errors import UnreadableInput
from routerlint.intake.archive import Member, archive_kind, gunzip, members
from routerlint.intake.blob import Blob, safe_name
from routerlint.intake.limits import Limits

__all__ = ["Contents", "contents", "is_archive"]


class Contents:
    """The files in a blob, with what they may still take up.

    blobs: the files; links: names of links that stay inside the archive, which are not followed.
    archive: whether the blob was an archive of several files (a folder in one file).
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blobs: list[Blob] = []
        self.links: list[str] = []
        self.archive = False
        self._left = limits.unpacked

    def add(self, blob: Blob, depth: int = 0) -> None:
        """Adds a file, unpacked if it is packed; raises UnreadableInput for what is refused."""
        kind = archive_kind(blob.data)
        if not kind:
            self.blobs.append(blob)
            return
        if depth >= self.limits.depth:
            raise UnreadableInput(
                f"holds archives more than {self.limits.depth} deep, which is refused", file=blob.origin
            )
        if kind == "gzip":
            data = gunzip(blob, self.limits)
            self._take(len(data), blob.origin)
            self.add(Blob(name=blob.name, data=data, origin=blob.origin), depth + (archive_kind(data) == "gzip"))
            return
        self.archive = True
        for member in members(blob, kind, self.limits):
            name = f"{blob.name}/{member.name}"
            if member.link is not None:
                self._refuse_escape(member, blob.origin)
                self.links.append(name)
                continue
            self._take(len(member.data), blob.origin)
            self.add(Blob(name=name, data=member.data, origin=f"{blob.origin}/{member.name}"), depth + 1)

    def _take(self, size: int, origin: str) -> None:
        self._left -= size
        if self._left < 0:
            raise UnreadableInput(
                f"unpacks to more than {self.limits.unpacked >> 20} MB, which is refused", file=origin
            )

    def _refuse_escape(self, member: Member, origin: str) -> None:
        """Refuses a link that leads out of the archive (a hard link is written with a "/" before its target)."""
        target = (member.link or "").replace("\\", "/")
        landing = posixpath.normpath(posixpath.join(posixpath.dirname(member.name), target))
        if target.startswith("/") or target[1:2] == ":" or landing.split("/")[0] == "..":
            shown = f"{member.name} -> {safe_name(target)}"
            raise UnreadableInput(f"holds a link that is not followed ({shown}), which is refused", file=origin)


def contents(blob: Blob, limits: Limits) -> Contents:
    """The files in a blob; raises UnreadableInput for an archive that is damaged, too large or deceptive."""
    found = Contents(limits)
    found.add(blob)
    return found


def is_archive(data: bytes) -> bool:
    """Whether the bytes are packed in a form that is read or refused."""
    return bool(archive_kind(data))
