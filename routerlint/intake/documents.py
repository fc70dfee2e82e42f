"""Files to documents: which of them together are one device, and whose format they are."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from routerlint.errors import InputError, RecognisedNotJudged, UnknownFormat, UnreadableInput
from routerlint.intake.blob import Blob
from routerlint.intake.catalogue import Recogniser
from routerlint.intake.decode import decode, line_too_long
from routerlint.intake.limits import DEFAULT_LIMITS, Limits
from routerlint.intake.recognise import by_id, not_judged, recognise
from routerlint.intake.values import Recognised, Refused, Skipped
from routerlint.text.source import Document, SourceFile

__all__ = ["Assembler"]

V = TypeVar("V", bound=Recogniser)

Found = Recognised[V] | Refused | Skipped

_LARGEST_BINARY = 16 << 20
_LARGEST_TREE_FILE = 16 << 20

# What tells an IPv4 ruleset's file name from that of its IPv6 twin: "rules.v4", "ip6tables.save".
_FAMILY_MARK = re.compile(r"v?[46]")


# Names that only configurations of routers have.
_CONFIGURATION_ENDINGS = (".rsc", ".export", ".boot", ".lcs", ".lcf", ".unf", ".nft", ".cfg")


class Assembler(Generic[V]):
    """Makes documents from blobs, for one catalogue.

    vendors: the catalogue. chosen: the id that --vendor gives. more: see recognise().
    """

    def __init__(
        self,
        vendors: Sequence[V],
        *,
        chosen: str | None = None,
        more: Callable[[], Sequence[V]] = tuple,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.vendors = tuple(vendors)
        self.more = more
        self.limits = limits
        self.chosen = self._chosen(chosen)

    @cached_property
    def markers(self) -> tuple[str, ...]:
        """The tree markers of all vendors; only folders and archives need them."""
        asked = self.vendors if self.chosen is None else (self.chosen,)
        return tuple(dict.fromkeys(marker for vendor in asked for marker in vendor.tree_markers))

    def _chosen(self, vendor_id: str | None) -> V | None:
        if vendor_id is None:
            return None
        builtin = any(vendor.id.lower() == vendor_id.lower() for vendor in self.vendors)
        return by_id(vendor_id, self.vendors if builtin else (*self.vendors, *self.more()))

    def files(self, blobs: Sequence[Blob], place: str, *, named: bool) -> Iterator[Found[V]]:
        """The inputs among files of one folder, each on its own unless they join.

        place: see Recognised. named: the user named these files, so that one of no known format is an error; in a
        folder it is left out.
        """
        found: list[Recognised[V]] = []
        others: list[tuple[Blob, InputError]] = []
        for blob in blobs:
            try:
                found.append(self._recognised(_single(blob, self.limits), place))
            except InputError as error:
                others.append((blob, error))
        yield from _joined(found)
        for blob, refusal in others:
            yield self._left_out(blob, refusal, found, named=named)

    def tree(
        self, blobs: Sequence[Blob], other_names: Sequence[str], name: str, place: str
    ) -> Recognised[V] | Refused | None:
        """The input that a configuration tree is, or None if no vendor knows it as one."""
        files: list[SourceFile] = []
        binaries: dict[str, bytes] = {}
        unread = list(other_names)
        for blob in blobs:
            text = decode(blob.data) if len(blob.data) <= _LARGEST_TREE_FILE else None
            if text is not None and line_too_long(blob.data, self.limits, blob.origin) is None:
                files.append(SourceFile(blob.name, text))
            elif text is None and len(blob.data) <= _LARGEST_BINARY:
                binaries[blob.name] = blob.data
            else:
                unread.append(blob.name)
        document = Document(
            name=name,
            files=tuple(sorted(files, key=lambda file: file.name)),
            binaries=binaries,
            other_names=tuple(sorted(unread)),
        )
        try:
            return self._recognised(document, place)
        except UnknownFormat:
            return None
        except InputError as error:
            return Refused(name=name, error=error)

    def roots(self, names: Sequence[str]) -> list[str]:
        """The outermost folders ("" or "a/b/") of the names that hold a tree marker."""
        found = {
            name[: len(name) - len(marker)]
            for name in names
            for marker in self.markers
            if name == marker or name.endswith("/" + marker)
        }
        return [root for root in sorted(found) if not any(root != outer and root.startswith(outer) for outer in found)]

    def _recognised(self, document: Document, place: str) -> Recognised[V]:
        if self.chosen is None:
            vendor, detection = recognise(document, self.vendors, self.more)
            return Recognised(document=document, vendor=vendor, detection=detection, place=place)
        stated = self.chosen.detect(document)
        if stated is not None and not stated.judged:
            raise not_judged(document.name, stated)
        return Recognised(document=document, vendor=self.chosen, detection=stated, place=place)

    def _left_out(self, blob: Blob, error: InputError, found: list[Recognised[V]], *, named: bool) -> Refused | Skipped:
        if named:
            return Refused(name=blob.origin, error=error)
        if isinstance(error, RecognisedNotJudged):
            # a binary backup beside the readable export of the same name: the device is judged by that one
            stem = posixpath.splitext(blob.name)[0]
            if any(posixpath.splitext(file.name)[0] == stem for other in found for file in other.document.files):
                return Skipped(name=blob.origin, reason="twin")
        if blob.name.lower().endswith(_CONFIGURATION_ENDINGS):
            # Whoever keeps it in this folder believes that it is judged: that it is not must not go unnoticed.
            return Refused(name=blob.origin, error=error)
        if isinstance(error, UnknownFormat) and "--vendor" not in error.advice:
            return Skipped(name=blob.origin, reason="unknown")
        if isinstance(error, UnreadableInput) and not blob.data.strip():
            return Skipped(name=blob.origin, reason="empty")
        return Refused(name=blob.origin, error=error)


def _single(blob: Blob, limits: Limits) -> Document:
    """The document of one file; raises UnreadableInput for what is empty, has endless lines or is too large."""
    if not blob.data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise UnreadableInput("is empty", file=blob.origin)
    text = decode(blob.data)
    if text is not None:
        refusal = line_too_long(blob.data, limits, blob.origin)
        if refusal is not None:
            raise refusal
        return Document(name=blob.origin, files=(SourceFile(blob.name, text),))
    if len(blob.data) > _LARGEST_BINARY:
        raise UnknownFormat("is binary and larger than any known backup", file=blob.origin)
    return Document(name=blob.origin, files=(), binaries={blob.name: blob.data})


def _joined(found: list[Recognised[V]]) -> Iterator[Recognised[V]]:
    """The inputs of one folder, those that are parts of one device put together."""
    parts: dict[str, list[Recognised[V]]] = {}
    for one in found:
        if one.detection is not None and one.detection.joins:
            parts.setdefault(one.vendor.id, []).append(one)
    together: dict[str, Recognised[V]] = {}
    absorbed: set[str] = set()
    for group in parts.values():
        for pair in _pairs(group):
            first = min(pair, key=lambda part: part.document.name)
            together[first.document.name] = _merged(pair)
            absorbed |= {part.document.name for part in pair}
    for one in found:
        if one.document.name in together:
            yield together[one.document.name]
        elif one.document.name not in absorbed:
            yield one


def _pairs(group: list[Recognised[V]]) -> Iterator[list[Recognised[V]]]:
    """The parts that belong together: all of a folder, or, where it holds several devices, those of like names."""
    if _distinct(group):
        yield group
        return
    by_name: dict[str, list[Recognised[V]]] = {}
    for part in group:
        by_name.setdefault(_FAMILY_MARK.sub("", part.document.name), []).append(part)
    yield from (pair for pair in by_name.values() if _distinct(pair))


def _distinct(group: list[Recognised[V]]) -> bool:
    kinds = {part.detection.joins for part in group if part.detection is not None}
    return len(group) > 1 and len(kinds) == len(group)


def _merged(pair: list[Recognised[V]]) -> Recognised[V]:
    pair = sorted(pair, key=lambda part: part.document.name)
    first = pair[0]
    others = [posixpath.basename(part.document.name) for part in pair[1:]]
    document = Document(
        name=" + ".join([first.document.name, *others]),
        files=tuple(sorted((file for part in pair for file in part.document.files), key=lambda file: file.name)),
    )
    return Recognised(document=document, vendor=first.vendor, detection=first.detection, place=first.place)
