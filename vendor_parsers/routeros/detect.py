"""Recognises RouterOS: exports, scripts, binary backups, copies of `print` screens."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect", "score"]

_LOOK_AT = 65_536
_HEADER = re.compile(r"^#.{0,60}?\bby RouterOS \d|^# RouterOS \d+\.\d", re.MULTILINE)
_SOFTWARE_ID = re.compile(r"^# software id =", re.MULTILINE)
_MENU = re.compile(
    r"^/(?:interface|ipv6|ip|system|routing|snmp|tool|user|queue|ppp)(?:[ /]+[a-z0-9-]+)*(?:$|[ /](?:add|set)\b| ?\{)",
    re.MULTILINE,
)
_COMMAND = re.compile(r"^\s*(?:add|set) (?:\[ ?find|[a-z][a-z0-9-]*=|[a-z0-9*-]+ [a-z][a-z0-9-]*=)", re.MULTILINE)
_KEY_VALUE = re.compile(r"^/[a-z0-9 /-]+[ /](?:add|set) [^\n]*=", re.MULTILINE)
_FLAGS = re.compile(r"^\s*Flags: [A-Z*] - \w", re.MULTILINE)
_NUMBERED = re.compile(r"^\s*\d+ {1,4}(?:[XIDASCR*]{1,4}\s+)?(?:;;;|(?:\w[\w-]*=|[\w./:-]+ {2,}))", re.MULTILINE)
_PROMPT = re.compile(r"^\[[^\]\n]{1,64}@[^\]\n]{1,64}\] [/\w ]*> *", re.MULTILINE)
# The first four bytes of backups, as several public tools write them, in the order of the file.
_BACKUP = {
    b"\x88\xac\xa1\xb1": phrase("a binary RouterOS backup"),
    b"\xef\xa8\x91\x72": phrase("an encrypted RouterOS backup"),
}
_EXPORT = phrase("Run /export file=NAME on the router and give routerlint the .rsc file")


def detect(document: Document) -> Detection | None:
    """What the detector says of an input."""
    best: Detection | None = None
    for file in document.files:
        detection = _text(file.text)
        if detection is not None and (best is None or _rank(detection) > _rank(best)):
            best = detection
    if best is not None and best.judged:
        return best  # an export beside a backup
    return _backup(document) or best


def _rank(detection: Detection) -> tuple[bool, int]:
    return detection.judged, detection.certainty


def score(text: str) -> int:
    """How much a text looks like an export: 0 not at all."""
    head = text[:_LOOK_AT]
    return 10 * bool(_HEADER.search(head)) + min(5, len(_MENU.findall(head))) + min(3, len(_COMMAND.findall(head)))


def _text(text: str) -> Detection | None:
    head = text[:_LOOK_AT]
    menus, commands = len(_MENU.findall(head)), len(_COMMAND.findall(head))
    commands += len(_KEY_VALUE.findall(head))
    if menus and commands:
        if _HEADER.search(head) or (_SOFTWARE_ID.search(head) and menus > 1):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("header of a RouterOS export"))
        certainty = Certainty.CERTAIN if menus > 2 and commands > 2 else Certainty.LIKELY
        return Detection(certainty=certainty, evidence=phrase("RouterOS menus with add and set commands"))
    numbered = len(_NUMBERED.findall(head))
    if (_FLAGS.search(head) and numbered) or (_PROMPT.search(head) and (numbered or _FLAGS.search(head))):
        return Detection(
            certainty=Certainty.LIKELY,
            evidence=phrase("a copy of what `print` shows on RouterOS"),
            judged=False,
            advice=phrase("It leaves out too much to be judged. {EXPORT}", EXPORT=_EXPORT),
        )
    if _HEADER.search(head):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("header of a RouterOS export"))
    return None


def _backup(document: Document) -> Detection | None:
    for name, content in document.binaries.items():
        backup = _BACKUP.get(content[:4])
        if backup is not None:
            return Detection(
                certainty=Certainty.CERTAIN,
                evidence=backup,
                judged=False,
                advice=_EXPORT,
            )
        if name.lower().endswith(".backup") and not document.files:
            return Detection(
                certainty=Certainty.POSSIBLE,
                evidence=phrase("a file named like a RouterOS backup"),
                judged=False,
                advice=_EXPORT,
            )
    return None
