"""The forward lists: words separated by blanks, fields by ">", "<", ":", "," or (after the name) "-".

    forward_spec   name:on|off:proto:port>address:port[<source]      one port to one port
    forward_port   name:on|off:proto:from:to>address                 a range, ports kept
    forward_ip     name:on|off:public address:inside address         the whole host, 1:1

Sources: parse_spec_forward(), parse_port_forward(), parse_ip_forward() and create_spec_forward() of
networking/generic/firewall.c; getentrybyidx() for the separators. An entry with an empty field is skipped.
"""

from __future__ import annotations

import re
from typing import Literal

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.rule_writer import ports, source_match
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Forward", "read_forwards"]

_KEYS: tuple[Literal["ip", "spec", "port"], ...] = ("ip", "spec", "port")
_PROTOCOLS = ("tcp", "udp", "both")


class Forward(Model, frozen=True, kw_only=True):
    """One entry.

    outside, inside: services before and after translation; any service for a whole host. port: the inside port, None
    to keep the port. public: the outside address of a whole host. target: None where it cannot be read.
    """

    kind: Literal["ip", "spec", "port"]
    name: str
    enabled: bool
    outside: ServiceSet
    inside: ServiceSet
    target: int | None
    port: int | None = None
    public: int | None = None
    sources: AddressMatch | None = None
    unknown: tuple[Unknown, ...] = ()
    spans: tuple[Span, ...] = ()


def read_forwards(nvram: Nvram, ledger: Ledger) -> tuple[Forward, ...]:
    """All entries that the firmware acts on, in the order of its NAT: whole hosts, single ports, ranges."""
    found: list[Forward] = []
    for kind in _KEYS:
        key = f"forward_{kind}"
        for text in nvram.text(key).split():
            spans = nvram.span(key, entry=text)
            fields = _fields(text)
            forward = _forward(kind, fields, nvram, spans)
            state = LineState.USED if forward else LineState.IRRELEVANT
            ledger.mark(state, file=spans[0].file, line=spans[0].line or 0, what=key, relevant=True)
            if forward is not None:
                found.append(forward)
    return tuple(found)


def _fields(text: str) -> list[str]:
    """The name ends at the first of "><:,", the other fields at these or at "-"."""
    name, *rest = re.split(r"[><:,]", text, maxsplit=1)
    return [name, *(re.split(r"[><:,-]", rest[0]) if rest else ())]


def _forward(
    kind: Literal["ip", "spec", "port"], fields: list[str], nvram: Nvram, spans: tuple[Span, ...]
) -> Forward | None:
    needed = {"ip": 4, "spec": 6, "port": 6}[kind]
    if len(fields) < needed or not all(fields[:needed]):
        return None
    if kind == "ip":
        return _whole_host(fields, spans)
    name, switch, protocol = fields[:3]
    first, second, third = fields[3:6]
    low, high, address, inside_text = (first, first, second, third) if kind == "spec" else (first, second, third, "")
    outside = _services(protocol, low, high)
    port = parse_port(inside_text) if kind == "spec" else None
    target = _target(address, nvram, short=kind == "port")
    readable = outside is not None and target is not None and (kind == "port" or port is not None)
    inside = outside if port is None or protocol not in _PROTOCOLS else ports(protocol, port)
    return Forward(
        kind=kind,
        name=name,
        enabled=switch != "off",
        outside=outside or ServiceSet.any(),
        inside=inside or ServiceSet.any(),
        target=target,
        port=port,
        sources=source_match(fields[6], "ipv4", spans) if kind == "spec" and len(fields) > 6 else None,
        unknown=() if readable else (_unreadable(fields, spans),),
        spans=spans,
    )


def _whole_host(fields: list[str], spans: tuple[Span, ...]) -> Forward:
    name, switch, public, inside = fields[:4]
    numbers = [
        address[1] if address and address[0] == "ipv4" else None for address in map(parse_address, (public, inside))
    ]
    return Forward(
        kind="ip",
        name=name,
        enabled=switch != "off",
        outside=ServiceSet.any(),
        inside=ServiceSet.any(),
        public=numbers[0],
        target=numbers[1],
        unknown=() if None not in numbers else (_unreadable(fields, spans),),
        spans=spans,
    )


def _services(protocol: str, low_text: str, high_text: str) -> ServiceSet | None:
    low, high = parse_port(low_text), parse_port(high_text)
    if low is None or high is None or low > high or protocol not in _PROTOCOLS:
        return None
    return ports(protocol, ((low, high),))


def _target(text: str, nvram: Nvram, *, short: bool) -> int | None:
    """The inside address; old entries of forward_port hold its last octet only."""
    lan = parse_address(nvram.text("lan_ipaddr"))
    if short and text.isdigit() and 0 < int(text) < 255 and lan is not None:
        return lan[1] & ~0xFF | int(text)
    address = parse_address(text)
    return address[1] if address is not None and address[0] == "ipv4" else None


def _unreadable(fields: list[str], spans: tuple[Span, ...]) -> Unknown:
    why = phrase("its ports, protocol or address are not in a form that the firmware writes")
    return Unknown(
        key=f"forward:{':'.join(fields)}", what=phrase("forward {fields}", fields=fields[0]), why=why, spans=spans
    )
