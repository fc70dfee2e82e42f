"""Groups of addresses, networks, ports, interfaces and names.

Source: vyos-1x interface-definitions/include/firewall/*-group*.xml.i and data/templates/firewall/nftables-defines.j2;
vyatta-cfg-firewall lib/Vyatta/IpTables/IpSet.pm. A group that is defined and empty matches nothing; a group that is
not defined cannot be committed, so a file that names one is not what the device runs: the match stays open.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.parsing.netfilter.names import port_number
from routerlint.parsing.port_text import Ranges
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.tree import Node
from routerlint.wording import Phrase, phrase

__all__ = ["Groups", "port_ranges"]

_MOST_INCLUDES = 64
_BUILT_IN = {"ADDRv4_": ("ipv4", False), "NETv4_": ("ipv4", True), "ADDRv6_": ("ipv6", False), "NETv6_": ("ipv6", True)}
_OUTSIDE = {
    "domain-group": phrase("its names are resolved on the device while it runs"),
    "dynamic-group": phrase("its members are added while the device runs"),
    "dynamic-address-group": phrase("its members are added while the device runs"),
    "dynamic-ipv6-address-group": phrase("its members are added while the device runs"),
    "remote-group": phrase("its members are fetched from elsewhere"),
    "mac-group": phrase("the sender's hardware address is not known from outside"),
}


def port_ranges(text: str) -> Ranges | None:
    """One item of a port list ("80", "8000-8010", "https"), or None."""
    low_text, dash, high_text = text.strip().partition("-")
    low = port_number(low_text)
    if low is not None and not dash:
        return ((low, low),)
    high = port_number(high_text) if dash else None
    if low is not None and high is not None:
        return ((low, high),) if low <= high else None
    named = port_number(text.strip())  # "ms-wbt-server"
    return None if named is None else ((named, named),)


class Groups:
    """The groups of a configuration, each resolved once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._node = context.root.get("firewall", "group")
        self._addresses: dict[tuple[str, str, Family], AddressMatch] = {}
        self._ports: dict[str, Ranges | None] = {}

    def addresses(self, kind: str, name: str, family: Family) -> AddressMatch:
        """The members of an address, network, domain or MAC group in a family."""
        key = (kind, name, family)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = self._resolve(kind, name, family)
        return found

    def _resolve(self, kind: str, name: str, family: Family) -> AddressMatch:
        nothing, everything = AddressSet(family), AddressSet.any(family)
        if kind in _OUTSIDE:
            unknown = self._unknown(kind, name, _OUTSIDE[kind])
            return AddressMatch(certain=nothing, possible=everything, unknown=unknown)
        if name.startswith(tuple(_BUILT_IN)):
            return self._of_interface(kind, name, family)
        node = self._find(kind, name, family)
        if not node:
            unknown = self._unknown(kind, name, phrase("the group is not in the file"))
            return AddressMatch(certain=nothing, possible=everything, unknown=unknown)
        members, readable = self._members(node, kind, family)
        if readable:
            return AddressMatch.of(members)
        unknown = self._unknown(kind, name, phrase("a member of it cannot be read"))
        return AddressMatch(certain=members, possible=everything, unknown=unknown)

    def _find(self, kind: str, name: str, family: Family) -> Node:
        """In rules for IPv6, VyOS 1.4 writes `address-group` for what is defined as `ipv6-address-group`."""
        if family == "ipv6" and not kind.startswith("ipv6-"):
            found = self._node.get(f"ipv6-{kind}", name)
            if found:
                return found
        return self._node.get(kind, name)

    def _members(self, node: Node, kind: str, family: Family) -> tuple[AddressSet, bool]:
        pairs: list[tuple[int, int]] = []
        readable = True
        waiting, seen = [node], {node.word}
        while waiting:
            group = waiting.pop()
            for key in ("address", "network"):
                for text in group.values(key):
                    member = parse_addresses(text)
                    if member is None:
                        readable = False
                    elif member.family == family:
                        pairs += member.ranges
            for other in group.values("include"):
                found = self._find(kind, other, family)
                readable = readable and bool(found) and len(seen) < _MOST_INCLUDES
                if other not in seen and found and len(seen) < _MOST_INCLUDES:
                    seen.add(other)
                    waiting.append(found)
        return AddressSet.of(family, pairs), readable

    def _of_interface(self, kind: str, name: str, family: Family) -> AddressMatch:
        """EdgeOS' own groups: the addresses (ADDRv4_eth0) or networks (NETv4_eth0) of an interface."""
        prefix, _, interface_name = name.partition("_")
        its_family, network = _BUILT_IN[prefix + "_"]
        interface = self._context.interfaces.get(interface_name)
        if interface is None:
            unknown = self._unknown(
                kind, name, phrase("interface {interface_name} is not in the file", interface_name=interface_name)
            )
            return AddressMatch(certain=AddressSet(family), possible=AddressSet.any(family), unknown=unknown)
        members = AddressSet(family)
        for address in interface.addresses if its_family == family else ():
            if address.family == family:
                length = address.length if network else (32 if family == "ipv4" else 128)
                members |= AddressSet.network(family, address.number, length)
        return AddressMatch.of(members)

    def ports(self, name: str, services: ServiceSet) -> ServiceMatch:
        """The ports of a port group, within the protocols of `services`."""
        if name not in self._ports:
            self._ports[name] = self._port_members(name)
        ranges = self._ports[name]
        if ranges is None:
            unknown = self._unknown(
                "port-group", name, phrase("the group is not in the file, or a member cannot be read")
            )
            return ServiceMatch(certain=ServiceSet(), possible=services, unknown=unknown)
        found = ServiceSet()
        for protocol in (TCP, UDP):
            found |= ServiceSet.ports(protocol, ranges)
        return ServiceMatch.of(found & services)

    def _port_members(self, name: str) -> Ranges | None:
        node = self._node.get("port-group", name)
        if not node:
            return None
        ranges: list[tuple[int, int]] = []
        waiting, seen = [node], {name}
        while waiting:
            group = waiting.pop()
            for text in group.values("port"):
                for part in text.split(","):
                    found = port_ranges(part)
                    if found is None:
                        return None
                    ranges += found
            for other in group.values("include"):
                nested = self._node.get("port-group", other)
                if not nested or len(seen) >= _MOST_INCLUDES:
                    return None
                if other not in seen:
                    seen.add(other)
                    waiting.append(nested)
        return tuple(ranges)

    def interfaces(self, name: str) -> tuple[str, ...] | None:
        """The members of an interface group, or None if it is not in the file."""
        node = self._node.get("interface-group", name)
        if not node:
            return None
        members = list(node.values("interface"))
        seen = {name}
        waiting = list(node.values("include"))
        while waiting and len(seen) < _MOST_INCLUDES:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                members += self._node.values("interface-group", other, "interface")
                waiting += self._node.values("interface-group", other, "include")
        return tuple(members)

    def _unknown(self, kind: str, name: str, why: Phrase) -> Unknown:
        node = self._node.get(kind, name)
        spans = (self._context.span(node),) if node else ()
        return Unknown(key=f"{kind}:{name}", what=phrase("{kind} {name}", kind=kind, name=name), why=why, spans=spans)
