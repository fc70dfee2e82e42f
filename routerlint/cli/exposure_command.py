"""`routerlint exposure`: everything that is reachable from the Internet."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from routerlint.cli.console import Console
from routerlint.cli.inputs import inputs
from routerlint.cli.language import language_of
from routerlint.cli.settings import SettingsFor
from routerlint.errors import InputError
from routerlint.intake.values import Recognised, Refused
from routerlint.lint.evaluation import evaluate_input
from routerlint.messages import message
from routerlint.report.exposure_json import Json, exposure_document, to_json

__all__ = ["command"]

_LANGUAGE = language_of(sys.argv[1:])


def command(
    path: Annotated[str, typer.Argument(help=message("help-path", _LANGUAGE))],
    vendor: Annotated[str | None, typer.Option(help=message("help-vendor", _LANGUAGE))] = None,
    format_: Annotated[str, typer.Option("--format", help=message("help-format", _LANGUAGE))] = "text",
) -> int:
    """Prints the exposures of every device at the path."""
    console = Console()
    documents: list[Json] = []
    code = 0
    settings = SettingsFor(with_rules=False)
    for found in inputs([path], vendor):
        if isinstance(found, Refused):
            console.error(str(found.error))
            code = 3
        elif isinstance(found, Recognised):
            try:
                reports = evaluate_input(found, settings.of(found.document.name))
            except InputError as error:
                console.error(str(error))
                code = 3
                continue
            documents += [exposure_document(report) for report in reports]
    if documents:
        console.write_json(to_json(documents[0] if len(documents) == 1 else documents))
    console.flush()
    return code
