"""The verdicts on controls, as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from routerlint.messages import Language
from routerlint.report.json_text import Json
from routerlint.rules.verdict import ControlStatus, ControlVerdict, Finding, Gap

__all__ = ["control_counts", "control_rows"]


def control_rows(verdicts: Sequence[ControlVerdict], language: Language) -> list[Json]:
    """A row for each control, in the order of the catalogues."""
    return [
        {
            "catalogue": verdict.catalogue,
            "id": verdict.control.id,
            "title": verdict.control.text.of(language),
            "status": verdict.status,
            "rules": [*verdict.rules],
            "findings": [_finding(finding, verdict) for finding in verdict.findings],
            "documented": [_finding(item.finding, verdict) for item in verdict.documented],
            "gaps": [_gap(gap) for gap in verdict.gaps],
            "beyond": None if verdict.control.beyond is None else verdict.control.beyond.of(language),
        }
        for verdict in verdicts
    ]


def control_counts(counts: Mapping[str, Counter[ControlStatus]]) -> list[Json]:
    """How many devices of a run stand where with each control."""
    return [
        {
            "id": control,
            "finding": found["finding"],
            "documented": found["documented"],
            "passed": found["passed"],
            "not_judged": found["not-judged"],
        }
        for control, found in counts.items()
    ]


def _finding(finding: Finding, verdict: ControlVerdict) -> Json:
    span = finding.span
    rules = [rule.id for rule in finding.held or (finding.rule,) if verdict.control.id in rule.controls]
    return {
        "fingerprint": finding.fingerprint,
        "rules": [*rules],
        "severity": finding.severity.label,
        "certainty": finding.certainty,
        "file": None if span is None else span.file or None,
        "line": None if span is None else span.line,
    }


def _gap(gap: Gap) -> Json:
    return {"cause": gap.cause, "rules": [*gap.rules], "families": [*gap.families]}
