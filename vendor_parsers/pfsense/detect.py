"""Recognises pfSense's config.xml."""

from __future__ import annotations

from routerlint.parsing.pf.recognition import recognise
from routerlint.text.detection import Detection
from routerlint.text.source import Document

__all__ = ["detect"]


def detect(document: Document) -> Detection | None:
    """What speaks for pfSense: the root element, or an encrypted backup without header lines."""
    return recognise(document, "pfsense")
