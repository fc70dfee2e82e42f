"""What the verdicts of the rules mean for the controls of a standard.

A control is passed only if a clean run can prove it, all rules that touch it were asked and found nothing, and nothing
that the input leaves open could have changed that. docs/decisions/controls.md says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routerlint.exposure.result import ExposureReport
from routerlint.netset.addresses import FAMILIES
from routerlint.rules.catalogue import Catalogue, Control
from routerlint.rules.catalogues import rules_by_control
from routerlint.rules.definition import Rule
from routerlint.rules.rule import RuleSet
from routerlint.rules.verdict import ControlStatus, ControlVerdict, Finding, Gap, Judgement

__all__ = ["control_verdicts"]

# Rules about these look at no packets, so that an open question about packets does not concern them.
_NO_PACKETS = frozenset(("capability", "approval", "firmware"))

# What no row covers is closed whatever these leave open: the rows of the answer hold both ways.
_SETTLED_BY_ROWS = ("unknown", "capability")


def control_verdicts(
    judgement: Judgement, report: ExposureReport, rules: RuleSet, catalogues: Sequence[Catalogue]
) -> tuple[ControlVerdict, ...]:
    """The verdict on every control of the catalogues, in their order."""
    desk = _Desk(judgement, report, rules)
    return tuple(desk.verdict(catalogue, control) for catalogue in catalogues for control in catalogue.controls)


class _Desk:
    """The verdicts on one device, asked control by control."""

    def __init__(self, judgement: Judgement, report: ExposureReport, rules: RuleSet) -> None:
        self._judgement = judgement
        self._touching = rules_by_control(rule for rule in rules if not rule.is_remark)
        self._device_gaps = tuple(_device_gaps(report))
        self._hides_capabilities = any(found.kind == "capability" for found in report.undecided)
        self._hides_listeners = any(map(_hides_listeners, judgement.findings))

    def verdict(self, catalogue: Catalogue, control: Control) -> ControlVerdict:
        """The verdict on one control."""
        touching = self._touching.get(control.id, ())
        asked = [rule for rule in touching if rule.id in self._judgement.outcomes]
        findings = tuple(f for f in self._judgement.findings if _counts(f, control))
        documented = tuple(d for d in self._judgement.documented if _counts(d.finding, control))
        gaps = tuple(self._gaps(control, touching, asked))
        return ControlVerdict(
            catalogue=catalogue.name,
            control=control,
            status=_status(bool(findings), bool(documented), gaps),
            rules=tuple(rule.id for rule in asked),
            findings=findings,
            documented=documented,
            gaps=gaps,
        )

    def _gaps(self, control: Control, touching: Sequence[Rule], asked: Sequence[Rule]) -> Iterator[Gap]:
        """Why it would not mean that the control is met if no rule found anything."""
        if not touching:
            yield Gap(cause="no-rule")
            return
        if len(asked) < len(touching):
            yield Gap(cause="left-out", rules=_ids(rule for rule in touching if rule not in asked))
        outcomes = {self._judgement.outcomes[rule.id] for rule in asked}
        if outcomes == {"not applicable"}:
            yield Gap(cause="not-applicable")
            return
        explained = tuple(self._open_parts(asked))
        yield from explained
        if not explained and "undecided" in outcomes:
            yield Gap(cause="undecided", rules=_ids(r for r in asked if self._judgement.outcomes[r.id] == "undecided"))
        if asked and not control.provable:
            yield Gap(cause="beyond")

    def _open_parts(self, asked: Sequence[Rule]) -> Iterator[Gap]:
        """What the input leaves open that the rules look at."""
        subjects = {rule.subject for rule in asked}
        if subjects - _NO_PACKETS:
            yield from self._device_gaps
        if self._hides_capabilities and "capability" in subjects:
            yield Gap(cause="capability", rules=_ids(rule for rule in asked if rule.subject == "capability"))
        if self._hides_listeners and any(rule.side == "router" for rule in asked):
            yield Gap(cause="listeners")


def _counts(finding: Finding, control: Control) -> bool:
    """Whether a finding counts against a control: whichever of its rules gave it its name."""
    return any(control.id in rule.controls and not rule.is_remark for rule in finding.held or (finding.rule,))


def _hides_listeners(finding: Finding) -> bool:
    """Whether it is about open ports of the router of which the input does not say what listens there."""
    rows = () if finding.rule.is_remark else finding.exposures
    return any(row.target == "router" and row.service == ("unknown",) for row in rows)


def _status(has_findings: bool, has_documented: bool, gaps: Sequence[Gap]) -> ControlStatus:
    if has_findings:
        return "finding"
    if any(gap.cause != "beyond" for gap in gaps):
        return "not-judged"
    if has_documented:
        return "documented"
    return "not-judged" if gaps else "passed"


def _device_gaps(report: ExposureReport) -> Iterator[Gap]:
    """What the input leaves open of what the Internet reaches."""
    incomplete = tuple(family for family in FAMILIES if not report.complete.of(family))
    if incomplete:
        yield Gap(cause="incomplete", families=incomplete)
    kinds = {found.kind for found in report.undecided}.difference(_SETTLED_BY_ROWS)
    if "partial" in kinds:
        yield Gap(cause="partial")
    if kinds - {"partial"}:
        yield Gap(cause="undecided")
    if report.device.coverage.unread:
        yield Gap(cause="unread")


def _ids(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules)
