"""Port forwards and the exposed host of a connection.

Parameters as the firmware's own pages read them: older pages keep one range per mapping (ExternalPort,
ExternalPortEndRange, InternalPort, X_HW_InternalEndPort, PortMappingProtocol), newer ones a list of X_HW_Portlist
entries "first:last" (0 as the last is one port) under a mapping. X_HW_DMZ hands everything else to one host. An object
that is not there was never configured. What PortMapping means is TR-098's (see parsing/tr098.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.base import Model
from routerlint.model.device import InactiveEntry
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import DestinationNat
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.rule_writer import ports, source_match
from routerlint.parsing.tr098 import EVERY_PORT, Mapping, inside_host, outside_ports, target_action
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.huawei.interfaces import Connection, Network
from vendor_parsers.huawei.tree import Node

__all__ = ["inactive_entries", "read_mappings"]

_PROTOCOLS = {"TCP": "tcp", "UDP": "udp", "TCP/UDP": "both", "UDP/TCP": "both", "BOTH": "both"}


class _Ports(Model, frozen=True, kw_only=True):
    """One range of a mapping as texts."""

    protocol: str
    outside: tuple[str, str]
    inside: tuple[str, str]
    spans: tuple[Span, ...]


def read_mappings(network: Network, ledger: Ledger) -> tuple[Mapping, ...]:
    """The active forwards and exposed hosts of all connections, in file order."""
    found: list[Mapping] = []
    for connection in network.connections:
        for node in connection.node.instances("PortMapping"):
            active = node.text("PortMappingEnabled") != "0"
            state = LineState.USED if active else LineState.IRRELEVANT
            ledger.mark(state, file=node.file, line=node.line, what="PortMapping", relevant=True)
            if active:
                found += (_mapping(connection, node, each) for each in _ranges(node))
        host = _exposed_host(connection)
        if host is not None:
            found.append(host)
    return tuple(found)


def _ranges(node: Node) -> Iterator[_Ports]:
    """The ranges of a mapping: its list entries where it has any, else its own."""
    listed = tuple(node.instances("X_HW_Portlist"))
    for entry in listed:
        yield _Ports(
            protocol=entry.first("Protocol", "PortMappingProtocol") or node.text("PortMappingProtocol"),
            outside=_pair(entry.text("ExternalPort")),
            inside=_pair(entry.text("InternalPort")),
            spans=(*entry.span("Protocol", "ExternalPort", "InternalPort"), *_span(node)),
        )
    if not listed:
        outside = (_pair(node.text("ExternalPort"))[0], node.text("ExternalPortEndRange"))
        yield _Ports(
            protocol=node.text("PortMappingProtocol"),
            outside=_pair(node.text("ExternalPort")) if ":" in node.text("ExternalPort") else outside,
            inside=(node.text("InternalPort"), node.text("X_HW_InternalEndPort")),
            spans=_span(node),
        )


def _span(node: Node) -> tuple[Span, ...]:
    return node.span(
        "PortMappingEnabled", "PortMappingProtocol", "ExternalPort", "ExternalPortEndRange", "InternalPort",
        "InternalClient", "RemoteHost", "PortMappingDescription",
    )  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    first, _, last = text.partition(":")
    return first.strip(), last.strip()


def _mapping(connection: Connection, node: Node, written: _Ports) -> Mapping:
    """One forward; what cannot be read of it makes it conditional and never nothing."""
    name = node.text("PortMappingDescription") or f"mapping {node.text('InstanceID')}"
    outside = outside_ports(*written.outside)
    host = inside_host(node.text("InternalClient"))
    doubts: list[Phrase] = []
    if outside is None:
        doubts.append(phrase("its ports are not a port or a range"))
    if host is None:
        doubts.append(phrase("its inside host is not an IPv4 address"))
    if node.text("PortMappingEnabled") != "1":
        doubts.append(phrase("it says neither that it is on nor that it is off"))
    if node.text("X_HW_ExternalIP"):
        doubts.append(phrase("it holds for an outside address of its own, which may not be that of the connection"))
    if written.protocol.upper() not in _PROTOCOLS:
        doubts.append(phrase("its protocol is neither TCP nor UDP nor both"))
    what = phrase("port forward {name}", name=name)
    key = f"mapping:{connection.path}:{node.line}"
    return Mapping(
        label=name,
        services=_services(written.protocol, outside),
        sources=_senders(node, written.spans),
        interfaces=(connection.name,),
        action=target_action(host, outside or EVERY_PORT, *written.inside),
        unknown=tuple(Unknown(key=f"{key}:{why[:24]}", what=what, why=why, spans=written.spans) for why in doubts),
        every_port=outside == EVERY_PORT,
        spans=written.spans,
    )


def _services(protocol: str, outside: tuple[int, int] | None) -> ServiceMatch:
    if outside is None:
        return ServiceMatch.of(ServiceSet.any())
    return ServiceMatch.of(ports(_PROTOCOLS.get(protocol.upper(), "both"), (outside,)))


def _senders(node: Node, spans: tuple[Span, ...]) -> AddressMatch | None:
    """Who may send: RemoteHost, with X_HW_RemoteHostRange as the last address of a range; empty is everybody."""
    first, last = node.text("RemoteHost"), node.text("X_HW_RemoteHostRange")
    low, high = parse_address(first), parse_address(last)
    if first in {"", "0.0.0.0"} and not (high is not None and high[1]):  # noqa: S104  # what the box writes for nobody
        return None
    if low is not None and high is not None and low[0] == high[0] == "ipv4" and 0 < low[1] <= high[1]:
        return AddressMatch.of(AddressSet.of("ipv4", ((low[1], high[1]),)))
    return source_match(f"{first}-{last}" if last else first, "ipv4", spans)


def _exposed_host(connection: Connection) -> Mapping | None:
    node = connection.node.child("X_HW_DMZ")
    if node is None or node.text("DMZEnable") == "0":
        return None
    host = inside_host(node.text("DMZHostIPAddress"))
    if host is None:
        return None  # nothing to send to, see inactive_entries
    spans = node.span("DMZEnable", "DMZHostIPAddress")
    why = phrase("its switch is missing")
    unknown = (
        ()
        if node.on("DMZEnable")
        else (Unknown(key=f"dmz:{connection.path}", what=phrase("DMZ"), why=why, spans=spans),)
    )
    return Mapping(
        label="DMZ",
        services=ServiceMatch.of(ServiceSet.any()),
        interfaces=(connection.name,),
        action=DestinationNat(to=host, kind="exposed_host"),
        unknown=unknown,
        every_port=True,
        spans=spans,
    )


def inactive_entries(network: Network) -> tuple[InactiveEntry, ...]:
    """What is entered and switched off, or on without effect."""
    found: list[InactiveEntry] = []
    for connection in network.connections:
        for node in connection.node.instances("PortMapping"):
            if node.text("PortMappingEnabled") == "0":
                label = node.text("PortMappingDescription")
                reason = phrase("the port forward is switched off")
                found.append(InactiveEntry(label=label, reason=reason, nat=True, spans=_span(node)))
        dmz = connection.node.child("X_HW_DMZ")
        if dmz is None:
            continue
        host, spans = inside_host(dmz.text("DMZHostIPAddress")), dmz.span("DMZEnable", "DMZHostIPAddress")
        if dmz.on("DMZEnable") and host is None:
            reason = phrase("the DMZ is on, but without a host")
            found.append(InactiveEntry(label="DMZ", reason=reason, nat=True, spans=spans))
        elif dmz.text("DMZEnable") == "0" and host is not None:
            reason = phrase("a DMZ host is entered, but the DMZ is switched off")
            found.append(InactiveEntry(label="DMZ", reason=reason, nat=True, spans=spans))
    return tuple(found)
