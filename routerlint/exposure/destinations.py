"""What the destinations of a row are called, and where its packets end."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.pipeline import DestinationNat, Entry
from routerlint.netset.addresses import AddressSet, Family, format_address, without_host_length

__all__ = ["Destinations"]

_FEW_PREFIXES = 8


class Destinations:
    """Names the destinations of the rows of one family of a device."""

    def __init__(self, device: Device, topology: Topology) -> None:
        self._device = device
        self._topology = topology
        self._family: Family = topology.family
        self._foreign: dict[tuple[str, ...], AddressSet] = {}

    def named(
        self, destinations: AddressSet, end: tuple[str, int], via: tuple[str, ...], nat: Entry | None
    ) -> Iterator[tuple[str, str, int]]:
        """Destination text, target text and one address, for each part that has a name of its own.

        end: "router", "same" (where they were sent to), "offset" with the distance, "host" with the address,
        "network" with the first address of the network in which they end, nobody knows where.
        via: the WAN interfaces on which the packets arrive. nat: the entry that translates them, if one does.
        """
        kind, value = end
        topology = self._topology
        if kind == "network" and nat is not None and isinstance(nat.action, DestinationNat):
            network = f"{format_address(self._family, value)}/{nat.action.length}"
            yield from self._router_addresses(destinations & topology.reached, network)
            return
        fixed = "router" if kind == "router" else format_address(self._family, value) if kind == "host" else ""
        reached = destinations & topology.reached
        if reached:
            own = self._own(reached, via, nat)
            yield from self._router_addresses(own, fixed or self._offset_text(own, value))
        rest = destinations - topology.owned if kind != "router" else destinations - topology.reached
        for name, addresses in self._named_networks(rest):
            if name:
                yield name, fixed or name, addresses.ranges[-1][0]
                continue
            for cidr in self._cidrs(addresses, fill=kind in ("same", "host")):
                target = fixed or (cidr if not value else self._offset_cidr(cidr, value))
                if kind == "same" and target == cidr:
                    target = without_host_length(cidr)
                yield cidr, target, self._sample(cidr, addresses)

    def _sample(self, cidr: str, addresses: AddressSet) -> int:
        """One address of a prefix; not the network address itself, which is nobody's, if there is another."""
        network = AddressSet.parse(cidr)
        low, high = (network & addresses).ranges[-1]
        return low + 1 if low == network.ranges[0][0] and high > low else low

    def _own(self, reached: AddressSet, via: tuple[str, ...], nat: Entry | None) -> AddressSet:
        """Without the addresses of other WAN interfaces: packets for them come in there.

        It matters only where the interfaces answer differently, for then they are not in one row. An entry that
        names an address of another WAN interface keeps it: its owner expects such packets.
        """
        if nat is not None and nat.match.destinations is not None:
            return reached
        if via not in self._foreign:
            self._foreign[via] = self._only_elsewhere(via)
        return (reached - self._foreign[via]) or reached

    def _only_elsewhere(self, via: tuple[str, ...]) -> AddressSet:
        """The addresses of WAN interfaces other than these; none if these have no address themselves."""
        here: set[int] = set()
        there: set[int] = set()
        for interface in self._device.wan_interfaces():
            numbers = {a.number for a in interface.addresses if a.family == self._family}
            (here if interface.name in via else there).update(numbers)
        if not here:
            return AddressSet(self._family)
        return AddressSet.of(self._family, ((number, number) for number in there - here))

    def _router_addresses(self, reached: AddressSet, target: str) -> Iterator[tuple[str, str, int]]:
        if reached == self._topology.reached:
            yield "wan", target, reached.ranges[0][0]
            return
        numbers = [n for low, high in reached.ranges for n in range(low, high + 1)]
        names: dict[str, int] = {}
        for number in numbers:
            if number not in self._topology.unstated:
                names[AddressSet.host(self._family, number).cidrs()[0]] = number
            else:  # an address that the file does not state: on the WAN, or the router's own in an inside network
                inside = self._topology.inside_name(number)
                names.setdefault(f"lan:{inside}" if inside else "wan", number)
        for name, number in names.items():
            yield name, target, number

    def _offset_text(self, reached: AddressSet, offset: int) -> str:
        return format_address(self._family, reached.ranges[0][0] + offset)

    def _offset_cidr(self, cidr: str, offset: int) -> str:
        addresses = AddressSet.parse(cidr)
        low, high = addresses.ranges[0]
        moved = AddressSet(self._family, ((low + offset, high + offset),)).cidrs()
        return moved[0].partition("/")[0] if low == high else moved[0]

    def _named_networks(self, addresses: AddressSet) -> Iterator[tuple[str, AddressSet]]:
        """Parts in networks whose prefix the file does not state (by name), and the rest (no name)."""
        left = addresses
        for interface in self._device.interfaces:
            for address in interface.addresses:
                if address.family != self._family or address.stated or interface.name in self._topology.wans:
                    continue
                network = AddressSet.network(self._family, address.number, address.length)
                if left & network:
                    yield f"lan:{interface.name}", left & network
                    left = left - network
        if left:
            yield "", left

    def _cidrs(self, addresses: AddressSet, *, fill: bool) -> list[str]:
        """Prefixes of a set.

        The router's own addresses split a network only where that takes few prefixes: a row about a network with
        another target than the router speaks of the hosts in it anyway.
        """
        plain = addresses.cidrs()
        if not fill or len(plain) <= _FEW_PREFIXES:
            return plain
        filled = addresses | self._topology.owned
        wanted: list[tuple[int, int]] = []
        for low, high in filled.ranges:
            part = AddressSet(self._family, ((low, high),))
            original = part & addresses
            if len(part.cidrs()) < len(original.cidrs()):
                wanted.append((low, high))
            else:
                wanted += original.ranges
        filling = AddressSet.of(self._family, wanted).cidrs()
        return [cidr for cidr in filling if AddressSet.parse(cidr) & addresses]  # not a prefix of own addresses alone
