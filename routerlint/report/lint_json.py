"""The machine-readable report "routerlint/lint/1": what `routerlint lint --format json` prints."""

from __future__ import annotations

from collections.abc import Sequence

from routerlint.errors import RouterlintError
from routerlint.lint.result import LintedDevice, LintResult
from routerlint.lint.strangers import Beside
from routerlint.lint.tally import Tally
from routerlint.messages import Language
from routerlint.report.beside import beside_document
from routerlint.report.exposure_json import capability_row, device_facts, exposure_row, path_rows
from routerlint.report.json_text import Json
from routerlint.report.reach import owner_sentence
from routerlint.rules.firmware.verdict import FirmwareVerdict
from routerlint.rules.severity import Severity
from routerlint.rules.verdict import Approval, ControlVerdict, Documented, Finding, UndecidedVerdict
from routerlint.text.coverage import Coverage
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.sentences import shown
from routerlint.text.span import Span
from routerlint.version import VERSION

__all__ = ["SCHEMA", "error_kind", "lint_document"]

SCHEMA = "routerlint/lint/1"


def lint_document(
    results: Sequence[LintResult],
    tally: Tally,
    *,
    as_of: str,
    exit_code: int,
    language: Language,
    beside: Sequence[Beside] = (),
) -> dict[str, Json]:
    """The document of a run; equal inputs, settings and day give equal documents."""
    return {
        "schema": SCHEMA,
        "routerlint": VERSION,
        "as_of": as_of,
        "language": language,
        "inputs": [_input(result, language) for result in results],
        "site_findings": [beside_document(finding, language) for finding in beside],
        "skipped": [{"file": item.name, "reason": item.reason} for item in tally.skipped],
        "summary": {
            "devices": tally.devices,
            "findings": {severity.label: tally.severities[severity] for severity in sorted(Severity, reverse=True)},
            "documented": tally.documented,
            "undecided": tally.undecided,
            "not_judged": tally.failed + tally.broken,
            "exit_code": exit_code,
            **_control_counts(tally),
        },
    }


def _control_counts(tally: Tally) -> dict[str, Json]:
    if not tally.controls:
        return {}
    from routerlint.report.controls_json import control_counts  # late: most runs ask for none

    return {"controls": control_counts(tally.controls)}


def _input(result: LintResult, language: Language) -> Json:
    return {
        "input": result.name,
        "error": None if result.error is None else _error(result.error),
        "devices": [_device(device, language) for device in result.devices],
    }


def _error(error: RouterlintError) -> Json:
    return {
        "kind": error_kind(error),
        "message": error.message,
        "file": error.file or None,
        "line": error.line,
        "advice": error.advice or None,
    }


def error_kind(error: RouterlintError) -> str:
    """The kind of an error as a word: "unreadable-input", "unknown-format", "recognised-not-judged", "internal-error"."""
    name = type(error).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def _device(device: LintedDevice, language: Language) -> Json:
    report, judgement = device.report, device.judgement
    return {
        "name": device.name,
        "key": judgement.device_key,
        **device_facts(report),
        "evidence": device.evidence,
        "summary": owner_sentence(report, language),
        "complete": {
            "ipv4": report.complete.ipv4,
            "ipv6": report.complete.ipv6,
            "reasons": [shown(reason, language) for reason in report.complete.reasons],
        },
        **_firmware(judgement.firmware),
        "findings": [_finding(finding, language) for finding in judgement.findings],
        "documented": [_documented(item, language) for item in judgement.documented],
        "undecided": [_undecided(item, language) for item in judgement.undecided],
        "outcomes": {**judgement.outcomes},
        "exposures": [exposure_row(exposure) for exposure in report.exposures],
        "capabilities": [capability_row(capability) for capability in report.capabilities],
        "coverage": _coverage(report.device.coverage),
        **_controls(judgement.controls, language),
    }


def _controls(verdicts: Sequence[ControlVerdict], language: Language) -> dict[str, Json]:
    if not verdicts:
        return {}
    from routerlint.report.controls_json import control_rows  # late: most runs ask for none

    return {"controls": control_rows(verdicts, language)}


def _firmware(verdict: FirmwareVerdict | None) -> dict[str, Json]:
    if verdict is None:
        return {}
    return {
        "firmware": {
            "state": verdict.state,
            "has_ended": verdict.has_ended,
            "advisories": [*verdict.advisories],
            "possible": [*verdict.possible],
            "exploited": [
                {"id": name, "added": added, "ransomware": ransomware} for name, added, ransomware in verdict.exploited
            ],
            "install": verdict.install or None,
            "data": {
                "advisories": verdict.data.advisories,
                "exploited": verdict.data.exploited,
                "lifecycle": verdict.data.lifecycle,
            },
        }
    }


def _finding(finding: Finding, language: Language) -> dict[str, Json]:
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": finding.severity.label,
        "certainty": finding.certainty,
        "message": printable(finding.message(language)),
        **_place(finding.span),
        "subject": printable(finding.subject),
        "fingerprint": finding.fingerprint,
        "classes": [*finding.classes],
        "also": [
            {"rule": rule.id, "name": rule.name, "message": printable(note)}
            for rule, note in zip(finding.also, finding.notes(language), strict=True)
        ],
        "advisories": [*finding.advisories],
        "reasons": [shown(reason, language) for reason in finding.reasons],
        "path": path_rows(finding.path),
        "witness": finding.witness or None,
        "why": finding.why(language),
        "fix": [{"kind": kind, "text": _lines(text)} for kind, text in finding.fix_steps(language)],
        "controls": [*finding.controls],
        "references": [*finding.rule.references],
    }


def _place(span: Span | None) -> dict[str, Json]:
    if span is None:
        return {"file": None, "line": None, "text": None}
    return {"file": span.file or None, "line": span.line, "text": span.text}


def _documented(item: Documented, language: Language) -> Json:
    return {"finding": _finding(item.finding, language), "approvals": [_approval(one) for one in item.approvals]}


def _approval(approval: Approval) -> Json:
    return {
        "device": approval.device,
        "need": printable(approval.need),
        "approver": printable(approval.approver),
        "expires": approval.expires,
        "file": approval.file or None,
        "line": approval.line,
    }


def _undecided(item: UndecidedVerdict, language: Language) -> Json:
    return {
        "rule": item.rule.id,
        "name": item.rule.name,
        "message": printable(item.message(language)),
        **_place(item.span),
        "family": item.family,
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "statements": {**coverage.counts},
        "relevant": {**coverage.relevant},
        "unread": [
            {"file": one.file, "line": one.line, "state": one.state.value, "what": printable(mask_secrets(one.what))}
            for one in coverage.unread
        ],
    }


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))
