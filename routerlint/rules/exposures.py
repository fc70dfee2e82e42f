"""Findings about what is reachable: one for each group of rows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from routerlint.exposure.result import Exposure
from routerlint.rules.approvals import ApprovalDesk
from routerlint.rules.evaluate import Bench, Hold
from routerlint.rules.group import Group, exposure_groups
from routerlint.rules.phrases import command_word, exposure_values, place_values
from routerlint.rules.services import Hit
from routerlint.rules.severity import Severity
from routerlint.rules.subject import ExposureSubject
from routerlint.rules.text import Text
from routerlint.rules.verdict import Documented, Finding

__all__ = ["judge_exposures"]


def judge_exposures(bench: Bench, desk: ApprovalDesk) -> tuple[list[Finding], list[Documented]]:
    """The findings, and those that approvals cover."""
    findings: list[Finding] = []
    documented: list[Documented] = []
    for group in exposure_groups(bench.context.subjects):
        holds = bench.ask("exposure", group)
        if not holds:
            continue
        finding = _finding(bench, group, holds)
        approvals = desk.covering(_to_cover(holds))
        if approvals:
            documented.append(Documented(finding=finding, approvals=approvals))
        else:
            findings.append(finding)
    return findings, documented


def _to_cover(holds: list[Hold]) -> list[ExposureSubject]:
    """The rows that an approval must cover: all that are more than information, or all if none is."""
    rows: dict[int, ExposureSubject] = {}
    worst = holds[0].severity
    for hold in holds:
        if isinstance(hold.subject, ExposureSubject) and hold.severity >= min(Severity.LOW, worst):
            rows[id(hold.subject)] = hold.subject
    return list(rows.values())


def _finding(bench: Bench, group: Group, holds: list[Hold]) -> Finding:
    first = holds[0]
    main = first.subject
    subjects = [subject for subject in group.subjects if isinstance(subject, ExposureSubject)]
    if not isinstance(main, ExposureSubject):
        raise TypeError("an exposure group holds exposures")
    values = exposure_values(subjects, main, frozenset(first.rule.services)) | place_values(group.span)
    if main.row.nat_line is not None:
        number = command_word(bench.context.numbers.get(main.row.nat_line, ""))
        values["number"] = Text.same(number)
        values["as_number"] = Text(en=f", number {number},", de=f", Nummer {number},") if number else Text.same("")
    hits = bench.context.table.worst_first(hit for subject in subjects for hit in subject.hits)
    reasons = [] if first.is_certain else [reason for subject in subjects for reason in subject.row.reasons]
    return msgspec.structs.replace(
        bench.finding(holds, group, values),
        kind=main.kind,
        path=main.row.path or group.path,
        witness=_witness(main.row, bench.context.table.worst_first(main.hits)),
        classes=tuple(dict.fromkeys(hit.port_class for hit in hits)),
        reasons=tuple(dict.fromkeys(reasons)),
        exposures=tuple(subject.row for subject in subjects),
    )


def _witness(row: Exposure, hits: Iterable[Hit]) -> str:
    """The packet that shows the row at its worst: to the port of the gravest service, not just to the first port."""
    address, colon, first = row.witness.rpartition(":")
    worst = next(iter(hits), None)
    if row.port_map != "same" or not colon or not first.isdigit() or worst is None or not worst.ports:
        return row.witness
    spoken = row.protocol == worst.protocol or (row.protocol == "any" and worst.protocol == "tcp")
    port = worst.ports[0][0]
    if spoken and (not row.ports or any(low <= port <= high for low, high in row.ports)):
        return f"{address}:{port}"
    return row.witness
