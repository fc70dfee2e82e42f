"""`routerlint explain`: the page of one rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.completion import rule_word
from routerlint.cli.console import Console
from routerlint.cli.options import LangOption, OutputOption, text
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.cli.settings import find_rule
from routerlint.rules.explain import explain
from routerlint.rules.loader import load_rules

__all__ = ["command"]


def command(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help=text("rule"), show_default=False, autocompletion=rule_word)
    ],
    output: OutputOption = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help=text("rules-dir"), show_default=False)
    ] = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints what the rule looks for, why, what to do and where it is required."""
    sink = Sink(Console(), output)
    found = load_rules(tuple(rules or ()))
    sink.lines(explain(find_rule(found, rule), language(), found).rstrip("\n").split("\n"))
    sink.finish()
    return 0
