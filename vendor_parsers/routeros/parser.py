"""Reads RouterOS exports."""

from __future__ import annotations

from functools import partial

from routerlint.errors import RecognisedNotJudged, UnreadableInput
from routerlint.model.device import Device
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.detect import detect, score
from vendor_parsers.routeros.device import build_device
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.header import read_header
from vendor_parsers.routeros.menus import mark_line

__all__ = ["parse"]


def parse(document: Document) -> tuple[Device, ...]:
    """The device in a document.

    Raises RecognisedNotJudged for a backup or a screen copy, UnreadableInput if no line of it is a command.
    """
    detection = detect(document)
    if detection is not None and not detection.judged:
        raise RecognisedNotJudged(detection.evidence, file=document.name, advice=detection.advice)
    file = _export_file(document)
    ledger = Ledger()
    export = Export(file, partial(mark_line, ledger, file.name))
    if not export.has_commands and not export.reading.menus:
        raise UnreadableInput(
            "no line is a RouterOS command", file=document.name, advice="Run /export file=NAME on the router"
        )
    header = read_header(export.reading.head, export)
    return (build_device(export, header, ledger.coverage()),)


def _export_file(document: Document) -> SourceFile:
    """The file that looks most like an export."""
    if not document.files:
        raise UnreadableInput("the input holds no text", file=document.name)
    return max(document.files, key=lambda file: (score(file.text), -len(file.name)))
