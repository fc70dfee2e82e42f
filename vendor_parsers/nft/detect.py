"""Recognises nftables rulesets: listings, files for `nft -f`, and JSON."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from routerlint.wording import phrase

__all__ = ["detect", "is_json"]

_SCRIPT = re.compile(r"#!\S*/nft\b|#!/usr/bin/env nft\b")
_TABLE = re.compile(r"(?m)^[ \t]*(?:add |create )?table (?:(?:ip6?|inet|arp|bridge|netdev) )?[\"\w.-]+[ \t]*\{")
_COMMAND = re.compile(
    r"(?m)^[ \t]*(?:nft )?(?:add|create|insert) (?:table|chain|rule) (?:ip6?|inet|netdev|bridge|arp) |^[ \t]*flush ruleset[ \t]*;?[ \t]*$"
)
_HOOK = re.compile(r"\btype (?:filter|nat|route) hook \w+")
_JSON = re.compile(r"\s*\{\s*\"nftables\"\s*:\s*\[")


def is_json(file: SourceFile) -> bool:
    """Whether a file is the JSON form."""
    return bool(_JSON.match(file.text))


def _kind(file: SourceFile) -> int:
    """3: surely nft; 2: its words; 1: may be a part of one; 0: something else."""
    if is_json(file):
        return 3
    if _SCRIPT.match(file.text) or (_TABLE.search(file.text) and _HOOK.search(file.text)):
        return 3
    if _TABLE.search(file.text) and re.search(r"(?m)^[ \t]*(?:chain|set|map) \S+ \{", file.text):
        return 2
    return 2 if _COMMAND.search(file.text) else 0


def detect(document: Document) -> Detection | None:
    """Tables with base chains, in one file or in several that include each other."""
    kinds = [_kind(file) for file in document.files]
    best = max(kinds, default=0)
    if best < 2 or (len(kinds) > 1 and 0 in kinds):
        return None
    return Detection(
        certainty=Certainty.CERTAIN if best == 3 else Certainty.LIKELY,
        evidence=phrase("tables and base chains of nftables") if best == 3 else phrase("tables of nftables"),
    )
