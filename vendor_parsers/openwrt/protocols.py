"""What netifd's protocols mean: whose side of the router they are on, which families they bring, how the device is called.

Source: the protocol handlers of OpenWrt (package/network: ppp.sh, dhcp.sh, dhcpv6.sh, 6in4.sh, 6rd.sh, gre.sh, qmi.sh,
wireguard.sh, ...). PPP asks for IPv6 by itself unless `ipv6` is 0; mobile modems do only if told (pdptype, iptype).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KNOWN", "NEEDS_DEVICE", "Handler", "handler"]


class Handler(NamedTuple):
    """One protocol.

    side: "wan" brings the Internet, "vpn" a tunnel, "static" whatever its options say, "none" no address of its own.
    ipv4, ipv6: the families in which it gets an address that the file does not state. delegates: brings an IPv6 prefix.
    device: pattern of the layer-3 device's name, with {name} for the interface; "" for the device of the section; "?"
    where only the running system knows.
    """

    side: str
    ipv4: bool = False
    ipv6: bool = False
    delegates: bool = False
    device: str = ""


def _ppp(kind: str) -> Handler:
    return Handler("wan", ipv4=True, ipv6=True, delegates=True, device=kind + "-{name}")


_MODEM = Handler("wan", ipv4=True, device="?")
_CLIENT = Handler("vpn", ipv4=True, device="vpn-{name}")

KNOWN: dict[str, Handler] = {
    "static": Handler("static"),
    "none": Handler("none"),
    "dhcp": Handler("wan", ipv4=True),
    "dhcpv6": Handler("wan", ipv6=True, delegates=True),
    "pppoe": _ppp("pppoe"),
    "pppoa": _ppp("pppoa"),
    "ppp": _ppp("ppp"),
    "pptp": _ppp("pptp"),
    "l2tp": _ppp("l2tp"),
    "3g": _ppp("3g"),
    "qmi": _MODEM,
    "mbim": _MODEM,
    "ncm": _MODEM,
    "wwan": _MODEM,
    "modemmanager": _MODEM,
    "directip": _MODEM,
    "hilink": _MODEM,
    "6in4": Handler("wan", ipv6=True, device="6in4-{name}"),
    "6to4": Handler("wan", ipv6=True, delegates=True, device="6to4-{name}"),
    "6rd": Handler("wan", ipv6=True, delegates=True, device="6rd-{name}"),
    "dslite": Handler("wan", ipv4=True, device="ds-{name}"),
    "map": Handler("wan", ipv4=True, device="map-{name}"),
    "464xlat": Handler("wan", ipv4=True, device="464-{name}"),
    "ipip6": Handler("wan", ipv4=True, device="ipip6-{name}"),
    "wireguard": Handler("vpn", device="{name}"),
    "openconnect": _CLIENT,
    "openfortivpn": _CLIENT,
    "vpnc": _CLIENT,
    "sstp": Handler("vpn", ipv4=True, device="sstp-{name}"),
    "gre": Handler("vpn", device="gre4-{name}"),
    "grev6": Handler("vpn", device="gre6-{name}"),
    "gretap": Handler("vpn", device="gre4t-{name}"),
    "grev6tap": Handler("vpn", device="gre6t-{name}"),
    "vti": Handler("vpn", device="vti-{name}"),
    "vtiv6": Handler("vpn", device="vti6-{name}"),
    "xfrm": Handler("vpn", device="{name}"),
    "ipip": Handler("vpn", device="ipip-{name}"),
    "vxlan": Handler("vpn", device="{name}"),
    "vxlan6": Handler("vpn", device="{name}"),
    "batadv": Handler("none", device="{name}"),
    "batadv_hardif": Handler("none"),
    "relay": Handler("relay", device="-"),
    "bonding": Handler("static", device="bond-{name}"),
}

# Protocols that work on a network device which the section or a wireless network must bring.
NEEDS_DEVICE = frozenset(("static", "none", "dhcp", "dhcpv6", "pppoe"))


def handler(protocol: str) -> Handler:
    """The handler of a protocol; one that nobody knows is taken to bring IPv4 and IPv6 over a device of its own."""
    return KNOWN.get(protocol, Handler("unknown", ipv4=True, ipv6=True, device="?"))
