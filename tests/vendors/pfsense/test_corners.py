"""Rules that are seldom written. Source: pfSense src/etc/inc at 9363ac5, functions named at the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WAN = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
LAN = "<lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"
ANY = "<source><any/></source>"
INSIDE = "<destination><address>192.168.1.0/24</address></destination>"
LET_ALL_IN = f"<rule><interface>wan</interface><protocol>any</protocol>{ANY}{INSIDE}</rule>"


def rule(source: str = ANY, destination: str = "<network>wanip</network><port>443</port>", extra: str = "") -> str:
    return f"<rule><interface>wan</interface><protocol>tcp</protocol>{source}<destination>{destination}</destination>{extra}</rule>"


def forward(port: str = "443", local: str = "443", *, target: str = "192.168.1.5", source: str = ANY) -> str:
    return (
        f"<rule>{source}<destination><network>wanip</network><port>{port}</port></destination><protocol>tcp</protocol>"
        f"<target>{target}</target><local-port>{local}</local-port><interface>wan</interface></rule>"
    )


def alias(name: str, kind: str, addresses: str) -> str:
    return f"<alias><name>{name}</name><type>{kind}</type><address>{addresses}</address></alias>"


def one_to_one(external: str, source: str, extra: str = "") -> str:
    return (
        f"<onetoone><external>{external}</external><interface>wan</interface><source>{source}</source>"
        f"<destination><any/></destination>{extra}</onetoone>"
    )


def test_networks_of_dial_in_servers_are_not_in_the_file(build: Build, ask: Ask) -> None:
    # filter_generate_address(): "pptp", "pppoe", "l2tp"
    device = build(rule("<source><network>l2tp</network></source>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize("network", ["opt1", "opt1ip", "gone"])
def test_an_interface_without_an_address_takes_the_rule_along(build: Build, ask: Ask, network: str) -> None:
    empty = "<opt1><enable/><if>igb2</if></opt1>"
    source = f"<source><network>{network}</network><not/></source>"
    device = build(rule(source), interfaces=WAN + LAN + empty)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_rules_that_translate_ipv6_to_ipv4_are_left_out(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): "af-to"; the prefix 64:ff9b::/96 does not come in from the Internet
    translation = "<nat><enable/></nat>"
    device = build(rule(extra=translation))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.complete.ipv6
    own = build(rule(extra=translation), system="<ipv6allow/><allow_nat64_prefix_override/><webgui/>")
    assert not own.complete.ipv6


@pytest.mark.parametrize("extra", ["<vlanprio>bk</vlanprio>", "<os>Windows</os>", "<dscp>af11</dscp>"])
def test_what_the_sender_decides_protects_nothing(build: Build, ask: Ask, extra: str) -> None:
    assert ask(build(rule(extra=extra)), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_source_port_of_a_forward_is_the_senders_choice(build: Build) -> None:
    device = build(LET_ALL_IN, forward(source="<source><any/><port>5000</port></source>"))
    assert [(row.target, row.certainty) for row in evaluate(device).exposures] == [("192.168.1.5", "certain")]


def test_a_target_of_the_other_family_skips_the_forward(build: Build, ask: Ask) -> None:
    device = build(LET_ALL_IN, forward(target="2001:db8::5") + forward())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_an_empty_alias_as_target_skips_the_forward(build: Build, ask: Ask) -> None:
    section = f"<aliases>{alias('NOBODY', 'host', '')}</aliases>"
    device = build(LET_ALL_IN, forward(target="NOBODY") + forward(), more=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_forward_may_lead_to_an_address_of_the_firewall(build: Build, ask: Ask) -> None:
    # filter_nat_rules_generate(): "lanip"
    opened = f"<rule><interface>wan</interface><protocol>tcp</protocol>{ANY}<destination><network>lanip</network></destination></rule>"
    assert ask(build(opened, forward(target="lanip")), "tcp 9.9.9.9 wan 443") == "open router"


@pytest.mark.parametrize(
    ("outside", "inside", "answer"),
    [
        ("443-443", "8443", "open 192.168.1.5:8443"),
        ("443", "nothing-like-a-port", "open 192.168.1.5:443"),  # not written, so the port stays
    ],
)
def test_odd_inside_ports(build: Build, ask: Ask, outside: str, inside: str, answer: str) -> None:
    assert ask(build(LET_ALL_IN, forward(outside, inside)), "tcp 9.9.9.9 wan 443") == answer


def test_of_nested_port_aliases_the_first_is_not_told(build: Build, ask: Ask) -> None:
    section = f"<aliases>{alias('OUTER', 'port', 'INNER')}{alias('INNER', 'port', '8443')}</aliases>"
    device = build(LET_ALL_IN, forward("443", "OUTER"), more=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:8443"


def test_a_range_inside_of_unknown_ports_outside(build: Build, ask: Ask) -> None:
    section = f"<aliases>{alias('OUTER', 'urltable_ports', '')}{alias('INNER', 'port', '8000:8009')}</aliases>"
    device = build(LET_ALL_IN, forward("OUTER", "INNER"), more=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_the_old_switch_for_6in4_leads_inside(build: Build, ask: Ask) -> None:
    # filter_nat_rules_generate(): $config['diag']['ipv6nat']
    switch = "<diag><ipv6nat><enable/><ipaddr>192.168.1.9</ipaddr></ipv6nat></diag>"
    assert ask(build(LET_ALL_IN, more=switch), "ipv6 9.9.9.9 wan -") == "open 192.168.1.9"
    assert ask(build(LET_ALL_IN, more=switch.replace("<enable/>", "")), "ipv6 9.9.9.9 wan -") == "closed"


def test_one_to_one_by_interface_names(build: Build, ask: Ask) -> None:
    nat = one_to_one("wanip", "<address>192.168.1.12</address>")
    assert ask(build(LET_ALL_IN, nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.12:443"
    network = one_to_one("198.51.100.0", "<network>lan</network>")
    assert ask(build(LET_ALL_IN, network), "tcp 9.9.9.9 198.51.100.77 443") == "open 192.168.1.77:443"


def test_one_to_one_that_is_not_settled_is_not_clean(build: Build) -> None:
    section = f"<aliases>{alias('SERVER', 'host', 'server.example.org')}</aliases>"
    device = build(LET_ALL_IN, one_to_one("198.51.100.12", "<address>SERVER</address>"), more=section)
    assert not device.complete.ipv4


def test_one_to_one_with_an_outside_address_that_is_none_is_left_out(build: Build) -> None:
    device = build(LET_ALL_IN, one_to_one("gone", "<address>192.168.1.12</address>"))
    assert [entry.reason for entry in device.inactive] == ["its outside address gone is not defined"]


def test_an_exclusion_from_one_to_one_keeps_nobody_out(build: Build, ask: Ask) -> None:
    # "no binat from inside to any": pf_lb.c, pf_match_translation() turns the ends around for "binat" only, so that
    # an exclusion concerns what the inside host sends
    nat = one_to_one("wanip", "<address>192.168.1.12</address>", "<nobinat/>")
    whole = one_to_one("wanip", "<address>192.168.1.12</address>")
    assert ask(build(LET_ALL_IN, nat + whole), "tcp 9.9.9.9 wan 443") == "open 192.168.1.12:443"


def test_prefix_translation_of_a_delegated_prefix_is_not_clean(build: Build) -> None:
    nat = "<npt><interface>wan</interface><source><address>fd00::/64</address></source><destination><network>wan</network></destination></npt>"
    assert not build("", nat).complete.ipv6


def test_a_gateway_group_leaves_open_which_line_a_tunnel_uses(build: Build, ask: Ask) -> None:
    # filter_generate_ipsec_rules(): the interface of a tunnel may be a gateway group
    second = "<opt1><enable/><if>igb2</if><ipaddr>203.0.113.2</ipaddr><subnet>30</subnet><gateway>GW2</gateway></opt1>"
    more = (
        "<gateways><gateway_item><name>GW</name><interface>wan</interface></gateway_item><gateway_item><name>GW2</name>"
        "<interface>opt1</interface></gateway_item><gateway_group><name>BOTH</name><item>GW|1|address</item><item>GW2|2|address</item>"
        "</gateway_group></gateways><ipsec><phase1><ikeid>1</ikeid><interface>BOTH</interface><remote-gateway>9.9.9.9</remote-gateway>"
        "</phase1></ipsec>"
    )
    device = build(interfaces=WAN + LAN + second, more=more)
    assert ask(device, "udp 9.9.9.9 198.51.100.10 500 wan") == "conditional"
    assert ask(device, "udp 9.9.9.9 203.0.113.2 500 opt1") == "conditional"
    assert ask(device, "udp 9.9.9.8 198.51.100.10 500 wan") == "closed"


def test_a_tag_that_a_later_rule_may_set_is_open(build: Build, ask: Ask) -> None:
    floating = "<floating>yes</floating><direction>in</direction>"
    asks = rule(extra=f"{floating}<tagged>T</tagged>")
    sets = rule(extra=f"{floating}<tag>T</tag>").replace("<rule>", "<rule><type>match</type>")
    assert ask(build(asks + sets), "tcp 9.9.9.9 wan 443") != "open router"


def test_icmp_types_that_nobody_knows_are_open(build: Build, ask: Ask) -> None:
    def ping(types: str) -> str:
        return (
            f"<rule><interface>wan</interface><protocol>icmp</protocol><icmptype>{types}</icmptype>{ANY}"
            "<destination><network>wanip</network></destination></rule>"
        )

    assert ask(build(ping("8")), "icmp 9.9.9.9 wan -") == "open router"
    assert ask(build(ping("3,11")), "icmp 9.9.9.9 wan -") == "closed"
    assert ask(build(ping("echoish")), "icmp 9.9.9.9 wan -") == "conditional"


def test_an_old_file_switches_ssh_on_by_another_element(build: Build) -> None:
    device = build(system="<ipv6allow/><webgui/><enablesshd>yes</enablesshd><ssh><port>2222</port></ssh>")
    (shell,) = [listener for listener in device.listeners if listener.name == "ssh"]
    assert "2222" in str(shell.services)


def test_an_alias_with_an_entry_that_is_not_readable_is_conditional(build: Build, ask: Ask) -> None:
    section = f"<aliases>{alias('ODD', 'network', '192.0.2.0/24 %%%')}</aliases>"
    device = build(rule("<source><address>ODD</address></source>"), more=section)
    assert ask(device, "tcp 192.0.2.7 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_port_alias_with_an_entry_that_is_not_readable_is_conditional(build: Build, ask: Ask) -> None:
    section = f"<aliases>{alias('ODD', 'port', '443 %%%')}</aliases>"
    device = build(rule(destination="<network>wanip</network><port>ODD</port>"), more=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "conditional"
