"""`routerlint rules`: the rules, a line each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.console import Console
from routerlint.cli.options import Format, FormatOption, LangOption, OutputOption, text
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.messages import message
from routerlint.report.json_text import Json
from routerlint.rules.loader import load_rules

__all__ = ["command"]


def command(
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help=text("rules-dir"), show_default=False)
    ] = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints id, name, severity and title of every rule."""
    sink = Sink(Console(), output)
    found = load_rules(tuple(rules or ()))
    chosen = language()
    if format_ is Format.JSON:
        listed: list[Json] = [
            {
                "id": rule.id,
                "name": rule.name,
                "severity": rule.severity.label,
                "title": rule.title(chosen),
                "subject": rule.subject,
                "controls": [*rule.controls],
            }
            for rule in found
        ]
        sink.json({"schema": "routerlint/rules/1", "rules": listed})
    else:
        paper = sink.paper
        head = [message(f"column-{column}", chosen) for column in ("rule", "name", "severity", "title")]
        rows = [(r.id, r.name, message(r.severity.label, chosen), r.title(chosen)) for r in found]
        sink.lines(paper.table(head, rows, shrink=(3,)))
    sink.finish()
    return 0
