"""Address space with a special meaning, at its borders (IANA special-purpose address registries)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.special import (
    documentation,
    link_local,
    multicast,
    private,
    public_destinations,
    routable,
    shared,
)

Space = Callable[[Family], AddressSet]

# The prefixes of the registries, written out in full a second time: a digit that is wrong in one place shows.
SPACES: list[tuple[Space, Family, tuple[str, ...]]] = [
    (private, "ipv4", ("10.0.0.0-10.255.255.255", "172.16.0.0-172.31.255.255", "192.168.0.0-192.168.255.255")),
    (private, "ipv6", ("fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",)),
    (shared, "ipv4", ("100.64.0.0-100.127.255.255",)),
    (shared, "ipv6", ()),
    (link_local, "ipv4", ("169.254.0.0-169.254.255.255",)),
    (link_local, "ipv6", ("fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",)),
    (multicast, "ipv4", ("224.0.0.0-239.255.255.255",)),
    (multicast, "ipv6", ("ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",)),
    (documentation, "ipv4", ("192.0.2.0-192.0.2.255", "198.51.100.0-198.51.100.255", "203.0.113.0-203.0.113.255")),
    (
        documentation,
        "ipv6",
        ("2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ),
]

NEVER_A_SENDER: dict[Family, tuple[str, ...]] = {
    "ipv4": (
        "0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255", "127.0.0.0-127.255.255.255",
        "169.254.0.0-169.254.255.255", "172.16.0.0-172.31.255.255", "192.0.0.0-192.0.0.255", "192.0.2.0-192.0.2.255",
        "192.88.99.0-192.88.99.255", "192.168.0.0-192.168.255.255", "198.18.0.0-198.19.255.255",
        "198.51.100.0-198.51.100.255", "203.0.113.0-203.0.113.255", "224.0.0.0-255.255.255.255",
    ),
    "ipv6": (
        "::-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3ffe::-3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        "4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("space", "family", "ranges"), SPACES)
def test_a_space_begins_and_ends_where_its_registry_says(space: Space, family: Family, ranges: tuple[str, ...]) -> None:
    assert space(family) == AddressSet.parse(*ranges, family=family)
    assert space(family).family == family


@pytest.mark.parametrize(("family", "ranges"), NEVER_A_SENDER.items())
def test_every_other_address_may_send_from_the_internet(family: Family, ranges: tuple[str, ...]) -> None:
    assert routable(family) == ~AddressSet.parse(*ranges)


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
def test_documentation_space_is_a_public_destination_and_no_sender(family: Family) -> None:
    assert public_destinations(family) == routable(family) | documentation(family)
    assert not routable(family) & documentation(family)
