"""Networks, peers and routes.

The default route (255.255.255.255 with mask 0.0.0.0) names the peer of the Internet; its Masquerade column says
whether NAT hides the networks behind it. Source: the device's own MIB (IP-Routing-Table, Network-list, IP-List).
"""

from __future__ import annotations

import msgspec

from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    Route,
    placeholder_address,
    placeholder_network,
)
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from routerlint.wording import phrase
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.script import Row

__all__ = ["read_interfaces", "yes"]

_ANY_HOST = "255.255.255.255"
_NOBODY = "0.0.0.0"  # noqa: S104  # a value of the tables
_PEERS = ("dslbroadbandpeers", "iplist", "ppp")


def yes(text: str) -> bool | None:
    """Yes or No as text; None for anything else: numbers mean the opposite in some tables, so they settle nothing."""
    lowered = text.lower()
    return True if lowered in ("yes", "on") else False if lowered in ("no", "off") else None


def read_interfaces(draft: Draft) -> None:
    """Fills in interfaces, routes and what NAT hides."""
    ipv6 = draft.script.value("setup", "ipv6", "operating")
    on = ipv6 is not None and yes(ipv6.text) is True
    for row in draft.script.rows("setup", "tcpip", "networklist"):
        _network(draft, row, ipv6=on)
    _routes(draft)
    if not draft.wan:
        _peers_without_route(draft)
    for name in draft.wan:
        _wan(draft, name, ipv6=on)


def _network(draft: Draft, row: Row, *, ipv6: bool) -> None:
    """One inside network; 0.0.0.0 is one that is not used."""
    found = parse_network(f"{row.get('ipaddress')}/{row.get('ipnetmask', _ANY_HOST)}")
    kind = row.get("type").lower()
    if found is None or found[0] != "ipv4" or not found[1] or kind == "disabled":
        return
    _, number, length = found
    span = draft.script.span(row.line)
    draft.local |= AddressSet.network("ipv4", number, length)
    addresses = [InterfaceAddress(family="ipv4", number=number, length=length, spans=(span,))]
    if ipv6:
        base, bits = placeholder_network("ipv6", min(len(draft.interfaces), 240))
        addresses.append(InterfaceAddress(family="ipv6", number=base + 1, length=bits, stated=False))
    draft.interfaces.append(
        Interface(
            name=row.get("networkname") or f"network-{row.line}",
            role=Role.DMZ if kind == "dmz" else Role.LAN,
            evidence=(Evidence(text=f"Network-list, type {kind or 'not stated'}", spans=(span,)),),
            addresses=tuple(addresses),
            description=row.get("comment"),
            spans=(span,),
        )
    )


def _routes(draft: Draft) -> None:
    for row in draft.script.rows("setup", "iprouter", "iproutingtable"):
        peer = row.get("peerorip")
        if row.values is None or yes(row.get("active", "Yes")) is False or peer == _NOBODY:
            continue
        mask, address = row.get("ipnetmask", _ANY_HOST), row.get("ipaddress")
        span = draft.script.span(row.line)
        name = _behind(draft, peer)
        if mask == _NOBODY:
            if name and name not in draft.wan:
                draft.wan.append(name)
            if name and yes(row.get("masquerade", "No")) is not False:
                draft.masked.append(name)
            draft.routes.append(Route(family="ipv4", number=0, length=0, interface=name or None, spans=(span,)))
            continue
        found = parse_network(f"{address}/{mask}")
        if found is not None and found[0] == "ipv4":
            route = Route(family="ipv4", number=found[1], length=found[2], interface=name or None, spans=(span,))
            draft.routes.append(route)


def _behind(draft: Draft, peer: str) -> str:
    """The interface that a peer name or the address of a gateway stands for; "" if none is known."""
    address = parse_address(peer)
    if address is None:
        return peer
    for interface in draft.interfaces:
        for own in interface.addresses:
            if own.family == "ipv4" and address[1] in AddressSet.network("ipv4", own.number, own.length):
                return interface.name
    return ""


def _peers_without_route(draft: Draft) -> None:
    """Without a default route, the peers of the WAN tables are what leads outside."""
    for table in _PEERS:
        for row in draft.script.rows("setup", "wan", table):
            name = row.get("peer")
            if name and name not in draft.wan and name.upper() not in draft.script.vpn_names:
                draft.wan.append(name)
    if not draft.wan:
        draft.incomplete("ipv4", phrase("no default route and no peer of the Internet is in this script"))
        draft.wan.append("INTERNET")


def _wan(draft: Draft, name: str, *, ipv6: bool) -> None:
    """A peer of the Internet; a gateway inside a network of the list makes that network its side."""
    routes = [r for r in draft.routes if r.length == 0 and r.interface == name]
    spans = routes[0].spans if routes else ()
    evidence = Evidence(text="the default route leads there" if routes else "a peer of the WAN tables", spans=spans)
    for place, interface in enumerate(draft.interfaces):
        if interface.name == name:
            draft.interfaces[place] = msgspec.structs.replace(interface, role=Role.WAN, evidence=(evidence,))
            return
    position = min(len(draft.interfaces), 250)
    addresses = [a for row in draft.script.rows("setup", "wan", "iplist") for a in _stated(draft, row, name)]
    if not addresses:
        number = placeholder_address("ipv4", position)
        addresses = [InterfaceAddress(family="ipv4", number=number, length=32, stated=False)]
    if ipv6:
        number = placeholder_address("ipv6", position)
        addresses.append(InterfaceAddress(family="ipv6", number=number, length=128, stated=False))
    known = any(row.get("peer") == name for table in _PEERS for row in draft.script.rows("setup", "wan", table))
    draft.interfaces.append(
        Interface(
            name=name, role=Role.WAN, evidence=(evidence,), addresses=tuple(addresses), assumed=not known, spans=spans
        )
    )


def _stated(draft: Draft, row: Row, name: str) -> list[InterfaceAddress]:
    found = parse_network(f"{row.get('ipaddress')}/{row.get('ipnetmask', _ANY_HOST)}")
    if row.get("peer") != name or found is None or found[0] != "ipv4" or not found[1]:
        return []
    span = draft.script.span(row.line)
    return [InterfaceAddress(family="ipv4", number=found[1], length=found[2], spans=(span,))]
