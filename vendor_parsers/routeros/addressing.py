"""The addresses of the router, stated and not.

Source: MikroTik documentation, "IP addressing" (an address without a prefix length is a /32, its peer stands in
`network`; the address of a bridge port acts on the bridge) and "IPv6 addresses" (a length of 64 where none is given;
from-pool takes the prefix of a pool that a DHCPv6 client fills).
"""

from __future__ import annotations

import msgspec

from routerlint.model.interface import InterfaceAddress, placeholder_address, placeholder_network
from routerlint.netset.addresses import Family, parse_address, parse_network
from routerlint.text.span import Span
from vendor_parsers.routeros.export import Export, Item, is_yes
from vendor_parsers.routeros.header import Header
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["Addressing", "client_is_on"]


class Addressing:
    """Addresses by layer-3 interface.

    peers: the other ends of point-to-point addresses, by interface. beyond: networks of clients that dial in, as
    (number, length, interface, span).
    """

    def __init__(self, export: Export, inventory: Inventory) -> None:
        self._inventory = inventory
        self._count = 0
        self._eui64: list[tuple[str, int]] = []
        self.by_interface: dict[str, list[InterfaceAddress]] = {}
        self.peers: dict[int, str] = {}
        self.beyond: list[tuple[int, int, str, Span]] = []
        self.ipv6_off = is_yes(export.setting("ipv6 settings", "disable-ipv6").value)
        for item in export.active("ip address"):
            self._ipv4(item)
        if not self.ipv6_off:
            self._pools = {item.get("name"): item for item in export.items("ipv6 pool")}
            self._used: dict[str, int] = {}
            clients = export.items("ipv6 dhcp-client")
            self._empty_pools = {c.get("pool-name") for c in clients if c.disabled} - {
                c.get("pool-name") for c in clients if not c.disabled
            }
            for item in export.active("ipv6 address"):
                self._ipv6(item)

    def of(self, name: str, family: Family) -> list[InterfaceAddress]:
        """The addresses of an interface."""
        return [a for a in self.by_interface.get(name, ()) if a.family == family]

    def add_host(self, name: str, number: int, spans: tuple[Span, ...]) -> None:
        """Gives an interface a single IPv4 address that the file states."""
        if not any(a.number == number for a in self.of(name, "ipv4")):
            self._add(name, "ipv4", number, 32, spans)

    def add_unstated(self, name: str, family: Family, spans: tuple[Span, ...]) -> None:
        """Gives an interface an address that the file does not state."""
        index = self._next()
        length = 32 if family == "ipv4" else 128
        self._add(name, family, placeholder_address(family, index), length, spans, stated=False)

    def add_delegated(self, name: str, spans: tuple[Span, ...], host: int = 1) -> None:
        """Gives an interface an IPv6 prefix that the file does not state."""
        number, length = placeholder_network("ipv6", self._next())
        self._add(name, "ipv6", number + (host & (1 << 64) - 1 or 1), length, spans, stated=False)

    def state_inside_prefixes(self, wans: frozenset[str]) -> None:
        """Says of inside networks whose router address is made from a MAC address that the file states their prefix."""
        for name, place in self._eui64:
            if name not in wans:
                addresses = self.by_interface[name]
                addresses[place] = msgspec.structs.replace(addresses[place], stated=True)

    def _next(self) -> int:
        self._count += 1
        return (self._count - 1) % 250

    def _add(
        self, name: str, family: Family, number: int, length: int, spans: tuple[Span, ...], *, stated: bool = True
    ) -> None:
        address = InterfaceAddress(family=family, number=number, length=length, stated=stated, spans=spans)
        self.by_interface.setdefault(name, []).append(address)

    def _interface(self, item: Item) -> str:
        name = self._inventory.resolve(item.get("interface"))
        return "" if not name or name[0] in "*$[({" else self._inventory.layer3(name)

    def _ipv4(self, item: Item) -> None:
        name = self._interface(item)
        if not name:
            return
        text = item.get("address")
        if "/" not in text and item.get("netmask"):
            text = f"{text}/{item.get('netmask')}"
        found = parse_network(text)
        if found is None or found[0] != "ipv4":
            self.add_unstated(name, "ipv4", (item.span,))
            return
        self._add(name, "ipv4", found[1], found[2], (item.span,))
        peer = parse_address(item.get("network"))
        if peer is not None and peer[0] == "ipv4" and found[2] >= 31 and peer[1] != found[1]:
            self.peers[peer[1]] = name

    def _ipv6(self, item: Item) -> None:
        name = self._interface(item)
        if not name:
            return
        text = item.get("address")
        found = parse_network(text if "/" in text or not text else f"{text}/64")
        number, length = (found[1], found[2]) if found is not None and found[0] == "ipv6" else (0, 64)
        eui64 = is_yes(item.get("eui-64"))
        if "from-pool" in item.values:
            self._from_pool(name, item, 1 if eui64 else number)
        elif found is None or found[0] != "ipv6":
            self.add_delegated(name, (item.span,))
        elif eui64:
            # The interface part comes from a MAC address; the network is what matters.
            self._add(name, "ipv6", (number >> 64 << 64) + 0x0200_00FF_FE00_0001, length, (item.span,), stated=False)
            self._eui64.append((name, len(self.by_interface[name]) - 1))
        else:
            self._add(name, "ipv6", number, length, (item.span,))

    def _from_pool(self, name: str, item: Item, host: int) -> None:
        pool = self._pools.get(item.get("from-pool"))
        prefix = parse_network(pool.get("prefix")) if pool is not None else None
        if pool is None and item.get("from-pool") in self._empty_pools:
            return  # the client that would fill the pool is switched off
        if pool is None or prefix is None or prefix[0] != "ipv6" or prefix[2] > 64:
            self.add_delegated(name, (item.span,), host)
            return
        used = self._used[pool.get("name")] = self._used.get(pool.get("name"), -1) + 1
        base = prefix[1] >> (128 - prefix[2]) << (128 - prefix[2])
        number = base + (used << 64) + (host & (1 << 64) - 1 or 1)
        self._add(name, "ipv6", number, 64, (item.span, pool.span), stated=False)


def client_is_on(item: Item, header: Header) -> bool:
    """Whether an IPv4 DHCP client runs.

    Up to version 6 clients are added switched off and exports of running ones say disabled=no; exports of version 7
    say nothing (real exports of both). Without a version a client counts as running.
    """
    text = item.values.get("disabled")
    if text is None:
        return header.major != 6
    return not is_yes(text)
