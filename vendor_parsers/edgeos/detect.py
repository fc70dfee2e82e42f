"""Recognises EdgeOS by the footer of its files, or by sections that only Ubiquiti has."""

from __future__ import annotations

from routerlint.parsing.vyatta.recognition import signs
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]


def detect(document: Document) -> Detection | None:
    """Certain with Ubiquiti's parts in the footer, likely with its sections."""
    found = signs(document)
    if found is None or found.footer.style == "vyos":
        return None
    if found.footer.is_edgeos:
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("footer vyatta-config-version with Ubiquiti's parts")
        )
    if found.edgeos <= found.vyos:
        return None
    certainty = Certainty.CERTAIN if found.footer.style else Certainty.LIKELY
    return Detection(
        certainty=certainty, evidence=phrase("sections that only EdgeOS has, such as port-forward or service gui")
    )
