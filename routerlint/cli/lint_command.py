"""`routerlint lint`: judges configurations."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.console import Console
from routerlint.cli.inputs import error_line, inputs
from routerlint.cli.options import AsOf, Format, FormatOption, LangOption, OutputOption, Paths, VendorOption, text
from routerlint.cli.output import Sink
from routerlint.cli.progress import Progress
from routerlint.cli.run import day, language
from routerlint.cli.settings import Overrides, SettingsFor, names_in
from routerlint.cli.vendors import builtin, vendor_name
from routerlint.intake.values import Recognised, Skipped
from routerlint.lint.judging import lint_recognised
from routerlint.lint.result import LintResult
from routerlint.lint.tally import Tally
from routerlint.messages import Language
from routerlint.rules.severity import Severity

__all__ = ["command"]


class FailOn(enum.StrEnum):
    """The levels of --fail-on."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    NEVER = "never"


Names = Annotated[list[str] | None, typer.Option("--select", metavar="RULES", help=text("select"), show_default=False)]


def command(
    paths: Paths,
    vendor: VendorOption = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    select: Names = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="RULES", help=text("ignore"), show_default=False)
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help=text("rules-dir"), show_default=False)
    ] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help=text("fail-on"), show_default=False)] = None,
    fail_on_undecided: Annotated[bool, typer.Option("--fail-on-undecided", help=text("fail-on-undecided"))] = False,
    as_of: AsOf = None,
    diagnostics: Annotated[bool, typer.Option("--diagnostics", help=text("diagnostics"))] = False,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints the verdicts on every device at the paths and returns the exit code."""
    console = Console()
    sink = Sink(console, output)
    if diagnostics:
        from routerlint.cli.diagnose import diagnose

        return diagnose(paths, vendor, sink)
    overrides = Overrides(select=names_in(select or ()), ignore=names_in(ignore or ()), rule_dirs=tuple(rules or ()))
    settings = SettingsFor(day(as_of), overrides)
    settings.of(paths[0])  # a mistake in rules, settings or options is told before anything is judged
    run = _Run(console, sink, settings, fail_on, language())
    if format_ is Format.JSON:
        code = run.json(paths, vendor, fail_on_undecided=fail_on_undecided)
    else:
        code = run.text(paths, vendor, fail_on_undecided=fail_on_undecided)
    sink.finish()
    return code


class _Run:
    """One run over all paths."""

    def __init__(
        self, console: Console, sink: Sink, settings: SettingsFor, fail_on: FailOn | None, language: Language
    ) -> None:
        self._console = console
        self._sink = sink
        self._settings = settings
        self._fail_on = fail_on
        self._language = language
        self._tally = Tally()

    def text(self, paths: Sequence[str], vendor: str | None, *, fail_on_undecided: bool) -> int:
        """Prints each input as soon as it is judged, then the counts."""
        from routerlint.report.lint_text import device_lines
        from routerlint.report.summary_text import summary_lines

        paper = self._sink.paper
        for result in self._results(paths, vendor):
            for device in result.devices:
                name = vendor_name(device.report.device.vendor, builtin())
                self._sink.lines([*device_lines(device, name, paper, self._language), ""])
        self._sink.lines(summary_lines(self._tally, paper, self._language))
        return self._tally.exit_code(fail_on_undecided=fail_on_undecided)

    def json(self, paths: Sequence[str], vendor: str | None, *, fail_on_undecided: bool) -> int:
        """Prints one document when all is judged."""
        from routerlint.report.lint_json import lint_document

        results = list(self._results(paths, vendor))
        code = self._tally.exit_code(fail_on_undecided=fail_on_undecided)
        as_of = self._settings.as_of.isoformat()
        self._sink.json(lint_document(results, self._tally, as_of=as_of, exit_code=code, language=self._language))
        return code

    def _results(self, paths: Sequence[str], vendor: str | None) -> Iterator[LintResult]:
        """The results in the order of the inputs; refusals are told on standard error as they happen."""
        progress = Progress(self._console, self._language)
        for count, found in enumerate(inputs(paths, vendor), 1):
            if isinstance(found, Skipped):
                self._tally.skip(found)
                continue
            if isinstance(found, Recognised):
                settings = self._settings.of(found.document.name)
                result, fail_on = lint_recognised(found, settings), settings.site.config.fail_on
            else:
                result, fail_on = LintResult(name=found.name, error=found.error), Severity.MEDIUM
            self._tally.add(result, self._level(fail_on))
            progress.clear()
            if result.error is not None:
                self._console.error(error_line(result.error, self._language))
            yield result
            progress.step(count, result.name)
            if self._sink.gone:
                break
        progress.clear()

    def _level(self, configured: Severity) -> Severity | None:
        """The level that fails the run: that of the option, else that of routerlint.toml."""
        if self._fail_on is None:
            return configured
        return None if self._fail_on is FailOn.NEVER else Severity.of(self._fail_on.value)
