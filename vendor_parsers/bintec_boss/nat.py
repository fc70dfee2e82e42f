"""ipNatPresetTable: incoming forwards, and what NAT leaves closed.

Source: vendor MIB (releases 9.1.10 and 10.2.3). Every column has a default, and the defaults are dangerous: a row that
names only IntAddr forwards every protocol and port of every NAT interface for everybody. A row has no off switch.
ExtPortRange is an end port, not a count; the new port is old - ExtPort + IntPort; IntAddr 127.0.0.1 is the router.
"""

from __future__ import annotations

import msgspec

from routerlint.model.device import InactiveEntry
from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import DestinationNat, Drop, Entry, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from routerlint.netset.services import PORTED, TCP, UDP, ServiceSet, protocol_number
from routerlint.parsing.overlap import in_unknown_order
from routerlint.text.span import Span, default_span
from routerlint.wording import NO_WORDS, Phrase, phrase
from vendor_parsers.bintec_boss.draft import Draft, Port
from vendor_parsers.bintec_boss.tables import Row

__all__ = ["closed_by_nat", "preset_entries"]

_TABLE = "ipNatPresetTable"
_ADDRESS_COLUMNS = ("remoteaddr", "remotemask", "extaddr", "extmask", "intaddr", "intmask")
_KNOWN = frozenset(
    (*_ADDRESS_COLUMNS, "ifindex", "protocol", "extport", "extportrange", "intport", "timeout", "descr"),
)
_OFF = frozenset(("disable", "disabled", "off", "down", "inactive", "no"))
_ANY = frozenset(("any", "255"))
_DELETED = frozenset(("delete", "256"))
_LOOPBACK = 127 << 24
_HOST = "255.255.255.255"
# Interfaces on which a row works, with what is open about them; and why it never works, or "".
_Ports = tuple[list[tuple[tuple[str, ...], tuple[Unknown, ...]]], Phrase]
_ZERO = "0.0.0.0"  # noqa: S104  # a value of the table


def preset_entries(draft: Draft) -> tuple[Entry, ...]:
    """The forwards in the order of the table.

    Where rows with different targets overlap, the MIB does not say which wins: the packet may land with each.
    """
    table = draft.dump.tables.get(_TABLE)
    if table is None:
        draft.incomplete(phrase("ipNatPresetTable is not in this paste"))
        return ()
    if not table.whole:
        draft.incomplete(phrase("ipNatPresetTable is not whole: rows are missing or the paste is cut off"))
    entries: list[Entry] = []
    known: dict[str, _Ports] = {}
    for row in table.rows:
        draft.mark(row, table)
        if row.get("protocol").lower() in _DELETED:
            continue
        index = row.get("ifindex", "0") or "0"
        if index not in known:
            known[index] = _ports_of(draft, index)
        entries += _preset(draft, row, known[index])
    why = phrase("the order in which the router looks at its NAT table is not documented")
    return in_unknown_order(entries, key="bintec:preset-order", why=why)


def closed_by_nat(draft: Draft) -> tuple[Entry, ...]:
    """With NAT on, what no row names is dropped ("only sessions from inside"); where NAT is not stated, perhaps."""
    entries = []
    on, unknown = draft.names(nat=True), draft.names(nat=None)
    if on:
        spans = tuple(p.nat_span for p in draft.ports.values() if p.nat and p.nat_span is not None)[:4]
        match = Match(in_interfaces=on, destination_nat=False)
        entries.append(
            Entry(match=match, action=Drop(), spans=spans or (default_span(phrase("NAT drops it")),), origin="system")
        )
    if unknown:
        draft.incomplete(phrase("whether NAT is on is not in this paste: ipExtIfTable is needed"))
        match = Match(in_interfaces=unknown, destination_nat=False)
        spans = (default_span(phrase("NAT, if it is on, drops what no row names")),)
        entries.append(Entry(match=match, action=Drop(), spans=spans, origin="system"))
    return tuple(entries)


def _preset(draft: Draft, row: Row, where: _Ports) -> list[Entry]:
    span = draft.dump.row_span(row)
    ports, inactive = where
    label = row.get("descr")
    if inactive:
        draft.inactive.append(InactiveEntry(label=label, reason=inactive, nat=True, spans=(span,)))
        return []
    found = []
    for names, asked in ports:
        entry = _entry(row, span, names, asked)
        if isinstance(entry.action, Undetermined):
            draft.incomplete(phrase("a row of ipNatPresetTable cannot be read"))
        found.append(entry)
    return found


def _ports_of(draft: Draft, index: str) -> _Ports:
    """The interfaces on which a row works, with what is not known of them; and why it never works, or ""."""
    wan = [p for p in draft.ports.values() if p.interface.role is Role.WAN]
    chosen = wan if index == "0" else [p for p in draft.ports.values() if p.index == index]
    if not chosen:
        draft.incomplete(phrase("a row of ipNatPresetTable names an interface that is not known"))
    if chosen and all(port.nat is False for port in chosen):
        return [], phrase("NAT is off on its interface")
    on = tuple(p.interface.name for p in chosen if p.nat)
    unknown = [p for p in chosen if p.nat is None]
    found: list[tuple[tuple[str, ...], tuple[Unknown, ...]]] = [(on, ())] if on else []
    found += [((port.interface.name,), (_nat_unknown(port),)) for port in unknown]
    return found, NO_WORDS


