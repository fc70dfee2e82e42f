"""Address space with a special meaning, after the IANA special-purpose address registries.

`routable(family)`: what a stranger on the Internet can have as a source. Documentation space is not in it, since real
configurations drop it; as a destination it counts as public (see `public_destinations`), since examples are written
with it.
"""

from __future__ import annotations

from functools import cache

from routerlint.netset.addresses import AddressSet, Family

__all__ = ["documentation", "link_local", "multicast", "private", "public_destinations", "routable", "shared"]


@cache
def private(family: Family) -> AddressSet:
    """RFC 1918 and unique local addresses (fc00::/7)."""
    if family == "ipv4":
        return AddressSet.parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    return AddressSet.parse("fc00::/7")


@cache
def shared(family: Family) -> AddressSet:
    """Carrier-grade NAT space 100.64.0.0/10 (RFC 6598); empty for IPv6."""
    return AddressSet.parse("100.64.0.0/10") if family == "ipv4" else AddressSet("ipv6")


@cache
def link_local(family: Family) -> AddressSet:
    """169.254.0.0/16 and fe80::/10."""
    return AddressSet.parse("169.254.0.0/16") if family == "ipv4" else AddressSet.parse("fe80::/10")


@cache
def multicast(family: Family) -> AddressSet:
    """224.0.0.0/4 and ff00::/8."""
    return AddressSet.parse("224.0.0.0/4") if family == "ipv4" else AddressSet.parse("ff00::/8")


@cache
def documentation(family: Family) -> AddressSet:
    """RFC 5737, RFC 3849 and RFC 9637 prefixes."""
    if family == "ipv4":
        return AddressSet.parse("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    return AddressSet.parse("2001:db8::/32", "3fff::/20")


@cache
def routable(family: Family) -> AddressSet:
    """Globally routable unicast space."""
    if family == "ipv4":
        reserved = AddressSet.parse(
            "0.0.0.0/8", "127.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"
        )
        taken = private(family) | shared(family) | link_local(family) | multicast(family) | documentation(family)
        return ~(reserved | taken)
    special = AddressSet.parse("2001::/23", "2002::/16", "3ffe::/16")
    return AddressSet.parse("2000::/3") - special - documentation(family)


@cache
def public_destinations(family: Family) -> AddressSet:
    """Destinations that count as public: routable and documentation space."""
    return routable(family) | documentation(family)
