"""Makes the subjects of rules from the answer for a device."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.exposure.senders import sender_words
from routerlint.model.device import Device
from routerlint.model.interface import Role
from routerlint.model.service import PortMapping
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import TCP, UDP, ServiceSet, protocol_number
from routerlint.rules.classify import hits_of, inside_ports, listener_state, outside_ports
from routerlint.rules.config import Config
from routerlint.rules.services import ServiceTable
from routerlint.rules.severity import Severity
from routerlint.rules.subject import (
    CapabilitySubject,
    DeviceSubject,
    ExposureSubject,
    ForwardSubject,
    InputSubject,
    ListenerSubject,
    TargetKind,
)
from routerlint.text.span import Span
from routerlint.wording import joined

__all__ = ["capabilities", "device_subject", "exposure_subject", "forwards", "inputs", "listeners"]


def exposure_subject(row: Exposure, device: Device, table: ServiceTable, config: Config) -> ExposureSubject:
    """The subject of one row."""
    row = _answered(row, device)
    hits = hits_of(row, table)
    ports = inside_ports(row)
    state = listener_state(row)
    return ExposureSubject(
        family=row.family,
        protocol=row.protocol,
        protocols=("tcp", "udp", "icmp", "other") if row.protocol == "any" else (row.protocol,),
        kind=row.kind,
        destination=row.destination,
        via=row.via,
        target=row.target,
        target_kind=_target_kind(row.target),
        target_role=_target_role(row, device),
        ports=outside_ports(row),
        target_ports=ports,
        port_count=sum(high - low + 1 for low, high in ports),
        widest=max((high - low + 1 for low, high in ports), default=0),
        port_map=row.port_map,
        source_scope="few" if _is_management(row, config) else row.source_scope,
        certainty=row.certainty,
        listener=state,
        listeners=row.service or () if state == "known" else (),
        classes=tuple(dict.fromkeys(hit.port_class for hit in hits)),
        worst=max((hit.severity for hit in hits), default=Severity.INFO).label,
        label=row.label,
        quirk=row.quirk or "",
        row=row,
        hits=hits,
        # worst first, so the first hit of a class is its worst
        severities={hit.port_class: hit.severity for hit in reversed(hits)},
    )


def _answered(row: Exposure, device: Device) -> Exposure:
    """The row with those senders alone whom the service behind it answers: its own list acts behind the filter.

    The answer keeps what the filter lets in; how bad it is depends on who can log in or ask.
    """
    if row.target != "router" or not row.service:
        return row
    number = protocol_number(row.protocol)
    heard = None if number not in (TCP, UDP) else ServiceSet.ports(number, inside_ports(row))
    behind = [
        listener
        for listener in device.listeners
        if listener.name in row.service
        and not (listener.enabled.known and listener.enabled.value is False)
        and (heard is None or listener.services & heard)
    ]
    if not behind or any(listener.allowed is None for listener in behind):
        return row
    answered = AddressSet(row.family)
    for listener in behind:
        for one in listener.allowed or ():
            if one.family == row.family:
                answered |= one
    senders = row.source_set & answered
    if senders == row.source_set:
        return row
    sources, excepted, scope = sender_words(senders, row.family)
    return msgspec.structs.replace(
        row, sources=sources, sources_except=excepted, source_set=senders, source_scope=scope
    )


def _target_kind(target: str) -> TargetKind:
    if target == "router":
        return "router"
    return "network" if "/" in target or target.startswith("lan:") else "host"


def _target_role(row: Exposure, device: Device) -> str | None:
    name = row.target.removeprefix("lan:") if row.target.startswith("lan:") else row.target_interface
    interface = device.interface(name) if name else None
    return None if interface is None or interface.role is Role.UNKNOWN else interface.role.value


def _is_management(row: Exposure, config: Config) -> bool:
    """Whether only the management networks of the site may send."""
    if row.source_scope in ("any", "private"):
        return False
    allowed: iv.Intervals = ()
    for network in config.management_networks:
        if network.family == row.family:
            allowed = iv.union(allowed, network.ranges)
    return bool(allowed) and row.source_set <= AddressSet(row.family, allowed)


def capabilities(report: ExposureReport) -> Iterator[CapabilitySubject]:
    """UPnP, NAT-PMP and PCP that are switched on; one that is not settled is among the undecided of the report."""
    mappings = [mapping for mapping in report.device.port_mappings if mapping.enabled.value is True]
    for mapping in mappings:
        yield _of_mapping(mapping)
    known = {mapping.kind for mapping in mappings}
    for capability in report.capabilities:
        if capability.kind not in known:
            yield CapabilitySubject(kind=capability.kind, interfaces=capability.interfaces, path=capability.path)


def _of_mapping(mapping: PortMapping) -> CapabilitySubject:
    return CapabilitySubject(
        kind=mapping.kind,
        interfaces=mapping.interfaces,
        secure_mode=mapping.secure_mode,
        low_ports=mapping.low_ports,
        third_party=mapping.third_party,
        default_deny=mapping.default_deny,
        on_wan=mapping.on_wan,
        path=mapping.spans,
    )


def listeners(report: ExposureReport, table: ServiceTable) -> Iterator[ListenerSubject]:
    """The router's services, whoever can reach them."""
    for listener in report.device.listeners:
        hit = table.of_listener(listener.name)
        yield ListenerSubject(
            name=listener.name,
            port_class=hit.port_class,
            enabled=listener.enabled,
            tcp_ports=listener.services.of_protocol(TCP),
            named_sources=listener.named_sources,
            interfaces=listener.interfaces,
            restricted=listener.allowed is not None,
            facts=listener.facts,
            listener=listener,
            found_class=table.find(hit.port_class),
        )


