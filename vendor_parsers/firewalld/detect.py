"""Recognises the configuration of firewalld: the folder /etc/firewalld, alone or in a tree."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["TREE_MARKERS", "detect"]

TREE_MARKERS = ("etc/firewalld/firewalld.conf", "firewalld/firewalld.conf", "firewalld.conf")

_SETTING = re.compile(r"(?m)^DefaultZone=\S")
_ZONE = re.compile(r"<zone[\s>/]")


def detect(document: Document) -> Detection | None:
    """The settings of firewalld, or a file of one of its zones."""
    for file in document.files:
        if file.name.endswith("firewalld.conf") and _SETTING.search(file.text):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("settings of firewalld"))
        if "zones/" in file.name and file.name.endswith(".xml") and _ZONE.search(file.text[:2000]):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("zones of firewalld"))
    return None
