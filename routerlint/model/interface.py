"""Interfaces, their roles, addresses and the routes behind them."""

from __future__ import annotations

import enum

from routerlint.model.base import Model
from routerlint.netset.addresses import Family
from routerlint.text.span import Span

__all__ = ["Evidence", "Interface", "InterfaceAddress", "Role", "Route", "placeholder_address", "placeholder_network"]


class Role(enum.Enum):
    """What an interface is for. WAN is where packets of the Internet arrive."""

    WAN = "wan"
    LAN = "lan"
    GUEST = "guest"
    DMZ = "dmz"
    VPN = "vpn"
    MANAGEMENT = "management"
    UNKNOWN = "unknown"


class Evidence(Model, frozen=True, kw_only=True):
    """Why an interface has its role, e.g. "masquerade leaves through it"."""

    text: str
    spans: tuple[Span, ...] = ()


class InterfaceAddress(Model, frozen=True, kw_only=True):
    """An address that the router holds.

    number, length: the address and its prefix length; the network around it is routed to this interface.
    stated: False for an address that the file does not state (DHCP, PPPoE, a delegated prefix); number is then a
        placeholder made by placeholder_address or placeholder_network, which stands for "the address of this
        interface" in every match, and is never printed.
    """

    family: Family
    number: int
    length: int
    stated: bool = True
    spans: tuple[Span, ...] = ()


class Interface(Model, frozen=True, kw_only=True):
    """A layer-3 interface by the name that the file's rules use.

    zone: the vendor's zone or list that it is in, where the vendor has one.
    assumed: the file names it but does not define it (a partial export).
    """

    name: str
    role: Role = Role.UNKNOWN
    evidence: tuple[Evidence, ...] = ()
    addresses: tuple[InterfaceAddress, ...] = ()
    enabled: bool = True
    zone: str | None = None
    description: str = ""
    assumed: bool = False
    spans: tuple[Span, ...] = ()


class Route(Model, frozen=True, kw_only=True):
    """A network that is reached through an interface, beyond the connected ones.

    number, length: the destination prefix. interface: None if the file does not settle it.
    """

    family: Family
    number: int
    length: int
    interface: str | None
    spans: tuple[Span, ...] = ()


# Placeholders are taken from global unicast space that no configuration names: 2bff:ff00::/24 is not allocated, and
# 12.255.254.0/24 lies in the middle of a carrier block where nobody's rule begins or ends. A match that
# holds for "any public address" holds for them too, which is what is wanted.
_V4_BASE = (12 << 24) | (255 << 16) | (254 << 8)
_V6_BASE = 0x2BFFFF00 << 96


def placeholder_address(family: Family, index: int) -> int:
    """A number that stands for the unknown WAN address of the interface with this index (0 to 250)."""
    return _V4_BASE + 1 + index if family == "ipv4" else _V6_BASE + (0xFFFF << 80) + (index << 64) + 1


def placeholder_network(family: Family, index: int) -> tuple[int, int]:
    """Address and prefix length that stand for the unknown public network of an inside interface (index 0 to 250).

    The router's own address in it is number + 1. IPv4: a /29 in 12.255.0.0/16; IPv6: a /64.
    """
    if family == "ipv4":
        return (12 << 24 | 255 << 16) + (index << 3), 29
    return _V6_BASE + (index << 64), 64
