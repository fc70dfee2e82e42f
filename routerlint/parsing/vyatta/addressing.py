"""The addresses that interfaces hold, stated or not."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.interface import InterfaceAddress, placeholder_address, placeholder_network
from routerlint.netset.addresses import BITS, FAMILIES, Family, parse_network
from routerlint.netset.special import link_local
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import Link
from routerlint.parsing.vyatta.tree import Node

__all__ = ["Addressing", "asks_provider"]

_DYNAMIC_KINDS = frozenset(("pppoe", "wirelessmodem", "wwan", "sstpc", "pptp-client"))
_LAST_INDEX = 250


def asks_provider(link: Link) -> bool:
    """Whether the interface gets its IPv4 address from elsewhere."""
    return "dhcp" in link.node.values("address") or link.kind in _DYNAMIC_KINDS


class Addressing:
    """Addresses of all interfaces, by name."""

    def __init__(self, context: Context, found: tuple[Link, ...]) -> None:
        self._context = context
        self._index = {link.name: min(place, _LAST_INDEX) for place, link in enumerate(found)}
        self.ipv6_off = context.root.has("system", "ipv6", "disable")
        self.of: dict[str, list[InterfaceAddress]] = {link.name: [] for link in found}
        for link in found:
            self._read(link)
        for link in found:
            if link.enabled and not self.ipv6_off:
                self._delegated(link)
        self._virtual()

    def _read(self, link: Link) -> None:
        addresses = self.of[link.name]
        for leaf in link.node.tags("address"):
            self._address(link, leaf)
        if link.kind in _DYNAMIC_KINDS and not any(a.family == "ipv4" for a in addresses):
            self._unstated(link, "ipv4", link.node)
        if self.ipv6_off:
            return
        ipv6 = link.node.get("ipv6", "address")
        if ipv6.has("autoconf") and not any(a.family == "ipv6" for a in addresses):
            self._unstated(link, "ipv6", ipv6.get("autoconf"))
        for leaf in ipv6.tags("eui64"):
            self._eui64(link, leaf)

    def _address(self, link: Link, leaf: Node) -> None:
        if leaf.word in ("dhcp", "dhcpv6"):
            family: Family = "ipv6" if leaf.word == "dhcpv6" else "ipv4"
            if family == "ipv4" or not self.ipv6_off:
                self._unstated(link, family, leaf)
            return
        network = parse_network(leaf.word)
        if network is None:
            self._context.not_read(leaf)
        elif network[0] == "ipv4" or not self.ipv6_off:
            self._add(link.name, network, leaf)

    def _add(self, name: str, network: tuple[Family, int, int], node: Node) -> None:
        family, number, length = network
        held = self.of.get(name)
        if held is not None and not any(a.family == family and a.number == number for a in held):
            spans = (self._context.span(node),)
            held.append(InterfaceAddress(family=family, number=number, length=length, spans=spans))

    def _unstated(self, link: Link, family: Family, node: Node) -> None:
        self.of[link.name].append(
            InterfaceAddress(
                family=family,
                number=placeholder_address(family, self._index[link.name]),
                length=BITS[family],
                stated=False,
                spans=(self._context.span(node),),
            )
        )

    def _eui64(self, link: Link, leaf: Node) -> None:
        """The prefix is stated, the host part comes from the hardware address."""
        network = parse_network(leaf.word)
        if network is None or network[0] != "ipv6":
            self._context.not_read(leaf)
            return
        mac = "".join(link.node.value(word) or "" for word in ("hw-id",)).replace(":", "")
        host = 1
        if len(mac) == 12 and all(c in "0123456789abcdefABCDEF" for c in mac):
            number = int(mac, 16)
            host = (number >> 24 ^ 0x020000) << 40 | 0xFFFE << 24 | number & 0xFFFFFF
        prefix = network[1] >> 64 << 64
        self._add(link.name, ("ipv6", prefix | host, network[2]), leaf)

    def _delegated(self, link: Link) -> None:
        """Inside interfaces that get a part of the provider's prefix (EdgeOS `dhcpv6-pd`, VyOS `dhcpv6-options pd`)."""
        for pd in (*link.node.tags("dhcpv6-pd", "pd"), *link.node.tags("dhcpv6-options", "pd")):
            self._inside(pd.tags("interface"))
        self._inside(link.node.tags("dhcpv6-options", "prefix-delegation", "interface"))

    def _inside(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            held = self.of.get(node.word)
            if held is None or any(a.family == "ipv6" for a in held):
                continue
            number, length = placeholder_network("ipv6", self._index[node.word])
            spans = (self._context.span(node),)
            held.append(InterfaceAddress(family="ipv6", number=number + 1, length=length, stated=False, spans=spans))

    def _virtual(self) -> None:
        """Addresses that VRRP gives the router."""
        for group in self._context.root.tags("high-availability", "vrrp", "group"):
            name = group.value("interface")
            for word in ("virtual-address", "address"):
                for leaf in group.tags(word):
                    self._virtual_address(leaf.value("interface") or name, leaf)
        for name, node in self._old_vrrp():
            for leaf in node.tags("virtual-address"):
                self._virtual_address(name, leaf)

    def _old_vrrp(self) -> list[tuple[str, Node]]:
        interfaces = self._context.root.get("interfaces")
        return [
            (interface.word, group)
            for kind in interfaces.children.values()
            for interface in kind.children.values()
            for group in interface.tags("vrrp", "vrrp-group")
        ]

    def _virtual_address(self, name: str, leaf: Node) -> None:
        network = parse_network(leaf.word)
        if network is not None:
            family, number, length = network
            self._add(name, (family, number, BITS[family] if "/" not in leaf.word else length), leaf)

    def families(self) -> tuple[Family, ...]:
        """The families in which some interface that is not the loopback has an address."""
        held = {
            address.family
            for name, all_ in self.of.items()
            if name != "lo"
            for address in all_
            if address.number not in link_local(address.family)
        }
        return tuple(family for family in FAMILIES if family in held)
