"""Whose format an input is: the surest detector wins, and a doubt is the user's to settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from routerlint.errors import InputError, RecognisedNotJudged, UnknownFormat, UsageError
from routerlint.intake.catalogue import Recogniser
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["by_id", "recognise"]

V = TypeVar("V", bound=Recogniser)

# How much of a text is searched for words.
_HEAD, _TAIL = 65_536, 20_000

_FORMS = "`routerlint vendors` lists what is read and how to export it."


def by_id(vendor_id: str, vendors: Sequence[V]) -> V:
    """The vendor that --vendor names; raises UsageError for a name that is not in the catalogue."""
    for vendor in vendors:
        if vendor.id.lower() == vendor_id.lower():
            return vendor
    known = ", ".join(sorted(vendor.id for vendor in vendors))
    raise UsageError(f"no vendor is called {vendor_id!r}", advice=f"Known: {known}.")


def recognise(document: Document, vendors: Sequence[V], more: Callable[[], Sequence[V]]) -> tuple[V, Detection]:
    """The vendor whose detector is surest, with its evidence.

    more: further vendors, asked for only when no detector is certain (finding them costs time).
    Raises UnknownFormat for none and for a tie, RecognisedNotJudged for a form that is not read.
    """
    first, later = _by_words(document, vendors)
    found = _detections(document, first)
    if not any(detection.certainty is Certainty.CERTAIN for _, detection in found):
        found += _detections(document, [*later, *more()])
    if not found:
        raise _unknown(document)
    surest = max(detection.certainty for _, detection in found)
    best = [(vendor, detection) for vendor, detection in found if detection.certainty is surest]
    if len(best) > 1:
        names = sorted(vendor.id for vendor, _ in best)
        raise UnknownFormat(
            f"may be {' or '.join(names)}", file=document.name, advice=f"Say which, e.g. --vendor {names[0]}."
        )
    vendor, detection = best[0]
    if not detection.judged:
        raise not_judged(document.name, detection)
    return vendor, detection


def _by_words(document: Document, vendors: Sequence[V]) -> tuple[list[V], list[V]]:
    """The vendors to ask first, and those to ask when none of them is certain.

    A single text is searched at its beginning and its end for the vendors' words; anything else is put to everybody.
    """
    if len(document.files) != 1 or document.binaries:
        return list(vendors), []
    file = document.files[0]
    text = file.text if len(file.text) <= _HEAD + _TAIL else f"{file.text[:_HEAD]}\n{file.text[-_TAIL:]}"
    shown = f"{file.name}\n{text}".lower()
    first: list[V] = []
    later: list[V] = []
    for vendor in vendors:
        (first if any(word in shown for word in vendor.words) else later).append(vendor)
    return first, later


def not_judged(name: str, detection: Detection) -> RecognisedNotJudged:
    """The error for a form of a known system that is not read: what it is, and how to get one that is."""
    return RecognisedNotJudged(
        phrase("is not readable: {evidence}", evidence=detection.evidence), file=name, advice=detection.advice
    )


def _detections(document: Document, vendors: Sequence[V]) -> list[tuple[V, Detection]]:
    answers = ((vendor, vendor.detect(document)) for vendor in vendors)
    return [(vendor, detection) for vendor, detection in answers if detection is not None]


def _unknown(document: Document) -> InputError:
    if not document.files and any(b"\0" in data for data in document.binaries.values()):
        return UnknownFormat("is binary (it holds zero bytes) and no known backup", file=document.name, advice=_FORMS)
    if not document.files:
        return UnknownFormat("is binary or encrypted, and no known backup", file=document.name, advice=_FORMS)
    return UnknownFormat("is not a configuration of a known system", file=document.name, advice=_FORMS)
