"""What `routerlint lint` does, apart from how its options are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from routerlint.cli.console import Console
from routerlint.cli.inputs import Choice, error_line, inputs
from routerlint.cli.output import Sink
from routerlint.cli.progress import Progress
from routerlint.cli.run import day, language
from routerlint.cli.settings import Overrides, SettingsFor
from routerlint.cli.vendors import builtin, vendor_name
from routerlint.intake.values import Recognised, Skipped
from routerlint.lint.judging import lint_recognised
from routerlint.lint.result import LintResult
from routerlint.lint.strangers import Attendance, Beside
from routerlint.lint.tally import Tally
from routerlint.messages import Language
from routerlint.rules.config import CONFIG_NAME
from routerlint.rules.severity import Severity
from routerlint.wording import spoken

__all__ = ["LintOptions", "run_lint"]

_UNUSED_APPROVAL = "RL921"


class LintOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one run.

    choice: whose format the inputs are. as_of: a day as text. fail_on: a severity, "never", or None for that of
    routerlint.toml.
    """

    choice: Choice = Choice()
    json: bool = False
    output: Path | None = None
    overrides: Overrides = Overrides()
    fail_on: str | None = None
    fail_on_undecided: bool = False
    as_of: str | None = None


def run_lint(paths: Sequence[str], options: LintOptions) -> int:
    """Prints the verdicts on every device at the paths and returns the exit code."""
    console = Console()
    sink = Sink(console, options.output)
    settings = SettingsFor(day(options.as_of), options.overrides)
    settings.of(paths[0])  # a mistake in rules, settings or options is told before anything is judged
    run = _Run(console, sink, settings, options, language())
    code = run.json(paths) if options.json else run.text(paths)
    sink.finish()
    return code


class _Run:
    """One run over all paths."""

    def __init__(
        self, console: Console, sink: Sink, settings: SettingsFor, options: LintOptions, language: Language
    ) -> None:
        self._console = console
        self._sink = sink
        self._settings = settings
        self._options = options
        self._language = language
        self._tally = Tally()
        self._attendance = Attendance()

    def text(self, paths: Sequence[str]) -> int:
        """Prints each input as soon as it is judged, then the counts."""
        from routerlint.report.lint_text import device_lines
        from routerlint.report.summary_text import summary_lines

        paper = self._sink.paper
        for result in self._results(paths):
            for device in result.devices:
                name = spoken(vendor_name(device.report.device.vendor, builtin()), self._language)
                self._sink.lines([*device_lines(device, name, paper, self._language), ""])
        for finding in self._beside(paths):
            from routerlint.report.beside import beside_lines  # late: most runs have none

            self._sink.lines([*beside_lines(finding, paper, self._language), ""])
        self._sink.lines(summary_lines(self._tally, paper, self._language))
        return self._tally.exit_code(fail_on_undecided=self._options.fail_on_undecided)

    def json(self, paths: Sequence[str]) -> int:
        """Prints one document when all is judged."""
        from routerlint.report.lint_json import lint_document

        results = list(self._results(paths))
        beside = self._beside(paths)
        code = self._tally.exit_code(fail_on_undecided=self._options.fail_on_undecided)
        as_of = self._settings.as_of.isoformat()
        self._sink.json(
            lint_document(results, self._tally, as_of=as_of, exit_code=code, language=self._language, beside=beside)
        )
        return code

    def _results(self, paths: Sequence[str]) -> Iterator[LintResult]:
        """The results in the order of the inputs; refusals are told on standard error as they happen."""
        progress = Progress(self._console, paths, self._language)
        for count, found in enumerate(inputs(paths, self._options.choice), 1):
            if isinstance(found, Skipped):
                if found.name.rpartition("/")[2] != CONFIG_NAME:  # the settings are in use
                    self._tally.skip(found)
                progress.step(count, found.name)
                continue
            if isinstance(found, Recognised):
                settings = self._settings.of(found.document.name)
                result = lint_recognised(found, settings)
                self._tally.add(result, self._level(settings.site.config.fail_on))
                self._attendance.note(result, settings.site.config)
            else:
                result = LintResult(name=found.name, error=found.error)
                self._tally.add(result, self._level(Severity.MEDIUM))
                self._attendance.note(result, None)
            progress.clear()
            if result.error is not None:
                self._console.error(error_line(result.error, self._language))
            yield result
            progress.step(count, result.name)
            if self._sink.gone:
                break
        progress.clear()

    def _beside(self, paths: Sequence[str]) -> list[Beside]:
        """Findings that concern no device of the run: approvals for one that is not there."""
        found = [
            Beside(stranger=stranger, rule=rule)
            for stranger in self._attendance.strangers(paths)
            if (rule := self._settings.rule_for(stranger.file, _UNUSED_APPROVAL)) is not None
        ]
        for one in found:
            self._tally.add_beside(one.rule.severity)
        return found

    def _level(self, configured: Severity | None) -> Severity | None:
        """The level that fails the run: that of the option, else that of routerlint.toml."""
        chosen = self._options.fail_on
        if chosen is None:
            return configured
        return None if chosen == "never" else Severity.of(chosen)
