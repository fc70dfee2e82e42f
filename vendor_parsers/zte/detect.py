"""How a ZTE configuration is recognised."""

from __future__ import annotations

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.zte.container import DECODE_ADVICE, read_head

__all__ = ["detect"]

_HEAD = 4000


def detect(document: Document) -> Detection | None:
    """Decoded XML by its root and tables; a container by its marks, judged where it is not encrypted."""
    for data in document.binaries.values():
        container = read_head(data)
        if container is None:
            continue
        if container.kind == 0:
            return Detection(certainty=Certainty.CERTAIN, evidence=_backup(container.model))
        evidence = (
            phrase(
                "encrypted container (type {kind}) of a ZTE backup of a {model}",
                kind=container.kind,
                model=container.model,
            )
            if container.model
            else phrase("encrypted container (type {kind}) of a ZTE backup", kind=container.kind)
        )
        return Detection(certainty=Certainty.CERTAIN, evidence=evidence, judged=False, advice=DECODE_ADVICE)
    for file in document.files:
        head = file.text[:_HEAD]
        if "<DB" in head and '<Tbl name="' in head:
            return Detection(
                certainty=Certainty.CERTAIN, evidence=phrase("tables of a ZTE configuration (<DB><Tbl name=...>)")
            )
    return None


def _backup(model: str) -> Phrase:
    if model:
        return phrase("container of a ZTE backup of a {model}", model=model)
    return phrase("container of a ZTE backup")
