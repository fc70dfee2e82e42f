"""Findings and open questions beyond exposures: capabilities, the device, idle forwards, the input, approvals."""

from __future__ import annotations

import msgspec

from routerlint.rules.approvals import ApprovalDesk
from routerlint.rules.condition import fact_names
from routerlint.rules.definition import Rule, SubjectKind
from routerlint.rules.evaluate import Bench
from routerlint.rules.group import Group, first_place
from routerlint.rules.phrases import command_word, device_text, place_values, told
from routerlint.rules.severity import Severity
from routerlint.rules.subject import CapabilitySubject, DeviceSubject, ForwardSubject, InputSubject
from routerlint.rules.subjects import capabilities, device_subject, forwards, inputs, listeners
from routerlint.rules.text import Text
from routerlint.rules.verdict import Documented, Finding, UndecidedVerdict
from routerlint.rules.words import joined, ports_text
from routerlint.text.span import Span

__all__ = ["judge_approvals", "judge_capabilities", "judge_inputs", "judge_others"]

_CAPABILITY_NAMES = {"upnp": "UPnP", "nat-pmp": "NAT-PMP", "pcp": "PCP"}


def judge_capabilities(bench: Bench, desk: ApprovalDesk) -> tuple[list[Finding], list[Documented]]:
    """One finding about everything by which devices inside may open ports, or what approvals cover of it."""
    subjects = tuple(capabilities(bench.context.report))
    if not subjects:
        return [], []
    names = [_CAPABILITY_NAMES.get(subject.kind, subject.kind) for subject in subjects]
    spans = tuple(dict.fromkeys(span for subject in subjects for span in subject.path))
    group = Group(
        subjects=subjects,
        identity=" ".join(sorted({subject.kind for subject in subjects})),
        span=first_place(spans),
        path=spans,
    )
    holds = bench.ask("capability", group)
    if not holds:
        return [], []
    values = _capability_values(subjects, names) | place_values(group.span)
    finding = msgspec.structs.replace(bench.finding(holds, group, values), kind=subjects[0].kind)
    is_critical = any(hold.severity >= Severity.CRITICAL for hold in holds)
    approvals = desk.covering_capabilities(subjects, is_critical=is_critical)
    return ([], [Documented(finding=finding, approvals=approvals)]) if approvals else ([finding], [])


def _capability_values(subjects: tuple[CapabilitySubject, ...], names: list[str]) -> dict[str, Text]:
    interfaces = list(dict.fromkeys(name for subject in subjects for name in subject.interfaces))
    listed = ", ".join(map(device_text, interfaces))
    return {
        "protocols": joined([Text.same(name) for name in dict.fromkeys(names)]),
        "on_interfaces": Text(en=f" on {listed}", de=f" auf {listed}") if interfaces else Text.same(""),
        "interface": Text.same(command_word(interfaces[0]) if interfaces else ""),
    }


def judge_others(bench: Bench) -> list[Finding]:
    """Findings about listeners, idle forwards and the device as a whole."""
    report = bench.context.report
    findings: list[Finding] = []
    for listener in listeners(report, bench.context.table):
        spans = listener.listener.spans
        group = Group(subjects=(listener,), identity=f"listener {listener.name}", span=first_place(spans), path=spans)
        values = {
            "name": Text.same(device_text(listener.name)),
            "tcp_ports": Text.same(ports_text(listener.tcp_ports)),
        }
        findings += _plain(bench, "listener", group, values)
    for forward in forwards(report):
        findings += _forward(bench, forward)
    return findings + _device(bench)


def _device(bench: Bench) -> list[Finding]:
    """One finding for each rule about the device as a whole, at the answer that the rule asks for."""
    subject = device_subject(bench.context.report)
    guests = ", ".join(map(device_text, subject.guest_interfaces))
    values = {"guests": Text.same(f" ({guests})" if guests else "")}
    findings: list[Finding] = []
    plain = Group(subjects=(subject,), identity="device")
    for hold in bench.ask("device", plain):
        spans = tuple(span for name in fact_names(hold.rule.when) for span in _fact_spans(subject, name))
        group = Group(subjects=(subject,), identity="device", span=first_place(spans), path=spans)
        findings.append(bench.finding([hold], group, values | place_values(group.span)))
    return findings


def _fact_spans(subject: DeviceSubject, name: str) -> tuple[Span, ...]:
    fact = subject.facts.get(name)
    return () if fact is None else fact.spans


def _forward(bench: Bench, subject: ForwardSubject) -> list[Finding]:
    entry = subject.entry
    label = device_text(entry.label)
    text = entry.spans[0].text if entry.spans else ""
    group = Group(
        subjects=(subject,),
        identity=f"idle {label or device_text(text)}",
        span=first_place(entry.spans),
        path=(*entry.spans, *entry.by),
    )
    values = {
        "named": Text(en=f' "{label}"', de=f" „{label}“") if label else Text.same(""),
        "name": Text.same(command_word(label)),
        "reason": told(entry.text, 160),
    }
    return _plain(bench, "forward", group, values)


def judge_approvals(bench: Bench, desk: ApprovalDesk) -> list[Finding]:
    """Approvals that have expired or that nothing open has met."""
    if desk.is_empty:
        return []
    findings: list[Finding] = []
    for subject in desk.leftovers():
        span = Span(subject.file, subject.line, f"[[approve]] {subject.text}")
        group = Group(subjects=(subject,), identity=f"approval {subject.text}", span=span)
        values = {
            "approval": Text.same(device_text(subject.text)),
            "approver": Text.same(device_text(subject.approver)),
            "expires": Text.same(subject.expires),
        }
        findings += _plain(bench, "approval", group, values)
    return findings


def judge_inputs(bench: Bench) -> list[UndecidedVerdict]:
    """What the input leaves open, in the words of the input rules."""
    verdicts: list[UndecidedVerdict] = []
    for subject in inputs(bench.context.report):
        group = Group(subjects=(subject,), identity=f"{subject.kind}: {subject.what}", span=subject.span)
        holds = bench.ask("input", group)
        if holds:
            verdicts.append(_verdict(subject, holds[0].rule, group))
    return verdicts


def _verdict(subject: InputSubject, rule: Rule, group: Group) -> UndecidedVerdict:
    return UndecidedVerdict(
        rule=rule,
        subject=group.identity,
        span=group.span,
        family=subject.undecided.family if subject.undecided is not None else None,
        values={
            "what": told(subject.what, 240),
            "because": told(subject.why, 240, " ({})"),
            "count": Text.same(str(subject.count)),
        },
    )


def _plain(bench: Bench, kind: SubjectKind, group: Group, values: dict[str, Text]) -> list[Finding]:
    """The finding of a group that is no exposure, if any rule holds for it."""
    holds = bench.ask(kind, group)
    return [bench.finding(holds, group, values | place_values(group.span))] if holds else []
