"""IPv6: where the router has addresses, and what that opens. Source: MikroTik documentation, "IPv6 addresses", "DHCPv6"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import InterfaceAddress

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

CLIENT = "/ipv6 dhcp-client\nadd interface=ether1 pool-name=isp request={}\n"
FROM_POOL = "/ipv6 address\nadd address=::1 from-pool=isp interface=bridge\n"


def addresses(device: Device, name: str) -> list[InterfaceAddress]:
    interface = device.interface(name)
    assert interface is not None
    return [a for a in interface.addresses if a.family == "ipv6"]


def test_without_an_ipv6_address_there_is_no_ipv6(build: Build) -> None:
    device = build(more="/ipv6 firewall filter\nadd action=accept chain=input\n")
    assert device.pipeline("ipv6") is None
    assert device.complete.ipv6


def test_a_delegated_prefix_opens_the_lan_if_nothing_filters(build: Build, ask: Ask) -> None:
    device = build(more=CLIENT.format("prefix") + FROM_POOL)
    (address,) = addresses(device, "bridge")
    assert not address.stated
    assert (address.number & 0xFFFF, address.length) == (1, 64)
    assert not addresses(device, "ether1")
    assert ask(device, "tcp 2620:fe::9 bridge 22") == "open router"
    assert device.facts["firewall-enabled-ipv6"].value == "no"


def test_a_client_that_asks_for_an_address_gets_one(build: Build) -> None:
    (address,) = addresses(build(more=CLIENT.format("address,prefix")), "ether1")
    assert not address.stated


def test_the_pool_of_a_client_that_is_off_is_empty(build: Build) -> None:
    more = CLIENT.format("prefix").replace("add ", "add disabled=yes ") + FROM_POOL
    assert build(more=more).pipeline("ipv6") is None


def test_a_static_pool_gives_a_network_of_its_prefix(build: Build) -> None:
    more = "/ipv6 pool\nadd name=isp prefix=2001:db8:70::/48 prefix-length=64\n" + FROM_POOL
    (address,) = addresses(build(more=more), "bridge")
    assert address.number == (0x20010DB8_0070 << 80) + 1


def test_an_address_without_a_length_is_in_a_64(build: Build) -> None:
    (address,) = addresses(build(more="/ipv6 address\nadd address=2001:db8:1::1 interface=bridge\n"), "bridge")
    assert (address.length, address.stated) == (64, True)


def test_an_interface_part_from_the_mac_address_keeps_the_prefix_stated(build: Build) -> None:
    (address,) = addresses(
        build(more="/ipv6 address\nadd address=2001:db8:1::/64 eui-64=yes interface=bridge\n"), "bridge"
    )
    assert (address.stated, address.number >> 64) == (True, 0x20010DB8_00010000)


@pytest.mark.parametrize("setting", ["disable-ipv6=yes", "disable-ipv6=true"])
def test_disabled_ipv6_is_off_whatever_else_is_set(build: Build, setting: str) -> None:
    more = f"/ipv6 settings\nset {setting}\n" + CLIENT.format("address,prefix") + FROM_POOL
    assert build(more=more).pipeline("ipv6") is None


def test_a_router_takes_no_address_from_advertisements_unless_told(build: Build) -> None:
    # default yes-if-forwarding-disabled
    assert build().pipeline("ipv6") is None
    assert build(more="/ipv6 settings\nset accept-router-advertisements=yes\n").pipeline("ipv6") is not None
    assert build(more="/ipv6 settings\nset forward=no\n").pipeline("ipv6") is not None


def test_the_factory_filter_of_ipv6_lets_vpn_protocols_through_to_every_host(build: Build, ask: Ask) -> None:
    more = "/ipv6 address\nadd address=2001:db8:1::1/64 interface=bridge\n/ipv6 firewall filter\n"
    more += "add action=accept chain=forward dst-port=500,4500 protocol=udp\nadd action=accept chain=forward ipsec-policy=in,ipsec\nadd action=drop chain=forward in-interface-list=!LAN\n"
    device = build(more=more)
    assert ask(device, "udp 2620:fe::9 2001:db8:1::20 500") == "open [2001:db8:1::20]:500"
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::20 443") == "closed"


def test_an_accept_by_port_opens_all_udp_to_who_sends_from_it(build: Build, ask: Ask) -> None:
    # the factory's traceroute rule of early version 7 matched source or destination port
    more = "/ipv6 address\nadd address=2001:db8::2/64 interface=ether1\n/ipv6 firewall filter\nadd action=accept chain=input port=33434-33534 protocol=udp\nadd action=drop chain=input\n"
    assert ask(build(more=more), "udp 2620:fe::9 wan 161") == "open router"
    assert ask(build(more=more.replace("port=", "dst-port=")), "udp 2620:fe::9 wan 161") == "closed"


def test_the_provider_of_a_mobile_line_may_serve_an_inside_interface(build: Build) -> None:
    # "LTE/5G", property ipv6-interface
    more = "/interface lte\nset [ find ] name=lte1\n/interface lte apn\nset [ find default=yes ] apn=x ip-type=ipv4-ipv6 ipv6-interface=bridge\n"
    device = build(more=more)
    assert len(addresses(device, "bridge")) == len(addresses(device, "lte1")) == 1


def test_a_tunnel_of_ipv6_in_ipv4_carries_no_ipv4(build: Build, ask: Ask) -> None:
    more = "/interface 6to4\nadd local-address=203.0.113.2 name=he remote-address=198.51.100.1\n/ipv6 address\nadd address=2001:db8::2/64 interface=he\n/ipv6 route\nadd dst-address=2000::/3 gateway=2001:db8::1\n"
    device = build("", more=more)
    assert {i.name for i in device.wan_interfaces()} == {"ether1", "he"}
    assert ask(device, "tcp 2620:fe::9 2001:db8::2 22 he") == "open router"
    assert ask(device, "tcp 9.9.9.9 192.168.88.1 22 he") == "closed"
