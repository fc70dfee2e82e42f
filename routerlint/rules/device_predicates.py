"""Questions about the device as a whole: which services run, which of them the Internet reaches, what is forwarded."""

from __future__ import annotations

from typing import Any

from routerlint.rules.context import Context
from routerlint.rules.subject import ExposureSubject, Subject

__all__ = ["forwards_ports", "port_mapping_enabled", "reached_services", "service_enabled", "service_reachable"]

# From so many open ports on a row is about all services, whichever they are.
_MANY = 100
_OPEN_SCOPES = ("any", "wide")


def service_enabled(_subject: Subject, context: Context, argument: Any) -> bool | None:
    """One of these services of the router runs."""
    device = context.device
    found = [listener.enabled for listener in device.listeners if listener.name in argument]
    if any(fact.value is True for fact in found):
        return True
    if found:
        return None if any(fact.value is None for fact in found) else False
    return False if device.listeners_complete else None


def service_reachable(_subject: Subject, context: Context, argument: Any) -> bool | None:
    """The Internet reaches one of these services of the router."""
    if reached_services(context).intersection((*argument, "*")):
        return True
    report = context.report
    return False if all(report.complete.of(p.family) for p in report.device.pipelines) else None


def port_mapping_enabled(_subject: Subject, context: Context, argument: Any) -> bool | None:
    """One of these protocols (upnp, nat-pmp, pcp), by which devices inside open ports, is switched on."""
    found = [mapping.enabled for mapping in context.device.port_mappings if mapping.kind in argument]
    if any(fact.value is True for fact in found):
        return True
    is_open = any(fact.value is None for fact in found) or any(u.kind == "capability" for u in context.report.undecided)
    return None if is_open else False


def forwards_ports(_subject: Subject, context: Context, argument: Any) -> bool | None:
    """Exactly one of these ports or ranges ("tcp/443", "tcp/440-449") leads to a host inside."""
    for subject in context.subjects:
        if subject.target_kind != "router":
            for low, high in subject.ports:
                span = f"{low}" if low == high else f"{low}-{high}"
                if f"{subject.protocol}/{span}" in argument:
                    return True
    report = context.report
    return False if all(report.complete.of(p.family) for p in report.device.pipelines) else None


def reached_services(context: Context) -> frozenset[str]:
    """The names of the router's services that large parts of the Internet reach; with "*" all of them."""
    found: set[str] = set()
    for subject in context.subjects:
        if subject.target_kind == "router" and subject.source_scope in _OPEN_SCOPES:
            if subject.listener == "known":
                found.update(subject.listeners)
            elif subject.listener == "unknown":
                found.update(_by_ports(subject, context))
    return frozenset(found)


def _by_ports(subject: ExposureSubject, context: Context) -> set[str]:
    """What listens by custom on the ports of a row whose listeners the input does not describe."""
    if subject.protocol not in ("tcp", "udp", "any"):
        return set()
    if subject.port_count >= _MANY:
        return {"*"}
    names: set[str] = set()
    for port_class in context.table.classes:
        for service in port_class.services:
            pairs = service.udp if subject.protocol == "udp" else service.tcp
            if any(low <= last and first <= high for low, high in subject.ports for first, last in pairs):
                names.update((service.name, *service.listeners))
    return names
