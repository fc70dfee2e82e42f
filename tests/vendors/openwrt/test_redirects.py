"""Port forwards. Each behaviour was seen in what firewall4 (b6e5157) renders and what a kernel does with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]


def redirect(**options: str) -> str:
    said = {"src": "wan", "dest": "lan", "proto": "tcp", "dest_ip": "192.168.1.20", **options}
    return "config redirect\n" + "".join(f" option {key} '{value}'\n" for key, value in said.items() if value)


def test_a_forward_needs_no_rule_and_is_ipv4_alone(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="443"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(device, "udp 9.9.9.9 wan 443") == "closed"
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::20 443") == "closed"


def test_without_a_protocol_it_is_tcp_and_udp(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="443", proto=""))
    assert ask(device, "udp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


def test_proto_all_leaves_the_port_out_and_hides_later_forwards(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="443", proto="all") + redirect(src_dport="3389", dest_ip="192.168.1.50"))
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.1.20:3389"
    assert ask(device, "esp 9.9.9.9 wan -") == "open 192.168.1.20"


def test_without_dest_ip_it_is_the_router_itself(ask: Ask, build: Build) -> None:
    # REDIRECT, and "ct status dnat accept" in the zone's input chain
    device = build(redirect(src_dport="2222", dest_port="22", dest_ip=""))
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_negated_port_forwards_all_others_to_that_port(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="!22"))
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.1.20:22"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    "option",
    [
        {"src_dport": "80,443"},
        {"src_dport": "80 443"},
        {"src_dport": "ssh"},
        {"src": "wann"},
        {"dest": "NULL"},
        {"src": "*"},
        {"family": "ipv6"},
        {"enabled": "True"},
        {"ipset": "nobody"},
        {"target": "forward"},
        {"dest_ip": "!192.168.1.20"},
    ],
)
def test_sections_that_firewall4_skips(ask: Ask, build: Build, option: dict[str, str]) -> None:
    device = build(redirect(**{"src_dport": "443", **option}))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.nat for entry in device.inactive] == [True]


def test_a_list_where_one_value_is_wanted_skips_the_section(ask: Ask, build: Build) -> None:
    device = build(redirect() + " list src_dport '25'\n")
    assert ask(device, "tcp 9.9.9.9 wan 25") == "closed"


@pytest.mark.parametrize("option", [{"_enabled": "0"}, {"disabled": "1"}, {"target": "ACCEPT"}, {"target": "drop"}])
def test_what_does_not_switch_a_forward_off(ask: Ask, build: Build, option: dict[str, str]) -> None:
    # unknown options are ignored; a target that is neither DNAT nor SNAT counts as DNAT
    assert ask(build(redirect(src_dport="443", **option)), "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


def test_a_forward_that_is_switched_off_is_no_dead_entry(build: Build) -> None:
    assert not build(redirect(src_dport="443", enabled="0")).inactive


def test_a_colon_is_a_range(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="5060:5062"))
    assert ask(device, "tcp 9.9.9.9 wan 5062") == "open 192.168.1.20:5062"
    assert ask(device, "tcp 9.9.9.9 wan 5063") == "closed"


def test_a_range_onto_a_range_is_a_pool(build: Build) -> None:
    rows = evaluate(build(redirect(src_dport="8080-8085", dest_port="9000-9005"))).exposures
    assert [(row.ports, row.target_ports, row.port_map) for row in rows] == [(((8080, 8085),), ((9000, 9005),), "pool")]


def test_an_ipv6_forward_takes_the_port_for_every_address(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="443", dest_ip="2001:db8:1::20"))
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::77 443") == "open [2001:db8:1::20]:443"


def test_dest_ip_with_a_mask_is_the_network_address(ask: Ask, build: Build) -> None:
    # fw4.uc host(): apply_mask(addr, bits)
    device = build(redirect(src_dport="443", dest_ip="192.168.1.20/24"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.0:443"


def test_a_source_binds_a_forward(ask: Ask, build: Build) -> None:
    device = build(redirect(src_dport="3389", src_ip="9.9.9.9") + redirect(src_dport="22", src_ip="!9.9.9.9"))
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.1.20:3389"
    assert ask(device, "tcp 1.1.1.1 wan 3389") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 1.1.1.1 wan 22") == "open 192.168.1.20:22"


def test_office_hours_are_conditional_and_a_rate_is_not(ask: Ask, build: Build) -> None:
    device = build(
        redirect(src_dport="3389", start_time="07:00", stop_time="19:00") + redirect(src_dport="25", limit="3/min")
    )
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "conditional"
    assert evaluate(device).exposures[0].certainty == "certain"  # port 25: the sender keeps below the rate
    assert evaluate(device).exposures[1].certainty == "conditional"


def test_a_zone_without_an_interface_makes_its_forwards_dead(ask: Ask, build: Build) -> None:
    zones = "config zone\n option name wan\n list network wna\n option input ACCEPT\n"
    device = build(redirect(src_dport="443", dest=""), zones=zones)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert ("the zone covers no interface: none of its networks exists", False) in [
        (e.reason, e.nat) for e in device.inactive
    ]
    assert any(entry.nat for entry in device.inactive)


def test_dest_port_without_src_dport_stops_nft(build: Build) -> None:
    # nft: "transport protocol mapping is only valid after transport protocol match"; the whole ruleset is refused
    device = build(redirect(dest_port="443"))
    assert not device.complete.ipv4
    assert any("nft refuses" in reason for reason in device.complete.reasons)
    assert {row.certainty for row in evaluate(device).exposures if row.target == "router"} == {"conditional"}


def test_a_range_of_addresses_that_ends_before_it_begins_stops_nft(build: Build) -> None:
    # fw4.uc, parse_subnet takes it; nft: "Range has zero or negative size" (executed), in rules, redirects and zones
    backward = "192.168.1.20-192.168.1.10"
    rule = f"config rule\n option src wan\n option dest_ip {backward}\n option proto tcp\n option target DROP\n"
    zone = f"config zone\n option name part\n option subnet {backward}\n option input DROP\n"
    nat = f"config nat\n option src wan\n option src_ip {backward}\n option target MASQUERADE\n"
    for text in (
        rule,
        zone,
        nat,
        redirect(src_dport="443", src_ip=backward),
        redirect(src_dport="443", dest_ip=backward),
    ):
        assert not build(text).complete.ipv4
        assert build(text, release="21.02.7").complete.ipv4  # iptables takes it, and nothing lies in it


def test_a_destination_zone_that_is_not_named_still_limits_the_family(ask: Ask, build: Build) -> None:
    # fw4.uc, resolve_dest: "does not specify a destination, assuming 'lan'", and infer_family asks that zone too
    zones = (
        "config defaults\n option input REJECT\n option forward REJECT\n"
        "config zone\n option name lan\n list network lan\n option family ipv6\n option input ACCEPT\n"
        "config zone\n option name wan\n list network wan\n option masq 1\n"
    )
    device = build(redirect(src_dport="443", dest=""), zones=zones)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert any("different address families" in e.reason for e in device.inactive)


def test_the_first_address_of_a_network_is_the_routers_own(ask: Ask, build: Build) -> None:
    # packets: fw4 prints "2001:db8:1::20/64" as 2001:db8:1::, the anycast address of every router in that network
    device = build(redirect(src_dport="443", dest_ip="2001:db8:1::20/64"))
    assert ask(device, "tcp 2620:fe::9 wan 443") == "open router"


def test_a_reflection_zone_of_every_zone_stops_firewall4(build: Build) -> None:
    # fw4.uc, parse_redirect reads the subnets of a zone that is not there (executed)
    assert not build(redirect(src_dport="443", reflection_zone="*")).complete.ipv4
    assert build(redirect(src_dport="443", reflection_zone="*", reflection="0")).complete.ipv4
    assert build(redirect(src_dport="443", reflection_zone="lan")).complete.ipv4


def test_firewall3_has_no_ipv6_nat(ask: Ask, build: Build) -> None:
    # openwrt/firewall3 redirects.c: IPv4 tables only
    device = build(redirect(src_dport="443", dest_ip="2001:db8:1::20"), release="21.02.7")
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::77 443") == "closed"
