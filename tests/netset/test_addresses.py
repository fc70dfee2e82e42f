"""Reading addresses as configurations write them."""

from __future__ import annotations

import pytest

from routerlint.netset.addresses import AddressSet, parse_address, parse_addresses, parse_network
from routerlint.netset.services import ServiceSet, protocol_number
from routerlint.netset.special import documentation, private, public_destinations, routable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "a.b.c.d",
        "1.2.3.-4",
        "::g",
        "fe80::1%eth0",
        "1.2.3.4/33",
        "192.0.2.0/255.0.255.0",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_addresses(text) is None


@pytest.mark.parametrize(
    ("text", "cidrs"),
    [
        ("192.0.2.1", ["192.0.2.1/32"]),
        ("192.0.2.77/24", ["192.0.2.0/24"]),
        ("192.0.2.0/255.255.255.128", ["192.0.2.0/25"]),
        ("192.0.2.1-192.0.2.2", ["192.0.2.1/32", "192.0.2.2/32"]),
        ("2001:db8::/32", ["2001:db8::/32"]),
        ("0.0.0.0/0", ["0.0.0.0/0"]),
    ],
)
def test_hosts_prefixes_masks_and_ranges(text: str, cidrs: list[str]) -> None:
    found = parse_addresses(text)
    assert found is not None
    assert found.cidrs() == cidrs


def test_a_range_that_runs_backwards_is_none() -> None:
    assert parse_addresses("192.0.2.9-192.0.2.1") is None


def test_a_network_keeps_its_host_bits() -> None:
    assert parse_network("192.168.1.1/24") == ("ipv4", 0xC0A80101, 24)


def test_leading_zeros_are_decimal() -> None:
    assert parse_address("192.168.010.001") == ("ipv4", 0xC0A80A01)


def test_routable_space_excludes_private_and_documentation_space() -> None:
    assert not routable("ipv4") & private("ipv4")
    assert not routable("ipv4") & documentation("ipv4")
    assert AddressSet.parse("9.9.9.9") <= routable("ipv4")
    assert AddressSet.parse("2620:fe::9") <= routable("ipv6")
    assert AddressSet.parse("203.0.113.2") <= public_destinations("ipv4")
    assert not AddressSet.parse("100.64.0.1") & public_destinations("ipv4")


def test_a_protocol_is_a_name_or_a_number_below_256() -> None:
    assert protocol_number("TCP") == 6
    assert protocol_number("50") == 50
    assert protocol_number("256") is None
    assert protocol_number("tcpudp") is None


def test_services_print_their_ports() -> None:
    assert str(ServiceSet.ports(6, [(80, 80), (440, 449)])) == "tcp 80,440-449"
