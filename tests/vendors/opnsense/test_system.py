"""Rules that OPNsense makes by itself. Source: opnsense/core f95e815, filter.lib.inc; older trees where named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WAN = (
    "<wan><enable>1</enable><if>vtnet0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
)
HTTPS = "<ipv6allow>1</ipv6allow><webgui><protocol>https</protocol></webgui>"
FORWARD = (
    "<rule><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol><source><any>1</any></source><destination>"
    "<network>wanip</network><port>{}</port></destination><target>10.8.0.10</target><local-port>443</local-port>"
    "<associated-rule-id>pass</associated-rule-id></rule>"
)


def test_with_one_interface_anti_lockout_opens_wan_and_keeps_its_ports_from_forwards(build: Build, ask: Ask) -> None:
    # filter_core_get_antilockout(); filter_auto_destination_nat(): "no rdr", priority 300 before forwards (600)
    device = build(nat=FORWARD.format("443") + FORWARD.format("8443"), interfaces=WAN)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 10.8.0.10:443"


def test_anti_lockout_takes_the_first_of_lan_opt_wan(build: Build, ask: Ask) -> None:
    # get_primary_interface_from_list(): natsort, then the first of lan, optN, wan
    opt = "<opt1><enable>1</enable><if>vtnet1</if><ipaddr>10.0.0.1</ipaddr><subnet>24</subnet></opt1>"
    assert ask(build(interfaces=WAN + opt), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_disabled_lan_is_chosen_and_opens_nothing(build: Build, ask: Ask) -> None:
    # the list holds interfaces that are not virtual, enabled or not; the rule on it is then disabled
    assert ask(build(interfaces=WAN + "<lan><if>vtnet1</if></lan>"), "tcp 9.9.9.9 wan 443") == "closed"


def test_virtual_interfaces_do_not_count(build: Build, ask: Ask) -> None:
    loopback = (
        "<lo0><enable>1</enable><if>lo0</if><ipaddr>127.0.0.1</ipaddr><subnet>8</subnet><virtual>1</virtual></lo0>"
    )
    assert ask(build(interfaces=WAN + loopback), "tcp 9.9.9.9 wan 443") == "open router"


def test_switches_that_count_by_presence(build: Build, ask: Ask) -> None:
    # isset(): noantilockout, disablehttpredirect, ssh/enabled, disablefilter
    web = "<webgui><protocol>https</protocol>{}</webgui>"
    device = build(interfaces=WAN, system=web.format("<noantilockout/>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    device = build(interfaces=WAN, system=web.format("<disablehttpredirect/>") + "<ssh><enabled/></ssh>")
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(build(system=web.format("") + "<disablefilter/>"), "tcp 9.9.9.9 wan 5000") == "open router"


def test_blocks_of_private_and_bogon_senders_count_by_value(build: Build, ask: Ask) -> None:
    rule = (
        "<rule><action>pass</action><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>TCP</protocol><source_net>any</source_net>"
        "<destination_net>wanip</destination_net><destination_port>443</destination_port></rule>"
    )
    on = WAN.replace("</wan>", "<blockpriv>1</blockpriv><blockbogons>1</blockbogons></wan>")
    off = WAN.replace("</wan>", "<blockpriv/><blockbogons>0</blockbogons></wan>")
    lan = "<lan><enable>1</enable><if>vtnet1</if><ipaddr>10.0.0.1</ipaddr><subnet>24</subnet></lan>"
    for source in ("192.168.9.9", "100.64.9.9", "169.254.9.9", "198.18.9.9"):
        assert ask(build(mvc=rule, interfaces=on + lan), f"tcp {source} wan 443") == "closed"
        assert ask(build(mvc=rule, interfaces=off + lan), f"tcp {source} wan 443") == "open router"


def test_the_ipv6_switch(build: Build, ask: Ask) -> None:
    # 6e6369a77b (26.1): disableipv6, else ipv6allow must be there
    wan = "<wan><enable>1</enable><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6></wan>"
    lan = "<lan><enable>1</enable><if>igb1</if><ipaddr>10.0.0.1</ipaddr><subnet>24</subnet></lan>"
    rule = (
        "<rule><action>pass</action><interface>wan</interface><ipprotocol>inet6</ipprotocol><protocol>TCP</protocol><source_net>any</source_net>"
        "<destination_net>(self)</destination_net><destination_port>443</destination_port></rule>"
    )
    packet = "tcp 2620:fe::9 wan 443"

    def answer(system: str, settings: str = "", version: str = "1.0.4") -> str:
        text = f"</Firewall><Interfaces><settings>{settings}</settings></Interfaces><Firewall>" if settings else ""
        return ask(build(mvc=rule, interfaces=wan + lan, system=system, firewall=text, version=version), packet)

    assert answer("<ipv6allow>1</ipv6allow>") == "open router"
    assert answer("") == "closed"
    assert answer("", version="1.0.5") == "conditional"
    assert answer("", "<disableipv6>0</disableipv6>") == "open router"
    assert answer("<ipv6allow>1</ipv6allow>", "<disableipv6>1</disableipv6>") == "closed"


def test_a_dhcp_client_takes_replies_and_dhcpv6_only_link_local_ones(build: Build, ask: Ask) -> None:
    # "allow dhcpv6 client in": to fe80::/10 since 24.7
    wan = "<wan><enable>1</enable><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    device = build(
        interfaces=wan + "<lan><enable>1</enable><if>igb1</if><ipaddr>10.0.0.1</ipaddr><subnet>24</subnet></lan>"
    )
    assert ask(device, "udp 9.9.9.9 wan 68") == "open router"
    assert ask(device, "udp 2620:fe::9 wan 546") == "closed"


def test_ipsec_rules_are_made_for_old_tunnels_only(build: Build, ask: Ask) -> None:
    # ipsec.inc ipsec_firewall(): phase1 entries; connections of swanctl make none
    tunnel = "<ipsec><enable/><phase1><ikeid>1</ikeid><interface>wan</interface><remote-gateway>203.0.113.9</remote-gateway>{}</phase1></ipsec>"
    device = build(more=tunnel.format(""))
    assert ask(device, "udp 203.0.113.9 wan 4500") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 500") == "closed"
    assert ask(build(more=tunnel.format("<nat_traversal>off</nat_traversal>")), "udp 203.0.113.9 wan 4500") == "closed"
    assert ask(build(more=tunnel.format("").replace("<enable/>", "")), "udp 203.0.113.9 wan 500") == "closed"
    swan = "<OPNsense><Swanctl><Connections><Connection><enabled>1</enabled></Connection></Connections></Swanctl></OPNsense>"
    assert ask(build(more=swan), "udp 203.0.113.9 wan 500") == "closed"


@pytest.mark.parametrize("tag", ["filter", "nat", "interfaces", "system"])
def test_a_section_that_is_there_twice_leaves_the_answer_incomplete(build: Build, tag: str) -> None:
    # Config::toArray makes a list of a repeated element, in which the readers look for keys
    for second in (f"<{tag}/>", f"<{tag} a='1'/>", f"<{tag}><rule><type>pass</type></rule></{tag}>"):
        device = build(more=second)
        assert (device.complete.ipv4, device.complete.ipv6) == (False, False), second
        assert any(f"<{tag}>" in reason for reason in device.complete.reasons)
    assert build(more="<cert><crt>x</crt></cert><cert><crt>y</crt></cert>").complete.ipv4


def test_a_plugin_that_runs_leaves_open_who_listens(build: Build) -> None:
    # sections of the plugins' models (<mount>//OPNsense/HAProxy</mount> and so on); the list of plugins may be missing
    on = "<HAProxy><general><enabled>{}</enabled></general></HAProxy>"
    assert not build(plugins=on.format("1")).listeners_complete
    assert build(plugins=on.format("0")).listeners_complete
    assert build(plugins="<IDS><general><enabled>1</enabled></general></IDS>").listeners_complete
