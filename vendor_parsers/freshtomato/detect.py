"""Recognises Tomato by its keys: its ARM backups use the container of Asuswrt."""

from __future__ import annotations

from routerlint.parsing.nvram import score_keys
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]

# Keys that neither Asuswrt nor DD-WRT has.
_KEYS = (
    "portforward",
    "trigforward",
    "rmgt_sip",
    "ne_shlimit",
    "dmz_sip",
    "sshd_rport",
    "t_features",
    "http_wanport_bfm",
)


def detect(document: Document) -> Detection | None:
    """Certain from four of the keys on; a pasted fragment of two is likely."""
    score = score_keys(document, _KEYS)
    if score < 2:
        return None
    certainty = Certainty.CERTAIN if score >= 4 else Certainty.LIKELY
    return Detection(
        certainty=certainty, evidence=phrase("{score} settings that only Tomato has, such as portforward", score=score)
    )
