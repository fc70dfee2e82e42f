"""The vendors of a run: the built-in ones, and those that other packages bring."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from routerlint.lint.vendor import Reader
from routerlint.model.device import Device
from routerlint.parsing.vendor import About
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import NO_WORDS, phrase
from vendor_parsers.catalogue import catalogue

__all__ = ["GROUP", "CliVendor", "TemplateVendor", "builtin", "third_party", "vendor_name"]

GROUP = "routerlint.vendors"


class CliVendor(Reader, Protocol):
    """A vendor with the texts that users are shown."""

    def about(self) -> About:
        """The texts about the vendor."""


def builtin() -> Sequence[CliVendor]:
    """The vendors of the catalogue."""
    return catalogue()


def third_party() -> Sequence[CliVendor]:
    """Vendors from the entry-point group; looked up only when no built-in detector is certain.

    importlib.metadata costs several interpreter starts, so it is asked only if some package names the group at all.
    """
    if not _named_anywhere():
        return ()
    from importlib.metadata import entry_points

    return [cast("CliVendor", entry.load()) for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)]


def _named_anywhere() -> bool:
    wanted = f"[{GROUP}]"
    for folder in sys.path:
        for file in Path(folder or ".").glob("*.dist-info/entry_points.txt"):
            try:
                if wanted in file.read_text("utf-8", "replace"):
                    return True
            except OSError:
                continue
    return False


class TemplateVendor:
    """A vendor that the user describes by a TTP template and its mapping; it reads whatever it is given."""

    id = "template"
    words: tuple[str, ...] = ()
    tree_markers: tuple[str, ...] = ()

    def __init__(self, template: Path) -> None:
        self._template = template

    def detect(self, document: Document) -> Detection | None:
        """Every text, since the user says so."""
        if not document.files:
            return None
        return Detection(
            certainty=Certainty.LIKELY, evidence=phrase("the template {name} was named", name=self._template.name)
        )

    def parse(self, document: Document) -> tuple[Device, ...]:
        """The device that the template makes of the text."""
        from routerlint.parsing.template_device import parse_with_template  # late: loads TTP and PyYAML

        return (parse_with_template(document, self._template),)

    def about(self) -> About:
        """Nothing is known beyond the template's name."""
        return About(
            id=self.id,
            name=self._template.stem,
            forms=(),
            verified=(),
            verified_text=NO_WORDS,
            understands=(),
            limits=(),
            export=(),
        )


def vendor_name(vendor_id: str, vendors: Sequence[CliVendor]) -> str:
    """The vendor's name for people; its id where it has no texts."""
    for vendor in vendors:
        if vendor.id == vendor_id:
            return vendor.about().name
    return vendor_id
