"""Recognises Asuswrt by its keys: its container HDR2 is written by FreshTomato too."""

from __future__ import annotations

from routerlint.parsing.nvram import score_keys
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]

# Keys that neither Tomato nor DD-WRT has.
_KEYS = (
    "vts_rulelist",
    "vts_enable_x",
    "fw_enable_x",
    "misc_http_x",
    "sw_mode",
    "wans_dualwan",
    "productid",
    "buildno",
)


def detect(document: Document) -> Detection | None:
    """Certain from four of the keys on; a pasted fragment of two is likely."""
    score = score_keys(document, _KEYS)
    if score < 2:
        return None
    certainty = Certainty.CERTAIN if score >= 4 else Certainty.LIKELY
    return Detection(
        certainty=certainty,
        evidence=phrase("{score} settings that only Asuswrt has, such as vts_rulelist", score=score),
    )
