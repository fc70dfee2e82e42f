"""What intake hands on: inputs to judge, inputs that are refused, and files that were left out."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from routerlint.errors import InputError
from routerlint.intake.catalogue import Recogniser
from routerlint.text.detection import Detection
from routerlint.text.source import Document

__all__ = ["Recognised", "Refused", "Skipped"]

V = TypeVar("V", bound=Recogniser)


class Recognised(msgspec.Struct, Generic[V], frozen=True, kw_only=True):
    """One device's configuration, and whose format it is.

    place: what stands before a file's name in locations, as the user would type it ("backups/", "gw01.tar.gz/").
    detection: None when the user named the vendor and its detector said nothing.
    """

    document: Document
    vendor: V
    detection: Detection | None
    place: str = ""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An input that cannot be judged; the others in the run still are."""

    name: str
    error: InputError


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A file found in a folder or archive that is no configuration of a known system; reason: a word of the report."""

    name: str
    reason: str
