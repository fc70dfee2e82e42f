"""Recognises VyOS by the footer of its files, or by sections that only it has."""

from __future__ import annotations

from routerlint.parsing.vyatta.recognition import signs
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]


def detect(document: Document) -> Detection | None:
    """Certain with a footer, likely without; a configuration that shows neither side is taken for VyOS."""
    found = signs(document)
    if found is None or found.footer.is_edgeos:
        return None
    if found.footer.style == "vyos":
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("footer vyos-config-version"))
    if found.edgeos > found.vyos:
        return None
    if found.footer.style == "vyatta":
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("footer vyatta-config-version without Ubiquiti's parts")
        )
    certainty = Certainty.LIKELY if found.vyos else Certainty.POSSIBLE
    return Detection(certainty=certainty, evidence=phrase("sections of a VyOS configuration"))
