"""The Service-Table: forwards of 1-N-NAT.

Source: the device's own MIB (2.8.9.4). Left undecided because no source settles it: an end port of 0, numbers instead of
the names of an enumeration, a Map-Port together with a range of ports.
"""

from __future__ import annotations

from routerlint.model.device import InactiveEntry
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import DestinationNat, Drop, Entry, NatKind, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.netset.special import private
from routerlint.parsing.overlap import in_unknown_order
from routerlint.text.span import Span, default_span
from routerlint.wording import NO_WORDS, Phrase, phrase
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.interfaces import yes
from vendor_parsers.lancom_lcos.script import Row

__all__ = ["forwards", "hidden_networks"]

_PROTOCOLS = {"tcp": (TCP,), "udp": (UDP,), "tcp+udp": (TCP, UDP), "udp+tcp": (TCP, UDP)}
_NOBODY = "0.0.0.0"  # noqa: S104  # a value of the table


def forwards(draft: Draft) -> tuple[Entry, ...]:
    """The entries of the table; rows that are switched off are left out."""
    entries: list[Entry] = []
    for row in draft.script.rows("setup", "iprouter", "1nnat", "servicetable"):
        if yes(row.get("active")) is not False:
            entries += _forward(draft, row)
    for row in draft.script.rows("setup", "iprouter", "nnnat"):
        draft.incomplete("ipv4", phrase("N:N NAT (line {line}) is not evaluated", line=row.line))
    why = phrase("the order in which the device looks at its Service-Table is not documented")
    return in_unknown_order(entries, key="lancom:order", why=why)


def hidden_networks(draft: Draft) -> tuple[Entry, ...]:
    """Public networks behind a peer with NAT: whether packets to them pass is not documented."""
    if not draft.masked or draft.local <= private("ipv4"):
        return ()
    unknown = Unknown(
        key="lancom:masked",
        what=phrase("whether NAT keeps strangers from networks with public addresses"),
        why=phrase(
            "Masquerade is on for the default route, and what that means for packets from outside is not documented"
        ),
    )
    match = Match(in_interfaces=tuple(draft.masked), destination_nat=False, to_router=False, unknown=(unknown,))
    return (
        Entry(match=match, action=Drop(), spans=(default_span(phrase("NAT hides the networks")),), origin="system"),
    )


def _forward(draft: Draft, row: Row) -> list[Entry]:
    span = draft.script.span(row.line)
    label = row.get("comment")
    peer = row.get("peer")
    interfaces, reason = _peers(draft, peer)
    if reason:
        draft.inactive.append(InactiveEntry(label=label, reason=reason, nat=True, spans=(span,)))
        return []
    services, target = _services(row, span), parse_address(row.get("intranetaddress"))
    asked = _questions(row, span)
    if row.values is None or services is None or target is None or target[0] != "ipv4" or not target[1]:
        draft.incomplete("ipv4", phrase("a row of the Service-Table cannot be read"))
        match = Match(in_interfaces=interfaces, to_router=True, unknown=asked)
        return [Entry(match=match, action=Undetermined(), spans=(span,), label=label)]
    destinations = _wan_address(row, span)
    match = Match(
        in_interfaces=interfaces,
        destinations=destinations,
        to_router=True if destinations is None else None,
        services=services,
        unknown=asked,
    )
    actions = _actions(row, target[1], services)
    if not actions:
        draft.incomplete("ipv4", phrase("a row of the Service-Table cannot be read"))
        return [Entry(match=match, action=Undetermined(), spans=(span,), label=label)]
    return [
        Entry(match=_if_first(match, span) if more else match, action=action, spans=(span,), label=label)
        for more, action in zip(range(len(actions) - 1, -1, -1), actions, strict=True)
    ]


def _if_first(match: Match, span: Span) -> Match:
    why = phrase("Map-Port together with a range of ports is not documented")
    unknown = Unknown(
        key=f"lancom:map:{span.line}", what=phrase("on which port a forward lands"), why=why, spans=(span,)
    )
    return Match(
        in_interfaces=match.in_interfaces,
        destinations=match.destinations,
        to_router=match.to_router,
        services=match.services,
        unknown=(*match.unknown, unknown),
    )


