"""There is nothing to parse: what is recognised here is not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routerlint.errors import RecognisedNotJudged, UnknownFormat
from vendor_parsers.recognised.detect import detect

if TYPE_CHECKING:
    from routerlint.model.device import Device
    from routerlint.text.source import Document

__all__ = ["parse"]


def parse(document: Document) -> tuple[Device, ...]:
    """Raises an InputError that names the system."""
    found = detect(document)
    if found is None:
        advice = "`routerlint vendors` lists what is read and how to export it."
        raise UnknownFormat("is not a configuration of a known system", file=document.name, advice=advice)
    raise RecognisedNotJudged(f"is not readable: {found.evidence}", file=document.name, advice=found.advice)
