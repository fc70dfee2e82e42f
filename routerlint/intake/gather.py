"""The way in: what the user named, to the inputs in it, one after the other."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from routerlint.errors import InputError, UnknownFormat, UnreadableInput
from routerlint.intake.blob import Blob, safe_name
from routerlint.intake.catalogue import Recogniser
from routerlint.intake.documents import Assembler, Found
from routerlint.intake.listing import inputs_in_memory
from routerlint.intake.reading import read_file, read_stdin, reason_of, shown_path
from routerlint.intake.unpack import Contents, contents, is_archive
from routerlint.intake.values import Recognised, Refused, Skipped

__all__ = ["Gatherer"]

V = TypeVar("V", bound=Recogniser)


_LEADS_OUT = "is a link that leads out of the folder, which is not followed"


class _Way(msgspec.Struct, frozen=True):
    """How the walk came to a folder. root: the real path of the folder that the user named. above: the folders on the way."""

    root: str
    above: tuple[tuple[int, int], ...] = ()

    def down(self, folder: tuple[int, int]) -> _Way:
        """The way into a folder within."""
        return _Way(self.root, (*self.above, folder))

    def leads_out(self, link: str) -> bool:
        """Whether a link leads out of the folder that the user named: what lies there was not given to be read."""
        target = os.path.realpath(link)
        return target != self.root and not target.startswith(self.root.rstrip(os.sep) + os.sep)


class Gatherer(Generic[V]):
    """Finds the inputs in files, folders and archives. Nothing that it meets stops the run."""

    def __init__(self, assembler: Assembler[V]) -> None:
        self._assembler = assembler
        self._limits = assembler.limits

    def gather(self, paths: Sequence[str]) -> Iterator[Found[V]]:
        """The inputs in the order in which the user named them; "-" is standard input.

        Files of one folder that the user names are taken together, since they may be parts of one device.
        """
        for group in _groups(paths):
            if len(group) > 1:
                yield from self._named_files(group)
            else:
                yield from self._path(group[0])

    def blob(self, blob: Blob, place: str = "") -> Iterator[Found[V]]:
        """The inputs in bytes that came from anywhere; blob.name is what the user calls them."""
        try:
            if is_archive(blob.data):
                yield from self._archive(contents(blob, self._limits), blob, place, named=True)
            else:
                yield from self._assembler.files([blob], place, named=True)
        except InputError as error:
            yield Refused(name=blob.origin, error=error)

    def _path(self, path: str) -> Iterator[Found[V]]:
        if path == "-":
            try:
                blob = read_stdin(self._limits)
            except InputError as error:
                yield Refused(name="-", error=error)
            else:
                yield from self.blob(blob)
            return
        if Path(path).is_dir():
            yield from self._folder(path)
        else:
            yield from self._named_files([path])

    def _named_files(self, paths: Sequence[str]) -> Iterator[Found[V]]:
        plain: list[Blob] = []
        place = _place_of(paths[0])
        for path in paths:
            name = shown_path(Path(path).name)
            try:
                blob = read_file(Path(path), name, place + name, self._limits)
            except InputError as error:
                yield Refused(name=shown_path(path), error=error)
                continue
            if is_archive(blob.data):
                yield from self.blob(blob, place)
            else:
                plain.append(blob)
        yield from self._assembler.files(plain, place, named=True)

    def _archive(self, found: Contents, blob: Blob, place: str, *, named: bool) -> Iterator[Found[V]]:
        """The inputs in an unpacked archive, which is a folder in one file.

        A user who names the archive gets the names of its members; within a folder they follow the archive's name.
        """
        if not found.archive:
            yield from self._assembler.files(found.blobs, place, named=named)
            return
        cut = len(blob.name) + 1 if named else 0
        inner_place = f"{blob.origin}/" if named else place
        blobs = [Blob(name=one.name[cut:], data=one.data, origin=one.origin) for one in found.blobs]
        links = [name[cut:] for name in found.links]
        judged = False
        for one in inputs_in_memory(blobs, links, blob.origin, inner_place, self._assembler):
            judged = judged or not isinstance(one, Skipped)
            yield one
        if named and not judged:
            yield Refused(name=blob.origin, error=_nothing_in(blob.origin))

    def _folder(self, path: str) -> Iterator[Found[V]]:
        place = _place_of(f"{path}/x")
        judged = False
        for one in self._walk(Path(path), "", place, _Way(os.path.realpath(path))):
            judged = judged or not isinstance(one, Skipped)
            yield one
        if not judged:
            yield Refused(name=shown_path(path), error=_nothing_in(shown_path(path)))

    def _walk(self, folder: Path, prefix: str, place: str, way: _Way) -> Iterator[Found[V]]:
        """The inputs in a folder and below."""
        origin = (place + prefix).rstrip("/") or "."
        try:
            here = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Refused(name=origin, error=UnreadableInput(reason_of(error), file=origin))
            return
        identity = (here.st_dev, here.st_ino)
        if identity in way.above or len(way.above) > 100:
            yield Refused(
                name=origin, error=UnreadableInput("is a folder that leads back to one above it", file=origin)
            )
            return
        if any((folder / marker).is_file() for marker in self._assembler.markers):
            tree = self._tree(folder, prefix, place, way)
            if tree is not None:
                yield tree
                return
        files: list[Blob] = []
        folders: list[os.DirEntry[str]] = []
        for entry in entries:
            kind = "outside" if entry.is_symlink() and way.leads_out(entry.path) else _kind(entry)
            if kind == "folder":
                folders.append(entry)
            elif kind == "file":
                yield from self._file(entry, prefix, place, files)
            else:
                yield Skipped(name=f"{place}{prefix}{safe_name(entry.name)}", reason=kind)
        yield from self._assembler.files(files, place, named=False)
        files.clear()
        for entry in folders:
            yield from self._walk(Path(entry.path), f"{prefix}{safe_name(entry.name)}/", place, way.down(identity))

    def _file(self, entry: os.DirEntry[str], prefix: str, place: str, files: list[Blob]) -> Iterator[Found[V]]:
        """Reads one file of a folder: plain ones are put with the others, an archive's inputs are found at once."""
        name = prefix + safe_name(entry.name)
        try:
            blob = read_file(Path(entry.path), name, place + name, self._limits)
            if is_archive(blob.data):
                yield from self._archive(contents(blob, self._limits), blob, place, named=False)
            else:
                files.append(blob)
        except InputError as error:
            yield Refused(name=place + name, error=error)

    def _tree(self, folder: Path, prefix: str, place: str, way: _Way) -> Recognised[V] | Refused | None:
        """A folder that holds a tree marker, read whole as far as the limits go."""
        blobs: list[Blob] = []
        unread: list[str] = []
        left = self._limits.unpacked
        for base, folders, names in os.walk(folder):  # does not follow links to folders
            folders.sort()
            for name in sorted(names):
                path = Path(base) / name
                shown = prefix + safe_name(path.relative_to(folder).as_posix())
                try:
                    if path.is_symlink() and way.leads_out(str(path)):
                        raise UnreadableInput(_LEADS_OUT, file=place + shown)
                    if len(blobs) >= self._limits.members or not path.is_file() or path.stat().st_size > left:
                        unread.append(shown)
                        continue
                    blob = read_file(path, shown, place + shown, self._limits)
                except (InputError, OSError) as error:
                    if any(shown.endswith(marker) for marker in self._assembler.markers):
                        if not isinstance(error, InputError):
                            error = UnreadableInput("may not be read", file=place + shown)
                        return Refused(name=place + shown, error=error)
                    unread.append(shown)
                    continue
                left -= len(blob.data)
                blobs.append(blob)
        return self._assembler.tree(blobs, unread, (place + prefix).rstrip("/") or ".", place)


def _groups(paths: Sequence[str]) -> list[list[str]]:
    """The paths in their order; neighbours that are files of one folder together, each path once."""
    groups: list[list[str]] = []
    for path in dict.fromkeys(paths):
        last = groups[-1] if groups else []
        if last and _is_plain_file(path) and _is_plain_file(last[0]) and Path(path).parent == Path(last[0]).parent:
            last.append(path)
        else:
            groups.append([path])
    return groups


def _is_plain_file(path: str) -> bool:
    return path != "-" and not Path(path).is_dir()


def _place_of(path: str) -> str:
    parent = Path(path).parent
    folder = shown_path(str(parent))
    return "" if parent == Path() else f"{folder.rstrip('/')}/"


def _kind(entry: os.DirEntry[str]) -> str:
    """Whether it is a "folder", a "file", or left out as "hidden" or "special"; a broken link is read and so reported."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return "file"
    if stat.S_ISDIR(mode):
        return "hidden" if entry.name.startswith(".") else "folder"
    return "file" if stat.S_ISREG(mode) else "special"


def _nothing_in(name: str) -> UnknownFormat:
    return UnknownFormat(
        "holds no configuration of a known system",
        file=name,
        advice="`routerlint vendors` lists what is read and how to export it.",
    )
