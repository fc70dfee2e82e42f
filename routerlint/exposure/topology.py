"""Which addresses are the router's, which networks lie behind it, and where the route to an address leads."""

from __future__ import annotations

from routerlint.exposure.context import UNKNOWN_ROUTE
from routerlint.model.device import Device
from routerlint.model.interface import Interface, Role
from routerlint.netset.addresses import BITS, AddressSet, Family
from routerlint.netset.special import link_local, public_destinations

__all__ = ["Topology"]


class Topology:
    """The answers for one device and one family.

    owned: every address of the router. reached: those by which the Internet addresses the router itself: all
    addresses of WAN interfaces and the public ones of every other interface.
    inside: public space that is routed to interfaces other than the WAN, without the router's own addresses.
    """

    def __init__(self, device: Device, family: Family) -> None:
        self.family = family
        self.bits = BITS[family]
        self._device = device
        enabled = [i for i in device.interfaces if i.enabled]
        self.wans = tuple(i.name for i in enabled if i.role is Role.WAN)
        public, local = public_destinations(family), link_local(family)
        owned: list[int] = []
        reached: list[int] = []
        for interface in enabled:
            for address in interface.addresses:
                if address.family != family:
                    continue
                owned.append(address.number)
                on_wan = interface.role is Role.WAN and address.number not in local
                if on_wan or address.number in public:
                    reached.append(address.number)
        self.owned = AddressSet.of(family, ((n, n) for n in owned))
        self.reached = AddressSet.of(family, ((n, n) for n in reached))
        self.unstated = frozenset(a.number for i in enabled for a in i.addresses if a.family == family and not a.stated)
        self._routes = self._route_table(enabled)
        self.inside = (self._networks(inside=True) & public) - self.owned
        self.wan_networks = self._networks(inside=False)

    def outgoing(self, destination: int) -> tuple[str, ...]:
        """The possible outgoing interfaces for an address, longest prefix first; (UNKNOWN_ROUTE,) if none is known."""
        for length, table in self._routes:
            names = table.get(destination >> (BITS[self.family] - length))
            if names:
                return names
        if len(self.wans) == 1:  # nothing else is known, and what is not inside leaves by the WAN
            return self.wans
        return (UNKNOWN_ROUTE,)

    def redirect_address(self, via: str) -> int | None:
        """Where a redirect sends packets that came in by an interface: to its first address, else to any of the router."""
        interface = self._device.interface(via)
        if interface is not None:
            for address in interface.addresses:
                if address.family == self.family:
                    return address.number
        return self.reached.ranges[0][0] if self.reached else None

    def inside_name(self, number: int) -> str | None:
        """The inside interface that holds an own address, or None for one of a WAN interface."""
        for interface in self._device.interfaces:
            if interface.name not in self.wans and any(
                a.number == number and a.family == self.family for a in interface.addresses
            ):
                return interface.name
        return None

    def address_on(self, via: str) -> int:
        """The address by which the Internet addresses the router on an interface: one of its own, else any."""
        interface = self._device.interface(via)
        for address in interface.addresses if interface is not None else ():
            if address.family == self.family and address.number in self.reached:
                return address.number
        return self.reached.ranges[0][0]

    def interface_of(self, destination: int) -> Interface | None:
        """The interface behind which an address lies, if it is settled."""
        names = self.outgoing(destination)
        return self._device.interface(names[0]) if len(names) == 1 else None

    def boundaries(self) -> set[int]:
        """Where a route or an own address begins or ends."""
        cuts: set[int] = set()
        for length, table in self._routes:
            shift = BITS[self.family] - length
            for prefix in table:
                cuts.add(prefix << shift)
                cuts.add((prefix + 1) << shift)
        for low, high in self.owned.ranges:
            cuts.add(low)
            cuts.add(high + 1)
        return cuts

    def _route_table(self, enabled: list[Interface]) -> list[tuple[int, dict[int, tuple[str, ...]]]]:
        bits = BITS[self.family]
        table: dict[int, dict[int, tuple[str, ...]]] = {}

        def add(number: int, length: int, name: str) -> None:
            prefixes = table.setdefault(length, {})
            names = prefixes.get(number >> (bits - length), ())
            if name not in names:
                prefixes[number >> (bits - length)] = (*names, name)

        for interface in enabled:
            for address in interface.addresses:
                if address.family == self.family and address.length < bits:
                    add(address.number, address.length, interface.name)
        settled = {(length, prefix) for length, prefixes in table.items() for prefix in prefixes}
        usable = {i.name for i in enabled}
        for route in self._device.routes:
            if route.family == self.family:
                name = route.interface if route.interface in usable else None
                key = route.length, route.number >> (bits - route.length)
                if key not in settled or route.length == 0:
                    add(route.number, route.length, name or UNKNOWN_ROUTE)
                if route.spans:  # of two that the file states the first counts; inferred ones are alternatives
                    settled.add(key)
        return sorted(table.items(), reverse=True)

    def _networks(self, *, inside: bool) -> AddressSet:
        """Space whose longest matching route leads to interfaces other than the WAN (inside), or connected to it."""
        found = AddressSet(self.family)
        for length, table in reversed(self._routes):  # short prefixes first, longer ones correct them
            if length == 0:
                continue
            for prefix, names in table.items():
                network = AddressSet.network(self.family, prefix << (BITS[self.family] - length), length)
                behind_wan = all(name in self.wans for name in names)
                found = found - network if behind_wan is inside else found | network
        return found
