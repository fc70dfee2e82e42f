"""Address lists. Source: MikroTik documentation, "Address-lists" and "Cloud"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]
Read = Callable[[str], Device]

ONLY_LISTED = "add action=accept chain=input src-address-list=friends\nadd action=drop chain=input\n"
NOT_LISTED = "add action=accept chain=input src-address-list=!friends\nadd action=drop chain=input\n"


def lists(*entries: str) -> str:
    return "/ip firewall address-list\n" + "".join(f"add {entry}\n" for entry in entries)


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        ("address=9.9.9.9 list=friends", "open router"),
        ("address=9.9.9.0/24 list=friends", "open router"),
        ("address=9.9.9.5-9.9.9.20 list=friends", "open router"),
        ("address=9.9.9.9 disabled=yes list=friends", "closed"),
        ("address=9.9.9.9 list=others", "closed"),
        ("address=8.8.8.8 list=friends", "closed"),
        ("address=friend.example.net list=friends", "conditional"),
        ("address=9.9.9.9 list=friends timeout=1d", "conditional"),
    ],
)
def test_what_is_in_a_list(build: Build, ask: Ask, entry: str, verdict: str) -> None:
    assert ask(build(ONLY_LISTED, more=lists(entry)), "tcp 9.9.9.9 wan 22") == verdict


def test_a_list_without_a_living_entry_matches_nobody_and_its_negation_everybody(build: Build, ask: Ask) -> None:
    for more in ("", lists("address=9.9.9.9 disabled=yes list=friends")):
        assert ask(build(ONLY_LISTED, more=more), "tcp 9.9.9.9 wan 22") == "closed"
        assert ask(build(NOT_LISTED, more=more), "tcp 9.9.9.9 wan 22") == "open router"


def test_fixed_members_stay_certain_beside_a_name(build: Build, ask: Ask) -> None:
    device = build(ONLY_LISTED, more=lists("address=9.9.9.9 list=friends", "address=friend.example.net list=friends"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 8.8.8.8 wan 22") == "conditional"


def test_an_open_list_asked_twice_is_one_question(build: Build, ask: Ask) -> None:
    rules = "add action=drop chain=input src-address-list=friends\nadd action=accept chain=input src-address-list=friends\nadd action=drop chain=input\n"
    assert ask(build(rules, more=lists("address=friend.example.net list=friends")), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_list_that_rules_fill_is_open(build: Build, ask: Ask) -> None:
    # port knocking: "add-src-to-address-list" in any table
    knock = "add action=add-src-to-address-list address-list=friends address-list-timeout=1h chain=input dst-port=7000 protocol=tcp\n"
    assert ask(build(knock + ONLY_LISTED), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(build(knock + ONLY_LISTED), "tcp 9.9.9.9 wan 7000") == "conditional"
    assert (
        ask(build(knock.replace("add action", "add disabled=yes action") + ONLY_LISTED), "tcp 9.9.9.9 wan 22")
        == "closed"
    )
    mangle = "/ip firewall mangle\n" + knock.replace("chain=input", "chain=prerouting")
    assert ask(build(ONLY_LISTED, more=mangle), "tcp 9.9.9.9 wan 22") == "conditional"


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("/ip firewall address-list add list=friends address=192.0.2.1", "conditional"),
        ("/tool fetch url=https://example.net/l.rsc; /import file-name=l.rsc", "conditional"),
        (":log info friends", "closed"),
    ],
)
def test_a_list_that_a_script_of_the_router_fills_is_open(build: Build, ask: Ask, source: str, verdict: str) -> None:
    more = f'/system script\nadd name=x source="{source}"\n'
    assert ask(build(ONLY_LISTED, more=more), "tcp 9.9.9.9 wan 22") == verdict


def test_the_devices_own_cloud_name_is_its_wan_address(read: Read, ask: Ask) -> None:
    # "Cloud": the name is the serial number under sn.mynetname.net
    def device(serial: str) -> Device:
        return read(
            f"# 2025-01-02 03:04:05 by RouterOS 7.16.1\n# serial number = {serial}\n/interface bridge\nadd name=b\n"
            "/ip address\nadd address=192.168.88.1/24 interface=b\n/ip dhcp-client\nadd interface=ether1\n/ip firewall address-list\n"
            "add address=abc123.sn.mynetname.net list=WAN-IP\n/ip firewall nat\n"
            "add action=dst-nat chain=dstnat dst-address-list=WAN-IP dst-port=443 protocol=tcp to-addresses=192.168.88.9\n"
        )

    assert ask(device("ABC123"), "tcp 9.9.9.9 wan 443") == "open 192.168.88.9:443"
    assert ask(device("XYZ999"), "tcp 9.9.9.9 wan 443") == "open 192.168.88.9:443 or router"  # somebody else's, perhaps


def test_a_cloud_name_without_a_serial_number_is_the_devices_own_as_a_destination_only(build: Build, ask: Ask) -> None:
    more = "/ip cloud\nset ddns-enabled=yes\n" + lists("address=abc123.sn.mynetname.net list=friends")
    nat = (
        "add action=dst-nat chain=dstnat dst-address-list=friends dst-port=443 protocol=tcp to-addresses=192.168.88.9\n"
    )
    assert ask(build("", nat, more), "tcp 9.9.9.9 wan 443") == "open 192.168.88.9:443"
    assert ask(build(ONLY_LISTED, more=more), "tcp 9.9.9.9 wan 22") == "conditional"  # another site, perhaps


def test_two_open_lists_in_one_rule_must_both_hold(build: Build, ask: Ask) -> None:
    rules = (
        "add action=accept chain=input dst-address-list=mine src-address-list=friends\nadd action=drop chain=input\n"
    )
    device = build(rules, more=lists("address=friend.example.net list=friends", "address=mine.example.net list=mine"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_the_lists_of_ipv6_are_apart(build: Build, ask: Ask) -> None:
    assert (
        ask(
            build(ONLY_LISTED, more="/ipv6 firewall address-list\nadd address=9.9.9.9 list=friends\n"),
            "tcp 9.9.9.9 wan 22",
        )
        == "closed"
    )
