"""`routerlint vendors`: the systems that are read."""

from __future__ import annotations

from typing import Annotated

import typer

from routerlint.cli.completion import vendor_word
from routerlint.cli.console import Console
from routerlint.cli.options import Format, FormatOption, LangOption, OutputOption, text
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.cli.vendors import builtin, third_party
from routerlint.intake.recognise import by_id
from routerlint.report.vendor_text import vendor_document, vendor_lines

__all__ = ["command"]


def command(
    vendor: Annotated[
        str | None,
        typer.Argument(metavar="[VENDOR]", help=text("vendor-id"), show_default=False, autocompletion=vendor_word),
    ] = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints what each parser understands, how it was checked, and how to export from that system."""
    sink = Sink(Console(), output)
    known = [*builtin(), *third_party()]
    chosen = known if vendor is None else [by_id(vendor, known)]
    # what is only recognised comes last, whatever its place in the alphabet
    abouts = sorted((one.about() for one in chosen), key=lambda about: not about.judged)
    if format_ is Format.JSON:
        sink.json(vendor_document(abouts))
    else:
        for number, about in enumerate(abouts):
            sink.lines([*([""] if number else []), *vendor_lines(about, sink.paper, language())])
    sink.finish()
    return 0
