"""Static routes: where a gateway lies, and which interface the default route takes.

Source: MikroTik documentation, "IP Routing" (a gateway is an address, an interface, address%interface, with a table
behind "@"; a gateway that is not connected is looked up in the other routes).
"""

from __future__ import annotations

import msgspec

from routerlint.model.interface import Route
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_address, parse_network
from routerlint.netset.special import public_destinations
from routerlint.text.span import Span
from vendor_parsers.routeros.addressing import Addressing
from vendor_parsers.routeros.export import Export, Item
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["Routing", "StaticRoute"]

_NOWHERE = ("blackhole", "unreachable", "prohibit")


class StaticRoute(msgspec.Struct, frozen=True):
    """A route of the file. interfaces: where it leads, () if the file does not settle it. main: in the main table."""

    family: Family
    number: int
    length: int
    interfaces: tuple[str, ...]
    span: Span
    main: bool


class Routing:
    """The static routes of both families."""

    def __init__(self, export: Export, inventory: Inventory, addressing: Addressing) -> None:
        self._inventory = inventory
        self._addressing = addressing
        self._known: dict[tuple[Family, str], str | None] = {}
        self._gateways: dict[Family, list[tuple[int, int, str]]] = {"ipv4": [], "ipv6": []}
        found: list[tuple[Family, Item, int, int]] = []
        for item in export.active("ip route"):
            self._read("ipv4", item, found)
        for item in export.active("ipv6 route"):
            self._read("ipv6", item, found)
        self.routes = (
            *(
                StaticRoute("ipv4", number, length, (name,), span, main=True)
                for number, length, name, span in addressing.beyond
            ),
            *(self._route(*entry) for entry in found),
        )

    def defaults(self) -> tuple[StaticRoute, ...]:
        """The routes to everywhere: 0.0.0.0/0 or its halves, ::/0, 2000::/3."""
        return tuple(r for r in self.routes if r.length <= (1 if r.family == "ipv4" else 3))

    def model(self) -> tuple[Route, ...]:
        """The routes of the main table for the model."""
        return tuple(
            Route(
                family=r.family,
                number=r.number,
                length=r.length,
                interface=r.interfaces[0] if len(r.interfaces) == 1 else None,
                spans=(r.span,),
            )
            for r in self.routes
            if r.main and (r.interfaces or self._may_be_inside(r))
        )

    @staticmethod
    def _may_be_inside(route: StaticRoute) -> bool:
        """Whether a route whose gateway is not found in the file may lead inside.

        A gateway that lies in no network of the file lies behind the WAN (its network comes by DHCP or PPPoE), or the
        route is not active. Public networks behind such a gateway are watched addresses and provider networks.
        """
        network = AddressSet.network(route.family, route.number, route.length)
        return route.length > 0 and not network & public_destinations(route.family)

    def _read(self, family: Family, item: Item, found: list[tuple[Family, Item, int, int]]) -> None:
        if (
            item.get("type", "unicast") in _NOWHERE
            or any(word in _NOWHERE for word in item.words)
            or "blackhole" in item.values
        ):
            return
        text = item.get("dst-address") or item.get("dst_address") or ("0.0.0.0/0" if family == "ipv4" else "::/0")
        network = parse_network(text)
        if network is None or network[0] != family:
            return
        shift = BITS[family] - network[2]
        number = network[1] >> shift << shift
        found.append((family, item, number, network[2]))
        if network[2]:
            for gateway in item.get("gateway").split(","):
                self._gateways[family].append((number, network[2], gateway))

    def _route(self, family: Family, item: Item, number: int, length: int) -> StaticRoute:
        interfaces: list[str] = []
        for gateway in item.get("gateway").split(","):
            if (family, gateway) not in self._known:
                self._known[family, gateway] = self._behind(family, gateway, 0)
            name = self._known[family, gateway]
            if name and name not in interfaces:
                interfaces.append(name)
        main = item.get("routing-mark") in ("", "main") and item.get("routing-table", "main") == "main"
        return StaticRoute(family, number, length, tuple(interfaces), item.span, main and not item.get("vrf-interface"))

    def _behind(self, family: Family, gateway: str, depth: int) -> str | None:
        """The layer-3 interface behind which a gateway lies."""
        gateway = gateway.partition("@")[0].strip()
        address_text, percent, interface = gateway.partition("%")
        if percent:
            return self._inventory.layer3(interface)
        address = parse_address(address_text)
        if address is None:
            if address_text and address_text in self._inventory.ports:
                return self._inventory.layer3(address_text)
            return None
        if address[0] != family:
            return None
        connected = self._connected(family, address[1])
        if connected is not None or depth >= 3:
            return connected
        best: tuple[int, str] | None = None
        bits = BITS[family]
        for number, length, next_gateway in self._gateways[family][:200]:
            if address[1] >> (bits - length) == number >> (bits - length) and (best is None or length > best[0]):
                best = (length, next_gateway)
        return self._behind(family, best[1], depth + 1) if best is not None else None

    def _connected(self, family: Family, number: int) -> str | None:
        if family == "ipv4" and number in self._addressing.peers:
            return self._addressing.peers[number]
        best: tuple[int, str] | None = None
        bits = BITS[family]
        for prefix, length, name, _ in self._addressing.beyond if family == "ipv4" else ():
            if prefix >> (bits - length) == number >> (bits - length) and (best is None or length > best[0]):
                best = (length, name)
        for name, addresses in self._addressing.by_interface.items():
            port = self._inventory.ports.get(name)
            if port is not None and not port.enabled:
                continue
            for a in addresses:
                same = (
                    a.family == family
                    and a.length < bits
                    and a.number >> (bits - a.length) == number >> (bits - a.length)
                )
                if same and (best is None or a.length > best[0]):
                    best = (a.length, name)
        return None if best is None else best[1]
