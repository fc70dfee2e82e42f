"""Interfaces, their devices, addresses and roles (openwrt/netifd; package/network/*/files/*.sh of OpenWrt)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role
from routerlint.netset.addresses import parse_network
from vendor_parsers.openwrt.addressing import Prefix, Request, assign

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

LAN = "config interface lan\n option device br-lan\n option proto static\n option ipaddr 192.168.1.1/24\n option ip6assign 60\n"
DHCP = "config interface wan\n option device eth1\n option proto dhcp\n"
DHCP6 = "config interface wan6\n option device eth1\n option proto dhcpv6\n"
PPPOE = "config interface wan\n option device eth1.7\n option proto pppoe\n"


def roles(device: Device) -> dict[str, Role]:
    return {interface.name: interface.role for interface in device.interfaces}


def families(device: Device, name: str) -> list[tuple[str, bool]]:
    interface = device.interface(name)
    assert interface is not None
    return [(address.family, address.stated) for address in interface.addresses]


def test_logical_interfaces_on_one_device_are_one(build: Build) -> None:
    device = build(network=LAN + DHCP + DHCP6)
    assert roles(device) == {"lan": Role.LAN, "wan": Role.WAN}
    assert families(device, "wan") == [("ipv4", False), ("ipv6", False)]


def test_an_alias_stands_on_the_device_of_its_parent(build: Build) -> None:
    device = build(network=LAN + PPPOE + "config interface wan6\n option device @wan\n option proto dhcpv6\n")
    assert roles(device) == {"lan": Role.LAN, "wan": Role.WAN}


def test_dhcpv6_on_the_ethernet_below_pppoe_is_an_interface_of_its_own(build: Build) -> None:
    device = build(network=LAN + PPPOE + DHCP6.replace("eth1", "eth1.7"))
    assert set(roles(device)) == {"lan", "wan", "wan6"}


def test_a_lan_with_a_delegated_prefix_has_addresses_that_the_file_does_not_state(build: Build) -> None:
    assert ("ipv6", False) in families(build(network=LAN + DHCP + DHCP6), "lan")
    assert ("ipv6", False) not in families(build(network=LAN + DHCP), "lan")
    assert ("ipv6", False) not in families(build(network=LAN + DHCP + DHCP6 + " option reqprefix no\n"), "lan")


def test_pppoe_asks_for_ipv6_unless_told_not_to(build: Build) -> None:
    # ppp.sh: an unset or "auto" ipv6 means on
    assert ("ipv6", False) in families(build(network=LAN + PPPOE), "wan")
    device = build(network=LAN + PPPOE + " option ipv6 0\n")
    assert families(device, "wan") == [("ipv4", False)]
    assert device.pipeline("ipv6") is None


def test_ipv6_switched_off_on_the_device(build: Build) -> None:
    off = "config device\n option name eth1\n option ipv6 0\n"
    assert families(build(network=LAN + DHCP + DHCP6 + off), "wan") == [("ipv4", False)]


def test_modems_bring_ipv6_only_if_told(build: Build) -> None:
    modem = "config interface wan\n option device /dev/cdc-wdm0\n option proto qmi\n option apn internet\n"
    assert families(build(network=LAN + modem), "wan") == [("ipv4", False)]
    assert ("ipv6", False) in families(build(network=LAN + modem + " option pdptype ipv4v6\n"), "wan")


def test_a_stated_prefix_is_divided_as_netifd_does(build: Build) -> None:
    # interface_update_prefix_assignments: hints first, then by length, weight and name in the first gap
    prefix = Prefix("wan6", 0x20010DB8 << 96, 48, stated=True)
    asked = [Request("lan", 60, -1, 0), Request("dmz", 64, 0x10, 0), Request("guest", 64, -1, 0)]
    found = assign(prefix, asked)
    assert {name: (number >> 64 & 0xFFFF, length) for name, (number, length) in found.items()} == {
        "dmz": (0x10, 64),
        "lan": (0, 60),
        "guest": (0x11, 64),
    }
    network = LAN + DHCP + DHCP6 + " option ip6prefix 2001:db8:7::/48\n"
    interface = build(network=network).interface("lan")
    assert interface is not None
    expected = parse_network("2001:db8:7::1/60")
    assert expected in [(a.family, a.number, a.length) for a in interface.addresses]


def test_an_interface_that_is_disabled_is_none(build: Build) -> None:
    device = build(
        network=LAN + DHCP + "config interface wwan\n option device eth9\n option proto dhcp\n option disabled 1\n"
    )
    assert [interface.name for interface in device.wan_interfaces()] == ["wan"]


def test_the_way_to_the_internet_by_evidence(build: Build) -> None:
    gateway = (
        "config interface up\n option device eth5\n option proto static\n option ipaddr {}/24\n option gateway {}\n"
    )
    public = build(network=LAN + DHCP + gateway.format("192.0.2.10", "192.0.2.1"))
    assert roles(public)["up"] is Role.WAN  # a second line, in no zone
    zones = (
        "config zone\n option name lan\n option network 'lan up'\n option input ACCEPT\n"
        "config zone\n option name wan\n option network wan\n option masq 1\n"
    )
    inner = build(zones=zones, network=LAN + DHCP + gateway.format("10.1.0.2", "10.1.0.1"))
    assert roles(inner)["up"] is Role.LAN  # another router inside, while wan is the way out
    only = build(network=LAN + gateway.format("10.1.0.2", "10.1.0.1"))
    assert roles(only)["up"] is Role.WAN


def test_tunnels_are_no_internet_lines(build: Build) -> None:
    tunnel = "config interface wg0\n option proto wireguard\n option listen_port 51820\n list addresses 10.9.0.1/24\n"
    device = build(network=LAN + DHCP + tunnel)
    assert roles(device)["wg0"] is Role.VPN
    assert [listener.name for listener in device.listeners if listener.name == "wireguard"] == ["wireguard"]


def test_an_old_bridge_and_ifname(build: Build) -> None:
    old = "config interface lan\n option type bridge\n option ifname 'eth0 eth1'\n option proto static\n option ipaddr 192.168.1.1\n option netmask 255.255.255.0\n"
    interface = build(network=old + DHCP.replace("device eth1", "ifname eth2")).interface("lan")
    assert interface is not None
    assert interface.description == "br-lan"


def test_networks_without_a_device_do_not_exist_if_no_wireless_brings_one(ask: Ask, build: Build) -> None:
    network = LAN + "config interface wan\n option proto dhcp\n"
    redirect = (
        "config redirect\n option src wan\n option proto tcp\n option src_dport 443\n option dest_ip 192.168.1.20\n"
    )
    station = "config wifi-iface\n option mode sta\n option network wan\n"
    assert ask(
        build(redirect, network=network, files={"etc/config/wireless": station}), "tcp 9.9.9.9 wan 443"
    ).startswith("open")
    device = build(redirect, network=network, files={"etc/config/wireless": "config wifi-iface\n option network lan\n"})
    assert not device.complete.ipv4  # nothing leads to the Internet


def test_a_firewall_alone_is_judged(ask: Ask, build: Build) -> None:
    sections = (
        "config redirect\n option src wan\n option dest lan\n option proto tcp\n option src_dport 443\n option dest_ip 192.168.7.20\n"
        "config rule\n option src wan\n option dest lan\n option proto tcp\n option dest_port 22\n option target DROP\n"
    )
    device = build(sections, network=None, release=None)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert roles(device) == {"lan": Role.LAN, "wan": Role.WAN}
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.7.20:443"
    assert [found.kind for found in device.undecided] == ["partial", "capability"]


def test_a_drop_for_the_lan_holds_without_the_network_package(ask: Ask, build: Build) -> None:
    sections = (
        "config redirect\n option src wan\n option dest lan\n option proto tcp\n option src_dport 443\n option dest_ip 192.168.7.20\n"
        "config rule\n option src wan\n option dest lan\n option proto tcp\n option dest_port 443\n option target DROP\n"
    )
    assert ask(build(sections, network=None), "tcp 9.9.9.9 wan 443") == "closed"


def test_an_ipv6_host_of_a_rule_is_in_the_delegated_prefix(ask: Ask, build: Build) -> None:
    # the prefix is the provider's; the owner has written down an address of it
    rule = "config rule\n option src wan\n option dest lan\n option proto tcp\n option dest_ip 2001:db8:9::20\n option dest_port 22\n option target ACCEPT\n"
    device = build(rule, network=LAN + DHCP + DHCP6)
    assert ask(device, "tcp 2620:fe::9 2001:db8:9::20 22") == "open [2001:db8:9::20]:22"
    assert ask(device, "tcp 2620:fe::9 2001:db8:9::21 22") == "closed"


@pytest.mark.parametrize("protocol", ["pptp", "l2tp", "3g", "6in4", "something"])
def test_odd_protocols_do_no_harm(build: Build, protocol: str) -> None:
    device = build(network=LAN + f"config interface wan\n option device eth1\n option proto {protocol}\n")
    assert roles(device)["wan"] is Role.WAN


def test_a_public_address_that_no_line_gives_the_router_may_be_the_providers(ask: Ask, build: Build) -> None:
    # a fixed address over PPPoE stands in the firewall only
    rule = "config rule\n option src wan\n option dest_ip 203.0.113.9\n option proto tcp\n option dest_port 22\n option target ACCEPT\n"
    assert ask(build(rule, network=LAN + PPPOE), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(build(rule), "tcp 9.9.9.9 wan 22") == "closed"  # the address of the line is stated, and it is another


def test_dest_ip_may_name_an_interface(ask: Ask, build: Build) -> None:
    redirect = "config redirect\n option src wan\n option proto tcp\n option src_dport 2222\n option dest_ip lan\n option dest_port 22\n option family ipv6\n"
    device = build(redirect, network=LAN + DHCP + DHCP6)
    assert ask(device, "tcp 2620:fe::9 wan 2222") == "open router"
