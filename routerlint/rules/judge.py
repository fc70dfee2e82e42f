"""Judges what the Internet can reach behind one device."""

from __future__ import annotations

import datetime as dt

import msgspec

from routerlint.exposure.result import ExposureReport
from routerlint.rules.approvals import ApprovalDesk
from routerlint.rules.config import Config
from routerlint.rules.context import Context
from routerlint.rules.evaluate import Bench
from routerlint.rules.exposures import judge_exposures
from routerlint.rules.firmware.judging import judge_firmware
from routerlint.rules.firmware.store import NO_ADVISORIES, AdvisoryData
from routerlint.rules.others import judge_approvals, judge_capabilities, judge_inputs, judge_others
from routerlint.rules.outbound import judge_outbound
from routerlint.rules.rule import RuleSet
from routerlint.rules.subjects import exposure_subject
from routerlint.rules.verdict import Documented, Finding, Judgement, UndecidedVerdict
from routerlint.text.span import Span

__all__ = ["judge"]


def judge(
    report: ExposureReport,
    rules: RuleSet,
    config: Config,
    *,
    device_key: str,
    as_of: dt.date,
    advisories: AdvisoryData = NO_ADVISORIES,
) -> Judgement:
    """The verdict of every rule on the device of the report.

    device_key: the stable name of the device (inventory key, else path relative to the scan root).
    as_of: the day on which approvals must still hold and firmware must be looked after.
    advisories: what is known about firmware.
    """
    subjects = tuple(exposure_subject(row, report.device, rules.services, config) for row in report.exposures)
    context = Context(report, subjects, rules.services, config)
    bench = Bench(rules, context, rules.ids(config.select, config.ignore), device_key)
    names = (device_key, report.device.hostname.value or "")
    desk = ApprovalDesk(config.approvals, names, as_of, config.file)
    findings, documented = judge_exposures(bench, desk)
    opening, opening_documented = judge_capabilities(bench, desk)
    findings += opening
    documented += opening_documented
    findings += judge_others(bench)
    findings += judge_outbound(bench)
    about_firmware, firmware = judge_firmware(bench, rules.severities, advisories, as_of)
    findings += about_firmware
    findings += judge_approvals(bench, desk)
    undecided = [*judge_inputs(bench), *bench.open_questions()]
    judgement = Judgement(
        device_key=device_key,
        firmware=firmware,
        findings=tuple(sorted(findings, key=_order)),
        documented=tuple(sorted(documented, key=_documented_order)),
        undecided=tuple(sorted(undecided, key=_undecided_order)),
        outcomes=bench.outcomes(),
    )
    return _with_controls(judgement, report, rules, config) if config.controls else judgement


def _with_controls(judgement: Judgement, report: ExposureReport, rules: RuleSet, config: Config) -> Judgement:
    """The judgement with the verdicts on the controls that the settings ask for."""
    from routerlint.rules.catalogues import catalogues_named  # late: most runs ask for none
    from routerlint.rules.control_verdicts import control_verdicts

    asked = catalogues_named(config.controls, config.file)
    return msgspec.structs.replace(judgement, controls=control_verdicts(judgement, report, rules, asked))


def _order(finding: Finding) -> tuple[object, ...]:
    return (-finding.severity, finding.certainty != "certain", *_place(finding.span), finding.rule.id, finding.subject)


def _documented_order(documented: Documented) -> tuple[object, ...]:
    return _order(documented.finding)


def _undecided_order(verdict: UndecidedVerdict) -> tuple[object, ...]:
    return (verdict.rule.id, *_place(verdict.span), verdict.subject)


def _place(span: Span | None) -> tuple[str, int]:
    return ("", 0) if span is None else (span.file, span.line or 0)
