"""Aliases of OPNsense. Source: opnsense/core f95e815, Alias.xml, scripts/filter/lib/alias, filter.inc."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]


def alias(name: str, kind: str, content: str, extra: str = "", *, enabled: str = "1") -> str:
    return f"<alias><enabled>{enabled}</enabled><name>{name}</name><type>{kind}</type><content>{content}</content>{extra}</alias>"


def aliases(*entries: str) -> str:
    return f"<Alias><aliases>{''.join(entries)}</aliases></Alias>"


def rule(source: str, port: str = "443", *, action: str = "pass", negated: str = "0", sequence: int = 1) -> str:
    return (
        f"<rule><sequence>{sequence}</sequence><action>{action}</action><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>TCP</protocol>"
        f"<source_net>{source}</source_net><source_not>{negated}</source_not><destination_net>wanip</destination_net>"
        f"<destination_port>{port}</destination_port></rule>"
    )


def test_nesting_ranges_and_exclusions(build: Build, ask: Ask) -> None:
    # iter_addresses(); pf tables: the longest prefix that holds an address decides
    section = aliases(
        alias("PARTNERS", "network", "198.51.100.128/25\n!198.51.100.160/28\n198.51.100.165\nHOME"),
        alias("HOME", "host", "192.0.2.20-192.0.2.23"),
    )
    device = build(mvc=rule("PARTNERS"), firewall=section)
    for source, answer in (
        ("198.51.100.200", "open router"),
        ("198.51.100.161", "closed"),
        ("198.51.100.165", "open router"),
        ("192.0.2.22", "open router"),
        ("192.0.2.24", "closed"),
    ):
        assert ask(device, f"tcp {source} wan 443") == answer


def test_a_disabled_alias_is_an_empty_list(build: Build, ask: Ask) -> None:
    # it stays defined, so rules with it are not left out
    section = aliases(
        alias("OLD", "network", "0.0.0.0/1\n128.0.0.0/1", enabled="0"), alias("PORTS", "port", "443", enabled="0")
    )
    blocked = build(mvc=rule("OLD", action="block") + rule("any", sequence=2), firewall=section)
    assert ask(blocked, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(mvc=rule("any", "PORTS"), firewall=section), "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize(
    "kind", ["geoip", "urltable", "url", "urljson", "external", "mac", "asn", "dynipv6host", "authgroup", "internal"]
)
def test_lists_that_only_the_device_has_are_conditional(build: Build, ask: Ask, kind: str) -> None:
    section = aliases(alias("LIST", kind, "DE"))
    answer = "closed" if kind == "dynipv6host" else "conditional"  # it holds IPv6 addresses only
    assert ask(build(mvc=rule("LIST"), firewall=section), "tcp 9.9.9.9 wan 443") == answer


def test_a_country_list_of_one_family(build: Build, ask: Ask) -> None:
    section = aliases(alias("LAND", "geoip", "DE", "<proto>IPv6</proto>"))
    assert ask(build(mvc=rule("LAND"), firewall=section), "tcp 9.9.9.9 wan 443") == "closed"


def test_the_same_list_is_the_same_answer(build: Build, ask: Ask) -> None:
    section = aliases(alias("CROWD", "external", ""))
    rules = rule("CROWD", action="block") + rule("CROWD", sequence=2)
    assert ask(build(mvc=rules, firewall=section), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_group_joins_what_is_known_and_what_is_not(build: Build, ask: Ask) -> None:
    section = aliases(
        alias("OFFICE", "host", "198.51.100.77"),
        alias("LAND", "geoip", "LU"),
        alias("ALL", "networkgroup", "OFFICE\nLAND"),
    )
    device = build(mvc=rule("ALL"), firewall=section)
    assert ask(device, "tcp 198.51.100.77 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    negated = build(mvc=rule("ALL", negated="1"), firewall=section)
    assert ask(negated, "tcp 198.51.100.77 wan 443") == "closed"


def test_wildcard_masks(build: Build, ask: Ask) -> None:
    # base.py net_wildcard_iterator(): bits of the mask are free
    section = aliases(alias("EVERY_SITE", "network", "203.0.64.9/0.0.63.0"))
    device = build(mvc=rule("EVERY_SITE"), firewall=section)
    assert ask(device, "tcp 203.0.113.9 wan 443") == "open router"
    assert ask(device, "tcp 203.0.113.10 wan 443") == "closed"


def test_port_aliases_of_dropped_types_match_nothing(build: Build, ask: Ask) -> None:
    # filter_generate_aliases(): "0 <> 65535"
    section = aliases(alias("P", "urltable_ports", "https://lists.example.com/p.txt"))
    assert ask(build(mvc=rule("any", "P"), firewall=section), "tcp 9.9.9.9 wan 443") == "closed"


def test_old_aliases_count_where_there_are_no_new_ones(build: Build, ask: Ask) -> None:
    more = "<aliases><alias><name>OFFICE</name><type>host</type><address>198.51.100.77</address></alias></aliases>"
    assert ask(build(mvc=rule("OFFICE"), more=more), "tcp 198.51.100.77 wan 443") == "open router"
