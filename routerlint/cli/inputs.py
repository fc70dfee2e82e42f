"""From the paths on the command line to inputs whose vendor is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerlint.intake.documents import Assembler, Found
from routerlint.intake.gather import Gatherer
from routerlint.lint.vendor import Reader
from vendor_parsers.catalogue import catalogue

__all__ = ["inputs"]


def inputs(paths: Sequence[str], vendor: str | None) -> Iterator[Found[Reader]]:
    """What the paths hold, in their order."""
    assembler: Assembler[Reader] = Assembler(_ready(), chosen=vendor)
    return Gatherer(assembler).gather(paths)


def _ready() -> list[Reader]:
    # TODO: remove when every folder of the catalogue stands
    from importlib.util import find_spec

    return [
        v for v in catalogue() if find_spec(f"vendor_parsers.{v.id}") and find_spec(f"vendor_parsers.{v.id}.detect")
    ]
