"""Recognises DD-WRT by its keys, and by the magic of its backup."""

from __future__ import annotations

from routerlint.parsing.nvram import score_keys
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]

# Keys that neither Asuswrt nor Tomato has.
_KEYS = (
    "DD_BOARD",
    "forward_spec",
    "forwardspec_entries",
    "dist_type",
    "wan_vdsl",
    "remote_mgt_ssh",
    "block_ident",
    "sfe",
)


def detect(document: Document) -> Detection | None:
    """Certain from four of the keys or the magic on; a pasted fragment of two is likely."""
    if any(data.startswith(b"DD-WRT") for data in document.binaries.values()):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("the backup begins with DD-WRT"))
    score = score_keys(document, _KEYS)
    if score < 2:
        return None
    certainty = Certainty.CERTAIN if score >= 4 else Certainty.LIKELY
    return Detection(
        certainty=certainty, evidence=phrase("{score} settings that only DD-WRT has, such as forward_spec", score=score)
    )
