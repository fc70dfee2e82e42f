"""The WAN line, the LAN bridge, and what IPv6 adds to them.

Source: safe_get_wan_face(), get_wan_ipaddr() and start_firewall() as used by networking/generic/firewall.c.
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
from routerlint.parsing.nvram_network import lan_interface, wan_interface

__all__ = ["Network", "read_network"]

_PPP = ("pppoe", "pppoe_dual", "pppoa", "pptp", "l2tp", "heartbeat", "3g")
_TUNNELS = {"ipv6in4": "ip6tun", "ipv6to4": "ip6tun", "ipv6rd": "ip6tun"}


class Network(Model, frozen=True, kw_only=True):
    """Interfaces, and which of them are which.

    below: the port below a PPP line on which forwards work too (dual access), or None.
    """

    wan: Interface | None
    below: Interface | None
    lan: Interface | None
    tunnel: Interface | None = None

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All of them."""
        return tuple(i for i in (self.wan, self.below, self.tunnel, self.lan) if i is not None)

    @property
    def wan6(self) -> str:
        """The name of the interface by which IPv6 packets arrive, or "" without IPv6."""
        for interface in (self.tunnel, self.wan):
            if interface is not None and any(a.family == "ipv6" for a in interface.addresses):
                return interface.name
        return ""


def read_network(nvram: Nvram) -> Network:
    """The interfaces; without a WAN protocol the box is an access point or a switch."""
    lan = lan_interface(nvram, "lan_ifname", "br0", "lan_ipaddr", "lan_netmask")
    protocol = nvram.text("wan_proto")
    if protocol == "disabled":
        return Network(wan=None, below=None, lan=lan)
    port = nvram.text("wan_ifname") or "wan"
    name = nvram.text("wan_iface") or ("ppp0" if protocol in _PPP else port)
    keys = ("wan_proto", "wan_iface", "wan_ifname", "wan_ipaddr")
    wan = wan_interface(
        nvram, name, 0, f"WAN line ({protocol or 'protocol not stated'})", keys,
        address_key="wan_ipaddr", mask_key="wan_netmask",
    )  # fmt: skip
    below = None
    if protocol == "pppoe_dual" or (protocol in ("pptp", "l2tp") and nvram.on("wan_dualaccess")):
        below = wan_interface(
            nvram, port, 1, "dual access: the port below the line is used too", ("wan_dualaccess", "wan_proto"),
            address_key="", mask_key="",
        )  # fmt: skip
    network = Network(wan=wan, below=below, lan=lan)
    return _with_ipv6(nvram, network, wan) if nvram.on("ipv6_enable") else network


def _with_ipv6(nvram: Nvram, network: Network, wan: Interface) -> Network:
    spans = nvram.span("ipv6_enable", "ipv6_typ")
    outside = InterfaceAddress(
        family="ipv6", number=placeholder_address("ipv6", 0), length=128, stated=False, spans=spans
    )
    lan = None if network.lan is None else _add(network.lan, _lan_ipv6(nvram))
    name = _TUNNELS.get(nvram.text("ipv6_typ"))
    if name is None:
        return Network(wan=_add(wan, outside), below=network.below, lan=lan)
    evidence = Evidence(text=f"IPv6 tunnel ({nvram.text('ipv6_typ')})", spans=spans)
    tunnel = Interface(name=name, role=Role.WAN, evidence=(evidence,), addresses=(outside,), spans=spans)
    return Network(wan=wan, below=network.below, lan=lan, tunnel=tunnel)


def _add(interface: Interface, address: InterfaceAddress) -> Interface:
    return Interface(
        name=interface.name, role=interface.role, evidence=interface.evidence,
        addresses=(*interface.addresses, address), spans=interface.spans,
    )  # fmt: skip


def _lan_ipv6(nvram: Nvram) -> InterfaceAddress:
    """The stated prefix, else one that the provider delegates."""
    length = nvram.number("ipv6_pf_len")
    length = length if 0 < length <= 128 else 64
    address = parse_address(nvram.text("ipv6_prefix").partition("/")[0].strip())
    if address is not None and address[0] == "ipv6" and address[1]:
        return InterfaceAddress(family="ipv6", number=address[1] + 1, length=length, spans=nvram.span("ipv6_prefix"))
    number, length = placeholder_network("ipv6", 1)
    return InterfaceAddress(
        family="ipv6", number=number + 1, length=length, stated=False, spans=nvram.span("ipv6_enable")
    )
