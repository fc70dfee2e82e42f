"""Recognises scripts, and files of the same maker that cannot be read."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from routerlint.wording import Phrase, phrase

__all__ = ["ADVICE", "detect", "is_script"]

ADVICE = phrase(
    "Save the configuration as a script without encryption (LANconfig: Configuration Management > Save as Script File,"
    " or on the console: readscript)"
)
_HEADER = re.compile(r"^#\s*Script\s*\(\s*LANCOM\b", re.MULTILINE)
_COMMAND = re.compile(
    r"^\s*(?:\S+@\S*> ?)?(?:cd|set|add|del|tab)\s+/(?:2(?:/\d+)+|Setup/\w[\w\-/]*)", re.MULTILINE | re.IGNORECASE
)
_FRAME = re.compile(r"^\s*(?:lang\s+\w+|flash\s+(?:No|Yes))\s*$", re.MULTILINE | re.IGNORECASE)
_MAKER = re.compile(r"(?i)\bLANCOM\b|\bLCOS\b")


def is_script(text: str) -> bool:
    """Whether the text holds commands of an LCOS script."""
    return _COMMAND.search(text[:2_000_000]) is not None


def detect(document: Document) -> Detection | None:
    """A script that is readable wins; else a .lcf or .lcs that is not."""
    for file in document.files:
        if is_script(file.text):
            return _script(file.text)
    for file in document.files:
        if _is_closed(file):
            return _refused(phrase("a file of LANCOM that is no readable script"))
    for name in document.binaries:
        if name.lower().endswith((".lcf", ".lcs")):
            return _refused(phrase("a .lcf or .lcs file that is not text"))
    return None


def _script(text: str) -> Detection:
    if _HEADER.search(text[:20_000]):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("header '# Script (LANCOM ...'"))
    if _FRAME.search(text):
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("commands on paths below /Setup between lang and flash")
        )
    return Detection(certainty=Certainty.LIKELY, evidence=phrase("commands on paths below /Setup"))


def _is_closed(file: SourceFile) -> bool:
    """An encrypted variant shows its header only; the form of a .lcf is not documented."""
    named = file.name.lower().endswith((".lcf", ".lcs"))
    return named and (_MAKER.search(file.text[:2_000]) is not None or file.name.lower().endswith(".lcf"))


def _refused(evidence: Phrase) -> Detection:
    advice = phrase("It is encrypted, or a configuration file whose form is not documented. {ADVICE}", ADVICE=ADVICE)
    return Detection(certainty=Certainty.POSSIBLE, evidence=evidence, judged=False, advice=advice)
