"""What the router turns to by itself, as subjects of rules, and the findings about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from routerlint.exposure.result import ExposureReport
from routerlint.model.interface import Role
from routerlint.model.outbound import Outbound
from routerlint.model.pipeline import DestinationNat, Entry, Pipeline, StageKind
from routerlint.netset.addresses import AddressSet, Family, format_address, parse_address
from routerlint.netset.services import TCP, UDP
from routerlint.netset.special import public_destinations
from routerlint.rules.evaluate import Bench
from routerlint.rules.group import Group, first_place
from routerlint.rules.phrases import command_word, device_text, place_values
from routerlint.rules.subject import OutboundSubject
from routerlint.rules.text import Text
from routerlint.rules.verdict import Finding
from routerlint.text.span import Span

__all__ = ["judge_outbound", "outbound_subjects"]

_DNS_PORT = ((53, 53),)
_PLAIN = ("http", "ftp", "tftp")


def judge_outbound(bench: Bench) -> list[Finding]:
    """One finding for each line by which the router turns to somebody it should not."""
    groups: dict[object, list[OutboundSubject]] = {}
    for subject in outbound_subjects(bench.context.report):
        groups.setdefault((subject.kind, subject.path_spans[:1]), []).append(subject)
    findings: list[Finding] = []
    for subjects in groups.values():
        spans = tuple(dict.fromkeys(span for subject in subjects for span in subject.path_spans))
        identity = " ".join(sorted({f"{s.kind} {s.hosts[0] if s.hosts else s.name}" for s in subjects}))
        group = Group(
            subjects=tuple(subjects), identity=device_text(identity, 120), span=first_place(spans), path=spans
        )
        holds = bench.ask("outbound", group)
        if holds:
            subject = next(s for s in subjects if s is holds[0].subject)
            findings.append(bench.finding(holds, group, _values(subject) | place_values(group.span)))
    return findings


def _values(subject: OutboundSubject) -> dict[str, Text]:
    name = device_text(subject.name)
    unknown = Text(en="an address that only the router knows", de="eine Adresse, die nur der Router kennt")
    return {
        "host": Text.same(device_text(subject.hosts[0], 80)) if subject.hosts else unknown,
        "named": Text(en=f' "{name}"', de=f" „{name}“") if name else Text.same(""),
        "name": Text.same(command_word(name)),
        "protocol": Text.same(device_text(subject.protocol.upper())),
    }


def outbound_subjects(report: ExposureReport) -> Iterator[OutboundSubject]:
    """All that the parser found, and the NAT entries that send the name queries of clients elsewhere."""
    for found in report.device.outbound:
        yield _subject(found)
    for pipeline in report.device.pipelines:
        yield from _redirected_queries(pipeline, report)


def _subject(found: Outbound) -> OutboundSubject:
    address = parse_address(found.host) if found.host else None
    return OutboundSubject(
        kind=found.kind,
        name=found.name,
        protocol=found.protocol,
        hosts=(found.host,) if address else _domains(found.host),
        address=found.host if address else "",
        scope=_scope(found.host, address),
        path=found.path,
        file=found.file,
        runs=found.runs,
        enabled=found.enabled,
        is_plain=found.protocol in _PLAIN if found.protocol else None,
        path_spans=found.spans,
    )


def _domains(host: str) -> tuple[str, ...]:
    """A name and the domains above it: rules name domains."""
    labels = host.split(".")
    return tuple(".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))) if host else ()


def _scope(host: str, address: tuple[Family, int] | None) -> Literal["public", "private", "name", "unknown"]:
    if address is None:
        return "name" if host else "unknown"
    return "public" if address[1] in public_destinations(address[0]) else "private"


def _redirected_queries(pipeline: Pipeline, report: ExposureReport) -> Iterator[OutboundSubject]:
    nat = {stage.chain for stage in pipeline.stages if stage.kind is StageKind.NAT}
    if not nat:
        return
    outer = {interface.name for interface in report.device.interfaces if interface.role is Role.WAN}
    own = AddressSet.of(
        pipeline.family,
        [
            (address.number, address.number)
            for interface in report.device.interfaces
            for address in interface.addresses
            if address.family == pipeline.family
        ],
    )
    for chain in pipeline.chains:
        for entry in chain.entries:
            if isinstance(entry.action, DestinationNat) and entry.action.to is not None and _is_dns(entry):
                number = entry.action.to
                inside = entry.match.in_interfaces is None or not outer.issuperset(entry.match.in_interfaces)
                if inside and number in public_destinations(pipeline.family) and number not in own:
                    yield _subject(_redirect(format_address(pipeline.family, number), entry.label, entry.spans))


def _redirect(host: str, label: str, spans: tuple[Span, ...]) -> Outbound:
    return Outbound(kind="dns-redirect", name=label, protocol="dns", host=host, spans=spans)


def _is_dns(entry: Entry) -> bool:
    """Whether an entry is about name queries and nothing else."""
    services = entry.match.services
    if services is None:
        return False
    protocols = services.certain.by_protocol()
    return bool(protocols) and protocols.keys() <= {TCP, UDP} and set(protocols.values()) == {_DNS_PORT}
