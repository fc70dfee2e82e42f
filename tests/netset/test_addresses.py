"""Reading addresses as configurations write them."""

from __future__ import annotations

import pytest

from routerlint.netset.addresses import (
    AddressSet,
    Family,
    family_of,
    format_address,
    parse_address,
    parse_addresses,
    parse_network,
    prefixes,
)
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
        "192.0.2.0/",
        "192.0.2.0/none",
        "192.0.2.0/\N{SUPERSCRIPT TWO}",
        "192.0.2.0/\N{ARABIC-INDIC DIGIT ONE}",
        "192.0.2.0/::ffff:ff00",  # the number of a dotted mask, and none
        "2001:db8::/255.255.255.0",
        "2001:db8::/129",
        "somewhere-192.0.2.1",
        "192.0.2.1-somewhere",
        "192.0.2.1-2001:db8::1",
        "fe80::1.2.3.4%eth0",
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
        ("0.0.0.0/0.0.0.0", ["0.0.0.0/0"]),
        ("192.0.2.1/32", ["192.0.2.1/32"]),
        ("192.0.2.1/255.255.255.255", ["192.0.2.1/32"]),
        ("255.255.255.255", ["255.255.255.255/32"]),
        (" 192.0.2.0 / 24 ", ["192.0.2.0/24"]),
        ("192.0.2.1-192.0.2.1", ["192.0.2.1/32"]),
        (" 192.0.2.0 - 192.0.2.3 ", ["192.0.2.0/30"]),
        ("0.0.0.0-255.255.255.255", ["0.0.0.0/0"]),
        ("2001:db8::1", ["2001:db8::1/128"]),
        ("2001:db8::1/128", ["2001:db8::1/128"]),
        ("2001:db8::-2001:db8::ffff", ["2001:db8::/112"]),
        ("::/0", ["::/0"]),
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


def test_an_ipv6_address_may_end_in_dotted_numbers() -> None:
    assert parse_address("::ffff:192.0.2.1") == ("ipv6", 0xFFFF_C000_0201)


def test_leading_zeros_are_decimal() -> None:
    assert parse_address("192.168.010.001") == ("ipv4", 0xC0A80A01)


def test_the_punctuation_tells_the_family() -> None:
    assert [family_of(text) for text in ("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "wan", "")] == [
        "ipv4",
        "ipv6",
        "ipv6",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("family", "number", "text"),
    [
        ("ipv4", 1, "0.0.0.1"),
        ("ipv4", 0xC0000281, "192.0.2.129"),
        ("ipv4", 0xFFFEFDFC, "255.254.253.252"),
        ("ipv6", 1, "::1"),
        ("ipv6", 0x20010DB8 << 96 | 0x10, "2001:db8::10"),
    ],
)
def test_an_address_is_printed_as_usual_and_can_be_read_back(family: Family, number: int, text: str) -> None:
    assert format_address(family, number) == text
    assert parse_address(text) == (family, number)


@pytest.mark.parametrize(("family", "bits"), [("ipv4", 32), ("ipv6", 128)])
def test_the_set_of_all_addresses_holds_every_number_of_the_family(family: Family, bits: int) -> None:
    every = AddressSet.any(family)
    assert every.ranges == ((0, 2**bits - 1),)
    assert every.size == 2**bits
    assert every.is_any
    assert ~AddressSet(family) == every
    assert AddressSet.network(family, 5, 0) == every
    assert not AddressSet.network(family, 5, 1).is_any
    assert prefixes(family, 0, 2**bits - 1) == [(0, 0)]


def test_a_range_takes_the_fewest_prefixes() -> None:
    assert prefixes("ipv4", 1, 6) == [(1, 32), (2, 31), (4, 31), (6, 32)]
    assert prefixes("ipv4", 0, 6) == [(0, 30), (4, 31), (6, 32)]
    assert prefixes("ipv4", 8, 15) == [(8, 29)]
    assert prefixes("ipv4", 9, 8) == []


def test_sets_are_compared_by_family_and_addresses() -> None:
    low = AddressSet("ipv4", ((0, 5),))
    assert low == AddressSet.of("ipv4", [(3, 5), (0, 2)])
    assert hash(low) == hash(AddressSet.of("ipv4", [(3, 5), (0, 2)]))
    assert low != AddressSet("ipv6", ((0, 5),))
    assert low != AddressSet("ipv4", ((0, 6),))
    assert low != ((0, 5),)
    assert {low, AddressSet("ipv6", ((0, 5),)), AddressSet("ipv4", ((0, 5),))} == {low, AddressSet("ipv6", ((0, 5),))}


def test_different_sets_have_different_hashes() -> None:
    sets = [AddressSet.host("ipv4", number) for number in range(100)]
    assert len({hash(addresses) for addresses in sets}) > 90
    assert hash(sets[0]) == hash(sets[0])


def test_the_length_of_a_set_is_how_many_addresses_it_holds() -> None:
    assert len(AddressSet.parse("192.0.2.0/24", "198.51.100.7")) == 257
    assert AddressSet.parse("192.0.2.0/24", "198.51.100.7").size == 257


def test_a_set_shows_its_prefixes() -> None:
    assert repr(AddressSet.parse("192.0.2.0/25", "192.0.2.128")) == "AddressSet(192.0.2.0/25, 192.0.2.128/32)"
    assert repr(AddressSet("ipv6")) == "AddressSet(none)"


def test_a_set_of_no_texts_is_empty_and_of_the_family_that_was_asked_for() -> None:
    assert AddressSet.parse() == AddressSet("ipv4")
    assert AddressSet.parse(family="ipv6") == AddressSet("ipv6")
    assert AddressSet("ipv4").ranges == ()


def test_text_that_is_no_address_is_refused_in_code() -> None:
    with pytest.raises(ValueError, match="'nowhere'"):
        AddressSet.parse("192.0.2.1", "nowhere")


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
