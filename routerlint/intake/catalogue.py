"""What intake asks of a vendor; the catalogue itself is handed down by the caller."""

from __future__ import annotations

from typing import Protocol

from routerlint.text.detection import Detection
from routerlint.text.source import Document

__all__ = ["Recogniser"]


class Recogniser(Protocol):
    """The part of a vendor that recognises its own files.

    id: the name that --vendor takes. tree_markers: file names relative to the root of a configuration tree
    ("etc/config/firewall"); a folder or archive that holds one of them is a single input. words: in lower case; every
    text that the vendor knows holds one of them near its beginning or end, so that the detector need not be asked
    about others. A vendor without words is asked about a single text only when no other is certain.
    """

    @property
    def id(self) -> str:
        """The vendor's id."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words without which the vendor is not asked."""

    @property
    def tree_markers(self) -> tuple[str, ...]:
        """The names that make a tree one input."""

    def detect(self, document: Document) -> Detection | None:
        """What the vendor says of an input, None if it is not its own."""
