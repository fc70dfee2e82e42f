"""Port forwards and the exposed host: FWPM (older boxes), NatPtMapping (newer ones), FWDMZ.

Sources: column names and rows of real configurations; the pages of two clients of the older box for FWPM, whose
protocol numbers contradict each other except for 1 = UDP: 0 and 2 are TCP for certain and UDP perhaps. In the real
rows of NatPtMapping the RemoteHost is the inside host itself, so that it does not say who may send.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.device import InactiveEntry
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.rule_writer import ports
from routerlint.parsing.tr098 import EVERY_PORT, Mapping, inside_host, outside_ports, target_action
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.zte.interfaces import Network
from vendor_parsers.zte.tables import Row, Tables

__all__ = ["exposed_host", "inactive_entries", "read_mappings"]

_NO_HOST = ("", "0.0.0.0")  # noqa: S104  # the box writes no host like this
_NO_MAC = ("", "00:00:00:00:00:00")


def read_mappings(tables: Tables, network: Network, ledger: Ledger) -> tuple[Mapping, ...]:
    """The active forwards of both tables, in file order."""
    older = (_older(row, network) for row in _active(tables, "FWPM", ledger))
    newer = (_newer(row, network) for row in _active(tables, "NatPtMapping", ledger))
    return (*older, *newer)


def _active(tables: Tables, name: str, ledger: Ledger) -> Iterator[Row]:
    for row in tables.rows(name):
        active = row.text("Enable") != "0"
        state = LineState.USED if active else LineState.IRRELEVANT
        ledger.mark(state, file=tables.file, line=row.line, what=name, relevant=True)
        if active:
            yield row


def _stated(row: Row, *names: str) -> tuple[str, ...]:
    """Those of the columns that name a host."""
    return tuple(name for name in names if row.text(name) not in _NO_HOST)


def _older(row: Row, network: Network) -> Mapping:
    outside = outside_ports(row.text("MinExtPort"), row.text("MaxExtPort"))
    spans = row.span("MinExtPort", "MaxExtPort", "InternalHost", *_stated(row, "MinRemoteHost", "MaxRemoteHost"))
    inside = (row.text("MinIntPort"), row.text("MaxIntPort"))
    host = None if row.on("MacEnable") else inside_host(row.text("InternalHost"))
    interfaces, doubt = network.on(row.text("WANCViewName"))
    return _mapping(
        row, row.text("Name"), outside, inside, host, spans, _services(row.text("Protocol"), outside, spans),
        _senders(row.text("MinRemoteHost"), row.text("MaxRemoteHost"), spans), interfaces, doubt,
    )  # fmt: skip


def _newer(row: Row, network: Network) -> Mapping:
    outside = outside_ports(row.text("ExternPort"), row.text("ExternPortEndRange"))
    spans = row.span("ExternPort", "ExternPortEndRange", "InternalClient", *_stated(row, "RemoteHost"))
    inside = (row.text("InternalPort"), row.text("InternalPortEndRange"))
    interfaces, doubt = (None, None) if row.on("AllInterface") else network.on(row.text("Interface"))
    return _mapping(
        row, row.text("Alias"), outside, inside, inside_host(row.text("InternalClient")), spans,
        _services(row.text("Protocol"), outside, spans), _newer_senders(row, spans), interfaces, doubt,
    )  # fmt: skip


def _mapping(
    row: Row,
    name: str,
    outside: tuple[int, int] | None,
    inside: tuple[str, str],
    host: int | None,
    spans: tuple[Span, ...],
    services: ServiceMatch,
    senders: AddressMatch | None,
    interfaces: tuple[str, ...] | None,
    doubt: Unknown | None,
) -> Mapping:
    """One forward; what cannot be read of it makes it conditional and never nothing."""
    unknown = [] if doubt is None else [doubt]
    key = f"{name}:{row.line}"
    if outside is None:
        why = phrase("its ports are not a port or a range")
        unknown.append(Unknown(key=f"ports:{key}", what=phrase("port forward {name}", name=name), why=why, spans=spans))
    if host is None:
        why = phrase("its inside host is a MAC address or a name, which only the box resolves")
        unknown.append(Unknown(key=f"host:{key}", what=phrase("port forward {name}", name=name), why=why, spans=spans))
    if row.text("Enable") != "1":
        why = phrase("it says neither that it is on nor that it is off")
        unknown.append(
            Unknown(key=f"enable:{key}", what=phrase("port forward {name}", name=name), why=why, spans=spans)
        )
    return Mapping(
        label=name,
        services=services,
        sources=senders,
        interfaces=interfaces,
        action=target_action(host, outside or EVERY_PORT, *inside),
        unknown=tuple(unknown),
        every_port=outside == EVERY_PORT,
        spans=spans,
    )


def _services(protocol: str, outside: tuple[int, int] | None, spans: tuple[Span, ...]) -> ServiceMatch:
    if outside is None:
        return ServiceMatch.of(ServiceSet.any())
    both = ports("both", (outside,))
    name = {"1": "udp", "BOTH": "both", "TCP": "tcp", "UDP": "udp", "TCP/UDP": "both"}.get(protocol.upper())
    if name is not None:
        return ServiceMatch.of(ports(name, (outside,)))
    why = phrase("its number means TCP alone or TCP and UDP, depending on the firmware")
    unknown = Unknown(
        key=f"protocol:{protocol}",
        what=phrase("protocol {protocol}", protocol=protocol) if protocol else phrase("protocol without a value"),
        why=why,
        spans=spans,
    )
    certain = ports("tcp", (outside,)) if protocol in {"0", "2"} else ServiceSet()
    return ServiceMatch(certain=certain, possible=both, unknown=unknown)


def _senders(low: str, high: str, spans: tuple[Span, ...]) -> AddressMatch | None:
    """Who may send: 0.0.0.0 is everybody, else the range from the first to the second address."""
    if low in _NO_HOST and high in _NO_HOST:
        return None
    first, last = parse_address(low), parse_address(high)
    if first is not None and last is not None and first[0] == last[0] == "ipv4" and 0 < first[1] <= last[1]:
        return AddressMatch.of(AddressSet.of("ipv4", ((first[1], last[1]),)))
    unknown = Unknown(
        key=f"sender:{low}-{high}",
        what=phrase("remote hosts {low}-{high}", low=low, high=high),
        why=phrase("it is no range"),
        spans=spans,
    )
    return AddressMatch.partly(AddressSet("ipv4"), unknown)


def _newer_senders(row: Row, spans: tuple[Span, ...]) -> AddressMatch | None:
    low, high = row.text("RemoteHost"), row.text("RemoteHostEndRange")
    if low in _NO_HOST and high in _NO_HOST:
        return None
    if low == row.text("InternalClient"):
        why = phrase("the box repeats the inside host there, which cannot be a sender on the Internet")
        unknown = Unknown(key=f"sender:{low}", what=phrase("remote host {low}", low=low), why=why, spans=spans)
        return AddressMatch.partly(AddressSet("ipv4"), unknown)
    return _senders(low, high if high not in _NO_HOST else low, spans)


def exposed_host(row: Row, network: Network) -> Mapping | None:
    """The DMZ host of a row of FWDMZ; the row stays when it is switched off, so Enable decides."""
    host = inside_host(row.text("InternalHost"))
    by_address = row.on("MacEnable") and row.text("InternalMacHost") not in _NO_MAC
    if row.text("Enable") == "0" or (host is None and not by_address):
        return None
    interfaces, doubt = network.on(row.text("WANCViewName"))
    spans = row.span("InternalHost", "Enable", "WANCViewName")
    unknown = [] if doubt is None else [doubt]
    if by_address or row.text("Enable") != "1":
        why = phrase("its host is a MAC address, or its switch is missing")
        unknown.append(Unknown(key="dmz", what=phrase("DMZ"), why=why, spans=spans))
    return Mapping(
        label="DMZ",
        services=ServiceMatch.of(ServiceSet.any()),
        interfaces=interfaces,
        action=Undetermined() if by_address or host is None else DestinationNat(to=host, kind="exposed_host"),
        unknown=tuple(unknown),
        every_port=True,
        spans=spans,
    )


def inactive_entries(tables: Tables, network: Network) -> tuple[InactiveEntry, ...]:
    """What is entered and switched off, or on without effect."""
    found: list[InactiveEntry] = []
    for row in tables.rows("FWDMZ"):
        named = row.text("InternalHost") not in _NO_HOST
        if row.text("Enable") == "1" and exposed_host(row, network) is None:
            reason = phrase("the DMZ is on, but without a host")
            found.append(InactiveEntry(label="DMZ", reason=reason, nat=True, spans=row.span("Enable", "InternalHost")))
        elif row.text("Enable") == "0" and named:
            reason = phrase("a DMZ host is entered, but the DMZ is switched off")
            found.append(InactiveEntry(label="DMZ", reason=reason, nat=True, spans=row.span("Enable", "InternalHost")))
    for table, column in (("FWPM", "Name"), ("NatPtMapping", "Alias")):
        for row in tables.rows(table):
            if row.text("Enable") == "0":
                reason = phrase("the port forward is switched off")
                spans = row.span("Enable", "MinExtPort", "ExternPort")
                found.append(InactiveEntry(label=row.text(column), reason=reason, nat=True, spans=spans))
    return tuple(found)
