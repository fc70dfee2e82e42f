"""Destination NAT. Source: MikroTik documentation, "NAT" and CLI reference of ip/firewall/nat."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import Exposure
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]
Read = Callable[[str], Device]


def forward(
    extra: str = "dst-port=443 protocol=tcp", action: str = "dst-nat to-addresses=192.168.88.10", chain: str = "dstnat"
) -> str:
    return f"add action={action} chain={chain} in-interface-list=WAN {extra}\n"


def forwards(device: Device) -> list[Exposure]:
    return [e for e in evaluate(device).exposures if e.target != "router"]


def test_a_forward_passes_the_factory_filter(build: Build, ask: Ask) -> None:
    # "drop ... connection-nat-state=!dstnat" lets every enabled dst-nat through
    device = build(nat=forward())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.88.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 444") == "closed"
    assert ask(device, "udp 9.9.9.9 wan 443") == "closed"


def test_the_filter_sees_the_port_inside(build: Build, ask: Ask) -> None:
    nat = forward("dst-port=8443 protocol=tcp to-ports=443")
    assert (
        ask(build("add action=drop chain=forward dst-port=443 protocol=tcp\n", nat), "tcp 9.9.9.9 wan 8443") == "closed"
    )
    assert (
        ask(build("add action=drop chain=forward dst-port=8443 protocol=tcp\n", nat), "tcp 9.9.9.9 wan 8443")
        == "open 192.168.88.10:443"
    )


def test_the_first_rule_that_matches_wins(build: Build, ask: Ask) -> None:
    nat = forward() + forward(action="dst-nat to-addresses=192.168.88.11")
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 443") == "open 192.168.88.10:443"


def test_accept_keeps_a_port_from_the_rules_behind(build: Build, ask: Ask) -> None:
    # packets: accept in the NAT chain is "no translation"
    nat = forward(action="accept") + forward("", "dst-nat to-addresses=192.168.88.10")
    assert ask(build("", nat), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build("", nat), "tcp 9.9.9.9 wan 444") == "open 192.168.88.10:444"


def test_a_forward_without_protocol_and_port_is_an_exposed_host(build: Build, ask: Ask) -> None:
    device = build(nat=forward(""))
    assert ask(device, "udp 9.9.9.9 wan 161") == "open 192.168.88.10:161"
    assert ask(device, "icmp 9.9.9.9 wan -") == "open 192.168.88.10"
    assert {e.kind for e in forwards(device)} == {"exposed_host"}


@pytest.mark.parametrize(
    ("extra", "port", "landing"),
    [
        ("dst-port=440-449 protocol=tcp", 445, "open 192.168.88.10:445"),
        ("dst-port=440-449 protocol=tcp to-ports=440-449", 445, "open 192.168.88.10:445"),
        ("dst-port=440-449 protocol=tcp to-ports=8443", 445, "open 192.168.88.10:8443"),
        ("dst-port=80,443 protocol=tcp to-ports=0-65535", 80, "open 192.168.88.10:80"),
        ("dst-port=!443 protocol=tcp", 445, "open 192.168.88.10:445"),
        ("dst-port=!443 protocol=tcp", 443, "closed"),
        ("dst-port=21001 protocol=tcp to-port=21", 21001, "open 192.168.88.10:21"),
    ],
)
def test_where_ports_land(build: Build, ask: Ask, extra: str, port: int, landing: str) -> None:
    assert ask(build(nat=forward(extra)), f"tcp 9.9.9.9 wan {port}") == landing


def test_a_new_range_does_not_shift(build: Build) -> None:
    # packets: Linux keeps a port that lies in the new range and picks one for any other
    (row,) = forwards(build(nat=forward("dst-port=5000-5010 protocol=tcp to-ports=6000-6010")))
    assert (row.port_map, row.target_ports) == ("pool", ((6000, 6010),))


def test_redirect_goes_to_the_router_with_the_new_port(build: Build, ask: Ask) -> None:
    nat = forward("dst-port=2222 protocol=tcp to-ports=22", "redirect")
    assert ask(build("add action=drop chain=input dst-port=22 protocol=tcp\n", nat), "tcp 9.9.9.9 wan 2222") == "closed"
    assert (
        ask(build("add action=drop chain=input dst-port=2222 protocol=tcp\n", nat), "tcp 9.9.9.9 wan 2222")
        == "open router"
    )


def test_a_forward_to_an_own_address_goes_through_input(build: Build, ask: Ask) -> None:
    nat = forward("dst-port=8080 protocol=tcp to-ports=80", "dst-nat to-addresses=192.168.88.1")
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(build("", nat), "tcp 9.9.9.9 wan 8080") == "open router"


def test_dst_nat_with_only_a_port_stays_at_the_router(build: Build, ask: Ask) -> None:
    nat = forward("dst-port=2222 protocol=tcp to-ports=22", "dst-nat")
    assert (
        ask(build("add action=drop chain=input dst-port=2222 protocol=tcp\n", nat), "tcp 9.9.9.9 wan 2222")
        == "open router"
    )


def test_custom_chains_are_followed(build: Build, ask: Ask) -> None:
    nat = forward("", "jump jump-target=published") + "add action=return chain=published dst-port=22-25 protocol=tcp\n"
    nat += "add action=dst-nat chain=published dst-port=20-30 protocol=tcp to-addresses=192.168.88.10\n"
    nat += "add action=dst-nat chain=forgotten dst-port=99 protocol=tcp to-addresses=192.168.88.10\n"
    device = build(nat=nat)
    assert ask(device, "tcp 9.9.9.9 wan 21") == "open 192.168.88.10:21"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 99") == "closed"


def test_netmap_keeps_the_host_part(build: Build, ask: Ask) -> None:
    nat = "add action=netmap chain=dstnat dst-address=203.0.113.16/29 to-addresses=192.168.88.16/29\n"
    device = build(nat=nat)
    assert ask(device, "tcp 9.9.9.9 203.0.113.18 443") == "open 192.168.88.18:443"
    assert {e.kind for e in forwards(device)} == {"one_to_one"}


def test_a_pool_of_inside_addresses_is_picked_from(build: Build, ask: Ask) -> None:
    nat = forward(action="dst-nat to-addresses=192.168.88.10-192.168.88.11")
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 443") == "open 192.168.88.10:443 or 192.168.88.11:443"


def test_a_whole_address_that_also_leaves_as_it_is_one_to_one(build: Build) -> None:
    nat = "add action=dst-nat chain=dstnat dst-address=203.0.113.5 to-addresses=192.168.88.5\n"
    back = "add action=src-nat chain=srcnat src-address=192.168.88.5 to-addresses=203.0.113.5\n"
    assert {e.kind for e in forwards(build(nat=nat + back))} == {"one_to_one"}
    assert {e.kind for e in forwards(build(nat=nat))} == {"exposed_host"}


def test_a_public_address_in_a_rule_may_be_the_one_from_the_provider(build: Build, ask: Ask) -> None:
    # ether1 has its address by DHCP: the file does not say whether it is this one
    nat = "add action=dst-nat chain=dstnat dst-address=203.0.113.77 dst-port=443 protocol=tcp to-addresses=192.168.88.10\n"
    device = build(nat=nat)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 203.0.113.77 443") == "open 192.168.88.10:443"
    listed = "/ip firewall address-list\nadd address=203.0.113.77 list=mine\n"
    assert (
        ask(
            build(nat=nat.replace("dst-address=203.0.113.77", "dst-address-list=mine"), more=listed),
            "tcp 9.9.9.9 wan 443",
        )
        == "conditional"
    )
    fixed = "/ip address\nadd address=203.0.113.78/29 interface=ether1\n/ip dhcp-client\nset [ find ] disabled=yes\n/ip route\nadd gateway=203.0.113.73\n"
    assert ask(build(nat=nat, more=fixed), "tcp 9.9.9.9 wan 443") == "closed"


def test_an_address_type_instead_of_an_interface(build: Build, ask: Ask) -> None:
    # the usual hairpin form: any address of the router, but not the one inside
    nat = "add action=dst-nat chain=dstnat dst-address=!192.168.88.1 dst-address-type=local dst-port=80 protocol=tcp to-addresses=192.168.88.10\n"
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 80") == "open 192.168.88.10:80"


@pytest.mark.parametrize(
    "match", ["in-interface=bridge", "in-interface-list=LAN", "in-interface-list=!WAN", "src-address=192.168.88.0/24"]
)
def test_a_forward_for_the_inside_only_opens_nothing(build: Build, ask: Ask, match: str) -> None:
    nat = f"add action=dst-nat chain=dstnat dst-port=80 protocol=tcp to-addresses=192.168.88.10 {match}\n"
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 80") == "closed"


def test_nothing_from_outside_reaches_the_loopback(build: Build, ask: Ask) -> None:
    nat = forward(action="dst-nat to-addresses=127.0.0.1")
    assert ask(build("", nat), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_translation_that_nobody_can_read_keeps_its_place(build: Build, ask: Ask) -> None:
    for action in ("dst-nat to-addresses={SERVER}", "quux", "dst-nat to-addresses=192.168.88.10 to-ports=http"):
        assert ask(build(nat=forward(action=action) + forward()), "tcp 9.9.9.9 wan 443") == "conditional", action


def test_source_nat_translates_no_destination(build: Build, ask: Ask) -> None:
    for action in ("masquerade", "src-nat to-addresses=203.0.113.1"):
        assert ask(build(nat=forward(action=action)), "tcp 9.9.9.9 wan 443") == "closed", action


def test_a_forward_on_a_deleted_interface_is_set_aside(build: Build) -> None:
    device = build(
        nat="# no interface\nadd action=dst-nat chain=dstnat comment=old dst-port=80 in-interface=*F protocol=tcp to-addresses=192.168.88.10\n"
    )
    (entry,) = device.inactive
    assert (entry.nat, entry.label) == (True, "old")
    assert not forwards(device)


def test_an_internal_dns_redirect_does_not_take_part(build: Build, ask: Ask) -> None:
    nat = "add action=redirect chain=dstnat dst-port=53 protocol=udp\n"
    assert ask(build(nat=nat), "udp 9.9.9.9 wan 53") == "closed"
    assert ask(build("", nat), "udp 9.9.9.9 wan 53") == "open router"


def test_ipv6_has_destination_nat_too(build: Build, ask: Ask) -> None:
    more = """\
