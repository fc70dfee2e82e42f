"""Port forwarding as the device's web interface writes it (`port-forward`), and the accepts that it makes by itself.

Source: rulesets of live devices. UBNT_PFOR_DNAT_HOOK stands in front of the rules of `service nat` and takes packets
that arrive on the WAN interface for one of its addresses; with `auto-firewall enable`, UBNT_PFOR_FW_HOOK accepts
packets for the inside address and port in front of WAN_IN, whoever translated them. A forward to the router's own
address goes to INPUT, where that hook has no say.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import Action, DestinationNat, Entry, Mark, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.filter import ACCEPTED
from routerlint.parsing.vyatta.nat import destination, entry, new_ports
from routerlint.parsing.vyatta.services import port_services, protocol_services
from routerlint.parsing.vyatta.tree import Node, rule_number

__all__ = ["Forwards", "read_forwards"]

_BOTH = "tcp_udp"


class Forwards:
    """NAT entries, and the entries that accept what they translate."""

    def __init__(self) -> None:
        self.nat: list[Entry] = []
        self.accepts: list[Entry] = []


def read_forwards(context: Context) -> Forwards:
    """All rules of `port-forward` by number; without a WAN interface they do nothing."""
    found = Forwards()
    section = context.root.get("port-forward")
    wan = section.value("wan-interface")
    automatic = section.value("auto-firewall") == "enable"
    for rule in sorted(section.tags("rule"), key=rule_number):
        if rule.has("disable") or not wan:
            continue
        services = _services(rule)
        if services is None:
            _unreadable(context, found, rule, wan)
            continue
        action = _action(rule)
        match = Match(in_interfaces=(wan,), destinations=_addresses(context, wan), services=ServiceMatch.of(services))
        if isinstance(action, Undetermined):
            context.not_read(rule.get("forward-to") or rule)
        found.nat.append(entry(context, rule, match, action))
        if automatic:
            found.accepts += _accept(context, rule, services, wan)
    return found


def _unreadable(context: Context, found: Forwards, rule: Node, wan: str) -> None:
    context.not_read(rule)
    found.nat.append(entry(context, rule, Match(in_interfaces=(wan,)), Undetermined()))


def _services(rule: Node) -> ServiceSet | None:
    protocol = protocol_services(rule.value("protocol") or _BOTH, "ipv4")
    text = rule.value("original-port")
    ports = port_services(text, item_negation=False) if text else None
    if protocol is None or (text and ports is None):
        return None
    return protocol if ports is None else protocol & ports


def _action(rule: Node) -> Action:
    inside = rule.get("forward-to")
    text = inside.value("port")
    if text == rule.value("original-port"):
        text = ""
    action = destination(inside.value("address"), text, "ipv4")
    if not inside.value("address") or (isinstance(action, DestinationNat) and action.address_map == "network"):
        return Undetermined()
    return action


def _addresses(context: Context, wan: str) -> AddressMatch | None:
    """The addresses of the WAN interface; None if the file does not show it."""
    interface = context.interfaces.get(wan)
    numbers = [(a.number, a.number) for a in interface.addresses if a.family == "ipv4"] if interface else []
    return AddressMatch.of(AddressSet.of("ipv4", numbers)) if numbers else None


def _accept(context: Context, rule: Node, services: ServiceSet, wan: str) -> list[Entry]:
    """A packet from the WAN interface for the inside address and port passes all hooks."""
    host = parse_address(rule.value("forward-to", "address"))
    new = new_ports(rule.value("forward-to", "port"))
    if host is None or new is None:
        return []
    inside = services
    if new[0]:
        text = rule.value("forward-to", "port")
        ports = port_services(text, item_negation=False)
        protocol = protocol_services(rule.value("protocol") or _BOTH, "ipv4")
        if ports is None or protocol is None:
            return []
        inside = protocol & ports
    match = Match(
        in_interfaces=(wan,),
        destinations=AddressMatch.of(AddressSet.host("ipv4", host[1])),
        services=ServiceMatch.of(inside),
    )
    switch = context.root.get("port-forward", "auto-firewall")
    return [
        Entry(
            match=match,
            action=Mark(add=(ACCEPTED,)),
            spans=(context.span(switch),),
            label=rule.value("description"),
            origin="system",
        )
    ]
