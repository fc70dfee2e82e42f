"""The lists of port forwards: `<name>ports>address>port>protocol>source`, one after the other.

Sources: write_port_forwarding(), addr_type_parse() and proto_conv() of rc/firewall.c (Asuswrt-Merlin).

* Ports: a comma list of ports and a:b ranges. An empty inside port keeps the port; with one, a range lands on it.
* OTHER: the port field is the number of an IP protocol.
* The sixth field (source) came with later builds; an entry of fewer than five fields is skipped by the firmware.
* There is no switch per entry; vts_enable_x = 0 makes the whole list inert.
* The router's web pages print < as &#60 with no semicolon (their own script splits lists at it), newer ones as %3C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import Action, DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from routerlint.netset.services import ServiceSet, protocol_number
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import Ranges, parse_port, parse_ports
from routerlint.parsing.rule_writer import ports, source_match
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import NO_WORDS, Phrase, phrase

__all__ = ["Forward", "list_entries", "read_forwards", "source_of"]

_ANYBODY = tuple(("ipv4", 0, length) for length in range(33))
_ESCAPED = re.compile(r"&#(34|38|60|62);?")  # the only ones that the pages write; a digit may follow at once
_PROTOCOLS = {"TCP": "tcp", "UDP": "udp", "BOTH": "both"}


class Forward(Model, frozen=True, kw_only=True):
    """One entry of a list, as its match and action."""

    name: str
    services: ServiceSet | ServiceMatch
    sources: AddressMatch | None
    action: Action
    unknown: tuple[Unknown, ...]
    spans: tuple[Span, ...]


def list_entries(nvram: Nvram, key: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of a `<a>b>c` list, with their fields; values copied out of a web page are unescaped."""
    value = nvram.text(key)
    if "&#6" in value:
        value = _ESCAPED.sub(lambda found: chr(int(found[1])), value)
    elif value[:3].upper() == "%3C" and ">" not in value:
        value = unquote(value)
    for text in value.split("<"):
        if text.strip():
            yield text, text.split(">")


def read_forwards(nvram: Nvram, key: str, ledger: Ledger) -> tuple[Forward, ...]:
    """The entries of a list that the firmware acts on, in order."""
    found: list[Forward] = []
    for text, fields in list_entries(nvram, key):
        spans = nvram.span(key, entry="<" + text)
        state = LineState.USED if len(fields) >= 5 else LineState.IRRELEVANT
        ledger.mark(state, file=spans[0].file, line=spans[0].line or 0, what=key, relevant=True)
        if len(fields) >= 5:
            found.append(_forward(fields, spans))
    return tuple(found)


def _forward(fields: list[str], spans: tuple[Span, ...]) -> Forward:
    name, outside, target, inside, protocol, source = (field.strip() for field in (*fields, "")[:6])
    services = _services(outside, protocol)
    action, doubt = _action(target, inside, protocol)
    unknown: tuple[Unknown, ...] = ()
    if services is None or doubt:
        what = phrase("port forward {name}", name=name or outside)
        why = doubt or phrase("its ports or protocol are not in a form that the firmware writes")
        unknown = (Unknown(key=f"forward:{'>'.join(fields)}", what=what, why=why, spans=spans),)
    return Forward(
        name=name,
        services=services if services is not None else ServiceSet.any(),
        sources=source_of(source, spans),
        action=action,
        unknown=unknown,
        spans=spans,
    )


def _services(outside: str, protocol: str) -> ServiceSet | None:
    if protocol == "OTHER":
        numbers = [protocol_number(part.partition(":")[0].strip()) for part in outside.split(",")]
        known = [number for number in numbers if number is not None]
        return ServiceSet.protocols(known) if len(known) == len(numbers) else None
    ranges = parse_ports(outside, dashes=":")
    if ranges is None or protocol not in _PROTOCOLS:
        return None
    return ports(_PROTOCOLS[protocol], ranges)


def _action(target: str, inside: str, protocol: str) -> tuple[Action, Phrase]:
    """What the entry does, and why that is in doubt."""
    address = parse_address(target)
    if address is None or address[0] != "ipv4":
        return Undetermined(), phrase("its inside address is not an IPv4 address")
    if not inside or protocol == "OTHER":
        return DestinationNat(to=address[1]), NO_WORDS
    port = parse_port(inside)
    if port is not None:
        return DestinationNat(to=address[1], ports=(port, port), port_map="single"), NO_WORDS
    inside_range: Ranges | None = parse_ports(inside, dashes="-")
    if inside_range is not None and len(inside_range) == 1:
        return DestinationNat(to=address[1], ports=inside_range[0], port_map="pool"), NO_WORDS
    return DestinationNat(to=address[1]), phrase("its inside port is not in a form that iptables takes")


def source_of(text: str, spans: tuple[Span, ...]) -> AddressMatch | None:
    """Who may send: an address, a network, a range ("a-b" or "a-last octet"); empty, ALL and 0.0.0.0 are everybody."""
    text = text.strip()
    low, dash, high = text.partition("-")
    if dash and high.isdigit() and "." in low:
        text = f"{low}-{low.rpartition('.')[0]}.{high}"
    if text in ("", "ALL") or parse_network(text) in _ANYBODY:
        return None
    found = source_match(text, "ipv4", spans)
    if found is not None and found.unknown is not None:
        # the firmware drops what it cannot read and lets everybody in; a MAC address is that of the provider's router
        return AddressMatch.partly(AddressSet("ipv4"), found.unknown)
    return found
