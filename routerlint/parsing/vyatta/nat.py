"""Destination NAT of VyOS: `nat destination`, `nat static` and `nat66 destination`.

Source: vyos-1x python/vyos/nat.py parse_nat_rule() and data/templates/firewall/nftables-nat.j2: rules by number, `exclude`
leaves the list, `translation redirect` sends to the router itself, `translation port` absent keeps the port. A range of
new ports is not shifted: nft gives the packet a port of the range.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Action, DestinationNat, Entry, PortMap, SkipNat, Undetermined
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_addresses, parse_network
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.groups import port_ranges
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.tree import Node, rule_number
from routerlint.wording import phrase

__all__ = ["destination", "entry", "nat_entries", "new_ports", "static_entries"]


def nat_entries(context: Context, conditions: Conditions, family: Family) -> tuple[Entry, ...]:
    """The destination NAT list of a family."""
    nat = _section(context, family)
    return tuple(
        found for rule in _rules(nat.tags("destination", "rule")) for found in _rule(context, conditions, rule, family)
    )


def static_entries(context: Context, conditions: Conditions, family: Family) -> tuple[Entry, ...]:
    """The list of one-to-one translations of a family.

    It is a table of its own (nftables-static-nat.j2) that is loaded behind the one of destination NAT at the same priority
    (src/conf_mode/nat.py), and the kernel puts a new hook before its equals: it comes first.
    """
    rules = _rules(_section(context, family).tags("static", "rule"))
    entries = (_static(context, conditions, rule, family) for rule in rules)
    return tuple(entry for entry in entries if entry is not None)


def _section(context: Context, family: Family) -> Node:
    return context.root.get("nat" if family == "ipv4" else "nat66")


def _rules(nodes: Iterable[Node]) -> list[Node]:
    return sorted((node for node in nodes if not node.has("disable")), key=rule_number)


def _rule(context: Context, conditions: Conditions, rule: Node, family: Family) -> list[Entry]:
    match = conditions.of(rule, family, nat=True)
    if match is None:
        return []
    action: Action
    if rule.has("exclude"):
        action = SkipNat()
    elif rule.has("load-balance"):
        return _backends(context, rule, match, family)
    else:
        translation = rule.get("translation")
        redirect = translation.get("redirect")
        ports = redirect.value("port") if redirect else translation.value("port")
        action = destination(translation.value("address"), ports, family, to_router=bool(redirect))
        if isinstance(action, Undetermined):
            context.not_read(translation or rule)
    return [entry(context, rule, match, action)]


def _backends(context: Context, rule: Node, match: Match, family: Family) -> list[Entry]:
    """Load balancing: one entry for each backend, any of which may get a new connection."""
    found = list(rule.tags("load-balance", "backend"))
    ports = rule.value("translation", "port")
    entries: list[Entry] = []
    for place, backend in enumerate(found):
        action = destination(backend.word, ports, family)
        if isinstance(action, Undetermined):
            context.not_read(backend)
        turn = match
        if place < len(found) - 1:
            unknown = Unknown(
                key=f"backend:{rule.line}:{place}",
                what=phrase("which host of the pool answers"),
                why=phrase("which backend it picks is decided by chance"),
                spans=(context.span(backend),),
            )
            turn = replace(match, unknown=(*match.unknown, unknown))
        entries.append(entry(context, rule, turn, action))
    return entries or [entry(context, rule, match, Undetermined())]


def entry(context: Context, rule: Node, match: Match, action: Action) -> Entry:
    """A NAT entry with the lines that decide it."""
    places = (("destination", "port"), ("original-port",), ("destination", "address"), ("translation", "address"))
    leaf = next((found for place in places if (found := rule.leaf(*place))), rule)
    where = [leaf, rule] if leaf.line != rule.line else [leaf]
    return Entry(
        match=match,
        action=action,
        spans=tuple(context.span(node) for node in where),
        label=rule.value("description"),
        number=rule.word,
    )


def destination(address: str, ports: str, family: Family, *, to_router: bool = False) -> Action:
    """The action for a new address ("", host, range, prefix) and new port ("", port, range)."""
    new = new_ports(ports)
    if new is None:
        return Undetermined()
    low, high = new
    pair = (low, high) if low else None
    port_map: PortMap = "same" if pair is None else "single" if low == high else "pool"
    if to_router:
        return DestinationNat(to_router=True, ports=pair, port_map=port_map)
    if not address:
        return DestinationNat(ports=pair, port_map=port_map) if pair else Undetermined()
    network = parse_network(address)
    found = parse_addresses(address)
    if found is None or found.family != family or not found:
        return Undetermined()
    first, last = found.ranges[0]
    if network is not None and first != last:
        return DestinationNat(to=first, address_map="network", length=network[2], ports=pair, port_map=port_map)
    return DestinationNat(to=first, to_last=last if last != first else None, ports=pair, port_map=port_map)


def new_ports(text: str) -> tuple[int, int] | None:
    """The range of new ports; (0, 0) keeps the port; None cannot be read."""
    if not text:
        return 0, 0
    ranges = port_ranges(text)
    return ranges[0] if ranges is not None and ranges[0][0] else None


def _static(context: Context, conditions: Conditions, rule: Node, family: Family) -> Entry | None:
    """One to one: every port of an address, or of a prefix."""
    match = conditions.of(rule, family, nat=True)
    if match is None:
        return None
    network = parse_network(rule.value("translation", "address"))
    if network is None or network[0] != family:
        return entry(context, rule, match, Undetermined())
    mapped = network[2] < BITS[family]
    number = AddressSet.network(*network).ranges[0][0]
    action = DestinationNat(
        to=number, address_map="network" if mapped else "host", length=network[2] if mapped else 0, kind="one_to_one"
    )
    return entry(context, rule, match, action)
