"""Interfaces, addresses and roles of a pfSense."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device
from routerlint.model.interface import Role

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WAN = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
LAN = "<lan><enable/><if>igb1</if><descr>Praxis</descr><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"


def roles(device: Device) -> dict[str, Role]:
    return {i.name: i.role for i in device.interfaces if i.enabled and i.name != "lo0"}


def test_a_second_wan_is_found_by_its_gateway_not_by_its_name(build: Build) -> None:
    dsl = "<opt1><enable/><if>igb2</if><descr>Gaeste</descr><ipaddr>203.0.113.9</ipaddr><subnet>30</subnet><gateway>DSL</gateway></opt1>"
    dmz = "<opt2><enable/><if>igb3</if><descr>WAN2</descr><ipaddr>203.0.113.65</ipaddr><subnet>26</subnet></opt2>"
    found = roles(build(interfaces=WAN + LAN + dsl + dmz))
    assert found == {"wan": Role.WAN, "lan": Role.LAN, "opt1": Role.WAN, "opt2": Role.LAN}


def test_lines_that_dial_in_face_the_internet(build: Build) -> None:
    lte = "<opt1><enable/><if>ppp0</if><ipaddr>ppp</ipaddr></opt1>"
    assert roles(build(interfaces=WAN + LAN + lte))["opt1"] is Role.WAN


def test_the_default_gateway_says_where_the_internet_is(build: Build) -> None:
    transit = "<opt1><enable/><if>igb2</if><ipaddr>10.9.9.2</ipaddr><subnet>30</subnet></opt1>"
    gateways = (
        "<gateways><gateway_item><name>UP</name><interface>opt1</interface><gateway>10.9.9.1</gateway><ipprotocol>inet</ipprotocol></gateway_item>"
        "<defaultgw4>UP</defaultgw4></gateways>"
    )
    assert roles(build(interfaces=WAN + LAN + transit, more=gateways))["opt1"] is Role.WAN


def test_a_gateway_for_static_routes_makes_no_wan(build: Build) -> None:
    gateways = "<gateways><gateway_item><name>CORE</name><interface>lan</interface><gateway>192.168.1.254</gateway></gateway_item></gateways>"
    routes = "<staticroutes><route><network>10.20.0.0/16</network><gateway>CORE</gateway></route></staticroutes>"
    device = build(more=gateways + routes)
    assert roles(device)["lan"] is Role.LAN
    assert [(r.interface, r.length) for r in device.routes] == [("wan", 0), ("lan", 16)]


def test_a_lan_with_a_gateway_is_no_wan_beside_one(build: Build) -> None:
    lan = LAN.replace("</lan>", "<gateway>CORE</gateway></lan>")
    assert roles(build(interfaces=WAN + lan))["lan"] is Role.LAN
    assert roles(build(interfaces=lan))["lan"] is Role.WAN


def test_vpn_ends_are_no_wan(build: Build) -> None:
    vpn = "<opt1><enable/><if>ovpnc1</if><ipaddr>10.8.0.2</ipaddr><subnet>24</subnet><gateway>VPN</gateway></opt1>"
    assert roles(build(interfaces=WAN + LAN + vpn))["opt1"] is Role.VPN


def test_a_captive_portal_makes_guests(build: Build) -> None:
    guests = "<opt1><enable/><if>igb2</if><ipaddr>172.16.0.1</ipaddr><subnet>24</subnet></opt1>"
    portal = "<captiveportal><zone1><enable/><interface>opt1</interface></zone1></captiveportal>"
    assert roles(build(interfaces=WAN + LAN + guests, more=portal))["opt1"] is Role.GUEST


def test_disabled_interfaces_have_no_part(build: Build) -> None:
    old = "<opt1><if>igb2</if><ipaddr>dhcp</ipaddr></opt1>"
    assert "opt1" not in roles(build(interfaces=WAN + LAN + old))


def test_unstated_addresses_are_placeholders(build: Build) -> None:
    wan = "<wan><enable/><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    lan = "<lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet><ipaddrv6>track6</ipaddrv6></lan>"
    device = build(interfaces=wan + lan)
    wan_addresses = next(i for i in device.interfaces if i.name == "wan").addresses
    assert [(a.family, a.length, a.stated) for a in wan_addresses] == [("ipv4", 32, False), ("ipv6", 128, False)]
    lan_six = next(a for i in device.interfaces if i.name == "lan" for a in i.addresses if a.family == "ipv6")
    assert (lan_six.length, lan_six.stated) == (64, False)


def test_virtual_addresses_belong_to_the_router_unless_they_are_held_for_nat(build: Build) -> None:
    def vip(mode: str, address: str, extra: str = "") -> str:
        return f"<vip><mode>{mode}</mode><interface>wan</interface><subnet>{address}</subnet><subnet_bits>32</subnet_bits>{extra}</vip>"

    on_carp = "<vip><mode>ipalias</mode><interface>_vipabc</interface><subnet>198.51.100.14</subnet><subnet_bits>32</subnet_bits></vip>"
    more = (
        "<virtualip>" + vip("ipalias", "198.51.100.11") + vip("carp", "198.51.100.12", "<uniqid>abc</uniqid>")
        + vip("proxyarp", "198.51.100.13") + on_carp + "</virtualip>"
    )  # fmt: skip
    wan = next(i for i in build(more=more).interfaces if i.name == "wan")
    assert [address.number & 255 for address in wan.addresses] == [10, 11, 12, 14]


def test_no_wan_in_sight_is_not_clean(build: Build) -> None:
    device = build(interfaces="<lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>")
    assert not device.complete.ipv4


def test_a_wan_without_any_address_is_not_clean(build: Build) -> None:
    device = build(interfaces="<wan><enable/><if>igb0</if></wan>" + LAN)
    assert not device.complete.ipv4
