"""Recognises the configuration of Shorewall: the folder /etc/shorewall, alone or in a tree."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["TREE_MARKERS", "detect"]

TREE_MARKERS = (
    "etc/shorewall/shorewall.conf", "etc/shorewall6/shorewall6.conf", "etc/shorewall/zones", "etc/shorewall6/zones",
    "shorewall/shorewall.conf", "shorewall6/shorewall6.conf", "shorewall/zones", "shorewall6/zones",
    "shorewall.conf", "shorewall6.conf",
)  # fmt: skip

# Compiled by the re module when a file asks for them.
_FIREWALL = r"(?m)^[ \t]*[A-Za-z]\w*[ \t]+firewall[ \t]*(?:#.*)?$"
_SECTION = r"(?m)^\??SECTION[ \t]+(?:ALL|NEW|ESTABLISHED|RELATED)[ \t]*$"
_SETTING = r"(?m)^STARTUP_ENABLED="


def detect(document: Document) -> Detection | None:
    """Zones with a firewall among them, the settings, or sections of rules."""
    for file in document.files:
        name = file.name.rpartition("/")[2]
        if name == "zones" and re.search(_FIREWALL, file.text[:100_000]):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("zones of Shorewall"))
        if name in ("shorewall.conf", "shorewall6.conf") and re.search(_SETTING, file.text):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("settings of Shorewall"))
        if "SECTION" in file.text and re.search(_SECTION, file.text[:200_000]):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("sections of the rules of Shorewall"))
    return None
