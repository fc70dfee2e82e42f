"""Port forwards and 1:1 NAT of pfSense. Source: src/etc/inc/filter.inc at 9363ac5, filter_nat_rules_generate()."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

ANY = "<source><any/></source>"
LET_ALL_IN = f"<rule><interface>wan</interface><protocol>any</protocol>{ANY}<destination><address>192.168.1.0/24</address></destination></rule>"


def forward(
    port: str = "443", local: str = "443", extra: str = "", *, target: str = "192.168.1.5", protocol: str = "tcp"
) -> str:
    return (
        f"<rule>{ANY}<destination><network>wanip</network><port>{port}</port></destination><ipprotocol>inet</ipprotocol>"
        f"<protocol>{protocol}</protocol><target>{target}</target><local-port>{local}</local-port><interface>wan</interface>"
        f"<descr>f</descr>{extra}</rule>"
    )


def linked(identity: str, extra: str = "", port: str = "443") -> str:
    return (
        f"<rule><interface>wan</interface><protocol>tcp</protocol>{ANY}<destination><address>192.168.1.5</address><port>{port}</port>"
        f"</destination><associated-rule-id>{identity}</associated-rule-id>{extra}</rule>"
    )


def test_a_forward_needs_its_filter_rule(build: Build, ask: Ask) -> None:
    # only associated-rule-id = pass makes "rdr pass"; nat_... is a rule of its own in <filter>
    nat = forward(extra="<associated-rule-id>nat_1</associated-rule-id>")
    assert ask(build(linked("nat_1"), nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build("", nat), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(linked("nat_1", "<disabled/>"), nat), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_block_above_the_linked_rule_closes_the_forward(build: Build, ask: Ask) -> None:
    above = f"<rule><type>block</type><interface>wan</interface>{ANY}<destination><address>192.168.1.5</address></destination></rule>"
    nat = forward(extra="<associated-rule-id>nat_1</associated-rule-id>")
    assert ask(build(above + linked("nat_1"), nat), "tcp 9.9.9.9 wan 443") == "closed"


def test_pass_is_not_filtered(build: Build, ask: Ask) -> None:
    # "rdr pass": pf.conf(5): passed without inspecting the filter rules
    blocks = f"<rule><type>block</type><interface>wan</interface>{ANY}<destination><any/></destination></rule>"
    nat = forward(extra="<associated-rule-id>pass</associated-rule-id>")
    assert ask(build(blocks, nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_the_filter_sees_the_inside_port(build: Build, ask: Ask) -> None:
    nat = forward("8443", "443")
    assert ask(build(linked("", port="8443"), nat), "tcp 9.9.9.9 wan 8443") == "closed"
    assert ask(build(linked("", port="443"), nat), "tcp 9.9.9.9 wan 8443") == "open 192.168.1.5:443"


@pytest.mark.parametrize(
    ("port", "local", "asked", "lands"),
    [
        ("440-449", "440", "445", "445"),  # local-port equal to the start: no port statement, ports stay
        ("50000-50009", "8000", "50003", "8003"),  # $localport:$localendport
        ("1-65535", "1", "3389", "3389"),  # no port statement at all
        ("443", "", "443", "443"),
        ("8443", "https", "8443", "443"),
    ],
)
def test_inside_ports(build: Build, ask: Ask, port: str, local: str, asked: str, lands: str) -> None:
    assert ask(build(LET_ALL_IN, forward(port, local)), f"tcp 9.9.9.9 wan {asked}") == f"open 192.168.1.5:{lands}"


def test_the_port_after_a_range_stays_out(build: Build, ask: Ask) -> None:
    device = build(LET_ALL_IN, forward("440-449", "440"))
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 439") == "closed"
    assert ask(device, "udp 9.9.9.9 wan 445") == "closed"


def test_ports_beyond_65535_make_no_rule_and_no_list_that_pf_loads(build: Build, ask: Ask) -> None:
    # pf.conf(5): a port is at most 65535; pfctl refuses the whole list, and which one is then active nobody knows
    device = build(LET_ALL_IN, forward("1000-2000", "65000"))
    assert ask(device, "tcp 9.9.9.9 wan 1000") == "closed"
    assert device.inactive[0].nat
    assert not device.complete.ipv4


def test_a_forward_without_outside_ports_takes_all(build: Build, ask: Ask) -> None:
    nat = forward("", "443")
    assert ask(build(LET_ALL_IN, nat), "tcp 9.9.9.9 wan 22") == "open 192.168.1.5:443"
    whole = forward("", "", protocol="any")
    assert ask(build(LET_ALL_IN, whole), "udp 9.9.9.9 wan 5353") == "open 192.168.1.5:5353"
    assert ask(build(LET_ALL_IN, whole), "gre 9.9.9.9 wan -") == "open 192.168.1.5"


def test_an_undefined_alias_as_outside_port_is_no_restriction(build: Build, ask: Ask) -> None:
    # filter_generate_port() only writes to the log
    assert ask(build(LET_ALL_IN, forward("GONE", "443")), "tcp 9.9.9.9 wan 22") == "open 192.168.1.5:443"


def test_alias_ports(build: Build, ask: Ask) -> None:
    # the same alias on both sides keeps the port; against another alias its first port takes all
    more = (
        "<aliases><alias><name>OUT</name><type>port</type><address>22 8000:8003</address></alias>"
        "<alias><name>IN</name><type>port</type><address>2222 80</address></alias></aliases>"
    )
    same = build(LET_ALL_IN, forward("OUT", "OUT"), more=more)
    assert ask(same, "tcp 9.9.9.9 wan 8002") == "open 192.168.1.5:8002"
    assert ask(same, "tcp 9.9.9.9 wan 8004") == "closed"
    first = build(LET_ALL_IN, forward("OUT", "IN"), more=more)
    assert ask(first, "tcp 9.9.9.9 wan 8002") == "open 192.168.1.5:2222"


def test_a_shorter_inside_range_wraps(build: Build, ask: Ask) -> None:
    # FreeBSD pf_lb.c: (port - first) % size of the inside range + first inside port
    more = "<aliases><alias><name>IN</name><type>port</type><address>8000:8003</address></alias></aliases>"
    device = build(LET_ALL_IN, forward("5000-5009", "IN"), more=more)
    assert ask(device, "tcp 9.9.9.9 wan 5003") == "open 192.168.1.5:8003"
    assert ask(device, "tcp 9.9.9.9 wan 5004") == "open 192.168.1.5:8000"
    assert ask(device, "tcp 9.9.9.9 wan 5009") == "open 192.168.1.5:8001"


def test_the_first_forward_decides(build: Build, ask: Ask) -> None:
    nat = forward("", "", protocol="any", target="192.168.1.9") + forward()
    assert ask(build(LET_ALL_IN, nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.9:443"


def test_no_rdr_protects_from_later_forwards(build: Build, ask: Ask) -> None:
    # "no rdr on ..."; its target need not resolve
    nat = forward(extra="<nordr/>", target="") + forward()
    router = (
        LET_ALL_IN
        + f"<rule><interface>wan</interface><protocol>tcp</protocol>{ANY}<destination><network>wanip</network></destination></rule>"
    )
    assert ask(build(router, nat), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(LET_ALL_IN, nat), "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize("tag", ["<disabled/>", "<disabled>0</disabled>"])
def test_disabled_forwards(build: Build, ask: Ask, tag: str) -> None:
    assert ask(build(LET_ALL_IN, forward(extra=tag)), "tcp 9.9.9.9 wan 443") == "closed"


def test_without_an_interface_a_forward_is_on_wan(build: Build, ask: Ask) -> None:
    # $natif = "wan"
    nat = forward().replace("<interface>wan</interface>", "")
    assert ask(build(LET_ALL_IN, nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    lan = forward().replace("<interface>wan</interface>", "<interface>lan</interface>")
    assert ask(build(LET_ALL_IN, lan), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_target_that_is_not_defined_skips_the_forward(build: Build, ask: Ask) -> None:
    # "# Unresolvable alias"
    device = build(LET_ALL_IN, forward(target="GONE"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.inactive[0].reason == "its target GONE is not defined"
    assert device.complete.ipv4


def test_a_target_that_is_a_name_is_not_clean(build: Build) -> None:
    more = "<aliases><alias><name>SRV</name><type>host</type><address>srv.example.net</address></alias></aliases>"
    device = build(LET_ALL_IN, forward(target="SRV"), more=more)
    assert not device.complete.ipv4
    assert device.complete.ipv6


def test_several_targets_take_turns(build: Build, ask: Ask) -> None:
    # an rdr to a table is round robin
    more = (
        "<aliases><alias><name>WEB</name><type>host</type><address>192.168.1.5 192.168.1.8</address></alias></aliases>"
    )
    device = build(LET_ALL_IN, forward(target="WEB"), more=more)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443 or 192.168.1.8:443"


def test_a_forward_to_the_loopback_stays_on_the_router(build: Build, ask: Ask) -> None:
    rule = f"<rule><interface>wan</interface><protocol>tcp</protocol>{ANY}<destination><address>127.0.0.1</address><port>8080</port></destination></rule>"
    assert ask(build(rule, forward("80", "8080", target="127.0.0.1")), "tcp 9.9.9.9 wan 80") == "open router"


def test_one_to_one_needs_a_filter_rule_for_the_inside(build: Build, ask: Ask) -> None:
    entry = "<onetoone><external>198.51.100.12</external><interface>wan</interface><source><address>192.168.1.12</address></source><destination><any/></destination></onetoone>"
    assert ask(build("", entry), "tcp 9.9.9.9 198.51.100.12 443") == "closed"
    assert ask(build(LET_ALL_IN, entry), "tcp 9.9.9.9 198.51.100.12 443") == "open 192.168.1.12:443"
    assert (
        ask(build(LET_ALL_IN, entry.replace("<external>", "<disabled/><external>")), "tcp 9.9.9.9 198.51.100.12 443")
        == "closed"
    )


def test_one_to_one_of_a_block_keeps_the_host_part(build: Build, ask: Ask) -> None:
    entry = "<onetoone><external>203.0.113.16</external><interface>wan</interface><source><address>192.168.1.32/28</address></source><destination><any/></destination></onetoone>"
    assert ask(build(LET_ALL_IN, entry), "tcp 9.9.9.9 203.0.113.21 443") == "open 192.168.1.37:443"
    assert ask(build(LET_ALL_IN, entry), "tcp 9.9.9.9 203.0.113.32 443") == "closed"


def test_forwards_come_before_one_to_one_and_no_rdr_does_not_stop_it(build: Build, ask: Ask) -> None:
    # pf_lb.c: rdr first; pf_match_translation() returns nothing for "no rdr", so binat is tried
    entry = "<onetoone><external>198.51.100.10</external><interface>wan</interface><source><address>192.168.1.12</address></source><destination><any/></destination></onetoone>"
    assert ask(build(LET_ALL_IN, entry + forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(LET_ALL_IN, entry + forward(extra="<nordr/>")), "tcp 9.9.9.9 wan 443") == "open 192.168.1.12:443"


def test_prefix_translation_leads_inside(build: Build, ask: Ask) -> None:
    # "binat on ... inet6 from any to <outside> -> <inside>"
    npt = "<npt><interface>wan</interface><source><address>fd00:1::/64</address></source><destination><address>2001:db8:5::/64</address></destination></npt>"
    wan = "<wan><enable/><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6><gatewayv6>GW</gatewayv6></wan>"
    lan = "<lan><enable/><if>igb1</if><ipaddrv6>fd00:1::1</ipaddrv6><subnetv6>64</subnetv6></lan>"
    rule = f"<rule><interface>wan</interface><ipprotocol>inet6</ipprotocol><protocol>tcp</protocol>{ANY}<destination><address>fd00:1::/64</address><port>443</port></destination></rule>"
    device = build(rule, npt, interfaces=wan + lan)
    assert ask(device, "tcp 2620:fe::9 2001:db8:5::20 443") == "open [fd00:1::20]:443"
    assert ask(device, "tcp 2620:fe::9 2001:db8:5::20 22") == "closed"


def test_a_forward_is_ipv4_unless_it_says_inet6(build: Build) -> None:
    # anything but inet6 becomes inet
    device = build(LET_ALL_IN, forward().replace(">inet<", ">inet46<"))
    chains = {p.family: next(c for c in p.chains if c.name == "port forwards") for p in device.pipelines}
    assert [len(chains[family].entries) for family in ("ipv4", "ipv6")] == [1, 0]
