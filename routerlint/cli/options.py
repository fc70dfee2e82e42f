"""The arguments and options that several commands share."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.completion import vendor_word
from routerlint.cli.language import language_of
from routerlint.messages import Language, message

__all__ = [
    "AsOf",
    "Format",
    "FormatOption",
    "Lang",
    "LangOption",
    "OutputOption",
    "PathArgument",
    "Paths",
    "TemplateOption",
    "VendorOption",
    "text",
]

# The help texts are made when a command is loaded, before its line is parsed.
_LANGUAGE: Language = language_of(sys.argv[1:])


def text(key: str) -> str:
    """A help text in the language of this run."""
    return message(f"help-{key}", _LANGUAGE)


class Format(enum.StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class Lang(enum.StrEnum):
    """The languages that --lang takes; which one holds is known before the line is parsed (cli.language)."""

    EN = "en"
    DE = "de"


Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help=text("paths"), show_default=False)]
PathArgument = Annotated[str, typer.Argument(metavar="PATH", help=text("path"), show_default=False)]
VendorOption = Annotated[
    str | None,
    typer.Option("--vendor", metavar="VENDOR", help=text("vendor"), show_default=False, autocompletion=vendor_word),
]
TemplateOption = Annotated[
    Path | None, typer.Option("--template", metavar="FILE", help=text("template"), show_default=False)
]
FormatOption = Annotated[Format, typer.Option("--format", help=text("format"))]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help=text("output"), show_default=False)
]
LangOption = Annotated[Lang | None, typer.Option("--lang", help=text("lang"), show_default=False)]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=text("as-of"), show_default=False)]
