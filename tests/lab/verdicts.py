"""What the printed exposures alone say about one packet, in the words of the lab."""

from __future__ import annotations

from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.netset.addresses import BITS, AddressSet, Family, format_address
from routerlint.netset.services import ECHO_REQUEST, PORTED, TCP, UDP, protocol_number
from tests.lab.lab import Landing, Packet

__all__ = ["difference", "packets_for"]

_SENDERS: dict[Family, tuple[str, ...]] = {"ipv4": ("9.9.9.9", "198.51.100.7"), "ipv6": ("2620:fe::9",)}
_USUAL_PORTS = (22, 80, 443, 445, 3389)
_MOST_PORTS = 40


def packets_for(device: Device, family: Family) -> tuple[Packet, ...]:
    """Packets on both sides of every port where an entry begins or ends, to the router and to a host behind it."""
    topology = Topology(device, family)
    destinations = [topology.address_on(via) for via in topology.wans[:1]] if topology.reached else []
    destinations += [low + 5 for low, high in topology.inside.ranges[:2] if high - low > 8]
    services = [*(p << 16 | port for p in (TCP, UDP) for port in _ports(device, family)), ECHO_REQUEST[family]]
    return tuple(
        Packet(via, family, AddressSet.parse(source).ranges[0][0], destination, service)
        for via in topology.wans[:1]
        for destination in destinations
        for source in _SENDERS[family]
        for service in services
    )


def _ports(device: Device, family: Family) -> list[int]:
    found: dict[int, None] = dict.fromkeys(_USUAL_PORTS)
    pipeline = device.pipeline(family)
    for chain in pipeline.chains if pipeline is not None else ():
        for entry in chain.entries:
            for protocol in (TCP, UDP):
                services = entry.match.services
                for low, high in services.certain.of_protocol(protocol) if services is not None else ():
                    found |= dict.fromkeys(port for port in (low, high, low - 1, high + 1) if 0 < port < 65536)
    return sorted(list(found)[:_MOST_PORTS])


def difference(report: ExposureReport, packet: Packet, landing: Landing | None) -> str:
    """How the rows contradict what the kernel did; nothing if they do not."""
    topology = Topology(report.device, packet.family)
    rows = [row for row in report.exposures if _covers(row, packet, topology)]
    told = {_place(row, packet) for row in rows}
    shown = "closed" if landing is None else f"{landing.place} port {landing.port}"
    agrees = not any(row.certainty == "certain" for row in rows) if landing is None else shown in told
    return "" if agrees else f"{packet}: the rows say {sorted(told) or 'closed'}, the kernel {shown}"


def _covers(row: Exposure, packet: Packet, topology: Topology) -> bool:
    protocol, port = packet.service >> 16, packet.service & 0xFFFF
    if row.family != packet.family or packet.source not in row.source_set or (row.via and packet.via not in row.via):
        return False
    named = ECHO_REQUEST[row.family] >> 16 if row.protocol == "icmp" else protocol_number(row.protocol)
    if row.protocol != "any" and named != protocol:
        return False
    if row.ports and not any(low <= port <= high for low, high in row.ports):
        return False
    if row.destination == "wan":
        return packet.destination in topology.reached
    if row.destination.startswith("lan:"):
        networks = _networks(topology, row.destination[4:], row.family)
        return packet.destination in networks and packet.destination not in topology.owned
    return packet.destination in AddressSet.parse(row.destination)


def _networks(topology: Topology, name: str, family: Family) -> AddressSet:
    """The networks of an inside interface that the file does not state."""
    found = AddressSet(family)
    for low, high in topology.inside.ranges:
        if topology.outgoing(low) == (name,) and high - low < 1 << BITS[family] - 8:
            found |= AddressSet(family, ((low, high),))
    return found


def _place(row: Exposure, packet: Packet) -> str:
    port = packet.service & 0xFFFF if packet.service >> 16 in PORTED else 0
    if port and row.target_ports and row.port_map == "single":
        port = row.target_ports[0][0]
    if row.target == "router":
        return f"router port {port}"
    if "/" in row.target or row.target.startswith("lan:"):
        return f"{format_address(packet.family, packet.destination)} port {port}"
    return f"{row.target} port {port}"
