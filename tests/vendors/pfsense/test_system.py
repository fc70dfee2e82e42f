"""Rules that pfSense makes by itself. Source: src/etc/inc/filter.inc at 9363ac5, filter_rules_generate()."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WAN = "<wan><enable/><if>vtnet0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
HTTPS = "<ipv6allow/><webgui><protocol>https</protocol></webgui>"


def test_with_one_interface_anti_lockout_opens_wan(build: Build, ask: Ask) -> None:
    # $nifaces == 1: "single-interface deployment, add to WAN"; filter_get_antilockout_ports()
    device = build(interfaces=WAN, system=HTTPS + "<ssh><enable>enabled</enable><port>2222</port></ssh>")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_anti_lockout_can_be_switched_off(build: Build, ask: Ask) -> None:
    device = build(interfaces=WAN, system="<webgui><protocol>https</protocol><noantilockout/></webgui>")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_anti_lockout_without_the_redirect_leaves_80_alone(build: Build, ask: Ask) -> None:
    system = "<webgui><protocol>https</protocol><port>8443</port><disablehttpredirect/></webgui>"
    device = build(interfaces=WAN, system=system)
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"


def test_with_two_interfaces_anti_lockout_is_on_lan(build: Build, ask: Ask) -> None:
    assert ask(build(), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_second_interface_counts_even_if_it_is_disabled(build: Build, ask: Ask) -> None:
    # count(config_get_path('interfaces')): LAN is not usable, so nothing is opened anywhere
    device = build(interfaces=WAN + "<lan><if>vtnet1</if></lan>")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_dhcp_client_takes_replies(build: Build, ask: Ask) -> None:
    # "pass in quick ... proto udp from any port = 67 to any port = 68": the sender chooses his source port
    wan = "<wan><enable/><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    device = build(interfaces=wan + "<lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>")
    assert ask(device, "udp 9.9.9.9 wan 68") == "open router"
    assert ask(device, "udp 2620:fe::9 wan 546") == "open router"
    assert ask(device, "udp 9.9.9.9 192.168.1.7 68") == "closed"  # what it lets through beyond the router is left out


def test_a_static_address_needs_no_client(build: Build, ask: Ask) -> None:
    assert ask(build(), "udp 9.9.9.9 wan 68") == "closed"


TUNNEL = (
    "<ipsec><phase1><ikeid>1</ikeid><interface>wan</interface><remote-gateway>{}</remote-gateway>{}</phase1>"
    "<phase2><ikeid>1</ikeid><protocol>esp</protocol></phase2></ipsec>"
)


def test_ipsec_lets_its_peer_in(build: Build, ask: Ask) -> None:
    # filter_generate_ipsec_rules()
    device = build(more=TUNNEL.format("203.0.113.9", ""))
    for packet in ("udp {} wan 500", "udp {} wan 4500", "esp {} wan -"):
        assert ask(device, packet.format("203.0.113.9")) == "open router"
        assert ask(device, packet.format("9.9.9.9")) == "closed"
    assert ask(device, "ah 203.0.113.9 wan -") == "closed"


def test_mobile_ipsec_lets_everybody_in(build: Build, ask: Ask) -> None:
    # isset($ph1ent['mobile']): from any
    assert ask(build(more=TUNNEL.format("", "<mobile/>")), "udp 9.9.9.9 wan 500") == "open router"


def test_a_disabled_tunnel_opens_nothing(build: Build, ask: Ask) -> None:
    assert ask(build(more=TUNNEL.format("", "<mobile/><disabled/>")), "udp 9.9.9.9 wan 500") == "closed"


def test_ipsec_rules_give_way_to_a_block_on_wan(build: Build, ask: Ask) -> None:
    # they stand behind the user's rules and are not quick
    closing = "<rule><type>block</type><interface>wan</interface><source><any/></source><destination><any/></destination></rule>"
    assert ask(build(closing, more=TUNNEL.format("", "<mobile/>")), "udp 9.9.9.9 wan 500") == "closed"


def test_a_peer_with_a_name_is_known_only_to_the_device(build: Build, ask: Ask) -> None:
    assert ask(build(more=TUNNEL.format("vpn.example.net", "")), "udp 9.9.9.9 wan 500") == "conditional"


def test_vpn_rules_can_be_switched_off(build: Build, ask: Ask) -> None:
    device = build(more=TUNNEL.format("", "<mobile/>"), system=HTTPS + "<disablevpnrules/>")
    assert ask(device, "udp 9.9.9.9 wan 500") == "closed"


def test_openvpn_and_wireguard_open_nothing_by_themselves(build: Build, ask: Ask) -> None:
    more = (
        "<openvpn><openvpn-server><protocol>UDP4</protocol><interface>wan</interface><local_port>1194</local_port></openvpn-server></openvpn>"
        "<installedpackages><wireguard><tunnels><item><enabled>yes</enabled><listenport>51820</listenport></item></tunnels></wireguard></installedpackages>"
    )
    device = build(more=more)
    assert ask(device, "udp 9.9.9.9 wan 1194") == "closed"
    assert ask(device, "udp 9.9.9.9 wan 51820") == "closed"
    assert {"openvpn", "wireguard"} <= {listener.name for listener in device.listeners}


def test_carp_passes_only_with_a_carp_address(build: Build, ask: Ask) -> None:
    # filter_process_carp_rules(), https://redmine.pfsense.org/issues/13908
    carp = "<virtualip><vip><mode>carp</mode><interface>wan</interface><subnet>198.51.100.11</subnet><subnet_bits>28</subnet_bits></vip></virtualip>"
    assert ask(build(more=carp), "112 9.9.9.9 wan -") == "open router"
    assert ask(build(), "112 9.9.9.9 wan -") == "closed"


def test_link_local_targets_are_blocked(build: Build, ask: Ask) -> None:
    # "block in quick from any to 169.254.0.0/16", unless no_apipa_block
    nat = (
        "<rule><source><any/></source><destination><network>wanip</network><port>80</port></destination><protocol>tcp</protocol>"
        "<target>169.254.1.1</target><local-port>80</local-port><interface>wan</interface></rule>"
    )
    rule = "<rule><interface>wan</interface><source><any/></source><destination><any/></destination></rule>"
    assert ask(build(rule, nat), "tcp 9.9.9.9 wan 80") == "closed"
    assert ask(build(rule, nat, system=HTTPS + "<no_apipa_block/>"), "tcp 9.9.9.9 wan 80") == "open 169.254.1.1:80"


def test_6to4_takes_tunnel_packets_from_everybody(build: Build, ask: Ask) -> None:
    wan = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><ipaddrv6>6to4</ipaddrv6></wan>"
    assert ask(build(interfaces=wan), "41 9.9.9.9 wan -") == "open router"
    assert ask(build(), "41 9.9.9.9 wan -") == "closed"


def test_the_tftp_helper_on_wan(build: Build, ask: Ask) -> None:
    # "rdr pass on ... proto udp from any to any port tftp -> 127.0.0.1 port 6969"
    assert ask(build(system=HTTPS + "<tftpinterface>wan</tftpinterface>"), "udp 9.9.9.9 wan 69") == "open router"


def test_packages_that_make_rules_are_named(build: Build) -> None:
    more = "<installedpackages><package><name>haproxy</name><filter_rule_function>haproxy_rules</filter_rule_function></package></installedpackages>"
    device = build(more=more)
    assert [undecided.what for undecided in device.undecided] == ["rules of the package haproxy"]
    assert not device.listeners_complete


@pytest.mark.parametrize("tag", ["filter", "nat", "interfaces", "system"])
def test_a_section_that_is_there_twice_leaves_the_answer_incomplete(build: Build, tag: str) -> None:
    # xmlparse.inc: "cannot occur more than once"
    for second in (f"<{tag}/>", f"<{tag} a='1'/>", f"<{tag}><rule><type>pass</type></rule></{tag}>"):
        device = build(more=second)
        assert (device.complete.ipv4, device.complete.ipv6) == (False, False), second
        assert any(f"<{tag}>" in reason for reason in device.complete.reasons)
    assert build(more="<cert><crt>x</crt></cert><cert><crt>y</crt></cert>").complete.ipv4


def test_a_package_with_settings_leaves_open_who_listens(build: Build) -> None:
    section = "<installedpackages><{0}><config><enable>on</enable></config></{0}></installedpackages>"
    assert not build(more=section.format("haproxy")).listeners_complete
    assert build(more=section.format("miniupnpd")).listeners_complete


def test_the_resolver_answers_over_tls_if_it_is_told_to(build: Build) -> None:
    # unbound.inc: enablessl, tlsport (853)
    for extra, answers in (("<enablessl/>", True), ("", False)):
        listeners = build(more=f"<unbound><enable/>{extra}</unbound>").listeners
        assert any(one.name == "dns" and 6 << 16 | 853 in one.services for one in listeners) is answers
