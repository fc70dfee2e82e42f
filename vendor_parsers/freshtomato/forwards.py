"""The lists `enabled<protocol<source<ports<inside port<address<name`, entries separated by ">".

Sources: ipt_forward(), ip6t_forward() and vstrsep() of rc/forward.c (FreshTomato). Protocol: 1 TCP, 2 UDP, 3 both.
Ports: a comma list of ports and a:b ranges; an empty inside port keeps the port. Six fields are the form of version
1.07 and before, without a source. An entry with fewer fields, or not beginning with 1, is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_address, parse_addresses
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import parse_port, parse_ports
from routerlint.parsing.rule_writer import ports, source_match
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Forward", "Pinhole", "comma_sources", "read_forwards", "read_pinholes"]

_PROTOCOLS = {"1": "tcp", "2": "udp", "3": "both"}


class Forward(Model, frozen=True, kw_only=True):
    """One IPv4 forward. inside: services behind the translation. target: None where it cannot be read."""

    name: str
    outside: ServiceSet
    inside: ServiceSet
    sources: AddressMatch | None
    target: int | None
    port: int | None
    unknown: tuple[Unknown, ...]
    spans: tuple[Span, ...]


class Pinhole(Model, frozen=True, kw_only=True):
    """One IPv6 forward; destinations None is every inside host."""

    name: str
    services: ServiceSet
    sources: AddressMatch | None
    destinations: AddressSet | None
    unknown: tuple[Unknown, ...]
    spans: tuple[Span, ...]


def _entries(nvram: Nvram, key: str, least: int, ledger: Ledger) -> Iterator[tuple[list[str], tuple[Span, ...]]]:
    """Active entries with at least so many fields, with their places."""
    for text in nvram.text(key).split(">"):
        if not text.strip():
            continue
        spans = nvram.span(key, entry=text)
        fields = [field.strip() for field in text.split("<")]
        active = len(fields) >= least and fields[0].startswith("1")
        state = LineState.USED if active else LineState.IRRELEVANT
        ledger.mark(state, file=spans[0].file, line=spans[0].line or 0, what=key, relevant=True)
        if active:
            yield fields, spans


def read_forwards(nvram: Nvram, ledger: Ledger) -> tuple[Forward, ...]:
    """The active IPv4 forwards, in order."""
    return tuple(_forward(fields, nvram, spans) for fields, spans in _entries(nvram, "portforward", 6, ledger))


def _forward(fields: list[str], nvram: Nvram, spans: tuple[Span, ...]) -> Forward:
    protocol = fields[1]
    source, outside_text, inside_text, address, name = fields[2:7] if len(fields) > 6 else ["", *fields[2:6]]
    outside = _services(protocol, outside_text)
    port = parse_port(inside_text)
    target = _target(address, nvram)
    readable = outside is not None and target is not None and (port is not None or not inside_text)
    inside = ports(_PROTOCOLS[protocol], port) if port is not None and protocol in _PROTOCOLS else outside
    return Forward(
        name=name,
        outside=outside or ServiceSet.any(),
        inside=inside or ServiceSet.any(),
        sources=source_match(source, "ipv4", spans),
        target=target,
        port=port,
        unknown=() if readable else _unreadable(fields, spans),
        spans=spans,
    )


def _services(protocol: str, text: str) -> ServiceSet | None:
    ranges = parse_ports(text)
    return None if ranges is None or protocol not in _PROTOCOLS else ports(_PROTOCOLS[protocol], ranges)


def _target(text: str, nvram: Nvram) -> int | None:
    """The inside address; the oldest entries hold its last octet only."""
    lan = parse_address(nvram.text("lan_ipaddr"))
    if text.isdigit() and 0 < int(text) < 256 and lan is not None:
        return lan[1] & ~0xFF | int(text)
    address = parse_address(text)
    return address[1] if address is not None and address[0] == "ipv4" else None


def _unreadable(fields: list[str], spans: tuple[Span, ...]) -> tuple[Unknown, ...]:
    why = phrase(
        "its ports, protocol or address are not in a form that can be read (a name resolves only on the device)"
    )
    return (
        Unknown(
            key=f"forward:{'<'.join(fields)}",
            what=phrase("port forward {fields}", fields=fields[-1]),
            why=why,
            spans=spans,
        ),
    )


def read_pinholes(nvram: Nvram, ledger: Ledger) -> tuple[Pinhole, ...]:
    """The active IPv6 forwards `enabled<protocol<source<destination<ports<name`, in order."""
    found: list[Pinhole] = []
    for fields, spans in _entries(nvram, "ipv6_portforward", 6, ledger):
        services = _services(fields[1], fields[4])
        destinations = parse_addresses(fields[3]) if fields[3] else None
        readable = services is not None and (
            not fields[3] or (destinations is not None and destinations.family == "ipv6")
        )
        found.append(
            Pinhole(
                name=fields[5],
                services=services or ServiceSet.any(),
                sources=source_match(fields[2], "ipv6", spans),
                destinations=destinations if readable else None,
                unknown=() if readable else _unreadable(fields, spans),
                spans=spans,
            )
        )
    return tuple(found)


def comma_sources(nvram: Nvram, key: str, family: Family) -> tuple[AddressMatch | None, ...]:
    """Who may use a service: one match per part of a comma list; empty is everybody, once.

    A part of the other family lets nobody of this one in.
    """
    return tuple(source_match(part, family, nvram.span(key)) for part in nvram.text(key).split(","))
