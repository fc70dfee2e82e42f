"""Rules, forwardings, zones and policies, as firewall4 (b6e5157) renders them and a kernel acts on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]


def rule(**options: str) -> str:
    said = {"src": "wan", "proto": "tcp", "target": "ACCEPT", **options}
    return "config rule\n" + "".join(f" option {key} '{value}'\n" for key, value in said.items() if value)


REDIRECT = "config redirect\n option src wan\n option proto tcp\n option src_dport 8080\n option dest_ip 192.168.1.40\n option dest_port 80\n"


def test_source_without_destination_is_the_router(ask: Ask, build: Build) -> None:
    device = build(rule(dest_port="22"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 2620:fe::9 wan 22") == "open router"
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::20 22") == "closed"


def test_any_source_includes_the_internet_and_no_source_is_an_output_rule(ask: Ask, build: Build) -> None:
    device = build(rule(src="*", dest_port="443") + rule(src="", dest_port="22"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_destination_zone_opens_every_host_over_ipv6(ask: Ask, build: Build) -> None:
    device = build(rule(dest="lan", dest_port="443"))
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::77 443") == "open [2001:db8:1::77]:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_an_ipv4_address_makes_a_rule_ipv4(ask: Ask, build: Build) -> None:
    device = build(rule(dest="lan", dest_ip="192.168.1.40", dest_port="554"))
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::40 554") == "closed"


def test_a_drop_on_the_inside_port_closes_a_forward_and_on_the_outside_port_does_not(ask: Ask, build: Build) -> None:
    assert ask(build(REDIRECT + rule(dest="lan", dest_port="80", target="DROP")), "tcp 9.9.9.9 wan 8080") == "closed"
    device = build(REDIRECT + rule(dest="lan", dest_port="8080", target="DROP"))
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open 192.168.1.40:80"


def test_proto_all_voids_the_port(ask: Ask, build: Build) -> None:
    device = build(rule(proto="all", dest_port="1194"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("word", ["ACCEPT", "acc", "a", "Accept"])
def test_targets_may_be_abbreviated_in_any_case(ask: Ask, build: Build, word: str) -> None:
    assert ask(build(rule(dest_port="22", target=word)), "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("option", [{"target": "allow"}, {"dest_port": "22,23"}, {"src": "wann"}, {"enabled": "Yes"}])
def test_an_invalid_word_voids_the_section(ask: Ask, build: Build, option: dict[str, str]) -> None:
    assert ask(build(rule(**{"dest_port": "22", **option})), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_mark_lets_nothing_in(ask: Ask, build: Build) -> None:
    assert ask(build(rule(dest_port="22", target="MARK", set_mark="0x10")), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_rule_that_asks_for_a_mark_is_conditional(ask: Ask, build: Build) -> None:
    assert ask(build(rule(dest_port="22", mark="0x10")), "tcp 9.9.9.9 wan 22") == "conditional"


def test_ping_by_name_and_by_number(ask: Ask, build: Build) -> None:
    assert (
        ask(build(rule(proto="icmp", icmp_type="echo-request", family="ipv4")), "icmp 9.9.9.9 wan -") == "open router"
    )
    assert ask(build(rule(proto="icmp", icmp_type="8/0", family="ipv4")), "icmp 9.9.9.9 wan -") == "open router"
    assert ask(build(rule(proto="icmp", icmp_type="8/1", family="ipv4")), "icmp 9.9.9.9 wan -") == "closed"
    # types of the other family count for nothing, and a rule without a type is for all of them
    assert (
        ask(build(rule(proto="icmp", icmp_type="packet-too-big", family="ipv4")), "icmp 9.9.9.9 wan -") == "open router"
    )


def test_a_limited_drop_protects_nothing(build: Build) -> None:
    device = build(rule(dest_port="22", target="DROP", limit="5/second", family="ipv4") + rule(dest_port="22"))
    rows = [row for row in evaluate(device).exposures if row.family == "ipv4"]
    assert [(row.ports, row.certainty, row.target) for row in rows] == [(((22, 22),), "certain", "router")]


def test_a_source_port_is_the_senders_choice_and_concerns_its_protocol_alone(ask: Ask, build: Build) -> None:
    drop = rule(proto="tcp icmp", src_port="1024", target="DROP", family="ipv4")
    device = build(drop + rule(proto="tcp icmp", family="ipv4"))
    assert ask(device, "icmp 9.9.9.9 wan -") == "closed"
    rows = [row for row in evaluate(device).exposures if row.family == "ipv4"]
    assert [(row.protocol, row.certainty) for row in rows] == [("tcp", "certain")]


def test_a_rule_without_a_target(ask: Ask, build: Build) -> None:
    # firewall4: no verdict; firewall3 rules.c: "has no target specified, defaulting to REJECT"
    sections = rule(dest_port="22", target="") + rule(dest_port="22")
    assert ask(build(sections), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(build(sections, release="19.07.10"), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build(sections, release=None), "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_filter_rule_that_translates_stops_nft(build: Build) -> None:
    # firewall4 emits a jump to a chain that does not exist
    assert not build(rule(dest="lan", dest_port="80", target="DNAT")).complete.ipv4


def test_a_protocol_that_nobody_knows_stops_nft(build: Build) -> None:
    assert not build(rule(proto="foo")).complete.ipv4


def test_a_forwarding_opens_the_lan_over_ipv6_and_leaves_the_router_alone(ask: Ask, build: Build) -> None:
    device = build("config forwarding\n option src wan\n option dest lan\n")
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::50 3389") == "open [2001:db8:1::50]:3389"
    assert ask(device, "tcp 2620:fe::9 wan 22") == "closed"


def test_rules_come_before_forwardings(ask: Ask, build: Build) -> None:
    device = build(
        "config forwarding\n option src wan\n option dest lan\n" + rule(dest="lan", dest_port="445", target="REJECT")
    )
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::50 445") == "closed"


def test_the_forward_policy_of_defaults_rules_what_no_zone_decides(ask: Ask, build: Build) -> None:
    zones = (
        "config defaults\n option input REJECT\n option forward ACCEPT\nconfig zone\n option name lan\n list network lan\n"
        "config zone\n option name wan\n list network wan\n option forward REJECT\n option input REJECT\n"
    )
    assert ask(build(zones=zones), "tcp 2620:fe::9 2001:db8:1::50 80") == "open [2001:db8:1::50]:80"


def test_policies_that_are_not_stated_are_drop(ask: Ask, build: Build) -> None:
    assert ask(build(zones="config zone\n option name wan\n list network wan\n"), "tcp 9.9.9.9 wan 22") == "closed"


def test_an_interface_in_no_zone_falls_to_defaults(ask: Ask, build: Build) -> None:
    zones = "config defaults\n option input ACCEPT\n option forward REJECT\nconfig zone\n option name lan\n list network lan\n"
    device = build(zones=zones)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert device.facts["wan-outside-zones"].value == "wan"


def test_a_zone_by_device_covers_every_network_on_it(ask: Ask, build: Build) -> None:
    zones = "config defaults\n option input REJECT\nconfig zone\n option name wan\n list device 'eth+'\n option input ACCEPT\n"
    assert ask(build(zones=zones), "tcp 2620:fe::9 wan 22") == "open router"


def test_a_zone_of_one_family_leaves_the_other_to_defaults(ask: Ask, build: Build) -> None:
    zones = "config defaults\n option input REJECT\nconfig zone\n option name wan\n list network wan\n option input ACCEPT\n option family ipv4\n"
    device = build(zones=zones)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 2620:fe::9 wan 22") == "closed"


def test_the_first_zone_that_matches_decides(ask: Ask, build: Build) -> None:
    zones = (
        "config defaults\n option input REJECT\nconfig zone\n option name office\n list subnet 9.9.9.0/24\n option input ACCEPT\n"
        "config zone\n option name wan\n list network wan\n option input REJECT\n"
    )
    device = build(zones=zones)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.8.9 wan 22") == "closed"


def test_host_part_masks_hold_under_every_prefix(ask: Ask, build: Build) -> None:
    for text in ("::20/::ffff:ffff:ffff:ffff", "::20/-64"):
        device = build(rule(dest="lan", dest_ip=text, dest_port="443"))
        assert ask(device, "tcp 2620:fe::9 2001:db8:1::20 443") == "open [2001:db8:1::20]:443"
        assert ask(device, "tcp 2620:fe::9 2001:db8:1::21 443") == "closed"


def test_ipv6_is_filtered_whatever_disable_ipv6_says_and_firewall3_leaves_it_open(ask: Ask, build: Build) -> None:
    # firewall4: "not supported"; firewall3 main.c skips the IPv6 tables altogether
    zones = "config defaults\n option input REJECT\n option disable_ipv6 1\nconfig zone\n option name wan\n list network wan\n option input REJECT\n"
    assert ask(build(zones=zones), "tcp 2620:fe::9 wan 22") == "closed"
    assert ask(build(zones=zones, release="19.07.10"), "tcp 2620:fe::9 wan 22") == "open router"


def test_an_invalid_policy_in_defaults_stops_firewall4(build: Build) -> None:
    # executed: fw4.uc ends with "left-hand side expression is not an array or object"
    device = build(zones="config defaults\n option input foo\nconfig zone\n option name wan\n list network wan\n")
    assert not device.complete.ipv4
    assert any(found.kind == "unread" for found in device.undecided)


def test_a_package_that_libuci_refuses_drops_everything(ask: Ask, build: Build) -> None:
    # executed: no section is loaded, so firewall4 renders policy drop and no zone
    device = build(rule(dest_port="22") + "config rule ; option src wan\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert [found.kind for found in device.undecided if found.kind != "capability"] == ["unread"]
    assert not build("config rule\n option name 'cut off\n").complete.ipv4
    assert not build("nonsense\n", release=None).complete.ipv4


def test_a_section_of_an_unknown_type_is_ignored_and_told(ask: Ask, build: Build) -> None:
    device = build("config redirct\n option src wan\n option src_dport 80\n option dest_ip 192.168.1.20\n")
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"
    assert [entry.nat for entry in device.inactive] == [True]


def test_sections_of_a_fork_leave_the_answer_open(build: Build) -> None:
    assert not build("config rulesgroup\n option enabled 1\n").complete.ipv4


def test_guest_networks_and_what_they_reach(build: Build) -> None:
    zones = (
        "config zone\n option name lan\n list network lan\n option input ACCEPT\nconfig zone\n option name guest\n"
        " list network guest\n option input REJECT\nconfig zone\n option name wan\n list network wan\n option masq 1\n"
    )
    network = (
        "config interface lan\n option device br-lan\n option proto static\n option ipaddr 192.168.1.1/24\n"
        "config interface guest\n option device br-guest\n option proto static\n option ipaddr 192.168.2.1/24\n"
        "config interface wan\n option device eth1\n option proto dhcp\n"
    )
    assert build(zones=zones, network=network).facts["guest-to-lan"].value == "no"
    forwarding = "config forwarding\n option src guest\n option dest lan\n"
    assert build(forwarding, zones=zones, network=network).facts["guest-to-lan"].value == "yes"
