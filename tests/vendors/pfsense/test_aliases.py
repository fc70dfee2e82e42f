"""Aliases in pfSense rules. Source: src/etc/inc/filter.inc and util.inc at 9363ac5."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]


def alias(name: str, kind: str, address: str, extra: str = "") -> str:
    return f"<alias><name>{name}</name><type>{kind}</type><address>{address}</address>{extra}</alias>"


def rule(source: str, *, action: str = "pass", negated: str = "", port: str = "443") -> str:
    return (
        f"<rule><type>{action}</type><interface>wan</interface><protocol>tcp</protocol><source><address>{source}</address>{negated}</source>"
        f"<destination><network>wanip</network><port>{port}</port></destination></rule>"
    )


EVERYBODY = rule("FRIENDS").replace("<address>FRIENDS</address>", "<any/>")


def test_nested_aliases(build: Build, ask: Ask) -> None:
    # filter_generate_nested_alias_recurse()
    more = (
        "<aliases>"
        + alias("FRIENDS", "network", "203.0.113.0/25 OFFICE")
        + alias("OFFICE", "host", "198.51.100.77")
        + "</aliases>"
    )
    device = build(rule("FRIENDS"), more=more)
    assert ask(device, "tcp 203.0.113.7 wan 443") == "open router"
    assert ask(device, "tcp 198.51.100.77 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_aliases_that_nest_each_other_end(build: Build, ask: Ask) -> None:
    more = "<aliases>" + alias("A", "network", "B 203.0.113.9") + alias("B", "network", "A") + "</aliases>"
    assert ask(build(rule("B"), more=more), "tcp 203.0.113.9 wan 443") == "open router"


def test_a_rule_with_an_undefined_alias_is_left_out_block_or_pass(build: Build, ask: Ask) -> None:
    # "Unresolvable source alias"
    assert ask(build(rule("GONE")), "tcp 9.9.9.9 wan 443") == "closed"
    device = build(rule("GONE", action="block") + EVERYBODY)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert device.inactive[0].reason == "the alias GONE is not defined"


def test_an_empty_alias_matches_nobody_and_its_negation_everybody(build: Build, ask: Ask) -> None:
    # "table <...> persist" without addresses
    more = "<aliases>" + alias("NONE", "network", "") + "</aliases>"
    assert ask(build(rule("NONE"), more=more), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(rule("NONE", negated="<not/>"), more=more), "tcp 9.9.9.9 wan 443") == "open router"


def test_names_are_known_only_to_the_device(build: Build, ask: Ask) -> None:
    # host names are left to filterdns
    more = "<aliases>" + alias("HOME", "host", "home.example.net 203.0.113.9") + "</aliases>"
    device = build(rule("HOME"), more=more)
    assert ask(device, "tcp 203.0.113.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize("kind", ["urltable", "url"])
def test_lists_from_the_web_are_conditional(build: Build, ask: Ask, kind: str) -> None:
    more = "<aliases>" + alias("LIST", kind, "", "<url>https://lists.example.com/a.txt</url>") + "</aliases>"
    assert ask(build(rule("LIST"), more=more), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(build(rule("LIST", action="block") + EVERYBODY, more=more), "tcp 9.9.9.9 wan 443") == "conditional"


def test_the_same_list_is_the_same_answer(build: Build, ask: Ask) -> None:
    more = "<aliases>" + alias("LIST", "urltable", "", "<url>https://lists.example.com/a.txt</url>") + "</aliases>"
    blocked_then_passed = rule("LIST", action="block") + rule("LIST")
    assert ask(build(blocked_then_passed, more=more), "tcp 9.9.9.9 wan 443") == "closed"
    others_blocked = rule("LIST", action="block", negated="<not/>") + rule("LIST")
    assert ask(build(others_blocked, more=more), "tcp 9.9.9.9 wan 443") == "conditional"


def test_port_aliases(build: Build, ask: Ask) -> None:
    more = "<aliases>" + alias("WEB", "port", "80 443 8080:8082") + alias("NOTHING", "port", "") + "</aliases>"
    device = build(EVERYBODY.replace(">443<", ">WEB<"), more=more)
    assert ask(device, "tcp 9.9.9.9 wan 8081") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8083") == "closed"
    # "Empty destination port alias": the rule is left out
    assert ask(build(EVERYBODY.replace(">443<", ">NOTHING<"), more=more), "tcp 9.9.9.9 wan 80") == "closed"
    assert ask(build(EVERYBODY.replace(">443<", ">GONE<"), more=more), "tcp 9.9.9.9 wan 80") == "closed"


def test_ports_from_the_web_are_conditional(build: Build, ask: Ask) -> None:
    more = (
        "<aliases>" + alias("PORTS", "urltable_ports", "", "<url>https://lists.example.com/p.txt</url>") + "</aliases>"
    )
    device = build(EVERYBODY.replace(">443<", ">PORTS<"), more=more)
    assert ask(device, "tcp 9.9.9.9 wan 80") == "conditional"
    assert ask(device, "udp 9.9.9.9 wan 80") == "closed"


def test_system_tables_are_known_only_to_the_device(build: Build, ask: Ask) -> None:
    assert ask(build(rule("vpn_networks")), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_literal_of_the_other_family_does_not_match(build: Build, ask: Ask) -> None:
    assert ask(build(rule("2001:db8::/32")), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_delegated_prefix_is_completed_by_the_device(build: Build, ask: Ask) -> None:
    # merge_ipv6_delegated_prefix(): an address that begins with :: gets the interface's prefix
    wan = "<wan><enable/><if>igb0</if><ipaddrv6>dhcp6</ipaddrv6></wan>"
    lan = "<lan><enable/><if>igb1</if><ipaddrv6>track6</ipaddrv6><track6-interface>wan</track6-interface></lan>"
    host = (
        "<rule><interface>wan</interface><ipprotocol>inet6</ipprotocol><protocol>tcp</protocol><source><any/></source>"
        "<destination><address>::20</address><port>443</port></destination></rule>"
    )
    device = build(host, interfaces=wan + lan)
    assert ask(device, "tcp 2620:fe::9 lan 443") == "conditional"
    assert ask(device, "tcp 2620:fe::9 lan 22") == "closed"


@pytest.mark.parametrize("entries", ["443 GONE", "443 80-90", "INNER"])
def test_a_port_alias_with_a_name_in_it_is_empty_and_its_rules_are_left_out(
    build: Build, ask: Ask, entries: str
) -> None:
    # filter_generate_nested_alias_recurse(): what is no port and no alias counts as the name of a host, and a list with
    # a name comes out empty; filter_generate_user_rule(): "Empty destination port alias", block or pass
    more = "<aliases>" + alias("WEB", "port", entries) + alias("INNER", "port", "443 nowhere") + "</aliases>"
    assert ask(build(rule_for_ports("WEB"), more=more), "tcp 9.9.9.9 wan 443") == "closed"
    device = build(rule_for_ports("WEB", action="block") + EVERYBODY, more=more)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"


def rule_for_ports(port: str, *, action: str = "pass") -> str:
    return rule("FRIENDS", action=action, port=port).replace("<address>FRIENDS</address>", "<any/>")
