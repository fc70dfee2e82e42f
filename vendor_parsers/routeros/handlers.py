"""What each key of a rule asks, but for protocols and ports.

Source: MikroTik documentation, CLI reference of ip/firewall/filter, nat, raw, mangle and their IPv6 twins.
"""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import TCP, ServiceSet
from routerlint.netset.special import multicast, public_destinations
from routerlint.wording import Phrase, phrase
from vendor_parsers.routeros import conditions
from vendor_parsers.routeros.asking import Ask, Surroundings, keyword
from vendor_parsers.routeros.export import Item

__all__ = ["HANDLERS", "SOURCE_PORT", "Handler"]

SOURCE_PORT = "source-port"
# A list of more hosts than this is not a list of the router's addresses.
_MOST_OWN = 4
Handler = Callable[[Surroundings, Ask, str, Item], None]

_NO_UNICAST = frozenset(("local", "broadcast", "multicast", "blackhole", "anycast", "unreachable", "prohibit"))


def _interface(ask: Ask, names: tuple[str, ...] | None, why_not: Phrase, *, incoming: bool) -> None:
    if names is None:
        return
    before = ask.ins if incoming else ask.outs
    both = names if before is None else tuple(n for n in before if n in names)
    if incoming:
        ask.ins = both
    else:
        ask.outs = both
    if not both:
        ask.never = True
        ask.why_not = ask.why_not or why_not


