"""Port forwards and 1:1 NAT of OPNsense. Source: opnsense/core f95e815 (26.x), 7d0a448 (25.7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

ANY = "<source><any>1</any></source>"
LET_ALL_IN = (
    "<rule><enabled>1</enabled><action>pass</action><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>any</protocol>"
    "<source_net>any</source_net><destination_net>192.168.1.0/24</destination_net></rule>"
)
BLOCK_ALL = LET_ALL_IN.replace(">pass<", ">block<")


def forward(
    port: str = "443", local: str = "443", extra: str = "", *, target: str = "192.168.1.5", interface: str = "wan"
) -> str:
    return (
        f"<rule><interface>{interface}</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol>{ANY}"
        f"<destination><network>wanip</network><port>{port}</port></destination><target>{target}</target><local-port>{local}</local-port>"
        f"<descr>f</descr>{extra}</rule>"
    )


def test_a_forward_needs_a_filter_rule(build: Build, ask: Ask) -> None:
    assert ask(build(nat=forward()), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(mvc=LET_ALL_IN, nat=forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


@pytest.mark.parametrize("tag", ["<associated-rule-id>pass</associated-rule-id>", "<pass>pass</pass>"])
def test_pass_is_not_filtered(build: Build, ask: Ask, tag: str) -> None:
    # ForwardRule.php: associated-rule-id up to 25.7, pass since 26.1
    assert ask(build(mvc=BLOCK_ALL, nat=forward(extra=tag)), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_registered_rule_stands_behind_all_others(build: Build, ask: Ask) -> None:
    # filter.lib.inc "auto-generated DNAT rules", priority 500000
    nat = forward(extra="<sequence>1</sequence><pass>rule</pass>")
    assert ask(build(nat=nat, version="1.0.5"), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(mvc=BLOCK_ALL, nat=nat, version="1.0.5"), "tcp 9.9.9.9 wan 443") == "closed"


def test_the_registered_rule_of_a_range_depends_on_the_release(build: Build, ask: Ask) -> None:
    # 80ed0d8803: before, it let in the first inside port only
    nat = forward("440-449", "440", "<sequence>1</sequence><pass>rule</pass>")
    assert ask(build(nat=nat, version="1.0.5"), "tcp 9.9.9.9 wan 445") == "open 192.168.1.5:445"
    early = build(nat=nat)
    assert ask(early, "tcp 9.9.9.9 wan 440") == "open 192.168.1.5:440"
    assert ask(early, "tcp 9.9.9.9 wan 445") == "conditional"


def test_forwards_stand_by_sequence(build: Build, ask: Ask) -> None:
    # filter.inc: DNat()->rule->sortedBy(['sequence']); those without a number come last
    nat = (
        forward(target="192.168.1.7")
        + forward(target="192.168.1.6", extra="<sequence>20</sequence>")
        + forward(extra="<sequence>3</sequence>")
    )
    assert ask(build(mvc=LET_ALL_IN, nat=nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    without_numbers = forward() + forward(target="192.168.1.6")
    assert ask(build(mvc=LET_ALL_IN, nat=without_numbers), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_range_moves_as_one(build: Build, ask: Ask) -> None:
    # ForwardRule.php: localport .. localport + width
    device = build(mvc=LET_ALL_IN, nat=forward("50000-50009", "60000"))
    assert ask(device, "tcp 9.9.9.9 wan 50004") == "open 192.168.1.5:60004"
    assert ask(device, "tcp 9.9.9.9 wan 50010") == "closed"


def test_without_an_inside_port_ports_stay(build: Build, ask: Ask) -> None:
    device = build(mvc=LET_ALL_IN, nat=forward("440-449", ""))
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.5:445"


@pytest.mark.parametrize(
    ("tag", "answer"), [("<disabled/>", "open 192.168.1.5:443"), ("<disabled>1</disabled>", "closed")]
)
def test_disabled_counts_by_value(build: Build, ask: Ask, tag: str, answer: str) -> None:
    assert ask(build(mvc=LET_ALL_IN, nat=forward(extra=tag)), "tcp 9.9.9.9 wan 443") == answer


def test_nordr_counts_by_value(build: Build, ask: Ask) -> None:
    excluded = forward("443", "", "<nordr>1</nordr>", target="")
    assert ask(build(mvc=LET_ALL_IN, nat=excluded + forward()), "tcp 9.9.9.9 wan 443") == "closed"
    assert (
        ask(build(mvc=LET_ALL_IN, nat=forward(extra="<nordr>0</nordr>")), "tcp 9.9.9.9 wan 443")
        == "open 192.168.1.5:443"
    )


def test_without_an_interface_a_forward_is_on_all(build: Build, ask: Ask) -> None:
    # Rule.php reader(): no "on"; pfSense takes wan
    nat = forward().replace("<interface>wan</interface>", "")
    assert ask(build(mvc=LET_ALL_IN, nat=nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_target_that_is_not_defined_disables_the_forward(build: Build, ask: Ask) -> None:
    device = build(mvc=LET_ALL_IN, nat=forward(target="GONE"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.inactive[0].nat


BINAT = (
    "<onetoone><rule><enabled>1</enabled><sequence>1</sequence><interface>wan</interface><type>{}</type><source_net>192.168.1.20</source_net>"
    "<destination_net>any</destination_net><external>198.51.100.12</external></rule></onetoone>"
)


def test_binat_works_inwards_and_nat_only_outwards(build: Build, ask: Ask) -> None:
    # DNatRule.php: "binat|nat on ... -> external"
    assert (
        ask(build(mvc=LET_ALL_IN, filters=BINAT.format("binat")), "tcp 9.9.9.9 198.51.100.12 443")
        == "open 192.168.1.20:443"
    )
    assert ask(build(mvc=LET_ALL_IN, filters=BINAT.format("nat")), "tcp 9.9.9.9 198.51.100.12 443") == "closed"
    assert ask(build(filters=BINAT.format("binat")), "tcp 9.9.9.9 198.51.100.12 443") == "closed"


def test_old_one_to_one_entries(build: Build, ask: Ask) -> None:
    nat = (
        "<onetoone><interface>wan</interface><source><address>192.168.1.32/28</address></source><destination><any>1</any></destination>"
        "<external>203.0.113.16</external></onetoone>"
    )
    assert ask(build(mvc=LET_ALL_IN, nat=nat), "tcp 9.9.9.9 203.0.113.21 443") == "open 192.168.1.37:443"


def test_prefix_translation(build: Build, ask: Ask) -> None:
    npt = "<npt><rule><enabled>1</enabled><interface>wan</interface><source_net>fd00:1::/64</source_net><destination_net>2001:db8:5::/64</destination_net></rule></npt>"
    wan = "<wan><enable>1</enable><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6></wan>"
    lan = "<lan><enable>1</enable><if>igb1</if><ipaddrv6>fd00:1::1</ipaddrv6><subnetv6>64</subnetv6></lan>"
    rule = LET_ALL_IN.replace("inet<", "inet6<").replace("192.168.1.0/24", "fd00:1::/64")
    device = build(mvc=rule, filters=npt, interfaces=wan + lan)
    assert ask(device, "tcp 2620:fe::9 2001:db8:5::20 443") == "open [fd00:1::20]:443"


def test_prefix_translation_to_a_delegated_prefix_is_not_clean(build: Build) -> None:
    npt = "<npt><rule><enabled>1</enabled><interface>wan</interface><source_net>fd00:1::/64</source_net><destination_net/></rule></npt>"
    device = build(filters=npt)
    assert not device.complete.ipv6
    assert device.complete.ipv4
