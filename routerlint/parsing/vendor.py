"""What a vendor folder says about itself.

A vendor is a folder of vendor_parsers with three modules, imported only when they are needed:

* detect.py: `detect(document) -> Detection | None`, cheap, never raises; and TREE_MARKERS, file names relative to the
  root of a configuration tree ("etc/config/firewall") that make the whole tree one input.
* parser.py: `parse(document) -> tuple[Device, ...]`; raises only errors.InputError, and only when nothing can be judged.
* about.py: ABOUT, the texts for `routerlint vendors`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from routerlint.wording import NO_WORDS, Phrase

__all__ = ["About", "ExportWay"]


class ExportWay(msgspec.Struct, frozen=True, kw_only=True):
    """How a person gets a readable configuration out of the box: a menu path and a command, where they exist."""

    menu: Phrase = NO_WORDS
    command: str = ""
    note: Phrase = NO_WORDS


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What users are told about a vendor.

    verified: what the parser was checked against: "packets" (rulesets answered by a kernel), "code" (the vendor's own
    code was read), "exports" (real exports were read), "documents" only. limits: what it does not understand.
    judged: False where files are only recognised, so that a refusal can name their system; it is no system itself.
    """

    id: str
    name: str
    forms: tuple[Phrase, ...]
    verified: tuple[Literal["packets", "code", "exports", "documents"], ...]
    verified_text: Phrase
    understands: tuple[Phrase, ...]
    limits: tuple[Phrase, ...]
    export: tuple[ExportWay, ...]
    judged: bool = True
