"""`routerlint lint`: judges configurations."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.completion import catalogue_words, rule_words
from routerlint.cli.inputs import Choice
from routerlint.cli.lint_run import LintOptions, run_lint
from routerlint.cli.options import (
    AsOf,
    Format,
    FormatOption,
    LangOption,
    OutputOption,
    Paths,
    TemplateOption,
    VendorOption,
    text,
)
from routerlint.cli.settings import Overrides, names_in

__all__ = ["command"]


class FailOn(enum.StrEnum):
    """The levels of --fail-on."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    NEVER = "never"


Names = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULES", help=text("select"), show_default=False, autocompletion=rule_words),
]


def command(
    paths: Paths,
    vendor: VendorOption = None,
    template: TemplateOption = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    select: Names = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="RULES", help=text("ignore"), show_default=False, autocompletion=rule_words),
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help=text("rules-dir"), show_default=False)
    ] = None,
    controls: Annotated[
        list[str] | None,
        typer.Option(
            "--controls",
            metavar="NAMES",
            help=text("controls-option"),
            show_default=False,
            autocompletion=catalogue_words,
        ),
    ] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help=text("fail-on"), show_default=False)] = None,
    fail_on_undecided: Annotated[bool, typer.Option("--fail-on-undecided", help=text("fail-on-undecided"))] = False,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help=text("advisories-data"), show_default=False)
    ] = None,
    as_of: AsOf = None,
    diagnostics: Annotated[bool, typer.Option("--diagnostics", help=text("diagnostics"))] = False,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints the verdicts on every device at the paths and returns the exit code."""
    choice = Choice(vendor=vendor, template=template)
    if diagnostics:
        from routerlint.cli.diagnose import diagnose

        return diagnose(paths, choice, output)
    return run_lint(
        paths,
        LintOptions(
            choice=choice,
            json=format_ is Format.JSON,
            output=output,
            overrides=Overrides(
                select=names_in(select or ()),
                ignore=names_in(ignore or ()),
                rule_dirs=tuple(rules or ()),
                controls=names_in(controls or ()),
                data_dir=data,
            ),
            fail_on=None if fail_on is None else fail_on.value,
            fail_on_undecided=fail_on_undecided,
            as_of=as_of,
        ),
    )
