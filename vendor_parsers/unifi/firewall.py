"""Firewall rules (rest/firewallrule): WAN_IN is asked for packets to the inside, WAN_LOCAL for the gateway itself.

The controller holds only the owner's rules; those of the system stand between them: index 2000 (20000) and up comes
before, 4000 (40000) and up after. The system's rules let in what a port forward translates, and end with a drop.
WAN_IN sees the translated destination. Sources: clients of the API for the fields, the vendor's help for the order.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Action, Drop, Undetermined
from routerlint.netset.addresses import parse_addresses
from routerlint.netset.services import ServiceSet, protocol_number
from routerlint.parsing.port_text import parse_ports
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, echo_request, ports
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.unifi.groups import Groups
from vendor_parsers.unifi.interfaces import Network
from vendor_parsers.unifi.records import Record

__all__ = ["FirewallRule", "forward_rules", "input_rules", "read_rules"]

_ACTIONS: dict[str, Action] = {"accept": Accept(), "drop": Drop(), "reject": Drop(reject=True)}
_STATES = ("state_new", "state_established", "state_related", "state_invalid")
_PORTED = {"tcp": "tcp", "udp": "udp", "tcp_udp": "both"}
_AFTER = ((4000, 19999), (40000, 1 << 30))


class FirewallRule(Model, frozen=True, kw_only=True):
    """One rule that may be on. after: it stands behind the system's rules."""

    name: str
    index: int
    action: Action
    sources: AddressMatch | None
    destinations: AddressMatch | None
    services: ServiceMatch | None
    unknown: tuple[Unknown, ...]
    sender_choice: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def after(self) -> bool:
        """Whether the system's rules come first."""
        return any(low <= self.index <= high for low, high in _AFTER)


def read_rules(
    records: Iterable[Record], ruleset: str, groups: Groups, network: Network, ledger: Ledger
) -> tuple[FirewallRule, ...]:
    """The rules of a ruleset that can meet a new connection from the Internet, in the order of their index."""
    found: list[FirewallRule] = []
    for record in records:
        if record.text("ruleset") != ruleset:
            continue
        matters = record.flag("enabled") is not False and _meets_new(record)
        state = LineState.USED if matters else LineState.IRRELEVANT
        ledger.mark(state, file=record.file, line=record.line, what="firewallrule", relevant=True)
        if matters:
            found.append(_rule(record, groups, network))
    return tuple(sorted(found, key=lambda rule: rule.index))


def _meets_new(record: Record) -> bool:
    states = [record.flag(name) is True for name in _STATES]
    return (states[0] or not any(states)) and record.text("ipsec") != "match-ipsec"


def _rule(record: Record, groups: Groups, network: Network) -> FirewallRule:
    spans = record.span("action", "ruleset", "rule_index", "protocol", "src_address", "dst_address", "dst_port")
    sources, source_doubts = _side(record, "src", groups, network, spans)
    destinations, destination_doubts = _side(record, "dst", groups, network, spans)
    doubts = [*source_doubts, *destination_doubts]
    if record.flag("enabled") is None:
        doubts.append(phrase("it does not say whether it is on"))
    if record.flag("protocol_match_excepted"):
        doubts.append(phrase("it matches every protocol but the one that it names"))
    if record.text("src_mac_address") or record.text("src_mac"):
        doubts.append(phrase("it asks for a MAC address, and that of a packet from the Internet is the provider's"))
    services = _services(record, groups, spans)
    if services is None:
        doubts.append(phrase("its protocol {protocol} is not known", protocol=record.text("protocol")))
    index, name = record.text("rule_index"), record.text("name")
    return FirewallRule(
        name=name,
        index=int(index) if index.isdigit() and len(index) < 9 else 0,
        action=_ACTIONS.get(record.text("action"), Undetermined()),
        sources=sources,
        destinations=destinations,
        services=services,
        unknown=tuple(
            Unknown(
                key=f"rule:{record.text('_id') or index}:{why[:24]}",
                what=phrase("firewall rule {name}", name=name),
                why=why,
                spans=spans,
            )
            for why in doubts
        ),
        sender_choice=("source-port",) if _asks_source_port(record, groups) else (),
        spans=spans,
    )