def _nat_unknown(port: Port) -> Unknown:
    return Unknown(
        key=f"bintec:nat:{port.index}",
        what=phrase("whether NAT is on at {name}", name=port.interface.name),
        why=phrase("ipExtIfTable does not say so in this paste, and a forward works only with NAT"),
    )


def _entry(row: Row, span: Span, names: tuple[str, ...], asked: tuple[Unknown, ...]) -> Entry:
    services = _services(row)
    sources = _addresses(row, "remoteaddr", "remotemask", span)
    destinations = _addresses(row, "extaddr", "extmask", span)
    action = _action(row)
    if row.values is None or services is None or action is None:
        match = Match(in_interfaces=names, sources=sources, unknown=asked)
        return Entry(match=match, action=Undetermined(), spans=(span,), label=row.get("descr"))
    match = Match(
        in_interfaces=names,
        sources=sources,
        destinations=destinations,
        services=None if services.certain.is_any else services,
        unknown=asked + _switch(row, span),
    )
    return Entry(match=match, action=action, spans=(span,), label=row.get("descr"))


def _switch(row: Row, span: Span) -> tuple[Unknown, ...]:
    """A column that this MIB does not have may be a switch of newer firmware."""
    off = [c for c, value in (row.values or {}).items() if c not in _KNOWN and value.lower() in _OFF]
    if not off:
        return ()
    why = phrase("its column {off} is not in the MIB that was read", off=off[0])
    return (
        Unknown(key=f"bintec:preset-switch:{row.line}", what=phrase("whether a forward is on"), why=why, spans=(span,)),
    )


def _port(text: str) -> int | None:
    """-1 for "not set", a port, or None for what is no port."""
    if text in ("-1", ""):
        return -1
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536 else None


def _range(row: Row) -> tuple[int, int] | None:
    """First and last outside port; (0, 65535) for all; None for what is no range."""
    first, last = _port(row.get("extport", "-1")), _port(row.get("extportrange", "-1"))
    if first is None or last is None or (first == -1 and last != -1):
        return None
    if first == -1:
        return 0, 65535
    last = first if last == -1 else last
    return (first, last) if first <= last else None


def _services(row: Row) -> ServiceMatch | None:
    """Protocol and outside ports, or None for what cannot be read."""
    ports, name = _range(row), row.get("protocol", "any").lower()
    if ports is None:
        return None
    if name in ("udptcp", "tcpudp", "tcp-udp", "253"):
        return ServiceMatch.of(ServiceSet.ports(TCP, (ports,)) | ServiceSet.ports(UDP, (ports,)))
    if name in _ANY:
        return _any_protocol(row, ports)
    number = protocol_number(name)
    if number is None:
        return None
    return ServiceMatch.of(ServiceSet.ports(number, (ports,)) if number in PORTED else ServiceSet.protocol(number))


def _any_protocol(row: Row, ports: tuple[int, int]) -> ServiceMatch:
    if ports == (0, 65535):
        return ServiceMatch.of(ServiceSet.any())
    certain = ServiceSet.ports(TCP, (ports,)) | ServiceSet.ports(UDP, (ports,))
    portless = ServiceSet.any() - ServiceSet.protocols((TCP, UDP))
    why = phrase("the row names a port together with protocol any")
    unknown = Unknown(key=f"bintec:any-with-port:{row.line}", what=phrase("which protocols a forward takes"), why=why)
    return ServiceMatch(certain=certain, possible=certain | portless, unknown=unknown)


def _addresses(row: Row, column: str, mask_column: str, span: Span) -> AddressMatch | None:
    """None for every address (both 0)."""
    address, mask = row.get(column, _ZERO) or _ZERO, row.get(mask_column, _ZERO) or _ZERO
    if row.values is None or (address == _ZERO and mask == _ZERO):
        return None
    network, host = parse_network(f"{address}/{mask}"), parse_address(address)
    if network is not None and network[0] == "ipv4" and (network[2] or address == _ZERO):
        return AddressMatch.of(AddressSet.network("ipv4", network[1], network[2]))
    unknown = Unknown(
        key=f"bintec:{column}:{row.line}",
        what=phrase("the addresses of {column}", column=column),
        why=phrase("address and mask do not fit together"),
        spans=(span,),
    )
    alone = AddressSet.host("ipv4", host[1]) if host is not None and host[0] == "ipv4" else AddressSet("ipv4")
    return AddressMatch.partly(alone, unknown)


def _length(mask: str) -> int | None:
    if mask == _HOST:
        return 32
    network = parse_network(f"{_ZERO}/{mask}")
    return None if network is None else network[2]


def _action(row: Row) -> DestinationNat | None:
    """The translation, or None for what cannot be read."""
    target, length = parse_address(row.get("intaddr", _ZERO)), _length(row.get("intmask", _HOST) or _HOST)
    ports, new = _range(row), _port(row.get("intport", "-1"))
    if target is None or target[0] != "ipv4" or length is None or ports is None or new is None:
        return None
    to_router = target[1] & 0xFF000000 == _LOOPBACK
    to = None if to_router or target[1] == 0 else target[1]
    action = DestinationNat(to=to, to_router=to_router)
    if length < 32 and to is not None:
        action = msgspec.structs.replace(action, address_map="network", length=length, kind="one_to_one")
    if new == -1 or new == ports[0]:
        return action
    first, last = ports
    if first in (0, last):
        return msgspec.structs.replace(action, ports=(new, new), port_map="single")
    if new + last - first > 65535:
        return None
    return msgspec.structs.replace(action, ports=(new, new + last - first), port_map="shift", shift_base=first)
