"""Services: names and numbers of protocols, and what the sets say."""

from __future__ import annotations

import pytest

from routerlint.netset.services import (
    ECHO_REQUEST,
    PORTED,
    TCP,
    UDP,
    ServiceSet,
    protocol_name,
    protocol_number,
)

# IANA's assigned numbers, with the names of /etc/protocols and the spellings that vendors print.
NAMES: dict[int, str] = {
    0: "hopopt", 1: "icmp", 2: "igmp", 3: "ggp", 4: "ipip ipencap ip-encap ipv4", 5: "st", 6: "tcp", 8: "egp", 9: "igp",
    12: "pup", 17: "udp", 20: "hmp", 22: "xns-idp", 27: "rdp", 29: "iso-tp4", 33: "dccp", 36: "xtp", 37: "ddp",
    38: "idpr-cmtp", 41: "ipv6 ipv6-encap", 43: "ipv6-route", 44: "ipv6-frag", 45: "idrp", 46: "rsvp", 47: "gre",
    50: "esp ipsec-esp", 51: "ah ipsec-ah", 57: "skip", 58: "icmpv6 icmp6 ipv6-icmp", 59: "ipv6-nonxt", 60: "ipv6-opts",
    73: "rspf", 81: "vmtp", 88: "eigrp", 89: "ospf ospfigp", 93: "ax.25", 97: "etherip", 98: "encap", 103: "pim",
    108: "ipcomp", 112: "vrrp carp", 115: "l2tp", 124: "isis", 132: "sctp", 133: "fc", 135: "mobility-header",
    136: "udplite udp-lite", 137: "mpls-in-ip", 138: "manet", 139: "hip", 140: "shim6", 141: "wesp", 142: "rohc",
}  # fmt: skip

PRINTED = {
    1: "icmp", 2: "igmp", 4: "ipip", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ah", 58: "icmp", 89: "ospf",
    132: "sctp",
}  # fmt: skip


@pytest.mark.parametrize(("number", "names"), NAMES.items())
def test_protocols_are_known_by_every_usual_name(number: int, names: str) -> None:
    assert [protocol_number(name) for name in names.split()] == [number] * len(names.split())


def test_protocols_that_the_contract_names_are_printed_by_name_and_others_by_number() -> None:
    assert {n: protocol_name(n) for n in range(256)} == {n: PRINTED.get(n, str(n)) for n in range(256)}


def test_the_largest_protocol_number_is_255() -> None:
    assert protocol_number("255") == 255
    assert protocol_number("256") is None


def test_digits_of_other_scripts_are_no_protocol_number() -> None:
    assert protocol_number("\N{SUPERSCRIPT TWO}") is None
    assert protocol_number("\N{ARABIC-INDIC DIGIT SIX}") is None


def test_protocols_with_ports_and_the_echo_request_of_each_family() -> None:
    assert frozenset((6, 17, 33, 132, 136)) == PORTED
    assert {f: (n >> 16, n & 0xFFFF) for f, n in ECHO_REQUEST.items()} == {"ipv4": (1, 8), "ipv6": (58, 128)}


def test_the_set_of_all_services_holds_every_port_of_all_256_protocols() -> None:
    assert ServiceSet.any().ranges == ((0, 255 << 16 | 65535),)
    assert ServiceSet.any().is_any
    assert not ServiceSet.protocols(range(255)).is_any
    assert ~ServiceSet() == ServiceSet.any()
    assert ServiceSet.protocols(range(256)) == ServiceSet.any()


def test_one_protocol_reaches_from_its_port_0_to_its_port_65535() -> None:
    udp = ServiceSet.protocol(UDP)
    assert [UDP << 16 | 0 in udp, UDP << 16 | 65535 in udp] == [True, True]
    assert [(UDP << 16) - 1 in udp, (UDP + 1) << 16 in udp] == [False, False]
    assert ServiceSet.protocols((UDP,)) == udp
    assert udp.of_protocol(UDP) == ((0, 65535),)
    assert udp.of_protocol(TCP) == ()


def test_ports_of_one_protocol_are_given_back_without_the_protocol() -> None:
    both = ServiceSet.ports(TCP, [(440, 449), (80, 80)]) | ServiceSet.ports(UDP, [(53, 53)])
    assert both.of_protocol(TCP) == ((80, 80), (440, 449))
    assert both.by_protocol() == {TCP: ((80, 80), (440, 449)), UDP: ((53, 53),)}


def test_a_range_over_several_protocols_is_told_protocol_by_protocol() -> None:
    across = ServiceSet(((TCP << 16 | 65535, 8 << 16 | 1),))
    assert across.by_protocol() == {6: ((65535, 65535),), 7: ((0, 65535),), 8: ((0, 1),)}


@pytest.mark.parametrize(
    ("services", "text"),
    [
        (ServiceSet.any(), "any"),
        (ServiceSet(), ""),
        (ServiceSet.protocol(47), "gre"),
        (ServiceSet.ports(TCP, [(0, 65534)]), "tcp 0-65534"),
        (ServiceSet.ports(TCP, [(80, 81)]) | ServiceSet.ports(UDP, [(53, 53)]), "tcp 80-81, udp 53"),
        (ServiceSet.ports(132, [(1, 1), (3, 5)]), "sctp 1,3-5"),
    ],
)
def test_the_text_of_a_set_names_protocols_and_ports(services: ServiceSet, text: str) -> None:
    assert str(services) == text
    assert repr(services) == f"ServiceSet({text})"


def test_sets_of_services_are_compared_by_what_they_hold() -> None:
    web = ServiceSet.ports(TCP, [(80, 80), (443, 443)])
    same = ServiceSet.ports(TCP, [(443, 443)]) | ServiceSet.ports(TCP, [(80, 80)])
    assert web == same
    assert hash(web) == hash(same)
    assert web != ServiceSet.ports(UDP, [(80, 80), (443, 443)])
    assert web != web.ranges
    assert ServiceSet.ports(TCP, [(80, 80)]) <= web
    assert not web <= ServiceSet.ports(TCP, [(80, 80)])
    assert web & ServiceSet.ports(TCP, [(1, 100)]) == ServiceSet.ports(TCP, [(80, 80)])
    assert not ServiceSet()
    assert web