def _peers(draft: Draft, peer: str) -> tuple[tuple[str, ...], Phrase]:
    """The interfaces on which a row works (empty = all), and why it never does, or ""."""
    if not peer:
        return tuple(draft.wan), NO_WORDS
    for name in draft.wan:
        if name.upper() == peer.upper():
            return (name,), NO_WORDS
    return (), phrase("its peer {peer} is not the way to the Internet", peer=peer)


def _questions(row: Row, span: Span) -> tuple[Unknown, ...]:
    found: list[tuple[str, Phrase, Phrase]] = []
    if row.values is not None and yes(row.get("active")) is None:
        found.append(("active", phrase("whether a forward is on"), phrase("Active is not stated as Yes or No")))
    if row.doubt:
        found.append(
            ("deleted", phrase("whether a forward is still there"), phrase("a later command may have removed it"))
        )
    return tuple(
        Unknown(key=f"lancom:{name}:{span.line}", what=what, why=why, spans=(span,)) for name, what, why in found
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536 else None


def _services(row: Row, span: Span) -> ServiceMatch | None:
    """Protocol and outside ports; None for what cannot be read."""
    first, last = _number(row.get("dportfrom")), _number(row.get("dportto"))
    names = _PROTOCOLS.get(row.get("protocol").lower())
    if not first or last is None or (last and last < first):
        return None
    sure = names or ()
    possible = names or (TCP, UDP)
    if names is None and _number(row.get("protocol", "-")) is None:
        return None
    certain = _set(sure, first, last) if last else ServiceSet()
    widest = _set(possible, first, last or 65535)
    if certain == widest:
        return ServiceMatch.of(certain)
    why = (
        phrase("an end port of 0 is not documented")
        if not last
        else phrase("a number stands where the name of a protocol is needed")
    )
    unknown = Unknown(
        key=f"lancom:services:{span.line}", what=phrase("which ports a forward takes"), why=why, spans=(span,)
    )
    return ServiceMatch(certain=certain, possible=widest, unknown=unknown)


def _set(protocols: tuple[int, ...], first: int, last: int) -> ServiceSet:
    found = ServiceSet()
    for protocol in protocols:
        found |= ServiceSet.ports(protocol, ((first, last),))
    return found


def _wan_address(row: Row, span: Span) -> AddressMatch | None:
    """0.0.0.0 is every address of the device outside."""
    text = row.get("wanaddress", _NOBODY) or _NOBODY
    if text == _NOBODY:
        return None
    found = parse_address(text)
    if found is not None and found[0] == "ipv4":
        return AddressMatch.of(AddressSet.host("ipv4", found[1]))
    unknown = Unknown(
        key=f"lancom:wan-address:{span.line}",
        what=phrase("WAN-Address of a forward"),
        why=phrase("it cannot be read"),
        spans=(span,),
    )
    return AddressMatch.partly(AddressSet("ipv4"), unknown)


def _actions(row: Row, target: int, services: ServiceMatch) -> list[DestinationNat]:
    """The translation; two where the ports may land in two ways; none for what cannot be read."""
    port, first = _number(row.get("mapport", "0")), _number(row.get("dportfrom"))
    last = _number(row.get("dportto")) or first
    if port is None or first is None or last is None:
        return []
    kind: NatKind | None = None
    if services.certain.of_protocol(TCP) == ((1, 65535),) == services.certain.of_protocol(UDP):
        kind = "exposed_host"
    if not port or (port == first and first == last):
        return [DestinationNat(to=target, kind=kind)]
    single = DestinationNat(to=target, ports=(port, port), port_map="single", kind=kind)
    if first == last:
        return [single]
    if port + last - first > 65535:
        return []
    ports = (port, port + last - first)
    return [DestinationNat(to=target, ports=ports, port_map="shift", shift_base=first, kind=kind), single]
