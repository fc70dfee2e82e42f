"""`routerlint controls`: the standards and which rules touch each of their controls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.console import Console
from routerlint.cli.options import Format, FormatOption, LangOption, OutputOption, text
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.report.control_table import catalogue_document, catalogue_lines
from routerlint.rules.catalogues import builtin_catalogues, catalogues_named, rules_by_control
from routerlint.rules.loader import load_rules

__all__ = ["command"]


def command(
    catalogue: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help=text("catalogue"), show_default=False)
    ] = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help=text("rules-dir"), show_default=False)
    ] = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints id, what it asks, and the rules that touch it, for every control of one or all catalogues."""
    sink = Sink(Console(), output)
    chosen = builtin_catalogues() if catalogue is None else catalogues_named([catalogue])
    touching = rules_by_control(load_rules(tuple(rules or ())))
    if format_ is Format.JSON:
        sink.json(catalogue_document(chosen, touching, language()))
    else:
        sink.lines(catalogue_lines(chosen, touching, sink.paper, language()))
    sink.finish()
    return 0
