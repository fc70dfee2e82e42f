"""Which product a config.xml belongs to, from its first lines."""

from __future__ import annotations

import re

from routerlint.parsing.pf.backup import headers, is_encrypted, ready, why_not
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import NO_WORDS, phrase

__all__ = ["recognise"]

# What may stand in front of the root element; each part ends where it must, so that nothing is tried twice.
_PROLOG = re.compile(
    r"\s+|<\?[^>]{0,2000}>|<!--(?:[^-]|-(?!->)){0,20000}-->|<!DOCTYPE[^>\[]{0,2000}(?:\[[^\]]{0,20000}\]\s*)?>"
)
_ROOT = re.compile(r"<([A-Za-z][\w.-]*)[\s/>]")
_LOOKED_AT = 100_000

# Root elements of a backup of one area of pfSense (config_backup: the section alone).
_AREAS = ("filter", "nat", "aliases", "interfaces", "dhcpd", "openvpn", "ipsec")


def recognise(document: Document, product: str) -> Detection | None:
    """What a product's detector says of a document: its root element, an encrypted backup, or one area of a backup."""
    if len(document.files) != 1:
        return None
    text = document.files[0].text
    if is_encrypted(text[:200]):
        return _encrypted(text, product)
    root = _root(text)
    if root == product:
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("root element <{product}>", product=product))
    if product == "pfsense" and root in _AREAS and "<tracker>" in text[:_LOOKED_AT]:
        return Detection(
            certainty=Certainty.POSSIBLE,
            evidence=phrase("backup of the area {root} alone", root=root),
            judged=False,
            advice=phrase("Export all areas: Diagnostics, Backup & Restore, Backup area: All."),
        )
    return None


def _root(text: str) -> str:
    """The name of the root element, "" if the text does not begin like XML."""
    text = text[:_LOOKED_AT].removeprefix("\ufeff")
    place = 0
    while (found := _PROLOG.match(text, place)) is not None:
        place = found.end()
    root = _ROOT.match(text, place)
    return root[1] if root is not None else ""


def _encrypted(text: str, product: str) -> Detection:
    """An encrypted backup; header lines are OPNsense's, a backup without them is nearly always pfSense's."""
    own = (product == "opnsense") is bool(headers(text))
    return Detection(
        certainty=Certainty.LIKELY if own else Certainty.POSSIBLE,
        evidence=phrase("encrypted backup (---- BEGIN config.xml ----)"),
        judged=ready(),
        advice=NO_WORDS if ready() else why_not(),
    )
