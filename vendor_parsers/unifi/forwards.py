"""Port forwards (rest/portforward).

Fields as six clients of the API read and write them: dst_port is a port, a list or a range ("80,443", "8000-8010"),
fwd_port the same on the inside, src "any", an address, a network or a range. Newer controllers add
src_limiting_enabled with src_limiting_type "ip" (src) or "firewall_group" (src_firewall_group_id), and destination_ip
for an outside address of its own. A missing `enabled` is read as on by some clients and as off by others: undecided.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, Unknown
from routerlint.model.pipeline import Action, DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.port_text import Ranges, parse_ports
from routerlint.parsing.rule_writer import ports, source_match
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.unifi.groups import Groups
from vendor_parsers.unifi.interfaces import Network
from vendor_parsers.unifi.records import Record

__all__ = ["Forward", "read_forwards"]

_PROTOCOLS = {"tcp": "tcp", "udp": "udp", "tcp_udp": "both", "": "both"}
_ANYBODY = ("", "any", "0.0.0.0/0")


class Forward(Model, frozen=True, kw_only=True):
    """One forward that may be on."""

    name: str
    services: ServiceSet
    sources: AddressMatch | None
    destinations: AddressSet
    interfaces: tuple[str, ...] | None
    action: Action
    unknown: tuple[Unknown, ...]
    spans: tuple[Span, ...]


def read_forwards(records: tuple[Record, ...], groups: Groups, network: Network, ledger: Ledger) -> tuple[Forward, ...]:
    """The forwards of a site that are not switched off, in order."""
    found: list[Forward] = []
    for record in records:
        active = record.flag("enabled") is not False
        state = LineState.USED if active else LineState.IRRELEVANT
        ledger.mark(state, file=record.file, line=record.line, what="portforward", relevant=True)
        if active:
            found.append(_forward(record, groups, network))
    return tuple(found)


def _forward(record: Record, groups: Groups, network: Network) -> Forward:
    name = record.text("name")
    spans = record.span("dst_port", "fwd")
    outside = parse_ports(record.text("dst_port").replace(" ", ""))
    protocol = _PROTOCOLS.get(record.text("proto").lower())
    doubts: list[Phrase] = []
    if outside is None:
        doubts.append(phrase("its ports are not a list of ports and ranges"))
    if protocol is None:
        doubts.append(phrase("its protocol is not known"))
    if record.flag("enabled") is None:
        doubts.append(phrase("it does not say whether it is on, and clients of the controller read that in both ways"))
    action = _action(record, outside)
    if isinstance(action, Undetermined):
        doubts.append(phrase("its inside host is not an IPv4 address"))
    key = record.text("_id") or f"{name}:{record.line}"
    return Forward(
        name=name,
        services=ServiceSet.any() if outside is None else ports(protocol or "both", outside),
        sources=_senders(record, groups, spans),
        destinations=_destinations(record, network),
        interfaces=network.on(record.text("pfwd_interface")),
        action=action,
        unknown=tuple(
            Unknown(key=f"forward:{key}:{number}", what=phrase("port forward {name}", name=name), why=why, spans=spans)
            for number, why in enumerate(doubts)
        ),
        spans=spans,
    )


def _action(record: Record, outside: Ranges | None) -> Action:
    address = parse_address(record.text("fwd"))
    if address is None or address[0] != "ipv4" or not address[1]:
        return Undetermined()
    inside = parse_ports(record.text("fwd_port").replace(" ", ""))
    if inside is None or outside is None or inside == outside:
        return DestinationNat(to=address[1])
    low, high = min(pair[0] for pair in inside), max(pair[1] for pair in inside)
    if low == high:
        return DestinationNat(to=address[1], ports=(low, low), port_map="single")
    if len(inside) == len(outside) == 1 and high - low == outside[0][1] - outside[0][0]:
        return DestinationNat(to=address[1], ports=(low, high), port_map="shift", shift_base=outside[0][0])
    return DestinationNat(to=address[1], ports=(low, high), port_map="pool")


def _destinations(record: Record, network: Network) -> AddressSet:
    """The outside addresses: those that the forward names, else those of the WANs."""
    found = AddressSet("ipv4")
    for text in (record.text("destination_ip"), *record.texts("destination_ips")):
        address = parse_address(text)
        if address is not None and address[0] == "ipv4" and address[1]:
            found |= AddressSet.of("ipv4", ((address[1], address[1]),))
    return found or network.addresses()


def _senders(record: Record, groups: Groups, spans: tuple[Span, ...]) -> AddressMatch | None:
    """Who may send."""
    limited, source = record.flag("src_limiting_enabled"), record.text("src")
    anybody = source.lower() in _ANYBODY
    if limited and (record.text("src_limiting_type") == "firewall_group" or anybody):
        return groups.addresses((record.text("src_firewall_group_id"),), "ipv4", record.span("src_firewall_group_id"))
    if anybody:
        return None
    match = source_match(source, "ipv4", spans)
    if limited is False and match is not None:
        why = phrase("it names a sender, and its limit to senders is switched off")
        unknown = Unknown(key=f"limit:{source}", what=phrase("sender {source}", source=source), why=why, spans=spans)
        return AddressMatch.partly(match.certain, unknown)
    return match
