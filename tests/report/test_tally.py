from __future__ import annotations

from typing import Any

import pytest

from routerlint.errors import InternalError, UnreadableInput
from routerlint.exposure.result import ExposureReport
from routerlint.lint.result import LintedDevice, LintResult
from routerlint.lint.tally import Tally
from routerlint.model.device import Completeness, Device
from routerlint.model.pipeline import Pipeline
from routerlint.rules.severity import Severity
from routerlint.rules.verdict import Judgement


class _Found:
    """Stands for a finding: only its severity counts."""

    def __init__(self, severity: Severity) -> None:
        self.severity = severity


def result(*severities: Severity, complete: bool = True, rows: tuple[Any, ...] = ()) -> LintResult:
    device = Device(vendor="apex", pipelines=(Pipeline(family="ipv4"),))
    report = ExposureReport(device=device, exposures=rows, complete=Completeness(ipv4=complete))
    findings: Any = tuple(map(_Found, severities))
    judgement = Judgement(device_key="gw", findings=findings)
    return LintResult(name="gw", devices=(LintedDevice(name="gw", report=report, judgement=judgement),))


class _Row:
    """Stands for an exposure: only its family counts."""

    family = "ipv4"


def code(*results: LintResult, fail_on: Severity | None = Severity.MEDIUM) -> int:
    tally = Tally()
    for one in results:
        tally.add(one, fail_on)
    return tally.exit_code()


def test_nothing_found_is_zero() -> None:
    assert code(result()) == 0
    assert code(result(Severity.LOW, Severity.INFO)) == 0


def test_findings_at_the_level_are_one() -> None:
    assert code(result(Severity.MEDIUM)) == 1
    assert code(result(Severity.MEDIUM), fail_on=Severity.HIGH) == 0
    assert code(result(Severity.CRITICAL), fail_on=None) == 0


def test_an_input_that_is_not_judged_is_three_and_wins_over_one() -> None:
    refused = LintResult(name="x", error=UnreadableInput("is empty", file="x"))
    assert code(refused) == code(refused, result(Severity.CRITICAL)) == 3


def test_a_bug_is_four_and_wins_over_three() -> None:
    bug = LintResult(name="x", error=InternalError("internal error"))
    refused = LintResult(name="x", error=UnreadableInput("is empty", file="x"))
    assert code(bug, refused, result(Severity.CRITICAL)) == 4


def test_an_incomplete_family_in_which_nothing_was_found_is_three() -> None:
    assert code(result(complete=False)) == 3
    assert code(result(Severity.HIGH, complete=False)) == 3


def test_an_incomplete_family_with_rows_is_never_zero() -> None:
    rows = (_Row(),)
    assert code(result(Severity.HIGH, complete=False, rows=rows)) == 1
    assert code(result(Severity.LOW, complete=False, rows=rows)) == 3


@pytest.mark.parametrize(("undecided", "expected"), [(0, 0), (2, 3)])
def test_open_questions_count_only_when_asked(undecided: int, expected: int) -> None:
    tally = Tally()
    tally.add(result(), Severity.MEDIUM)
    tally.undecided = undecided
    assert tally.exit_code() == 0
    assert tally.exit_code(fail_on_undecided=True) == expected
