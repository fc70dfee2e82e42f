"""Interfaces of a config.xml: names, addresses, virtual addresses, and which of them face the Internet."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from routerlint.model.base import Model
from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    placeholder_address,
    placeholder_network,
)
from routerlint.netset.addresses import BITS, Family, parse_address
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element
from routerlint.text.span import Span

__all__ = ["UPSTREAM", "PfInterface", "read_groups", "read_interfaces", "to_model"]

# Ways of getting an address from whoever is at the other end of the line, and a default route with it.
UPSTREAM = {
    "dhcp": "gets its address by DHCP", "carpdev-dhcp": "gets its address by DHCP", "pppoe": "dials in by PPPoE",
    "ppp": "dials in by PPP", "pptp": "dials in by PPTP", "l2tp": "dials in by L2TP",
    "dhcp6": "gets its IPv6 address by DHCPv6", "slaac": "gets its IPv6 address from router advertisements",
    "6rd": "has a 6rd tunnel to the provider", "6to4": "has a 6to4 tunnel", "pppoev6": "dials in by PPPoE",
}  # fmt: skip
# A prefix that another interface got from the provider.
_DELEGATED = ("track6", "idassoc6")

# Devices of tunnels inside the Internet: what comes out of them comes from the other end, not from strangers.
_TUNNELS = ("ovpn", "ipsec", "tun_wg", "wg", "enc", "tailscale", "zt", "l2tp", "pppoes", "tun", "tap")

# Placeholders are numbered; interfaces beyond this share the last one.
_LAST_PLACEHOLDER = 250


# Forwards may lead here; IPv6 is left out, since it says nothing of whether the router speaks it.
_LOOPBACK = Interface(
    name="lo0",
    role=Role.UNKNOWN,
    addresses=(InterfaceAddress(family="ipv4", number=127 << 24 | 1, length=8),),
    description="loopback",
)


class PfInterface(Model, frozen=True, kw_only=True):
    """One interface as the ruleset sees it.

    addresses: the router's own, the one of the interface first, then virtual ones. networks: further prefixes that
    are held for the interface without an address on it (proxy ARP).
    kind4, kind6: how the address is got, by family. gateways: names of upstream gateways set on the interface.
    group: it stands for its members. blocks_private, blocks_bogons: the check boxes, if they are ticked.
    """

    name: str
    index: int
    device: str = ""
    label: str = ""
    enabled: bool = True
    virtual: bool = False
    group: bool = False
    kind4: str = ""
    kind6: str = ""
    addresses: tuple[InterfaceAddress, ...] = ()
    networks: tuple[tuple[Family, int, int], ...] = ()
    gateways: tuple[str, ...] = ()
    blocks_private: Span | None = None
    blocks_bogons: Span | None = None
    spans: tuple[Span, ...] = ()

    @property
    def loopback(self) -> bool:
        """Whether it is the firewall's talk with itself."""
        return self.device == "lo0"

    @property
    def tunnel(self) -> bool:
        """Whether it is the end of a VPN."""
        return self.device.startswith(_TUNNELS)

    def own(self, family: Family) -> tuple[InterfaceAddress, ...]:
        """Its addresses of one family."""
        return tuple(address for address in self.addresses if address.family == family)


def read_interfaces(root: Element, places: Places, ticked: Callable[[Element, str], bool]) -> tuple[PfInterface, ...]:
    """All interfaces of a file, disabled ones included.

    ticked: whether a check box of an interface is set (presence in pfSense, a value in OPNsense).
    """
    virtual = _virtual_addresses(root, places)
    found: list[PfInterface] = []
    for index, element in enumerate(root.at("interfaces").children):
        kinds: dict[Family, str] = {"ipv4": element.get("ipaddr").lower(), "ipv6": element.get("ipaddrv6").lower()}
        own, held = virtual.get(element.tag, ((), ()))
        addresses = [
            address
            for family in ("ipv4", "ipv6")
            if (address := _address(element, family, kinds[family], index, places)) is not None
        ]
        found.append(
            PfInterface(
                name=element.tag,
                index=index,
                device=element.get("if"),
                label=element.get("descr") or element.tag.upper(),
                enabled=element.has("enable"),  # both products test isset()
                virtual=element.filled("virtual"),
                group=element.get("type") == "group",
                kind4=kinds["ipv4"],
                kind6=kinds["ipv6"],
                addresses=(*addresses, *own),
                networks=held,
                gateways=tuple(g for key in ("gateway", "gatewayv6") if (g := element.get(key)) not in ("", "none")),
                blocks_private=places.child(element, "blockpriv") if ticked(element, "blockpriv") else None,
                blocks_bogons=places.child(element, "blockbogons") if ticked(element, "blockbogons") else None,
                spans=(places.line(element.line, element.tag),),
            )
        )
    return tuple(found)


