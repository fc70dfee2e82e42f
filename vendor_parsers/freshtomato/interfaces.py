"""WAN lines (up to four), LAN bridges (up to sixteen), and what IPv6 adds to them.

Source: start_firewall(), get_wanfaces() and get_wan6face() as used by rc/firewall.c of FreshTomato.
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
from routerlint.parsing.nvram_network import address_of, lan_interface, wan_interface

__all__ = ["Network", "read_network"]

_PPP = ("pppoe", "pptp", "l2tp", "ppp3g")
_TUNNELS = {"sit": "v6in4", "6to4": "v6to4", "6rd": "6rd", "6rd-pd": "6rd"}
_BRIDGES = 16


class Network(Model, frozen=True, kw_only=True):
    """Interfaces, and which of them are which; wan6 is "" without IPv6."""

    wan: tuple[Interface, ...]
    lan: tuple[Interface, ...]
    tunnel: Interface | None = None
    wan6: str = ""

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All of them."""
        return (*self.wan, *((self.tunnel,) if self.tunnel else ()), *self.lan)

    @property
    def router(self) -> int | None:
        """The router's address on the first bridge, to which its own services are translated."""
        return address_of(self.lan[0], "ipv4") if self.lan else None

    def bridge_of(self, host: int) -> Interface | None:
        """The bridge in whose /24 a host lies, else the first (filter_forward looks at the first three octets)."""
        for interface in self.lan:
            address = address_of(interface, "ipv4")
            if address is not None and address >> 8 == host >> 8:
                return interface
        return self.lan[0] if self.lan else None


def read_network(nvram: Nvram) -> Network:
    """The interfaces."""
    wan = [_wan(nvram, number) for number in range(1, 5) if _used(nvram, number)]
    lan: list[Interface] = []
    for number in range(_BRIDGES):
        prefix = f"lan{number or ''}_"
        bridge = lan_interface(nvram, prefix + "ifname", f"br{number}", prefix + "ipaddr", prefix + "netmask")
        if bridge is not None:
            lan.append(bridge)
    network = Network(wan=tuple(wan), lan=tuple(lan))
    return _with_ipv6(nvram, network) if wan and nvram.text("ipv6_service") else network


def _used(nvram: Nvram, number: int) -> bool:
    """Whether a WAN line is in use; mwan_num says how many there are."""
    protocol = nvram.text(f"wan{number if number > 1 else ''}_proto")
    if number == 1:
        return protocol != "disabled"
    return number <= max(1, nvram.number("mwan_num")) and protocol not in ("", "disabled")


def _wan(nvram: Nvram, number: int) -> Interface:
    prefix = f"wan{number if number > 1 else ''}_"
    protocol = nvram.text(prefix + "proto")
    port = nvram.text(prefix + "ifname") or nvram.text(prefix + "ifnameX") or prefix.rstrip("_")
    line = nvram.text(prefix + "iface") or (f"ppp{number - 1}" if protocol in _PPP else port)
    keys = (prefix + "proto", prefix + "iface", prefix + "ifname", prefix + "ipaddr")
    return wan_interface(
        nvram, line, number - 1, f"WAN line {number} ({protocol or 'protocol not stated'})", keys,
        address_key=_address_key(nvram, prefix, protocol), mask_key=prefix + "netmask",
    )  # fmt: skip


def _address_key(nvram: Nvram, prefix: str, protocol: str) -> str:
    """PPP lines keep the address that they were given in a key of its own."""
    given = prefix + "ppp_get_ip" if prefix != "wan_" else "ppp_get_ip"
    return given if protocol in _PPP and parse_address(nvram.text(given)) else prefix + "ipaddr"


def _with_ipv6(nvram: Nvram, network: Network) -> Network:
    service = nvram.text("ipv6_service")
    spans = nvram.span("ipv6_service")
    outside = InterfaceAddress(
        family="ipv6", number=placeholder_address("ipv6", 0), length=128, stated=False, spans=spans
    )
    lan = tuple(
        _add(interface, _lan_ipv6(nvram, number)) if number == 0 or service.startswith("native") else interface
        for number, interface in enumerate(network.lan)
    )
    if service in _TUNNELS:
        evidence = Evidence(text=f"IPv6 tunnel ({service})", spans=spans)
        name = _TUNNELS[service]
        tunnel = Interface(name=name, role=Role.WAN, evidence=(evidence,), addresses=(outside,), spans=spans)
        return Network(wan=network.wan, lan=lan, tunnel=tunnel, wan6=name)
    first = _add(network.wan[0], outside)
    return Network(wan=(first, *network.wan[1:]), lan=lan, wan6=first.name)


def _add(interface: Interface, address: InterfaceAddress) -> Interface:
    return Interface(
        name=interface.name, role=interface.role, evidence=interface.evidence,
        addresses=(*interface.addresses, address), spans=interface.spans,
    )  # fmt: skip


def _lan_ipv6(nvram: Nvram, number: int) -> InterfaceAddress:
    """The first bridge's stated address or prefix, else one that the provider delegates."""
    length = nvram.number("ipv6_prefix_length")
    length = length if 0 < length <= 128 else 64
    for key, offset in (("ipv6_rtr_addr", 0), ("ipv6_prefix", 1)):
        address = parse_address(nvram.text(key).strip())
        if number == 0 and address is not None and address[0] == "ipv6" and address[1]:
            return InterfaceAddress(family="ipv6", number=address[1] + offset, length=length, spans=nvram.span(key))
    base, length = placeholder_network("ipv6", number + 1)
    return InterfaceAddress(
        family="ipv6", number=base + 1, length=length, stated=False, spans=nvram.span("ipv6_service")
    )
