"""What judging asks of a vendor, beyond recognising its files."""

from __future__ import annotations

from typing import Protocol

from routerlint.intake.catalogue import Recogniser
from routerlint.model.device import Device
from routerlint.text.source import Document

__all__ = ["Reader"]


class Reader(Recogniser, Protocol):
    """A vendor that reads its files: one of vendor_parsers.catalogue, or one from an entry point."""

    def parse(self, document: Document) -> tuple[Device, ...]:
        """The devices in an input; raises errors.InputError when nothing in it can be judged."""
