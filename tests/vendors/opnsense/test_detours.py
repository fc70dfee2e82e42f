"""Rules of OPNsense that hold in more places, or lead elsewhere, than they say.

Source: opnsense/core f95e815, Rule.php (reader, mapAddressInfo), FilterRule.php (parseFilterRules), ForwardRule.php
(reflectionInterfaces), DNatRule.php, plugins.inc.d/pf.inc; opnsense/plugins, frr.inc.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

from .conftest import LAN, WAN

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

GATEWAYS = "<gateways><gateway_item><name>GW</name><interface>wan</interface><gateway>198.51.100.1</gateway></gateway_item></gateways>"
PORT = "<protocol>TCP</protocol><destination_port>443</destination_port>"


def rule(extra: str = "", *, interface: str = "wan", action: str = "pass", sequence: int = 1) -> str:
    return (
        f"<rule><enabled>1</enabled><sequence>{sequence}</sequence><action>{action}</action><interface>{interface}</interface>"
        f"{PORT}{extra}</rule>"
    )


def alias(name: str, content: str, kind: str = "host") -> str:
    return f"<Alias><aliases><alias><enabled>1</enabled><name>{name}</name><type>{kind}</type><content>{content}</content></alias></aliases></Alias>"


def forward(extra: str = "", *, interface: str = "wan", destination: str = "wanip", target: str = "192.168.1.5") -> str:
    return (
        f"<rule><interface>{interface}</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol><source><any>1</any></source>"
        f"<destination><network>{destination}</network><port>443</port></destination><target>{target}</target>"
        f"<local-port>443</local-port>{extra}</rule>"
    )


@pytest.mark.parametrize("names", ["FRIENDS,gone", "gone,FRIENDS"])
def test_a_name_that_is_gone_takes_only_its_own_part_away(build: Build, ask: Ask, names: str) -> None:
    # reader(): the product of all sources and destinations; each that cannot be mapped disables its own pf rule
    device = build(mvc=rule(f"<source_net>{names}</source_net>"), firewall=alias("FRIENDS", "9.9.9.9"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 8.8.8.8 wan 443") == "closed"


def test_a_block_with_a_name_that_is_gone_blocks_the_others(build: Build, ask: Ask) -> None:
    rules = rule("<source_net>FRIENDS,gone</source_net>", action="block") + rule(sequence=2)
    device = build(mvc=rules, firewall=alias("FRIENDS", "9.9.9.9"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(device, "tcp 8.8.8.8 wan 443") == "open router"


def test_a_rule_with_only_names_that_are_gone_is_left_out(build: Build, ask: Ask) -> None:
    device = build(mvc=rule("<source_net>gone,lost</source_net>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.inactive


def test_several_negated_names_are_no_limit(build: Build, ask: Ask) -> None:
    # each makes "!name" of its own, and what is in the one is not in the other
    device = build(mvc=rule("<source_net>9.9.9.9,8.8.8.8</source_net><source_not>1</source_not>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_with_a_gateway_may_send_the_packet_elsewhere(build: Build, ask: Ask) -> None:
    # "route-to"; the gateway of a block is ignored
    device = build(mvc=rule("<gateway>GW</gateway>") + rule(sequence=2), more=GATEWAYS)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    block = rule("<gateway>GW</gateway>", action="block") + rule(sequence=2)
    assert ask(build(mvc=block, more=GATEWAYS), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_gateway_that_does_not_exist_is_ignored(build: Build, ask: Ask) -> None:
    assert ask(build(mvc=rule("<gateway>GONE</gateway>"), more=GATEWAYS), "tcp 9.9.9.9 wan 443") == "open router"
    # lines with dynamic addresses have gateways that the file does not hold
    dynamic = WAN.replace("<ipaddr>198.51.100.10</ipaddr>", "<ipaddr>dhcp</ipaddr>")
    device = build(mvc=rule("<gateway>WAN_DHCP</gateway>"), interfaces=dynamic + LAN)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_disabled_gateway_is_ignored(build: Build, ask: Ask) -> None:
    off = GATEWAYS.replace("<gateway_item>", "<gateway_item><disabled>1</disabled>")
    assert ask(build(mvc=rule("<gateway>GW</gateway>"), more=off), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_that_hands_packets_to_a_program(build: Build, ask: Ask) -> None:
    assert ask(build(mvc=rule("<divert-to>8000</divert-to>")), "tcp 9.9.9.9 wan 443") == "conditional"


def test_shapers_that_do_not_fit_may_disable_their_rule(build: Build, ask: Ask) -> None:
    # FilterRule.php: "shaper type mismatch"
    shaper = (
        '<TrafficShaper><pipes><pipe uuid="a"><enabled>1</enabled></pipe><pipe uuid="b"><enabled>1</enabled></pipe></pipes>'
        '<queues><queue uuid="c"><enabled>1</enabled></queue></queues></TrafficShaper>'
    )
    for second, answer in (("b", "open router"), ("c", "conditional"), ("gone", "conditional")):
        shapers = f"<shaper1>a</shaper1><shaper2>{second}</shaper2>"
        assert ask(build(mvc=rule(shapers), plugins=shaper), "tcp 9.9.9.9 wan 443") == answer


def test_bypassed_static_routes_let_neighbours_in_unless_a_rule_decides(build: Build, ask: Ask) -> None:
    more = (
        GATEWAYS + "<staticroutes><route><network>203.0.113.0/24</network><gateway>GW</gateway></route></staticroutes>"
    )
    bypass = "<bypassstaticroutes>1</bypassstaticroutes>"
    assert ask(build(bypass, more=more), "tcp 203.0.113.9 wan 22") == "open router"
    assert ask(build(bypass, more=more), "tcp 9.9.9.9 wan 22") == "closed"
    block = "<rule><type>block</type><interface>wan</interface><source><any>1</any></source><destination><any>1</any></destination></rule>"
    assert ask(build(block + bypass, more=more), "tcp 203.0.113.9 wan 22") == "closed"


def test_ospf_of_the_routing_plugin_comes_in_from_its_networks(build: Build, ask: Ask) -> None:
    quagga = (
        "<quagga><general><fwrules>{}</fwrules></general><ospf><enabled>1</enabled><networks><network><enabled>1</enabled>"
        "<ipaddr>198.51.100.0</ipaddr><netmask>28</netmask></network></networks></ospf></quagga>"
    )
    assert ask(build(plugins=quagga.format("1")), "ospf 198.51.100.3 wan -") == "open router"
    assert ask(build(plugins=quagga.format("1")), "ospf 9.9.9.9 wan -") == "closed"
    assert ask(build(plugins=quagga.format("0")), "ospf 198.51.100.3 wan -") == "closed"


def test_a_forward_on_lan_holds_on_a_line_without_a_gateway_of_its_own_too(build: Build, ask: Ask) -> None:
    # reflectionInterfaces(): all interfaces without a gateway, unless reflection is switched off
    bare = WAN.replace("<gateway>GW</gateway>", "")
    default = GATEWAYS.replace("<name>GW</name>", "<name>GW</name><defaultgw>1</defaultgw>")
    hijack = forward("<associated-rule-id>pass</associated-rule-id>", interface="lan", destination="any")
    assert ask(build(nat=hijack, interfaces=bare + LAN, more=default), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(nat=hijack, interfaces=WAN + LAN, more=default), "tcp 9.9.9.9 wan 443") == "closed"
    off = hijack.replace("<local-port>", "<natreflection>disable</natreflection><local-port>")
    assert ask(build(nat=off, interfaces=bare + LAN, more=default), "tcp 9.9.9.9 wan 443") == "closed"
    system = "<ipv6allow>1</ipv6allow><webgui><protocol>https</protocol></webgui><disablenatreflection>yes</disablenatreflection>"
    device = build(nat=hijack, interfaces=bare + LAN, more=default, system=system)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_forward_to_the_firewall_itself(build: Build, ask: Ask) -> None:
    nat = forward("<associated-rule-id>pass</associated-rule-id>", target="(self)")
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 443") != "closed"


def test_a_forward_to_the_network_of_an_interface(build: Build, ask: Ask) -> None:
    nat = forward("<associated-rule-id>pass</associated-rule-id>", target="lan")
    assert ask(build(nat=nat), "tcp 9.9.9.9 wan 443") != "closed"


def test_an_alias_as_outside_address_is_not_clean(build: Build) -> None:
    filters = "<onetoone><rule><enabled>1</enabled><interface>wan</interface><external>OUT</external><source_net>192.168.1.9</source_net></rule></onetoone>"
    assert not build(filters=filters, firewall=alias("OUT", "198.51.100.12")).complete.ipv4