def _named(*, incoming: bool) -> Handler:
    def handler(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
        found = around.interfaces.named(value, item)
        if found.unknown is not None:
            (ask.unknown_not if found.negated else ask.unknown).append(found.unknown)
        _interface(ask, found.names, found.why_not, incoming=incoming)

    return handler


def _listed(*, incoming: bool) -> Handler:
    def handler(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
        found = around.interfaces.listed(value, item)
        if found.unknown is not None:
            (ask.unknown_not if found.negated else ask.unknown).append(found.unknown)
        if found.assumed is not None and ask.doubt_lists:
            ask.unknown.append(found.assumed)
        _interface(ask, found.names, found.why_not, incoming=incoming)

    return handler


def _address(around: Surroundings, ask: Ask, key: str, value: str, item: Item) -> AddressMatch | None:
    known = around.lists.literals
    if value not in known:
        parsed = parse_addresses(value.lstrip("!"))
        match: AddressMatch | None = None
        if parsed is not None:
            addresses = parsed if parsed.family == around.family else AddressSet(around.family)
            match = AddressMatch.of(~addresses if value[0] == "!" else addresses)
        known[value] = match
    found = known[value]
    if found is None:
        ask.open_question(key, value, item)
    return found


def _source(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    _from(ask, _address(around, ask, "src-address", value, item))


def _destination(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    match = _address(around, ask, "dst-address", value, item)
    _to(ask, match if match is None else _perhaps_own(around, value, match, item))


def _perhaps_own(around: Surroundings, value: str, match: AddressMatch, item: Item) -> AddressMatch:
    """A public host that no line gives the router may be the address that it has from its provider."""
    if not around.unstated or match.unknown is not None:
        return match
    plain = ~match.certain if value[0] == "!" else match.certain
    ranges, public = plain.ranges, public_destinations(around.family)
    if not ranges or len(ranges) > _MOST_OWN or not all(low == high and low in public for low, high in ranges):
        return match
    if plain & around.stated:
        return match
    why = phrase("the provider assigns the router's address, and it may be this one")
    what = phrase("the router's own address {value}", value=value.lstrip("!"))
    unknown = Unknown(key=f"own address {value.lstrip('!')}", what=what, why=why, spans=(item.span,))
    open_match = AddressMatch(certain=plain, possible=plain | around.unstated, unknown=unknown)
    return open_match.inverted() if value[0] == "!" else open_match


def _source_list(around: Surroundings, ask: Ask, value: str, _item: Item) -> None:
    _from(ask, _list(around, value, destination=False))


def _destination_list(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    _to(ask, _perhaps_own(around, value, _list(around, value, destination=True), item))


def _list(around: Surroundings, value: str, *, destination: bool) -> AddressMatch:
    match = around.lists.match(value.lstrip("!"), destination=destination)
    return match.inverted() if value[0] == "!" else match


def _from(ask: Ask, match: AddressMatch | None) -> None:
    if match is not None:
        ask.sources = match if ask.sources is None else _both(ask, ask.sources, match)
        ask.never = ask.never or not ask.sources.possible.ranges


def _to(ask: Ask, match: AddressMatch | None) -> None:
    if match is not None:
        ask.destinations = match if ask.destinations is None else _both(ask, ask.destinations, match)
        ask.never = ask.never or not ask.destinations.possible.ranges


def _both(ask: Ask, first: AddressMatch, second: AddressMatch) -> AddressMatch:
    """Addresses that both allow. A match carries one unknown: of two open ones the second must hold as a whole."""
    if first.unknown is None:
        first, second = second, first
    if second.unknown is not None:
        (ask.unknown_not if second.negated else ask.unknown).append(second.unknown)
        second = AddressMatch.of(second.possible)
    if first.unknown is None:
        return AddressMatch.of(first.certain & second.certain)
    certain, possible = first.certain & second.certain, first.possible & second.possible
    return AddressMatch(certain=certain, possible=possible, unknown=first.unknown, negated=first.negated)


def _destination_type(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    negated, kinds = value[0] == "!", frozenset(value.lstrip("!").split(","))
    if kinds == {"local"}:
        ask.to_router = not negated
    elif kinds == {"unicast"}:
        ask.to_router = negated
    elif kinds <= _NO_UNICAST - {"local"}:  # none of the destinations that exposures speak of
        group = multicast(around.family) if "multicast" in kinds else AddressSet(around.family)
        _to(ask, AddressMatch.of(~group if negated else group))
    elif not kinds >= {"local", "unicast"} or negated:
        ask.open_question("dst-address-type", value, item)


def _source_type(_around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    """Senders of the Internet have unicast addresses that are not the router's."""
    negated, kinds = value[0] == "!", frozenset(value.lstrip("!").split(","))
    if not kinds <= _NO_UNICAST | {"unicast"}:
        ask.open_question("src-address-type", value, item)
    elif ("unicast" in kinds) is negated:
        ask.never = True


def _state(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    states = set(value.lstrip("!").split(","))
    if not around.tracking or not states <= conditions.CONNECTION_STATES:
        ask.open_question("connection-state", value, item)
        return
    possible, ask.tracked = conditions.tracked_by_state(value)
    ask.never = ask.never or not possible


def _nat_state(_around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    """Source NAT comes after the filter, so that a new connection is never source-natted there."""
    negated, states = value[0] == "!", set(value.lstrip("!").split(","))
    if not states <= {"srcnat", "dstnat"}:
        ask.open_question("connection-nat-state", value, item)
    elif "dstnat" in states:
        ask.destination_nat = not negated
    elif not negated:
        ask.never = True


def _mark(kind: str) -> Handler:
    def handler(around: Surroundings, ask: Ask, value: str, _item: Item) -> None:
        negated, name = value[0] == "!", value.lstrip("!")
        if name in ("no-mark", "main"):
            marks = around.marks.get(kind, ())
            if not negated:
                ask.marks_absent = (*ask.marks_absent, *marks)
            elif marks:
                what = phrase("any {kind} mark", kind=kind)
                ask.unknown.append(Unknown(key=f"{kind}:any", what=what, why=phrase("several marks may be meant")))
            else:
                ask.never = True
        elif negated:
            ask.marks_absent = (*ask.marks_absent, f"{kind}:{name}")
        else:
            ask.marks = (*ask.marks, f"{kind}:{name}")

    return handler


def _ipsec_policy(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    """A stranger's packet comes out of no tunnel, and goes into one only if a policy takes any sender."""
    direction, _, kind = value.partition(",")
    if direction not in ("in", "out") or kind not in ("ipsec", "none"):
        ask.open_question("ipsec-policy", value, item)
    elif direction == "out" and around.outgoing_ipsec:
        ask.open_question("ipsec-policy", "out,ipsec" if kind == "ipsec" else "!out,ipsec", item)
    elif kind == "ipsec":
        ask.never = True


def _icmp(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    services = conditions.icmp_services(value, around.family)
    if services is None:
        ask.open_question("icmp-options", value, item)
    else:
        ask.narrow_services(services)
        if conditions.icmp_code_is_chosen(value):
            ask.choice.append("icmp-options")


def _tcp_flags(_around: Surroundings, ask: Ask, value: str, _item: Item) -> None:
    ask.narrow_services(ServiceSet.protocol(TCP))
    ask.never = ask.never or not conditions.matches_first_packet(value)


def _source_port(_around: Surroundings, ask: Ask, _value: str, _item: Item) -> None:
    ask.choice.append(SOURCE_PORT)


def _time(_around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    if not conditions.always(value):
        ask.open_question("time", value, item)


def _hotspot(around: Surroundings, ask: Ask, value: str, item: Item) -> None:
    """Packets of the Internet come from no hotspot client."""
    kinds = value.split(",")
    if "from-client" in kinds or (not around.hotspot and any(k[:1] != "!" for k in kinds)):
        ask.never = True
    elif around.hotspot and kinds != ["!from-client"]:
        ask.unknown.append(keyword("hotspot", value, item))


def _connection_type(_around: Surroundings, ask: Ask, value: str, _item: Item) -> None:
    """A connection that a helper expects: none that a stranger begins (Linux xt_helper asks for the master connection)."""
    ask.never = ask.never or value[0] != "!"


def _fragment(_around: Surroundings, ask: Ask, value: str, _item: Item) -> None:
    """Fragments behind the first. That one has the ports and does not count, so without it no connection begins."""
    ask.never = ask.never or value != "no"


def _open(key: str) -> Handler:
    def handler(_around: Surroundings, ask: Ask, value: str, item: Item) -> None:
        ask.open_question(key, value, item)

    return handler


HANDLERS: dict[str, Handler] = {
    "in-interface": _named(incoming=True),
    "out-interface": _named(incoming=False),
    "in-interface-list": _listed(incoming=True),
    "out-interface-list": _listed(incoming=False),
    "src-address": _source,
    "dst-address": _destination,
    "src-address-list": _source_list,
    "dst-address-list": _destination_list,
    "dst-address-type": _destination_type,
    "src-address-type": _source_type,
    "connection-state": _state,
    "connection-nat-state": _nat_state,
    "connection-mark": _mark("connection"),
    "packet-mark": _mark("packet"),
    "routing-mark": _mark("routing"),
    "connection-type": _connection_type,
    "ipsec-policy": _ipsec_policy,
    "icmp-options": _icmp,
    "tcp-flags": _tcp_flags,
    "src-port": _source_port,
    "time": _time,
    "hotspot": _hotspot,
    "fragment": _fragment,
    **{
        key: _open(key)
        for key in (
            "src-mac-address", "in-bridge-port", "out-bridge-port", "in-bridge-port-list", "out-bridge-port-list", "priority",
            "ingress-priority", "realm", "routing-table",
        )
    },
}  # fmt: skip
