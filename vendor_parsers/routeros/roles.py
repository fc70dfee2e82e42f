"""Which interfaces face the Internet, and why.

Evidence, never a name alone: a default route, a DHCP client that takes one, PPPoE, LTE, masquerading towards it; where
nothing of that is stated, dynamic routing or a public address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from routerlint.model.interface import Evidence, Role
from routerlint.netset.addresses import BITS, Family, parse_addresses
from routerlint.netset.special import public_destinations
from routerlint.text.span import Span
from vendor_parsers.routeros.addressing import Addressing, client_is_on
from vendor_parsers.routeros.export import Export, Item
from vendor_parsers.routeros.header import Header
from vendor_parsers.routeros.interface_lists import InterfaceLists
from vendor_parsers.routeros.inventory import Inventory
from vendor_parsers.routeros.routing import Routing

__all__ = ["Roles"]

_SOURCE_NAT = "source NAT leaves through it"
# "guest", "vlan20-guests", "GuestWLAN", "Gastnetz", "Gäste"; not a restaurant ("Gasthof").
_GUEST = r"(?<![a-z])(?:guest|g(?:ä|ae)ste|gast(?:netz|wlan|wifi|zugang|lan)?(?![a-z]))"
_TRANSLATING = ("masquerade", "src-nat", "netmap", "same")


class Roles:
    """The role of each layer-3 interface with its evidence.

    wans: the interfaces on which packets of the Internet arrive. ipv4: those of them with evidence for IPv4.
    dhcp: the interface of each running DHCP client.
    """

    def __init__(
        self,
        export: Export,
        header: Header,
        inventory: Inventory,
        lists: InterfaceLists,
        addressing: Addressing,
        routing: Routing,
    ) -> None:
        self._export = export
        self._inventory = inventory
        self._lists = lists
        self._addressing = addressing
        self._evidence: dict[str, list[Evidence]] = {}
        self.dhcp: dict[str, Span] = {}
        self.ipv4: set[str] = set()
        self._serving = {
            inventory.layer3(inventory.resolve(item.get("interface"))) for item in export.active("ip dhcp-server")
        }
        self._hotspots = {
            inventory.layer3(inventory.resolve(item.get("interface"))): item.span
            for item in export.active("ip hotspot")
        }
        self._dhcp_clients(header)
        self._dial_ups()
        for route in routing.defaults():
            for name in route.interfaces:
                self._note(name, "the default route leads through it", route.span, family=route.family)
        self._masquerade()
        self._forget_idle()
        if not self._any_enabled():
            self._switch_on_dial_ups()
        if not self._any_enabled():
            self._negated_masquerade()
        if not self._any_enabled():
            self._dynamic_routing()
        if not self._any_enabled():
            self._public_addresses()
        self._on_the_same_line()
        self.wans = frozenset(name for name in self._evidence)

    def of(self, name: str) -> Role:
        """The role of an interface."""
        if name in self._evidence:
            return Role.WAN
        port = self._inventory.ports.get(name)
        if port is not None and port.vpn:
            return Role.VPN
        if name in self._hotspots or self._is_called_guest(name):
            return Role.GUEST
        if name in self._serving or self._addressing.by_interface.get(name):
            return Role.LAN
        return Role.UNKNOWN

    def evidence(self, name: str) -> tuple[Evidence, ...]:
        """Why an interface has its role."""
        found = self._evidence.get(name)
        if found:
            return tuple(found)
        if name in self._hotspots:
            return (Evidence(text="a hotspot serves guests on it", spans=(self._hotspots[name],)),)
        if self._is_called_guest(name):
            spans = port.spans if (port := self._inventory.ports.get(name)) is not None else ()
            return (Evidence(text="the router serves DHCP on it, and it is called a guest network", spans=spans),)
        if name in self._serving:
            return (Evidence(text="the router serves DHCP on it"),)
        return ()

    def _is_called_guest(self, name: str) -> bool:
        """Whether an inside network with clients of its own is called one of guests by its name or comment.

        A name alone is no proof; nothing is closed or opened by it, and what it says of a forward's target is a remark.
        """
        if name not in self._serving:
            return False
        port = self._inventory.ports.get(name)
        return _speaks_of_guests(name) or (port is not None and _speaks_of_guests(port.comment))

    def _note(self, name: str, text: str, *spans: Span, family: Family = "ipv4") -> None:
        if name and not self._inventory.is_port(name):
            if family == "ipv4":
                self.ipv4.add(name)
            self._evidence.setdefault(name, []).append(Evidence(text=text, spans=spans))

    def _any_enabled(self) -> bool:
        ports = self._inventory.ports
        return any(name not in ports or ports[name].enabled for name in self._evidence)

    def _forget_idle(self) -> None:
        """Source NAT towards an interface that has no address of any kind says nothing: a port below PPPoE, a spare port."""
        idle = [
            name
            for name, evidence in self._evidence.items()
            if name not in self._addressing.by_interface
            and name not in self._lists.pseudo
            and all(e.text == _SOURCE_NAT for e in evidence)
            and name not in self.dhcp
        ]
        if len(idle) < len(self._evidence):
            for name in idle:
                del self._evidence[name]

    def _dhcp_clients(self, header: Header) -> None:
        for item in self._export.items("ip dhcp-client"):
            name = self._inventory.resolve(item.get("interface"))
            slave = self._inventory.is_port(name) or "slave" in item.note
            if not name or slave or name[0] in "*$[({" or not client_is_on(item, header):
                continue  # "DHCP client can not run on slave interface"
            self.dhcp[name] = item.span
            if item.get("add-default-route", "yes") != "no":
                self._note(name, "a DHCP client takes the default route from it", item.span)
        for item in self._export.active("ipv6 dhcp-client"):
            name = self._inventory.resolve(item.get("interface"))
            if name and name[0] not in "*$[({":
                self._note(name, "a DHCPv6 client asks the provider on it", item.span, family="ipv6")

    def _dial_ups(self) -> None:
        for port in list(self._inventory.ports.values()):
            if port.menu in ("interface pppoe-client", "interface ppp-client"):
                self._note(port.name, "it dials in to a provider", *port.spans)
            elif port.default_route:
                # some providers give access to the Internet by L2TP or PPTP
                self._note(port.name, "the default route leads through it", *port.spans)
            elif port.kind == "lte":
                self._note(port.name, "it is a mobile connection", *port.spans)

    def _switch_on_dial_ups(self) -> None:
        """Of a file without another way to the Internet, a client that is not said to be off counts as on."""
        for port in self._inventory.ports.values():
            if port.off_by_default and not port.vpn:
                port.enabled = True

    def _masquerade(self) -> None:
        for item in self._translations():
            for name in self._out_interfaces(item):
                single_vpn = item.get("out-interface") and self._is_vpn(name)
                if not self._is_hairpin(item, name) and not single_vpn:
                    self._note(name, _SOURCE_NAT, item.span)

    def _negated_masquerade(self) -> None:
        """Masquerading to everywhere but the inside: what is left and has an address faces the Internet."""
        for item in self._translations():
            inside: set[str] = set()
            out = item.get("out-interface")
            out_list = item.get("out-interface-list")
            if out[:1] == "!":
                inside.add(out[1:])
            elif out_list[:1] == "!":
                inside |= self._lists.members(out_list[1:]).names
            else:
                continue
            for name in self._addressing.by_interface:
                if name not in inside and name not in self._serving and not self._is_vpn(name):
                    self._note(name, _SOURCE_NAT, item.span)

    def _translations(self) -> Iterator[Item]:
        for item in self._export.active("ip firewall nat"):
            if item.get("chain") == "srcnat" and item.get("action") in _TRANSLATING and not item.inactive:
                yield item

    def _out_interfaces(self, item: Item) -> tuple[str, ...]:
        if item.get("dst-address") or item.get("dst-address-list"):
            return ()  # for one peer, mostly hairpin
        out = self._inventory.resolve(item.get("out-interface"))
        if out and out[0] not in "!*$[({" and out in self._inventory.ports:
            return (out,)
        out_list = item.get("out-interface-list")
        if not out_list or out_list[0] in "!*$[({" or out_list in ("all", "static", "dynamic", "none"):
            return ()
        if not self._lists.is_defined(out_list):
            self._lists.assume(out_list)
            return (out_list,)
        return tuple(sorted(self._lists.members(out_list).names))

    def _is_hairpin(self, item: Item, name: str) -> bool:
        """Whether the NAT is for packets that go back to where they came from."""
        if name in self._serving:
            return True
        source = item.get("src-address")
        return any(
            a.stated and a.length < 31 and source.partition("/")[0].rpartition(".")[0] == _text_head(a.number)
            for a in self._addressing.of(name, "ipv4")
            if source
        )

    def _is_vpn(self, name: str) -> bool:
        port = self._inventory.ports.get(name)
        return port is not None and port.vpn

    def _dynamic_routing(self) -> None:
        """Without a stated default route the router learns it from its neighbours."""
        for menu in ("routing ospf interface", "routing ospf interface-template", "routing rip interface"):
            for item in self._export.active(menu):
                for name in (item.get("interface") or item.get("interfaces")).split(","):
                    port = self._inventory.ports.get(name)
                    if port is not None and not self._is_loopback(name) and not item.get("passive"):
                        self._note(name, "the router learns its routes on it", item.span)
        for item in self._export.active("routing ospf network"):
            network = parse_addresses(item.get("network"))
            for name, addresses in self._addressing.by_interface.items():
                port = self._inventory.ports.get(name)
                if port is None or self._is_loopback(name) or port.vpn:
                    continue
                if network is not None and any(a.family == network.family and a.number in network for a in addresses):
                    self._note(name, "the router learns its routes on it", item.span)
        for menu in ("routing bgp peer", "routing bgp connection"):
            for item in self._export.active(menu):
                text = (item.get("remote-address") or item.get("remote.address")).partition("/")[0]
                for name in self._connected_to(text):
                    self._note(name, "a BGP neighbour lies behind it", item.span)

    def _connected_to(self, text: str) -> Iterator[str]:
        head = text.rpartition(".")[0]
        for name, addresses in self._addressing.by_interface.items():
            near = any(a.family == "ipv4" and _text_head(a.number) == head for a in addresses)
            if head and near and not self._is_loopback(name):
                yield name

    def _is_loopback(self, name: str) -> bool:
        """A loopback, or what stands for one before version 7.15: a bridge without ports that holds single addresses.

        Source: MikroTik documentation, "OSPF" and "MPLS" (an empty bridge as loopback); nothing arrives on it.
        """
        port = self._inventory.ports.get(name)
        if port is None:
            return False
        if port.kind == "loopback":
            return True
        if port.kind != "bridge" or any(
            name in (other.master, other.parent) for other in self._inventory.ports.values()
        ):
            return False
        return all(a.length == BITS[a.family] for a in self._addressing.by_interface.get(name, ()))

    def _on_the_same_line(self) -> None:
        """What is sent to the hardware address of a VRRP or MACVLAN interface on a WAN arrives on that interface.

        Source: MikroTik documentation, "VRRP" (the virtual MAC address; reverse path filtering looks at the VRRP interface)
        and "MACVLAN"; real rules with in-interface=vrrp1.
        """
        for port in self._inventory.ports.values():
            shares = port.kind in ("vrrp", "macvlan") and port.parent in self._evidence
            if shares and port.name not in self._evidence and self._addressing.by_interface.get(port.name):
                self._note(port.name, "it shares the line of a WAN interface", *port.spans)

    def _public_addresses(self) -> None:
        for name, addresses in self._addressing.by_interface.items():
            if self._is_loopback(name):
                continue
            for a in addresses:
                if a.stated and a.family == "ipv4" and a.number in public_destinations("ipv4"):
                    self._note(name, "it holds a public address", *a.spans)


def _text_head(number: int) -> str:
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}"


def _speaks_of_guests(text: str) -> bool:
    lowered = text.lower()
    return ("gue" in lowered or "gä" in lowered or "ga" in lowered) and re.search(_GUEST, lowered) is not None
