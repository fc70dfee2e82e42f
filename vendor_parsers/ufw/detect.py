"""Recognises the configuration of ufw: a tree, or the folder /etc/ufw."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["TREE_MARKERS", "detect"]

TREE_MARKERS = ("etc/ufw/user.rules", "etc/ufw/ufw.conf", "ufw/user.rules", "user.rules", "lib/ufw/user.rules")

_USER = re.compile(r"(?m)^:ufw6?-user-(?:input|forward) |^### tuple ### ")


def detect(document: Document) -> Detection | None:
    """Files of ufw by their chains."""
    for file in document.files:
        if _USER.search(file.text) and file.name.rpartition("/")[2].startswith(("user", "before", "after")):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("chains of ufw"))
    return None
