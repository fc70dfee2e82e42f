"""Firewall rules, networks, settings, sites. Fields and order: clients of the API, the vendor's help."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.unifi.parser import parse

Ask = Callable[[Device, str], str]
Fields = dict[str, object]
Forward = Callable[..., Fields]
Gateway = Callable[..., Device]
Rule = Callable[..., Fields]

SITE = "64b0c0de0e4b0a1b2c3d0001"


def test_a_drop_before_the_system_s_rules_closes_a_forward(
    ask: Ask, gateway: Gateway, forward: Forward, rule: Rule
) -> None:
    device = gateway(forward(), rule(dst_address="192.168.1.10"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_drop_behind_them_does_not(ask: Ask, gateway: Gateway, forward: Forward, rule: Rule) -> None:
    device = gateway(forward(), rule(rule_index=4000))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"


def test_the_lower_index_goes_first(ask: Ask, gateway: Gateway, forward: Forward, rule: Rule) -> None:
    device = gateway(
        forward(), rule(rule_index=2001), rule(rule_index=2000, action="accept", src_address="198.51.100.0/24")
    )
    assert ask(device, "tcp 198.51.100.7 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_rule_for_established_packets_does_not_meet_a_new_one(
    ask: Ask, gateway: Gateway, forward: Forward, rule: Rule
) -> None:
    device = gateway(forward(), rule(state_invalid=True, state_new=False))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"


def test_a_rule_for_a_group_that_is_missing_is_conditional(
    ask: Ask, gateway: Gateway, forward: Forward, rule: Rule
) -> None:
    device = gateway(forward(), rule(src_firewallgroup_ids=["group9"]))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_an_accept_for_the_gateway_opens_it(ask: Ask, gateway: Gateway, forward: Forward, rule: Rule) -> None:
    group: Fields = {"_id": "p", "group_type": "port-group", "group_members": ["22", "8443"], "site_id": SITE}
    device = gateway(
        forward(), group, rule(ruleset="WAN_LOCAL", action="accept", protocol="tcp", dst_firewallgroup_ids=["p"])
    )
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_without_the_firewall_rules_the_answer_says_so(gateway: Gateway, forward: Forward) -> None:
    assert any(entry.kind == "partial" for entry in gateway(forward()).undecided)


def test_rules_without_forwards_are_not_complete(gateway: Gateway, rule: Rule) -> None:
    assert not gateway(rule()).complete.ipv4


@pytest.mark.parametrize(
    "record",
    [
        {"type": "DNAT", "enabled": True, "site_id": SITE},
        {"action": "ALLOW", "enabled": True, "predefined": False, "source": {}, "destination": {}, "site_id": SITE},
    ],
)
def test_what_is_not_read_leaves_the_answer_incomplete(gateway: Gateway, forward: Forward, record: Fields) -> None:
    assert not gateway(forward(), record).complete.ipv4


def test_a_predefined_policy_does_not(gateway: Gateway, forward: Forward) -> None:
    policy: Fields = {"action": "ALLOW", "predefined": True, "source": {}, "destination": {}, "site_id": SITE}
    assert gateway(forward(), policy).complete.ipv4


def test_upnp_is_a_capability(gateway: Gateway, forward: Forward) -> None:
    setting: Fields = {
        "key": "usg", "upnp_enabled": True, "upnp_nat_pmp_enabled": False, "upnp_secure_mode": True, "site_id": SITE,
    }  # fmt: skip
    device = gateway(forward(), setting)
    assert [(m.kind, m.enabled.value, m.secure_mode.value) for m in device.port_mappings] == [
        ("upnp", True, True), ("nat-pmp", False, True),
    ]  # fmt: skip


def test_networks_give_interfaces_and_addresses(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    wan: Fields = {
        "_id": "w", "purpose": "wan", "name": "WAN", "wan_networkgroup": "WAN", "wan_type": "static", "wan_ip": "203.0.113.2",
        "wan_netmask": "255.255.255.248", "wan_type_v6": "disabled", "site_id": SITE,
    }  # fmt: skip
    lan: Fields = {"_id": "l", "purpose": "corporate", "name": "LAN", "ip_subnet": "192.168.1.1/24", "site_id": SITE}
    guest: Fields = {"_id": "g", "purpose": "guest", "name": "Gäste", "ip_subnet": "192.168.9.1/24", "site_id": SITE}
    device = gateway(forward(), wan, lan, guest)
    assert ask(device, "tcp 9.9.9.9 203.0.113.2 443") == "open 192.168.1.10:443"
    assert [interface.role.value for interface in device.interfaces] == ["wan", "lan", "guest"]
    assert device.complete.ipv6


def test_a_vpn_server_may_open_its_port(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    server: Fields = {
        "_id": "v", "purpose": "remote-user-vpn", "vpn_type": "wireguard-server", "local_port": 51821, "site_id": SITE,
    }  # fmt: skip
    assert ask(gateway(forward(), server), "udp 9.9.9.9 wan 51821") == "conditional"


def test_each_site_is_a_device_of_its_own(ask: Ask, forward: Forward) -> None:
    records = [forward(), forward(_id="2", site_id="b", dst_port="80", fwd_port="80")]
    text = json.dumps({"portforward": records})
    devices = parse(Document(name="x", files=(SourceFile("x", text),)))
    assert [device.instance for device in devices] == [SITE, "b"]
    assert [ask(device, "tcp 9.9.9.9 wan 443") for device in devices] == ["open 192.168.1.10:443", "closed"]


def test_the_same_record_in_two_dumps_counts_once(forward: Forward) -> None:
    text = json.dumps([forward()])
    files = (SourceFile("a.json", text), SourceFile("b.json", text))
    device = parse(Document(name="x", files=files))[0]
    assert len(device.pipelines[0].chains[0].entries) == 1


def test_a_place_is_the_line_of_the_field(gateway: Gateway, forward: Forward) -> None:
    span = gateway(forward(_id="1", name="A"), forward(_id="2", name="B")).pipelines[0].chains[0].entries[1].spans[0]
    assert span.text == '"dst_port": "443"'
    assert span.line == 25
