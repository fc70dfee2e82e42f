"""Interfaces, their lists and roles. Source: MikroTik documentation, "Interface Lists", "Bridging and Switching"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]
Read = Callable[[str], Device]

HEAD = "# 2025-01-02 03:04:05 by RouterOS 7.16.1\n"
DROP_WAN = "add action=drop chain=input in-interface-list=WAN\n"


def wans(device: Device) -> list[str]:
    return sorted(i.name for i in device.wan_interfaces())


def test_a_port_of_a_bridge_is_no_layer_3_interface(build: Build, ask: Ask) -> None:
    # "Bridging and Switching": rules on ports do not match; exports note "matcher not possible when interface is slave"
    ports = "/interface bridge\nadd name=bridge-wan\n/interface bridge port\nadd bridge=bridge-wan interface=ether1\n"
    lists = "/interface list member\nadd interface=bridge-wan list=WAN\n/ip dhcp-client\nadd interface=bridge-wan\n"
    device = build("add action=drop chain=input in-interface=ether1\n", more=ports + lists, interfaces=INTERFACES_LESS)
    assert wans(device) == ["bridge-wan"]
    assert device.interface("ether1") is None
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert device.inactive[0].reason.startswith("ether1 is a port of bridge-wan")


INTERFACES_LESS = "/interface bridge\nadd name=bridge\n/interface list\nadd name=WAN\nadd name=LAN\n/ip address\nadd address=192.168.88.1/24 interface=bridge\n"


def test_a_port_that_is_off_or_whose_bridge_is_off_stands_alone(read: Read) -> None:
    text = (
        HEAD
        + "/interface bridge\nadd disabled=yes name=off\nadd name=on\n/interface bridge port\nadd bridge=off interface=ether1\nadd bridge=on disabled=yes interface=ether2\nadd bridge=on interface=ether3\n/ip dhcp-client\nadd interface=ether1\nadd interface=ether2\nadd interface=ether3\n"
    )
    assert wans(read(text)) == ["ether1", "ether2"]


def test_an_address_on_a_port_acts_on_its_bridge(read: Read) -> None:
    # "IP addressing", property actual-interface
    device = read(
        HEAD
        + "/interface bridge\nadd name=bridge\n/interface bridge port\nadd bridge=bridge interface=ether2\n/ip address\nadd address=192.168.5.1/24 interface=ether2\n"
    )
    bridge = device.interface("bridge")
    assert bridge is not None
    assert [a.number & 255 for a in bridge.addresses] == [1]


def test_ports_of_a_bond_and_of_an_old_switch_group_are_no_layer_3_interfaces(read: Read) -> None:
    text = (
        HEAD
        + "/interface bonding\nadd name=bond1 slaves=ether3,ether4\n/interface ethernet\nset [ find default-name=ether6 ] master-port=ether5\n/ip address\nadd address=192.168.5.1/24 interface=bond1\n"
    )
    names = {i.name for i in read(text).interfaces}
    assert {"bond1"} <= names
    assert not {"ether3", "ether4", "ether6"} & names


def test_a_renamed_port_goes_by_its_name(read: Read) -> None:
    device = read(
        HEAD
        + '/interface ethernet\nset [ find default-name=ether1 ] name="ether1 - ISP"\n/ip dhcp-client\nadd interface="ether1 - ISP"\n'
    )
    assert wans(device) == ["ether1 - ISP"]


@pytest.mark.parametrize(
    ("members", "verdict"),
    [
        ("add interface=ether1 list=WAN", "closed"),
        ("add disabled=yes interface=ether1 list=WAN", "open router"),  # flag X
        ("add interface=*F list=WAN", "open router"),  # the interface is gone
        ("add interface=ether9 list=WAN", "open router"),
    ],
)
def test_only_living_members_count(build: Build, ask: Ask, members: str, verdict: str) -> None:
    interfaces = INTERFACES_LESS + f"/interface list member\n{members}\n/ip dhcp-client\nadd interface=ether1\n"
    assert ask(build(DROP_WAN, interfaces=interfaces), "tcp 9.9.9.9 wan 22") == verdict


@pytest.mark.parametrize(
    ("lists", "verdict"),
    [
        ("add include=inner name=WAN\nadd name=inner", "closed"),
        ("add include=inner exclude=inner name=WAN\nadd name=inner", "open router"),
        ("add exclude=all include=all name=WAN\nadd name=inner", "open router"),
        ("add include=all name=WAN\nadd name=inner", "closed"),
        ("add include=static name=WAN\nadd name=inner", "closed"),
        ("add include=dynamic name=WAN\nadd name=inner", "open router"),
        ("add include=none name=WAN\nadd name=inner", "open router"),
        ("add include=WAN name=WAN\nadd name=inner", "open router"),  # itself
        ("add include=a name=WAN\nadd include=WAN name=a\nadd name=inner", "open router"),  # a circle
    ],
)
def test_include_then_exclude_then_static_members(build: Build, ask: Ask, lists: str, verdict: str) -> None:
    interfaces = (
        f"/interface bridge\nadd name=bridge\n/interface list\n{lists}\n/interface list member\nadd interface=ether1 list=inner\n"
        "/ip address\nadd address=192.168.88.1/24 interface=bridge\n/ip dhcp-client\nadd interface=ether1\n"
    )
    assert ask(build(DROP_WAN, interfaces=interfaces), "tcp 9.9.9.9 wan 22") == verdict


def test_a_static_member_stays_although_it_is_excluded(build: Build, ask: Ask) -> None:
    # "Interface Lists": statically configured members are added last
    interfaces = "/interface list\nadd exclude=all name=WAN\n/interface list member\nadd interface=ether1 list=WAN\n/ip dhcp-client\nadd interface=ether1\n"
    assert ask(build(DROP_WAN, interfaces=interfaces), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_list_that_detect_internet_fills_is_open(build: Build, ask: Ask) -> None:
    # "Detect Internet": members come and go while the router runs
    more = "/interface detect-internet\nset detect-interface-list=all wan-interface-list=WAN\n"
    assert ask(build(DROP_WAN, more=more), "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_ppp_profile_adds_its_clients_to_a_list(build: Build, ask: Ask) -> None:
    interfaces = "/interface pppoe-client\nadd disabled=no interface=ether1 name=pppoe-out1 profile=isp\n/interface list\nadd name=WAN\n/ppp profile\nadd interface-list=WAN name=isp\n"
    assert ask(build(DROP_WAN, interfaces=interfaces), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/ip dhcp-client\nadd interface=ether1", ["ether1"]),
        ("/ip dhcp-client\nadd add-default-route=no interface=ether1", []),
        ("/ip dhcp-client\nadd disabled=yes interface=ether1", []),
        ("/interface pppoe-client\nadd disabled=no interface=ether1 name=dsl", ["dsl"]),
        ("/interface pppoe-client\nadd disabled=yes interface=ether1 name=dsl", []),
        ("/interface lte\nset [ find ] name=lte1", ["lte1"]),
        ("/ip address\nadd address=192.0.2.2/30 interface=ether1\n/ip route\nadd gateway=192.0.2.1", ["ether1"]),
        ("/ip address\nadd address=192.0.2.2/30 interface=ether1\n/ip route\nadd disabled=yes gateway=192.0.2.1\n/interface list\nadd name=x", ["ether1"]),
        ("/ip route\nadd gateway=10.0.0.1%ether5", ["ether5"]),
        ("/ip route\nadd gateway=ether5@main", ["ether5"]),
        ("/ip address\nadd address=10.1.1.2 interface=ether1 network=10.9.9.9\n/ip route\nadd gateway=10.9.9.9", ["ether1"]),
        ("/ip address\nadd address=10.1.1.2/24 interface=ether1\n/ip route\nadd gateway=192.0.2.9\nadd dst-address=192.0.2.9/32 gateway=10.1.1.1", ["ether1"]),
        ("/ip address\nadd address=10.1.1.2/24 interface=ether1\n/ip route\nadd gateway=10.1.1.1 type=blackhole", []),
        ("/ip address\nadd address=10.1.1.2/24 interface=ether1\n/ip route\nadd blackhole gateway=10.1.1.1", []),
        ("/ip address\nadd address=10.1.1.2/24 interface=ether1\nadd address=10.2.2.2/24 interface=ether2\n/ip route\nadd gateway=10.1.1.1,10.2.2.1", ["ether1", "ether2"]),
        ("/ip address\nadd address=10.1.1.2/24 interface=ether1\n/ip firewall nat\nadd action=masquerade chain=srcnat out-interface=ether1", ["ether1"]),
        ("/ip address\nadd address=10.1.1.2/24 interface=WAN\nadd address=10.2.2.2/24 interface=LAN", []),  # never the name alone
    ],
)  # fmt: skip
def test_what_makes_an_interface_face_the_internet(read: Read, text: str, expected: list[str]) -> None:
    assert wans(read(f"{HEAD}/interface bridge\nadd name=b\n{text}\n")) == expected


def test_masquerading_towards_a_list_names_its_members(build: Build) -> None:
    device = build()
    (wan,) = device.wan_interfaces()
    assert [e.text for e in wan.evidence] == [
        "a DHCP client takes the default route from it",
        "source NAT leaves through it",
    ]
    assert all(e.spans for e in wan.evidence)


def test_the_ethernet_port_below_a_dial_up_line_is_no_wan(read: Read) -> None:
    text = (
        HEAD
        + "/interface pppoe-client\nadd disabled=no interface=ether1 name=dsl\n/interface list\nadd name=WAN\n/interface list member\nadd interface=ether1 list=WAN\nadd interface=dsl list=WAN\n/ip firewall nat\nadd action=masquerade chain=srcnat out-interface-list=WAN\n"
    )
    assert wans(read(text)) == ["dsl"]


@pytest.mark.parametrize("kind", ["vrrp", "macvlan"])
def test_what_is_sent_to_the_address_of_an_interface_on_the_line_arrives_on_that_interface(
    build: Build, ask: Ask, kind: str
) -> None:
    # MikroTik documentation, "VRRP" (virtual MAC address) and "MACVLAN"
    more = (
        f"/interface {kind}\nadd interface=ether1 name=upper\n/ip address\nadd address=203.0.113.5/32 interface=upper\n"
    )
    device = build("add action=drop chain=input in-interface=ether1\n", more=more)
    assert ask(device, "tcp 9.9.9.9 203.0.113.5 22 upper") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22 ether1") == "closed"
    assert build(more=more).facts["wan-outside-lists"].value == "upper"


def test_a_mobile_connection_that_is_passed_through_is_not_judged(build: Build) -> None:
    # MikroTik documentation, "LTE/5G", passthrough: the modem gives its address to a host behind the router
    lte = "/interface lte\nset [ find default-name=lte1 ] apn-profiles=default\n"
    apn = "/interface lte apn\nset [ find default=yes ] passthrough-interface=ether4 passthrough-mac=auto\n"
    assert build(more=lte).complete.ipv4
    assert not build(more=lte + apn).complete.ipv4


def test_hairpin_nat_and_vpn_make_no_wan(read: Read) -> None:
    text = (
        HEAD
        + "/interface wireguard\nadd listen-port=13231 name=wg\n/ip dhcp-client\nadd interface=ether1\n/ip address\nadd address=192.168.1.1/24 interface=ether2\nadd address=10.9.0.1/24 interface=wg\n/ip firewall nat\nadd action=masquerade chain=srcnat out-interface=ether2 src-address=192.168.1.0/24\nadd action=masquerade chain=srcnat out-interface=wg\n"
    )
    device = read(text)
    assert wans(device) == ["ether1"]
    assert {i.name: i.role for i in device.interfaces}["wg"] is Role.VPN


def test_a_provider_that_is_dialled_by_l2tp_is_the_wan(read: Read) -> None:
    # the default route of the client, not its kind, makes it face the Internet
    client = "/interface l2tp-client\nadd {} connect-to=provider.example.net disabled=no name=l2tp-out1\n"
    nat = "/ip firewall nat\nadd action=masquerade chain=srcnat out-interface=l2tp-out1\n"
    dhcp = "/ip dhcp-client\nadd add-default-route=no interface=ether1\n"
    assert wans(read(HEAD + client.format("add-default-route=yes") + dhcp + nat)) == ["l2tp-out1"]
    assert wans(read(HEAD + client.format("") + dhcp.replace("add-default-route=no ", "") + nat)) == ["ether1"]


def test_two_halves_are_a_default_route(read: Read) -> None:
    text = (
        HEAD
        + "/interface bridge\nadd name=b\n/ip address\nadd address=10.1.1.2/24 interface=ether1\n/ip route\nadd dst-address=0.0.0.0/1 gateway=10.1.1.1\nadd dst-address=128.0.0.0/1 gateway=10.1.1.1\n"
    )
    assert wans(read(text)) == ["ether1"]


def test_a_network_with_a_hotspot_is_for_guests(build: Build) -> None:
    device = build(more="/ip hotspot\nadd disabled=no interface=bridge name=hs\n")
    assert {i.name: i.role for i in device.interfaces}["bridge"] is Role.GUEST


def test_a_dhcp_client_of_version_6_runs_only_if_the_export_says_so(read: Read) -> None:
    # exports of 6 write disabled=no for clients that run; exports of 7 write nothing
    text = "/interface bridge\nadd name=b\n/ip dhcp-client\nadd interface=ether1\n"
    assert wans(read("# jan/02/2021 03:04:05 by RouterOS 6.47.1\n" + text)) == []
    assert wans(read(HEAD + text)) == ["ether1"]


def test_a_dhcp_client_on_a_bridge_port_does_not_run(read: Read) -> None:
    # status comment "DHCP client can not run on slave interface!"
    text = (
        HEAD
        + "/interface bridge\nadd name=b\n/interface bridge port\nadd bridge=b interface=ether1\n/ip dhcp-client\n# DHCP client can not run on slave interface!\nadd interface=ether1\n"
    )
    assert wans(read(text)) == []


def test_dynamic_routing_stands_in_for_a_default_route(read: Read) -> None:
    text = (
        HEAD
        + "/interface bridge\nadd name=b\n/ip address\nadd address=203.0.113.9/29 interface=ether1\nadd address=192.168.1.1/24 interface=b\n/routing ospf network\nadd area=backbone network=203.0.113.8/29\n"
    )
    assert wans(read(text)) == ["ether1"]


def test_a_device_without_any_way_out_is_complete(read: Read) -> None:
    # a switch with a management address and no default route answers its own network only
    device = read(HEAD + "/interface bridge\nadd name=b\n/ip address\nadd address=192.168.1.2/24 interface=b\n")
    assert (wans(device), device.complete.ipv4) == ([], True)


def test_a_default_route_that_leads_nowhere_known_is_undecided(read: Read) -> None:
    device = read(
        HEAD
        + "/interface bridge\nadd name=b\n/ip address\nadd address=192.168.1.2/24 interface=b\n/ip route\nadd gateway=203.0.113.1\n"
    )
    assert not device.complete.ipv4
    assert [u.kind for u in device.undecided] == ["role"]


def test_a_vlan_on_a_switched_off_port_is_off(read: Read) -> None:
    text = (
        HEAD
        + "/interface ethernet\nset [ find default-name=ether1 ] disabled=yes\n/interface vlan\nadd interface=ether1 name=v7 vlan-id=7\n/interface pppoe-client\nadd disabled=no interface=v7 name=dsl\n/ip dhcp-client\nadd interface=ether2\n"
    )
    assert wans(read(text)) == ["ether2"]


def test_the_list_that_rules_use_is_the_zone(build: Build) -> None:
    device = build(more="/interface list\nadd name=mac\n/interface list member\nadd interface=ether1 list=mac\n")
    assert {i.name: i.zone for i in device.interfaces} == {"bridge": "LAN", "ether1": "WAN"}


def test_a_wan_outside_the_lists_of_the_firewall_is_a_fact(build: Build) -> None:
    assert build().facts["wan-outside-lists"].value == "none"
    more = "/interface pppoe-client\nadd disabled=no interface=ether4 name=dsl\n"
    assert build(more=more).facts["wan-outside-lists"].value == "dsl"


def test_who_dials_in_has_networks_of_his_own(build: Build, ask: Ask) -> None:
    # "PPP AAA": addresses of profiles and secrets; a forward to such a client leaves by its interface
    more = "/ip pool\nadd name=vpn ranges=10.8.0.10-10.8.0.20\n/ppp profile\nadd local-address=10.8.0.1 name=dial remote-address=vpn\n"
    nat = "add action=dst-nat chain=dstnat dst-port=80 in-interface-list=WAN protocol=tcp to-addresses=10.8.0.12\n"
    rules = "add action=drop chain=forward out-interface-list=WAN\n"
    assert ask(build(rules, nat, more), "tcp 9.9.9.9 wan 80") == "open 10.8.0.12:80"
    assert ask(build("add action=drop chain=input\n", more=more), "tcp 9.9.9.9 10.8.0.1 22") == "closed"


@pytest.mark.parametrize(
    ("name", "comment", "role"),
    [
        ("guest", "", Role.GUEST),
        ("vlan20-guests", "", Role.GUEST),
        ("br2", "GuestWLAN", Role.GUEST),
        ("br2", "Gastnetz der Praxis", Role.GUEST),
        ("Gast", "", Role.GUEST),
        ("br2", "G\\C3\\A4ste", Role.LAN),  # bytes of UTF-8, which the export writes one by one
        ("br2", "Gastronomie", Role.LAN),
        ("br2", "Gasthof zum Hirsch", Role.LAN),
        ("gasoline", "", Role.LAN),
        ("office", "", Role.LAN),
    ],
)
def test_a_network_with_clients_that_is_called_one_of_guests_is_one(
    build: Build, name: str, comment: str, role: Role
) -> None:
    more = (
        f'/interface bridge\nadd comment="{comment}" name={name}\n/ip address\n'
        f"add address=192.168.20.1/24 interface={name}\n/ip dhcp-server\nadd interface={name} name=dhcp2\n"
    )
    interface = build(more=more).interface(name)
    assert interface is not None
    assert interface.role is role
    alone = build(more=more.replace("/ip dhcp-server", "/ip quux")).interface(name)
    assert alone is not None
    assert alone.role is Role.LAN  # a name alone is no evidence


CORE = (
    HEAD
    + "/interface bridge\nadd name=lo0\n{ports}/ip address\nadd address=198.51.100.1 interface=lo0 network=198.51.100.1\n"
    "add address=203.0.113.2/29 interface=ether1\n/ip firewall filter\nadd action=drop chain=forward\n"
)


def test_nothing_arrives_on_an_empty_bridge_that_stands_for_a_loopback(read: Read) -> None:
    # MikroTik documentation, "OSPF" and "MPLS": before 7.15 an empty bridge holds the router's loopback address
    assert wans(read(CORE.format(ports=""))) == ["ether1"]


def test_a_bridge_with_ports_is_no_loopback_whatever_its_name(read: Read) -> None:
    ports = "/interface bridge port\nadd bridge=lo0 interface=ether5\n"
    assert wans(read(CORE.format(ports=ports))) == ["ether1", "lo0"]
