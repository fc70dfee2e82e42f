"""Whole exports, exports of some menus, scripts. Source: MikroTik documentation, "Configuration Management"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]
Read = Callable[[str], Device]

HEAD = "# 2025-01-02 03:04:05 by RouterOS 7.16.1\n# software id = AAAA-0000\n"
NAT = """\
/ip firewall nat
add action=masquerade chain=srcnat out-interface-list=WAN
add action=dst-nat chain=dstnat dst-port=3389 in-interface-list=WAN protocol=tcp to-addresses=192.168.88.20
"""


def test_a_whole_export_is_complete(build: Build) -> None:
    device = build()
    assert (device.complete.ipv4, device.complete.ipv6, device.listeners_complete) == (True, True, True)
    assert not device.undecided


def test_an_export_of_nat_alone_makes_forwards_conditional_and_says_nothing_of_the_router(read: Read, ask: Ask) -> None:
    device = read(HEAD + NAT)
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "conditional"
    report = evaluate(device)
    assert [(e.certainty, e.target) for e in report.exposures] == [("conditional", "192.168.88.20")]
    assert not device.complete.ipv4
    assert not device.listeners_complete
    assert not device.listeners
    assert {u.kind for u in device.undecided} >= {"partial", "capability"}


def test_a_list_that_a_partial_export_names_stands_for_an_interface(read: Read) -> None:
    (wan,) = read(HEAD + NAT).wan_interfaces()
    assert (wan.name, wan.assumed) == ("WAN", True)


def test_the_address_lists_of_a_partial_export_may_be_missing(read: Read, ask: Ask) -> None:
    rules = (
        "/ip firewall filter\nadd action=accept chain=forward src-address-list=friends\nadd action=drop chain=forward\n"
    )
    assert ask(read(HEAD + rules + NAT), "tcp 9.9.9.9 wan 3389") == "conditional"
    known = "/ip firewall address-list\nadd address=8.8.8.8 list=others\n"
    assert (
        ask(read(HEAD + known + rules + NAT.replace("in-interface-list=WAN ", "")), "tcp 9.9.9.9 wan 3389") == "closed"
    )


def test_a_missing_filter_and_a_hotspot_leave_a_forward_possible(read: Read, ask: Ask) -> None:
    hotspot = "/ip hotspot\nadd disabled=no interface=bridge name=hs\n/ip address\nadd address=192.168.88.1/24 interface=bridge\n"
    assert ask(read(HEAD + hotspot + NAT), "tcp 9.9.9.9 wan 3389") == "conditional"


def test_a_filter_alone_knows_no_wan(read: Read) -> None:
    device = read(HEAD + "/ip firewall filter\nadd action=drop chain=input in-interface=ether1\n")
    assert not device.wan_interfaces()
    assert not device.complete.ipv4
    assert "role" in {u.kind for u in device.undecided}


def test_a_menu_that_could_not_be_exported_is_missing(build: Build) -> None:
    device = build(more='#error exporting "/ipv6/firewall/filter" (timeout)\n')
    assert (device.complete.ipv4, device.complete.ipv6) == (True, False)
    assert build(more='#error exporting "/ip/dns/static" (timeout)\n').complete.ipv4


@pytest.mark.parametrize(
    "line",
    [
        ':local x "1"',
        "{ /ip dns set servers=192.0.2.53 }",
        "/user remove admin",
        "/ip firewall filter add chain=input action=drop place-before=0",
    ],
)
def test_a_script_leaves_open_what_it_does_not_set(build: Build, line: str) -> None:
    device = build(more=line + "\n")
    assert not device.complete.ipv4
    assert not device.listeners_complete
    assert any("script" in u.what for u in device.undecided)


def test_what_a_script_does_under_a_condition_is_conditional(build: Build, ask: Ask) -> None:
    rules = ":if ($x) do={ /ip firewall filter add action=accept chain=input dst-port=22 protocol=tcp }\n/ip firewall filter\nadd action=drop chain=input\n"
    assert ask(build(rules), "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_value_that_a_script_computes_is_open(build: Build, ask: Ask) -> None:
    rules = "add action=accept chain=input src-address=$friend\nadd action=drop chain=input\n"
    assert ask(build(rules), "tcp 9.9.9.9 wan 22") == "conditional"


def test_rules_that_a_change_may_have_hit_are_undecided(build: Build) -> None:
    assert not build(more='/ip firewall filter\nset [find comment~"x.*y"] disabled=yes\n').complete.ipv4


def test_a_missing_unrelated_menu_does_not_matter(read: Read) -> None:
    text = (
        HEAD
        + "/interface bridge\nadd name=b\n/ip address\nadd address=192.168.1.1/24 interface=b\n/ip dhcp-client\nadd interface=ether1\n/ip firewall filter\nadd action=drop chain=input\n"
    )
    assert read(text).complete.ipv4


def test_lines_are_counted_by_what_became_of_them(build: Build) -> None:
    coverage = build(
        "add action=drop chain=input quux=1\nadd action=accept chain=input\n",
        more="/queue tree\nadd name=x\n/ip quux\nset a=b\n",
    ).coverage
    assert coverage.counts["irrelevant"] >= 1
    assert [u.what for u in coverage.unread] == ["/ip firewall filter add quux"]
    assert coverage.counts["unrecognised"] == 2


def test_an_export_that_ends_within_a_line_is_not_complete(read: Read, ask: Ask) -> None:
    # real exports end every line; an address that lost its last digit is another address
    rule = "add action=dst-nat chain=dstnat dst-port=445 in-interface=ether1 protocol=tcp to-addresses=192.168.88.1"
    head = HEAD + "/interface bridge\nadd name=bridge\n/ip address\nadd address=192.168.88.254/24 interface=bridge\n"
    whole = head + "/ip dhcp-client\nadd interface=ether1\n/ip firewall nat\n" + rule
    assert read(whole + "\n").complete.ipv4
    device = read(whole)
    assert (device.complete.ipv4, device.complete.ipv6) == (False, False)
    assert [u.what for u in device.undecided if u.kind == "partial"] == ["the end of the file"]
    assert ask(device, "tcp 9.9.9.9 wan 445") != ask(read(whole + "\n"), "tcp 9.9.9.9 wan 445")
    assert not read(head + "/ip firewall na").complete.ipv4


def test_a_name_that_a_script_works_out_is_no_host_name(read: Read) -> None:
    text = "/ip address\nadd address=192.168.88.1/24 interface=ether2\n/system identity\nset name={}\n"
    assert read(text.format("gw01")).hostname.value == "gw01"
    assert not read(text.format("[/system routerboard get serial-number]")).hostname.known
