"""Which system that is not judged an input belongs to. Never surer than LIKELY, so that no real vendor is shadowed."""

from __future__ import annotations

import base64
import binascii

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from routerlint.wording import Phrase, phrase
from vendor_parsers.recognised.binary_signatures import BINARY_SIGNATURES, NAME_SIGNATURES, is_draytek
from vendor_parsers.recognised.signature import NOT_YET, head_of, score
from vendor_parsers.recognised.text_signatures import TEXT_SIGNATURES

__all__ = ["detect"]

_MARK = 100
_HEAD = 4096


def detect(document: Document) -> Detection | None:
    """The system, or None if no signature fits."""
    found = [answer for name, data in document.binaries.items() if (answer := _binary(name, data)) is not None]
    found += [answer for file in document.files if (answer := _text(file)) is not None]
    return max(found, key=lambda answer: answer.certainty) if found else None


def _answer(certainty: Certainty, system: Phrase, why: Phrase, advice: Phrase) -> Detection:
    evidence = phrase("{system}; recognised and not judged ({why})", system=system, why=why)
    return Detection(certainty=certainty, evidence=evidence, judged=False, advice=advice)


def _text(file: SourceFile) -> Detection | None:
    text = file.text
    head = head_of(text)
    weights = [(score(signature, head), signature) for signature in TEXT_SIGNATURES]
    best = max(weights, key=lambda pair: pair[0])
    if best[0] >= _MARK:
        return _answer(Certainty.LIKELY, best[1].system, phrase("a line that only it writes"), best[1].advice)
    if _sonicwall(text):
        return _answer(
            Certainty.LIKELY, phrase("SonicWall settings export (.exp)"), phrase("Base64 of its settings"), NOT_YET
        )
    if best[0]:
        return _answer(Certainty.POSSIBLE, best[1].system, phrase("its words on several lines"), best[1].advice)
    return None


def _sonicwall(text: str) -> bool:
    """Whether a text is Base64 of settings; only its beginning is decoded."""
    head = text[:_HEAD].strip()
    head = head[: len(head) - len(head) % 4]
    if len(head) < 64 or not head.isascii() or any(character in " <{[#=" for character in head[:64]):
        return False
    try:
        plain = base64.b64decode(head.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b"checksumVersion=" in plain or (b"shortProdName=" in plain and b"&" in plain)


def _binary(name: str, data: bytes) -> Detection | None:
    kind = is_draytek(data)
    if kind:
        advice = phrase(
            "Record a session of its command line (srv nat portmap table, srv nat openport -v, srv nat dmz, mngt rmtcfg "
            "status); a template and a mapping file read that, as docs/templates.md shows"
        )
        return _answer(
            Certainty.LIKELY,
            phrase("DrayTek Vigor backup ({kind})", kind=kind),
            phrase("the marks of its header"),
            advice,
        )
    for signature in BINARY_SIGNATURES:
        if all(data[place : place + len(mark)] == mark for place, mark in signature.at):
            return _answer(Certainty.POSSIBLE, signature.system, signature.evidence, signature.advice)
    lowered = name.lower()
    for named in NAME_SIGNATURES:
        if lowered.endswith(named.endings):
            why = phrase("only its name says so: the content has no marks")
            return _answer(Certainty.POSSIBLE, phrase("probably {system}", system=named.system), why, named.advice)
    return None
