"""WAN units, the LAN bridge, and what IPv6 adds to them.

Source: get_wan_ifname(), get_wan6face() and is_nat_enabled() as used by rc/firewall.c of Asuswrt-Merlin.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    placeholder_address,
    placeholder_network,
)
from routerlint.netset.addresses import parse_address
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import lan_interface, stated_address, wan_interface

__all__ = ["Network", "read_network"]

_PPP = ("pppoe", "pptp", "l2tp")
_TUNNELS = ("6in4", "6to4", "6rd")
_ROUTER_MODES = (0, 1, 5)  # not stated, router, hotspot; the others (repeater, access point, bridge) do not route


class Network(Model, frozen=True, kw_only=True):
    """Interfaces, and which of them are which.

    units: WAN interfaces of each unit (the PPP line first, then the port below it if it holds an address).
    wan6: the interface by which IPv6 packets arrive, or "" without IPv6.
    """

    interfaces: tuple[Interface, ...]
    units: tuple[tuple[Interface, ...], ...]
    lan: Interface | None
    wan6: str

    @property
    def wan(self) -> tuple[Interface, ...]:
        """All WAN interfaces."""
        return tuple(interface for unit in self.units for interface in unit)


def read_network(nvram: Nvram) -> Network:
    """The interfaces; a box that does not route has no WAN."""
    lan = lan_interface(nvram, "lan_ifname", "br0", "lan_ipaddr", "lan_netmask")
    units: list[tuple[Interface, ...]] = []
    if nvram.number("sw_mode") in _ROUTER_MODES:
        numbers = (0, 1) if _second_wan(nvram) else (0,)
        units = [_unit(nvram, number, 2 * number) for number in numbers]
    interfaces = [interface for unit in units for interface in unit]
    wan6 = ""
    if units and nvram.text("ipv6_service") not in ("", "disabled"):
        wan6, interfaces, lan = _with_ipv6(nvram, interfaces, lan)
        units = [tuple(i for i in interfaces if i.name in {w.name for w in unit}) for unit in units]
    return Network(interfaces=(*interfaces, *((lan,) if lan else ())), units=tuple(units), lan=lan, wan6=wan6)


def _second_wan(nvram: Nvram) -> bool:
    words = nvram.text("wans_dualwan").split()
    return len(words) > 1 and words[1] != "none"


def _unit(nvram: Nvram, unit: int, index: int) -> tuple[Interface, ...]:
    prefix = f"wan{unit}_"
    protocol = nvram.text(prefix + "proto")
    keys = (prefix + "proto", prefix + "ipaddr", prefix + "ifname")
    below = nvram.text(prefix + "ifname") or f"wan{unit}"
    name = below
    if protocol in _PPP:
        name = nvram.text(prefix + "pppoe_ifname") or f"ppp{unit}"
    elif nvram.text(prefix + "gw_ifname"):
        name = nvram.text(prefix + "gw_ifname")
    line = wan_interface(
        nvram, name, index, f"WAN unit {unit} ({protocol or 'protocol not stated'})", keys,
        address_key=prefix + "ipaddr", mask_key=prefix + "netmask",
    )  # fmt: skip
    if name == below or stated_address(nvram, prefix + "xipaddr") is None:
        return (line,)
    port = wan_interface(
        nvram, below, index + 1, f"the port below the {protocol} line holds an address", (prefix + "xipaddr",),
        address_key=prefix + "xipaddr", mask_key=prefix + "xnetmask",
    )  # fmt: skip
    return line, port


def _with_ipv6(
    nvram: Nvram, interfaces: list[Interface], lan: Interface | None
) -> tuple[str, list[Interface], Interface | None]:
    """The IPv6 WAN interface's name, and the interfaces with their IPv6 addresses."""
    service = nvram.text("ipv6_service")
    spans = nvram.span("ipv6_service")
    outside = InterfaceAddress(
        family="ipv6", number=placeholder_address("ipv6", 0), length=128, stated=False, spans=spans
    )
    if service in _TUNNELS:
        evidence = Evidence(text=f"IPv6 tunnel ({service})", spans=spans)
        tunnel = Interface(name="v6tun0", role=Role.WAN, evidence=(evidence,), addresses=(outside,), spans=spans)
        interfaces = [*interfaces, tunnel]
        wan6 = tunnel.name
    else:
        first = interfaces[0]
        wan6 = first.name
        interfaces = [_with_address(first, outside), *interfaces[1:]]
    return wan6, interfaces, None if lan is None else _with_address(lan, _lan_ipv6(nvram))


def _with_address(interface: Interface, address: InterfaceAddress) -> Interface:
    return Interface(
        name=interface.name, role=interface.role, evidence=interface.evidence,
        addresses=(*interface.addresses, address), enabled=interface.enabled, spans=interface.spans,
    )  # fmt: skip


def _lan_ipv6(nvram: Nvram) -> InterfaceAddress:
    """The LAN's prefix: the router's address, else the prefix, else one that the provider delegates."""
    length = nvram.number("ipv6_prefix_length")
    length = length if 0 < length <= 128 else 64
    for key, offset in (("ipv6_rtr_addr", 0), ("ipv6_prefix", 1)):
        address = parse_address(nvram.text(key).strip())
        if address is not None and address[0] == "ipv6" and address[1]:
            number = address[1] + offset
            return InterfaceAddress(family="ipv6", number=number, length=length, spans=nvram.span(key))
    number, length = placeholder_network("ipv6", 1)
    return InterfaceAddress(
        family="ipv6", number=number + 1, length=length, stated=False, spans=nvram.span("ipv6_service")
    )
