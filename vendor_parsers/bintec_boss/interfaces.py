"""Interfaces, their addresses and roles, and whether NAT works on them.

ipExtIfTable says per interface whether NAT is on (vendor MIB, ipExtIfNat: off by default). The side of the Internet is
where the default route leads or NAT is on.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, Route, placeholder_address
from routerlint.netset.addresses import parse_address, parse_network
from routerlint.text.coverage import LineState
from routerlint.wording import phrase
from vendor_parsers.bintec_boss.draft import Draft, Port
from vendor_parsers.bintec_boss.tables import Row

__all__ = ["read_interfaces"]

_NAT = {"on": True, "2": True, "off": False, "1": False}
_LOCAL = "1"  # the interface "local" stands for the router itself


class _Seen(msgspec.Struct):
    """What the tables say of one interface."""

    row: Row | None = None
    nat: bool | None = None
    nat_row: Row | None = None
    addresses: list[InterfaceAddress] = []
    default: list[Row] = []
    preset: bool = False


def read_interfaces(draft: Draft) -> None:
    """Fills in ports and routes."""
    seen: dict[str, _Seen] = {}
    _if_table(draft, seen)
    _nat_table(draft, seen)
    _address_table(draft, seen)
    _route_table(draft, seen)
    preset = draft.dump.tables.get("ipNatPresetTable")
    for row in preset.rows if preset else ():
        if row.values is not None:
            _of(seen, row.get("ifindex")).preset = True
    default = any(found.default for found in seen.values())
    taken: set[str] = set()
    for position, (index, found) in enumerate(list(seen.items())[:250]):
        if index not in ("", "0", "-1", _LOCAL):
            draft.ports[index] = _port(draft, index, found, position, default=default, taken=taken)
    _settle(draft)


def _of(seen: dict[str, _Seen], index: str) -> _Seen:
    return seen.setdefault(index, _Seen(addresses=[], default=[]))


def _rows(draft: Draft, name: str, state: LineState | None = None) -> Iterator[Row]:
    """The readable rows of a table; all are counted."""
    table = draft.dump.tables.get(name)
    for row in table.rows if table else ():
        draft.mark(row, table, state) if table else None
        if row.values is not None:
            yield row


def _if_table(draft: Draft, seen: dict[str, _Seen]) -> None:
    for row in _rows(draft, "ifTable"):
        _of(seen, row.get("index")).row = row


def _nat_table(draft: Draft, seen: dict[str, _Seen]) -> None:
    """on, off; reverse and loopback are other ways of NAT that nobody described, so they are not known."""
    for row in _rows(draft, "ipExtIfTable"):
        found = _of(seen, row.get("index"))
        found.nat, found.nat_row = _NAT.get(row.get("nat").lower()), row


def _address_table(draft: Draft, seen: dict[str, _Seen]) -> None:
    for row in _rows(draft, "ipAddrTable"):
        network = parse_network(f"{row.get('addr')}/{row.get('netmask', '255.255.255.255')}")
        if network is not None and network[1]:
            _add_address(draft, _of(seen, row.get("ifindex")), row, network[1], network[2])


def _route_table(draft: Draft, seen: dict[str, _Seen]) -> None:
    """A direct route holds the router's own address as its next hop; dest and mask 0 is the default route."""
    for row in _rows(draft, "ipRouteTable"):
        network = parse_network(f"{row.get('dest')}/{row.get('mask', '255.255.255.255')}")
        index, hop = row.get("ifindex"), parse_address(row.get("nexthop"))
        if network is None or network[0] != "ipv4" or index in ("", _LOCAL):
            continue
        _, number, length = network
        if length == 0:
            _of(seen, index).default.append(row)
        elif row.get("type") == "direct" and hop is not None and hop[1]:
            _add_address(draft, _of(seen, index), row, hop[1], length)
        else:
            _of(seen, index)
        draft.routes.append(
            Route(family="ipv4", number=number, length=length, interface=index, spans=(draft.dump.row_span(row),))
        )


def _add_address(draft: Draft, found: _Seen, row: Row, number: int, length: int) -> None:
    if all(address.number != number for address in found.addresses):
        span = draft.dump.row_span(row)
        found.addresses.append(InterfaceAddress(family="ipv4", number=number, length=length, spans=(span,)))


def _port(draft: Draft, index: str, found: _Seen, position: int, *, default: bool, taken: set[str]) -> Port:
    evidence = _evidence(draft, found, default=default)
    addresses = list(found.addresses)
    if evidence and not addresses:
        number = placeholder_address("ipv4", position)
        addresses.append(InterfaceAddress(family="ipv4", number=number, length=32, stated=False))
    name = found.row.get("descr") if found.row is not None else ""
    if not name or name in taken:
        name = f"{name or 'interface'} {index}"
    taken.add(name)
    interface = Interface(
        name=name,
        role=Role.WAN if evidence else Role.LAN if addresses else Role.UNKNOWN,
        evidence=evidence,
        addresses=tuple(addresses),
        enabled=found.row is None or found.row.get("adminstatus", "up") not in ("down", "2"),
        assumed=found.row is None,
        spans=(draft.dump.row_span(found.row),) if found.row is not None else (),
    )
    span = draft.dump.row_span(found.nat_row) if found.nat_row is not None else None
    return Port(index=index, interface=interface, nat=found.nat, nat_span=span)


def _evidence(draft: Draft, found: _Seen, *, default: bool) -> tuple[Evidence, ...]:
    """Why the Internet is behind an interface; () if nothing says so."""
    spans = draft.dump.row_span
    evidence = [Evidence(text="the default route leads there", spans=(spans(row),)) for row in found.default[:1]]
    if found.nat and found.nat_row is not None:
        evidence.append(Evidence(text="NAT is on", spans=(spans(found.nat_row),)))
    if not default and not evidence and found.nat is None:
        if found.row is not None and found.row.get("type") == "ppp":
            evidence.append(Evidence(text="a PPP connection", spans=(spans(found.row),)))
        elif found.preset:
            evidence.append(Evidence(text="a NAT entry names it"))
    return tuple(evidence)


def _settle(draft: Draft) -> None:
    """Routes get the names of their interfaces; a paste without any WAN interface gets one that is assumed."""
    names = {index: port.interface.name for index, port in draft.ports.items()}
    draft.routes = [
        msgspec.structs.replace(route, interface=names.get(route.interface or "")) for route in draft.routes
    ]
    if any(port.interface.role is Role.WAN for port in draft.ports.values()):
        return
    draft.incomplete(phrase("no interface to the Internet is in this paste: ipRouteTable and ipExtIfTable are needed"))
    address = InterfaceAddress(family="ipv4", number=placeholder_address("ipv4", 250), length=32, stated=False)
    evidence = (Evidence(text="a router has a side to the Internet"),)
    wan = Interface(name="wan", role=Role.WAN, evidence=evidence, addresses=(address,), assumed=True)
    draft.ports["wan"] = Port(index="wan", interface=wan, nat=None)
