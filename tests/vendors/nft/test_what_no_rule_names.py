"""Addresses and networks that no rule names, where rules treat what they name in another way.

A ruleset states no addresses. Each case was loaded into a kernel whose router has a second address or a second inside
network that the rules do not name; packets to it were let in (kernel 6.18, nft 1.0.6).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.netset.addresses import Family

Box = Callable[..., Device]
FromText = Callable[..., Device]

NETWORK = "2001:db8:1::/64"


def rows(device: Device, family: Family) -> set[tuple[str, str, str]]:
    """Destination, target and certainty of all rows."""
    found = evaluate(device).exposures
    return {(row.destination, row.target, row.certainty) for row in found if row.family == family}


@pytest.mark.parametrize(
    "rule",
    ["ip daddr 203.0.113.7 tcp dport 22 drop", "ip daddr 203.0.113.7 jump strict", "ip daddr != 203.0.113.7 return"],
)
def test_a_drop_for_one_address_of_the_router_says_nothing_of_its_others(box: Box, rule: str) -> None:
    strict = "chain strict { tcp dport 22 drop; }"
    device = box(f'iifname "eth0" {rule}\ntcp dport 22 accept', more=strict, policy="accept")
    assert ("wan", "router", "certain") in rows(device, "ipv4")


def test_a_drop_for_some_senders_is_no_sign_of_further_addresses(box: Box) -> None:
    device = box("ip saddr 198.51.100.0/24 ip daddr 203.0.113.7 drop\ntcp dport 22 accept")
    assert len(device.wan_interfaces()[0].addresses) == 2  # one of each family


def test_neighbours_in_a_list_are_single_addresses(box: Box) -> None:
    device = box("ip daddr != { 203.0.113.2, 203.0.113.3 } drop\nudp dport 443 accept")
    assert {row[0] for row in rows(device, "ipv4")} == {"203.0.113.2/32", "203.0.113.3/32"}


@pytest.mark.parametrize("rule", [f"ip6 daddr {NETWORK} drop", f"ip6 daddr != {NETWORK} accept"])
def test_a_network_that_is_closed_says_nothing_of_further_networks(box: Box, rule: str) -> None:
    policy = "accept" if rule.endswith("drop") else "drop"
    device = box("", f'iifname "eth0" {rule}', policy=policy)
    assert any(row[:2] == ("lan:br0", "lan:br0") for row in rows(device, "ipv6"))


def test_a_host_that_is_closed_stands_among_its_neighbours(box: Box) -> None:
    found = rows(box("", 'iifname "eth0" ip6 daddr 2001:db8:1::10 drop', policy="accept"), "ipv6")
    assert not [row for row in found if row[0] == "lan:br0" and row[1] != "router"]


SIDES = """table ip filter {
    chain forward {
        type filter hook forward priority filter; policy drop;
        iifname { "lan", "dmz" } oifname "eth0" accept
    }
}
table ip6 filter {
    chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "eth0" oifname "lan" drop
    }
}
table ip nat {
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "eth0" masquerade
    }
}
"""


def test_an_interface_that_ipv4_rules_alone_name_may_have_ipv6_hosts(from_text: FromText) -> None:
    assert {("lan:dmz", "lan:dmz", "conditional")} == {
        row for row in rows(from_text(SIDES), "ipv6") if row[1] != "router"
    }


def test_a_bridge_of_containers_has_none_that_no_rule_names(from_text: FromText) -> None:
    assert not [row for row in rows(from_text(SIDES.replace("dmz", "docker0")), "ipv6") if row[1] != "router"]


def test_a_pattern_of_names_that_the_wan_fits_is_about_packets_from_outside(box: Box) -> None:
    device = box("", 'iifname "eth*" ip6 daddr 2001:db8:1::4-2001:db8:1::9 accept')
    assert ("2001:db8:1::8/127", "2001:db8:1::8/127", "certain") in rows(device, "ipv6")
