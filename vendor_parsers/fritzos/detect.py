"""Recognises exports, a bare ar7.cfg, the port overview and support data."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from routerlint.wording import phrase
from vendor_parsers.fritzos.container import is_container
from vendor_parsers.fritzos.portoverview import is_port_overview
from vendor_parsers.fritzos.supportdata import is_support_data

__all__ = ["ADVICE", "detect"]

ADVICE = phrase(
    "Export the settings with System > Backup (Sicherung) > Save, or save the answer of data.lua?page=portoverview as JSON"
)
_BARE = re.compile(
    r"^(?:ar7cfg|landevices|vpncfg|voipcfg|tr069cfg)\s*\{|^\s*\*\s*/var/(?:flash/[a-z0-9_]+\.cfg|tmp\.cfg)\s*$",
    re.MULTILINE,
)
_META = re.compile(r'^\s*meta\s*\{\s*encoding\s*=\s*"')
_PLAIN = re.compile(r"^\*{4} CFGFILE:(?:\S*/)?ar7\.cfg\s*$", re.MULTILINE)
_CRYPTED = re.compile(r"^\*{4} CRYPTED(?:BIN|B64)FILE:(?:\S*/)?ar7\.cfg\s*$", re.MULTILINE)


def detect(document: Document) -> Detection | None:
    """The first file that is one of the forms decides."""
    for file in document.files:
        found = _detect_file(file)
        if found is not None:
            return found
    return None


def _detect_file(file: SourceFile) -> Detection | None:
    text = file.text
    if is_container(text):
        return _container(text)
    if is_support_data(text):
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("sections of FRITZ!Box support data"), joins="support data"
        )
    if is_port_overview(text):
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("JSON of data.lua?page=portoverview"), joins="port overview"
        )
    head = text[:20_000]
    if _BARE.search(head):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("blocks of ar7.cfg"), joins="configuration")
    if _META.match(head):
        return Detection(
            certainty=Certainty.POSSIBLE, evidence=phrase("a meta block as AVM's files begin"), joins="configuration"
        )
    return None


def _container(text: str) -> Detection:
    evidence = phrase("first line '**** ... CONFIGURATION EXPORT'")
    if _CRYPTED.search(text) and not _PLAIN.search(text):
        return Detection(
            certainty=Certainty.CERTAIN,
            evidence=evidence,
            judged=False,
            advice=phrase("Its ar7.cfg is encrypted. {ADVICE}", ADVICE=ADVICE),
        )
    return Detection(certainty=Certainty.CERTAIN, evidence=evidence, joins="configuration")