def _side(
    record: Record, side: str, groups: Groups, network: Network, spans: tuple[Span, ...]
) -> tuple[AddressMatch | None, list[Phrase]]:
    """The addresses of one side as far as they are named, and what is in doubt about them."""
    match: AddressMatch | None = None
    doubts: list[Phrase] = []
    text = record.text(f"{side}_address")
    if text:
        addresses = parse_addresses(text)
        if addresses is None or addresses.family != "ipv4":
            doubts.append(phrase("its {side}_address is not an IPv4 address or network", side=side))
        else:
            match = AddressMatch.of(addresses)
    ids = tuple(group for group in record.texts(f"{side}_firewallgroup_ids") if groups.kind(group) != "port-group")
    if ids and match is None:
        match = groups.addresses(ids, "ipv4", spans)
    elif ids:
        doubts.append(phrase("it names both an address and an address group"))
    inside = record.text(f"{side}_networkconf_id") or record.text(f"{side}_network_id")
    if inside:
        known = network.networks.get(inside)
        if known and match is None:
            match = AddressMatch.of(known)
        else:
            doubts.append(phrase("it names a network that the input does not hold"))
    return match, doubts


def _services(record: Record, groups: Groups, spans: tuple[Span, ...]) -> ServiceMatch | None:
    """The services of a rule; None for a protocol that is not known."""
    protocol = record.text("protocol").lower() or "all"
    if protocol in _PORTED:
        return _ported(record, _PORTED[protocol], groups, spans)
    if protocol == "all":
        return ServiceMatch.of(ServiceSet.any())
    if protocol == "icmp":
        wanted = record.text("icmp_typename") in {"", "any", "echo-request"}
        return ServiceMatch.of(echo_request("ipv4") if wanted else ServiceSet())
    number = protocol_number(protocol)
    return None if number is None else ServiceMatch.of(ServiceSet.protocol(number))


def _ported(record: Record, protocols: str, groups: Groups, spans: tuple[Span, ...]) -> ServiceMatch:
    ids = tuple(group for group in record.texts("dst_firewallgroup_ids") if groups.kind(group) == "port-group")
    if ids:
        return groups.services(ids, protocols, spans)
    text = record.text("dst_port").replace(" ", "")
    ranges = parse_ports(text) if text else ((1, 65535),)
    if ranges is not None:
        return ServiceMatch.of(ports(protocols, ranges))
    unknown = Unknown(
        key=f"ports:{text}",
        what=phrase("ports {text}", text=text),
        why=phrase("they are not a list of ports"),
        spans=spans,
    )
    return ServiceMatch(certain=ServiceSet(), possible=ports(protocols, ((1, 65535),)), unknown=unknown)


def _asks_source_port(record: Record, groups: Groups) -> bool:
    ids = record.texts("src_firewallgroup_ids")
    return bool(record.text("src_port")) or any(groups.kind(group) == "port-group" for group in ids)


def forward_rules(rules: RuleWriter, found: tuple[FirewallRule, ...]) -> None:
    """WAN_IN around the system's rules; the stage drops what is left."""
    _write(rules, (rule for rule in found if not rule.after))
    rules.add(ACCEPT, (), label="port forwards", destination_nat=True)
    _write(rules, (rule for rule in found if rule.after))


def input_rules(rules: RuleWriter, found: tuple[FirewallRule, ...]) -> None:
    """WAN_LOCAL; the stage drops what is left."""
    _write(rules, found)


def _write(rules: RuleWriter, found: Iterable[FirewallRule]) -> None:
    for rule in found:
        rules.add(
            rule.action, rule.spans, label=rule.name, stated=True, services=rule.services, sources=rule.sources,
            unknown=rule.unknown, sender_choice=rule.sender_choice, destinations=rule.destinations,
        )  # fmt: skip