def forwards(report: ExposureReport) -> Iterator[ForwardSubject]:
    """NAT entries that no packet of the Internet ever reaches."""
    for entry in report.idle:
        if entry.nat:
            yield ForwardSubject(reason=entry.reason, label=entry.label, entry=entry)


def device_subject(report: ExposureReport) -> DeviceSubject:
    """The device as a whole."""
    device = report.device
    return DeviceSubject(
        vendor=device.vendor,
        model=device.model,
        version=device.version,
        hostname=device.hostname,
        wan_interfaces=tuple(interface.name for interface in device.wan_interfaces()),
        guest_interfaces=tuple(i.name for i in device.interfaces if i.enabled and i.role is Role.GUEST),
        complete_ipv4=report.complete.ipv4,
        complete_ipv6=report.complete.ipv6,
        facts=device.facts,
    )


def inputs(report: ExposureReport) -> Iterator[InputSubject]:
    """What the input does not settle: each open question once."""
    for found in report.undecided:
        yield InputSubject(
            kind=found.kind, family=found.family, what=found.what, why=found.why, span=found.span, undecided=found
        )
    yield from _unread(report)
    told = [text for found in report.undecided for text in (found.what, found.why) if text]
    for reason in report.complete.reasons:
        if not any(text in reason or reason in text for text in told):
            yield InputSubject(kind="incomplete", family=None, what=reason, why="")


def _unread(report: ExposureReport) -> Iterator[InputSubject]:
    """All statements that were not understood as one, less those that have a question of their own."""
    told = {(found.span.file, found.span.line) for found in report.undecided if found.span is not None}
    unread = [item for item in report.device.coverage.unread if (item.file, item.line) not in told]
    if not unread:
        return
    first = unread[0]
    names = tuple(dict.fromkeys(item.what for item in unread if item.what))
    yield InputSubject(
        kind="unread-lines",
        family=None,
        what=joined(", ", [*names[:5], *(["..."] if len(names) > 5 else [])]),
        why="",
        count=len(unread),
        span=Span(first.file, first.line, first.what),
    )