def _address(element: Element, family: Family, kind: str, index: int, places: Places) -> InterfaceAddress | None:
    """The address of an interface in one family, stated or as a placeholder; None if it has none."""
    key, mask = ("ipaddr", "subnet") if family == "ipv4" else ("ipaddrv6", "subnetv6")
    bits = BITS[family]
    spans = (places.child(element, key),)
    stated = parse_address(element.get(key))
    if stated is not None and stated[0] == family:
        text = element.get(mask)
        length = int(text) if text.isdigit() and int(text) <= bits else bits
        return InterfaceAddress(family=family, number=stated[1], length=length, spans=spans)
    place = min(index, _LAST_PLACEHOLDER)
    if kind in _DELEGATED and family == "ipv6":
        number, length = placeholder_network(family, place)
        return InterfaceAddress(family=family, number=number + 1, length=length, stated=False, spans=spans)
    if kind not in UPSTREAM or (family == "ipv6" and element.has("dhcp6prefixonly")):
        return None
    return InterfaceAddress(
        family=family, number=placeholder_address(family, place), length=bits, stated=False, spans=spans
    )


_Virtual = tuple[tuple[InterfaceAddress, ...], tuple[tuple[Family, int, int], ...]]


def _virtual_addresses(root: Element, places: Places) -> dict[str, _Virtual]:
    """Virtual addresses by interface: those that the router holds (IP alias, CARP), and prefixes held for NAT only."""
    entries = list(root.at("virtualip").all("vip"))
    parents = {"_vip" + entry.get("uniqid"): entry.get("interface") for entry in entries}
    own: dict[str, list[InterfaceAddress]] = {}
    held: dict[str, list[tuple[Family, int, int]]] = {}
    for entry in entries:
        address = parse_address(entry.get("subnet"))
        if address is None:
            continue
        family, number = address
        bits = entry.get("subnet_bits")
        length = int(bits) if bits.isdigit() and int(bits) <= BITS[family] else BITS[family]
        name = entry.get("interface")
        for _ in range(3):  # an alias may sit on a CARP address
            name = parents.get(name, name)
        if entry.get("mode") in ("ipalias", "carp"):
            spans = (places.child(entry, "subnet"),)
            own.setdefault(name, []).append(InterfaceAddress(family=family, number=number, length=length, spans=spans))
        else:
            held.setdefault(name, []).append((family, number, length))
    return {name: (tuple(own.get(name, ())), tuple(held.get(name, ()))) for name in {*own, *held}}


def read_groups(root: Element) -> dict[str, tuple[str, ...]]:
    """Interface groups: name to members."""
    groups: dict[str, tuple[str, ...]] = {}
    for entry in root.at("ifgroups").all("ifgroupentry"):
        members = entry.get("members").replace(",", " ").replace("|", " ").split()
        groups[entry.get("ifname")] = tuple(members)
    return groups


def to_model(
    interfaces: Iterable[PfInterface], default_gateways: dict[str, Span], guests: frozenset[str]
) -> tuple[Interface, ...]:
    """The interfaces of the model, with roles.

    default_gateways: interfaces to which a default route leads, with the line that says so. guests: interfaces with a
    captive portal.
    The Internet is found by what leads there (default route, upstream gateway, a line that dials in), and on the
    interface that the product itself calls wan: rules without an interface mean that one. VPN ends count only as the
    default route. A LAN with a gateway of its own is a router behind it, unless nothing else leads to the Internet.
    """
    own = [interface for interface in interfaces if not interface.group]
    evidence = {interface.name: _upstream(interface, default_gateways) for interface in own}
    sure = {name for name, found in evidence.items() if found and name != "lan"}
    if not sure:
        sure = {name for name, found in evidence.items() if found}
    found = tuple(
        _model(interface, evidence[interface.name], interface.name in sure, guests)
        for interface in own
        if not interface.loopback
    )
    return (*found, _LOOPBACK)


def _upstream(interface: PfInterface, default_gateways: dict[str, Span]) -> tuple[Evidence, ...]:
    """Why an interface faces the Internet."""
    if not interface.enabled:
        return ()
    found: list[Evidence] = []
    if interface.name in default_gateways:
        found.append(Evidence(text="the default route leaves through it", spans=(default_gateways[interface.name],)))
    found += [
        Evidence(text=UPSTREAM[kind], spans=interface.spans)
        for kind in (interface.kind4, interface.kind6)
        if kind in UPSTREAM
    ]
    if interface.gateways and not interface.tunnel:
        found.append(Evidence(text="it has an upstream gateway", spans=interface.spans))
    if interface.name == "wan":
        found.append(Evidence(text="it is the product's own WAN interface", spans=interface.spans))
    return tuple(found)


def _model(interface: PfInterface, evidence: tuple[Evidence, ...], wan: bool, guests: frozenset[str]) -> Interface:
    role, why = Role.LAN, Evidence(text="nothing leads to the Internet through it", spans=interface.spans)
    if not interface.addresses:
        role = Role.UNKNOWN
    if interface.tunnel:
        role, why = Role.VPN, Evidence(text=f"its device {interface.device} is a VPN's", spans=interface.spans)
    elif interface.name in guests:
        role, why = Role.GUEST, Evidence(text="a captive portal serves it", spans=interface.spans)
    return Interface(
        name=interface.name,
        role=Role.WAN if wan else role,
        evidence=evidence if wan else (why,),
        addresses=interface.addresses,
        enabled=interface.enabled,
        description=interface.label,
        spans=interface.spans,
    )