/ipv6 address
add address=2001:db8:1::1/64 interface=bridge
add address=2001:db8::2/64 advertise=no interface=ether1
/ipv6 firewall nat
add action=dst-nat chain=dstnat dst-address=2001:db8::2/128 dst-port=80 protocol=tcp to-address=2001:db8:1::10/128
"""
    assert ask(build(more=more), "tcp 2620:fe::9 2001:db8::2 80") == "open [2001:db8:1::10]:80"


@pytest.mark.parametrize(
    "rule",
    [
        "add action=quux chain=dstnat dst-port=3389 protocol=tcp to-addresses=192.168.88.5",
        "add action=dst-nat dst-port=3389 protocol=tcp to-addresses=192.168.88.5",
        "add action=dst-nat chain=dstnat dst-port=3389 in-interface=ether1 protocol=tcp to-addresses=192.168.88.x",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp to-addresses=192.168.88.5 to-ports=33x",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp to-addr",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp to-addresses=",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp to-addresses= to-ports=445",
        "add action=dst-nat chain=dstnat dst-port=3389 protocol=tcp to-addresses=0.0.0.0",
    ],
)
def test_a_translation_to_a_place_that_cannot_be_read_leaves_the_family_incomplete(build: Build, rule: str) -> None:
    # "NAT": every rule of dstnat may lead anywhere; nothing that the model can say stands for an unknown target
    device = build(nat=rule)
    assert not device.complete.ipv4
    assert device.complete.ipv6
    assert "cannot be read" in [u.why for u in device.undecided][-1]
    assert build(nat=f"{rule} disabled=yes").complete.ipv4
    assert build(nat=rule.replace(" in-interface=ether1", "") + " in-interface=bridge").complete.ipv4 is (
        "chain=" in rule
    )


@pytest.mark.parametrize("rest", ["protocol=tcp \\\n", "protocol=tcp \\", "protocol=tcp \\\n\n", "in-inter"])
def test_a_forward_that_is_cut_off_with_the_file_is_not_passed_over(read: Read, rest: str) -> None:
    # "Line joining": a backslash at the end of a line continues the command, and at the end of a file nothing can follow
    head = """\
        # 2025-01-02 03:04:05 by RouterOS 7.16.1
        /ip address
        add address=192.168.88.1/24 interface=ether2
        /ip dhcp-client
        add interface=ether1
        /ip firewall nat
        add action=masquerade chain=srcnat out-interface=ether1
        """
    device = read(dedent(head) + f"add action=dst-nat chain=dstnat dst-port=3389 {rest}")
    assert "where it sends packets cannot be read" in [u.why for u in device.undecided]
