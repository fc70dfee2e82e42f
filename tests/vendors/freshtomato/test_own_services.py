"""What of a Tomato box itself answers on the WAN (rc/firewall.c)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]


def test_remote_management_with_its_source_list(ask: Ask, box: Box) -> None:
    everybody = box(remote_management="1", http_wanport="8443")
    listed = box(remote_management="1", http_wanport="8443", rmgt_sip="198.51.100.7,203.0.113.0/24")
    assert ask(everybody, "tcp 9.9.9.9 wan 8443") == "open router"
    assert ask(listed, "tcp 203.0.113.9 wan 8443") == "open router"
    assert ask(listed, "tcp 9.9.9.9 wan 8443") == "closed"


def test_remote_ssh_on_its_own_port(ask: Ask, box: Box) -> None:
    device = box(sshd_remote="1", sshd_rport="2222")
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(("value", "answer"), [("0", "closed"), ("1", "open router"), ("2", "closed")])
def test_ftp_is_on_the_wan_with_mode_1_only(ask: Ask, box: Box, value: str, answer: str) -> None:
    assert ask(box(ftp_enable=value), "tcp 9.9.9.9 wan 21") == answer


def test_bittorrent_opens_its_port_without_a_switch(ask: Ask, box: Box) -> None:
    assert ask(box(bt_enable="1", bt_port="51515"), "tcp 9.9.9.9 wan 51515") == "open router"


def test_an_unblocked_wan_answers_traceroute_too(ask: Ask, box: Box) -> None:
    device = box(block_wan="0")
    assert ask(device, "icmp 9.9.9.9 wan -") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 33500") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 33535") == "closed"


def test_an_empty_source_list_opens_administration_on_ipv6_too(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", http_wanport="8443", ipv6_service="native-pd")
    assert ask(device, "tcp 2a00::1 wan 8443") == "open router"


def test_an_ipv4_source_list_lets_nobody_in_over_ipv6(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", rmgt_sip="198.51.100.7", ipv6_service="native-pd")
    assert ask(device, "tcp 2a00::1 wan 8080") == "closed"


def test_upnp_and_nat_pmp_are_bits(box: Box) -> None:
    device = box(upnp_enable="1", upnp_secure="1")
    assert [(mapping.kind, mapping.enabled.value) for mapping in device.port_mappings] == [
        ("upnp", True),
        ("nat-pmp", False),
    ]


def test_a_script_that_may_open_leaves_the_answer_incomplete(box: Box) -> None:
    device = box(script_fire="iptables -I FORWARD -i ppp0 -j ACCEPT")
    assert not device.complete.ipv4


def test_a_missing_key_is_no_proof_of_closed(box: Box) -> None:
    device = box(portforward=None)
    assert not device.complete.ipv4
