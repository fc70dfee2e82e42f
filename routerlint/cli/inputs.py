"""From the paths on the command line to inputs whose vendor is known, and the lines for those that are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from routerlint.cli.vendors import CliVendor, TemplateVendor, builtin, third_party
from routerlint.errors import RouterlintError, UsageError
from routerlint.intake.documents import Assembler, Found
from routerlint.intake.gather import Gatherer
from routerlint.messages import Language, translated
from routerlint.text.secrets import printable

__all__ = ["Choice", "error_line", "inputs"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """How the user settles whose format the inputs are.

    vendor: the id of --vendor. template: the TTP template of --template, which reads them all.
    """

    vendor: str | None = None
    template: Path | None = None


def inputs(paths: Sequence[str], choice: Choice) -> Iterator[Found[CliVendor]]:
    """What the paths hold, in their order; raises UsageError for a --vendor that nobody knows and for an empty path."""
    if "" in paths:  # an unset variable of a script; the folder in which it runs is not meant
        raise UsageError("a path is empty")
    if choice.template is not None:
        own = TemplateVendor(choice.template)
        return Gatherer(Assembler[CliVendor]((own,), chosen=own.id)).gather(paths)
    # What is only recognised is no system that a file could be read as; asking every vendor costs a moment.
    known = builtin() if choice.vendor is None else [vendor for vendor in builtin() if vendor.about().judged]
    return Gatherer(Assembler(known, chosen=choice.vendor, more=third_party)).gather(paths)


def error_line(error: RouterlintError, language: Language) -> str:
    """An error as one line in the language of the run."""
    place = error.file + (f":{error.line}" if error.line is not None else "")
    text = translated(error.message, language)
    if error.advice:
        advice = translated(error.advice, language)
        stop = " " if text.endswith("?") else ". "
        text += f"{stop}{advice}" if advice.endswith((".", "?")) else f"{stop}{advice}."
    return printable((f"{place}: {text}" if place else text).replace("\n", " "))
