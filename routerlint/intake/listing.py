"""The inputs among the files of an archive, which are held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from routerlint.errors import UnreadableInput
from routerlint.intake.blob import Blob
from routerlint.intake.catalogue import Recogniser
from routerlint.intake.documents import Assembler, Found
from routerlint.intake.values import Refused

__all__ = ["inputs_in_memory"]

V = TypeVar("V", bound=Recogniser)


def inputs_in_memory(
    blobs: Sequence[Blob], links: Sequence[str], origin: str, place: str, assembler: Assembler[V]
) -> Iterator[Found[V]]:
    """Configuration trees first, then the files of each folder.

    links: names of links within the archive, which are not followed. origin: the archive, for messages. place: see
    Recognised.
    """
    rest, loose_links = list(blobs), list(links)
    for root in assembler.roots([blob.name for blob in blobs]):
        hidden = [name for name in loose_links if name.startswith(root)]
        name = f"{place}{root}".rstrip("/") or origin
        inside = [blob for blob in rest if blob.name.startswith(root)]
        tree = assembler.tree(inside, hidden, name, place)
        if tree is None:
            continue
        rest = [blob for blob in rest if not blob.name.startswith(root)]
        loose_links = [name for name in loose_links if not name.startswith(root)]
        configuration = _configuration_among(hidden, assembler.markers)
        yield tree if configuration is None else _refused(name, configuration)
    for files in _by_folder(rest):
        yield from assembler.files(files, place, named=False)
    if loose_links:
        yield _refused(origin, loose_links[0])


def _by_folder(blobs: Sequence[Blob]) -> Iterator[list[Blob]]:
    folders: dict[str, list[Blob]] = {}
    for blob in sorted(blobs, key=lambda blob: blob.name):
        folders.setdefault(blob.name.rpartition("/")[0], []).append(blob)
    yield from folders.values()


def _configuration_among(links: Sequence[str], markers: Sequence[str]) -> str | None:
    """A link that stands where a configuration file belongs: what it points to is not in its place in the archive."""
    folders = {folder for marker in markers if (folder := marker.rpartition("/")[0])}
    return next((link for link in links if link.rpartition("/")[0].endswith(tuple(folders))), None)


def _refused(name: str, link: str) -> Refused:
    return Refused(name=name, error=UnreadableInput(f"holds a link that is not followed ({link})", file=name))
