"""Port mappings of TR-098 and TR-181 (Broadband Forum): wildcards, ranges, order of precedence."""

from __future__ import annotations

import pytest

from routerlint.model.match import AddressMatch, ServiceMatch
from routerlint.model.pipeline import Action, DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet
from routerlint.parsing.rule_writer import RuleWriter, ports
from routerlint.parsing.tr098 import EVERY_PORT, Mapping, inside_host, outside_ports, target_action, write_mappings

HOST = 0xC0A80114


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("443", "443", (443, 443)),
        ("443", "0", (443, 443)),
        ("443", "", (443, 443)),
        ("440", "449", (440, 449)),
        ("0", "0", EVERY_PORT),
        ("0", "", EVERY_PORT),
        ("0", "65535", EVERY_PORT),
        ("449", "440", None),
        ("0", "80", None),
        ("x", "0", None),
        ("70000", "0", None),
        ("-1", "0", None),
    ],
)
def test_the_external_range(first: str, last: str, found: tuple[int, int] | None) -> None:
    assert outside_ports(first, last) == found


@pytest.mark.parametrize(
    ("outside", "first", "last", "action"),
    [
        ((443, 443), "443", "", DestinationNat(to=HOST)),
        ((33890, 33890), "3389", "", DestinationNat(to=HOST, ports=(3389, 3389), port_map="single")),
        (EVERY_PORT, "80", "", DestinationNat(to=HOST)),
        ((440, 449), "440", "449", DestinationNat(to=HOST)),
        ((8000, 8009), "80", "89", DestinationNat(to=HOST, ports=(80, 89), port_map="shift", shift_base=8000)),
        ((8000, 8009), "80", "", DestinationNat(to=HOST, ports=(80, 89), port_map="pool")),
        ((8000, 8009), "0", "0", DestinationNat(to=HOST)),
    ],
)
def test_the_inside_port(outside: tuple[int, int], first: str, last: str, action: Action) -> None:
    assert target_action(HOST, outside, first, last) == action


def test_a_host_that_is_no_address_is_not_read() -> None:
    assert target_action(inside_host("nas"), (443, 443), "443", "") == Undetermined()
    assert inside_host("0.0.0.0") is None  # noqa: S104  # what boxes write for nobody


def test_a_mapping_for_one_sender_goes_first_and_one_for_every_port_last() -> None:
    def mapping(label: str, *, sender: bool, every: bool) -> Mapping:
        sources = AddressMatch.of(AddressSet.host("ipv4", 1)) if sender else None
        services = ServiceMatch.of(ports("tcp", 80))
        return Mapping(
            label=label, services=services, sources=sources, every_port=every, action=DestinationNat(to=HOST)
        )

    rules = RuleWriter("x")
    given = [
        mapping("both wildcards", sender=False, every=True),
        mapping("port", sender=False, every=False),
        mapping("sender", sender=True, every=True),
        mapping("sender and port", sender=True, every=False),
    ]
    write_mappings(rules, given, AddressSet.any("ipv4"))
    assert [entry.label for entry in rules.chain().entries] == ["sender and port", "sender", "port", "both wildcards"]
