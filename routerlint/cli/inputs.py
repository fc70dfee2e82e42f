"""From the paths on the command line to inputs whose vendor is known, and the lines for those that are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerlint.cli.vendors import CliVendor, builtin, third_party
from routerlint.errors import RouterlintError
from routerlint.intake.documents import Assembler, Found
from routerlint.intake.gather import Gatherer
from routerlint.messages import Language, translated
from routerlint.text.secrets import printable

__all__ = ["error_line", "inputs"]


def inputs(paths: Sequence[str], vendor: str | None) -> Iterator[Found[CliVendor]]:
    """What the paths hold, in their order; raises UsageError for a --vendor that nobody knows."""
    assembler = Assembler(builtin(), chosen=vendor, more=third_party)
    return Gatherer(assembler).gather(paths)


def error_line(error: RouterlintError, language: Language) -> str:
    """An error as one line in the language of the run."""
    place = error.file + (f":{error.line}" if error.line is not None else "")
    text = translated(error.message, language)
    if error.advice:
        text += f". {translated(error.advice, language)}"
    return printable((f"{place}: {text}" if place else text).replace("\n", " "))
