"""The counts of a run, and the exit code that follows from them."""

from __future__ import annotations

from collections import Counter

from routerlint.errors import InputError
from routerlint.intake.values import Skipped
from routerlint.lint.result import LintResult, incomplete_families
from routerlint.rules.severity import Severity
from routerlint.rules.verdict import ControlStatus

__all__ = ["Tally"]


class Tally:
    """Adds up results.

    fail_on: the level at which findings fail a run, of the first input; None for never. failing: findings at or above
    their level. severities: findings by severity. failed: inputs that could not be read or not be understood well enough to
    judge. broken: inputs on which a bug of routerlint stopped. skipped: files in folders that are no configuration.
    controls: of each control that was asked for, by id, how many devices have which status.
    relevant, understood: security-relevant statements, and those of them that were read.
    """

    def __init__(self) -> None:
        self.fail_on: Severity | None = Severity.MEDIUM
        self.severities: Counter[Severity] = Counter()
        self.controls: dict[str, Counter[ControlStatus]] = {}
        self.skipped: list[Skipped] = []
        self.inputs = self.devices = self.failed = self.broken = self.failing = 0
        self.documented = self.undecided = self.understood = self.relevant = 0
        self._unsettled = False

    def skip(self, item: Skipped) -> None:
        """Notes a file that was left out."""
        self.skipped.append(item)

    def add_beside(self, severity: Severity) -> None:
        """Counts a finding that concerns no device."""
        self.severities[severity] += 1
        self.failing += self.fail_on is not None and severity >= self.fail_on

    def add(self, result: LintResult, fail_on: Severity | None) -> None:
        """Counts one input. fail_on: the level at which its findings fail the run, None for never."""
        if not self.inputs:
            self.fail_on = fail_on
        self.inputs += 1
        if result.error is not None:
            if isinstance(result.error, InputError):
                self.failed += 1
            else:
                self.broken += 1
        for device in result.devices:
            self.devices += 1
            severities = [finding.severity for finding in device.judgement.findings]
            self.severities.update(severities)
            self.failing += sum(fail_on is not None and severity >= fail_on for severity in severities)
            self.documented += len(device.judgement.documented)
            self.undecided += len(device.judgement.undecided) or len(device.report.undecided)
            for verdict in device.judgement.controls:
                self.controls.setdefault(verdict.control.id, Counter())[verdict.status] += 1
            relevant = device.report.device.coverage.relevant
            self.relevant += sum(relevant.values())
            self.understood += relevant.get("used", 0) + relevant.get("irrelevant", 0)
            open_families = incomplete_families(device.report)
            shown = {exposure.family for exposure in device.report.exposures}
            if any(family not in shown for family in open_families):
                self.failed += 1
            self._unsettled = self._unsettled or bool(open_families)

    @property
    def findings(self) -> int:
        """All findings."""
        return self.severities.total()

    def exit_code(self, *, fail_on_undecided: bool = False) -> int:
        """4 for a bug, 3 for an input that is not judged, 1 for findings, 0 for nothing; incomplete is never 0."""
        if self.broken:
            return 4
        if self.failed or (fail_on_undecided and self.undecided):
            return 3
        if self.failing:
            return 1
        return 3 if self._unsettled else 0
