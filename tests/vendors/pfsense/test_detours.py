"""Rules of pfSense that lead a packet elsewhere or past the list.

Source: src/etc/inc/filter.inc at 9363ac5 (filter_generate_user_rule, filter_rules_generate), pfsense-utils.inc
(get_filter_rules_map); pf.conf(5) for route-to.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role

from .conftest import LAN, WAN

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

ANY = "<source><any/></source><destination><any/></destination>"
FORWARD = (
    "<rule><source><any/></source><destination><network>wanip</network><port>443</port></destination><protocol>tcp</protocol>"
    "<target>192.168.1.5</target><local-port>443</local-port><interface>wan</interface></rule>"
)


def rule(extra: str, ends: str = ANY, *, interface: str = "wan", protocol: str = "tcp") -> str:
    return f"<rule><interface>{interface}</interface><protocol>{protocol}</protocol>{ends}{extra}</rule>"


def test_a_rule_with_a_gateway_may_send_the_packet_elsewhere(build: Build, ask: Ask) -> None:
    # "pass in quick on WAN route-to (...)": pf.conf(5): the packet leaves by that gateway, whatever the routes say
    routed = rule("<gateway>GW</gateway>")
    assert ask(build(routed, FORWARD), "tcp 9.9.9.9 wan 443") == "conditional"
    # the rule decides, so that no later one lets the packet in for certain
    assert ask(build(routed + rule(""), FORWARD), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(build(rule("") + routed, FORWARD), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(rule("<gateway/>"), FORWARD), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_gateway_of_a_block_counts_for_nothing(build: Build, ask: Ask) -> None:
    block = rule("<type>block</type><gateway>GW</gateway>")
    assert ask(build(block + rule(""), FORWARD), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_floating_rule_with_a_gateway_is_overruled_by_a_later_one(build: Build, ask: Ask) -> None:
    floating = "<floating>yes</floating><direction>in</direction>"
    routed = rule(f"<gateway>GW</gateway>{floating}")
    assert ask(build(routed + rule(floating), FORWARD), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(rule(floating) + routed, FORWARD), "tcp 9.9.9.9 wan 443") == "conditional"


def test_bypassed_static_routes_let_neighbours_in(build: Build, ask: Ask) -> None:
    # filter_rules_generate(): pass quick between the network of the interface and the routed one, both ways
    more = (
        "<gateways><gateway_item><name>R</name><interface>wan</interface><gateway>198.51.100.3</gateway></gateway_item></gateways>"
        "<staticroutes><route><network>203.0.113.0/24</network><gateway>R</gateway>{}</route></staticroutes>"
    )
    bypass = "<bypassstaticroutes/>"
    assert ask(build(bypass, more=more.format("")), "tcp 203.0.113.9 wan 22") == "open router"
    assert ask(build(bypass, more=more.format("")), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build("", more=more.format("")), "tcp 203.0.113.9 wan 22") == "closed"
    # get_staticroutes(): isset()
    assert ask(build(bypass, more=more.format("<disabled/>")), "tcp 203.0.113.9 wan 22") == "closed"
    # behind the user's rules
    block = rule("<type>block</type>", protocol="any")
    assert ask(build(block + bypass, more=more.format("")), "tcp 203.0.113.9 wan 22") == "closed"


def test_a_disabled_static_route_leads_nowhere(build: Build) -> None:
    # the web interface writes the box as an empty element
    more = "<staticroutes><route><network>10.9.0.0/16</network><gateway>R</gateway><disabled></disabled></route></staticroutes>"
    assert all(route.length != 16 for route in build(more=more).routes)


def test_an_empty_element_marks_the_default_gateway(build: Build) -> None:
    # files up to 2.4: <defaultgw/>
    plain = "<opt1><enable/><if>igb2</if><ipaddr>203.0.113.2</ipaddr><subnet>30</subnet></opt1>"
    more = "<gateways><gateway_item><name>U</name><interface>opt1</interface><gateway>203.0.113.1</gateway><defaultgw></defaultgw></gateway_item></gateways>"
    found = build(interfaces=WAN + LAN + plain, more=more).interface("opt1")
    assert found is not None
    assert found.role is Role.WAN


def test_a_separator_is_no_rule(build: Build, ask: Ask) -> None:
    assert ask(build(rule("<separator>x</separator>"), FORWARD), "tcp 9.9.9.9 wan 443") == "closed"


def test_virtual_servers_of_the_old_load_balancer_are_not_clean(build: Build) -> None:
    # up to 2.4: rdr-anchor "relayd/*"
    more = "<load_balancer><virtual_server><name>web</name><ipaddr>198.51.100.10</ipaddr><port>80</port></virtual_server></load_balancer>"
    assert not build(more=more).complete.ipv4


@pytest.mark.parametrize(
    ("extra", "answer"),
    [
        ("<direction>out</direction>", "closed"),
        ("<direction>out</direction><quick>yes</quick>", "closed"),
        ("<direction>any</direction>", "closed"),
        ("<direction>in</direction>", "open 192.168.1.5:443"),
    ],
)
def test_a_block_on_lan_on_the_way_out(build: Build, ask: Ask, extra: str, answer: str) -> None:
    # "block out on LAN" stands behind "pass out all": the last match counts
    block = rule(f"<type>block</type><floating>yes</floating>{extra}", interface="lan")
    assert ask(build(block + rule(""), FORWARD), "tcp 9.9.9.9 wan 443") == answer


def test_a_forward_to_the_network_of_an_interface(build: Build, ask: Ask) -> None:
    # filter_generate_address(): $LAN__NETWORK, whose addresses take turns
    nat = FORWARD.replace("192.168.1.5", "lan")
    assert ask(build(rule(""), nat), "tcp 9.9.9.9 wan 443") != "closed"


def test_an_operating_system_is_asked_of_tcp_only(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): " os ..." is written for protocol tcp alone; a block of UDP holds for everybody
    guess = "<type>block</type><os>Linux</os>"
    passing = rule("", protocol="udp")
    assert ask(build(rule(guess, protocol="udp") + passing), "udp 9.9.9.9 wan 53") == "closed"
    assert ask(build(rule(guess) + rule("")), "tcp 9.9.9.9 wan 53") == "open router"


def test_reflection_onto_a_line_without_a_gateway_is_not_clean(build: Build) -> None:
    # filter_get_reflection_interfaces(): every interface without a gateway but the rule's own
    bare = WAN.replace("<gateway>GW</gateway>", "")
    inner = FORWARD.replace("<interface>wan</interface>", "<interface>lan</interface>")
    assert not build("", inner, interfaces=bare + LAN).complete.ipv4
    assert build("", inner, interfaces=WAN + LAN).complete.ipv4
    assert build("", FORWARD, interfaces=bare + LAN).complete.ipv4
    off = "<ipv6allow/><webgui/><disablenatreflection>yes</disablenatreflection>"
    assert build("", inner, interfaces=bare + LAN, system=off).complete.ipv4
