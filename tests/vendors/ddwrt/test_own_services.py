"""What of a DD-WRT box itself answers on the WAN (networking/generic/firewall.c)."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]


def test_remote_management_is_open_on_its_port(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", http_wanport="8080")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open router"


def test_remote_ip_is_an_address_and_the_last_octet_of_the_end(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", remote_ip_any="0", remote_ip="198.51.100.5 9")
    assert ask(device, "tcp 198.51.100.9 wan 8080") == "open router"
    assert ask(device, "tcp 198.51.100.10 wan 8080") == "closed"


def test_remote_ip_of_zeros_restricts_nothing(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", remote_ip_any="0", remote_ip="0.0.0.0 0")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open router"


def test_remote_ssh_needs_the_server(ask: Ask, box: Box) -> None:
    assert ask(box(remote_mgt_ssh="1", sshd_wanport="2222"), "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(box(remote_mgt_ssh="1", sshd_enable="0", sshd_wanport="2222"), "tcp 9.9.9.9 wan 2222") == "closed"


def test_remote_management_stands_before_the_exposed_host(ask: Ask, box: Box) -> None:
    device = box(remote_management="1", dmz_enable="1", dmz_ipaddr="99")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8081") == "open 192.168.1.99:8081"


def test_with_the_firewall_off_everything_but_unpublished_management_is_open(ask: Ask, box: Box) -> None:
    device = box(filter="off")
    assert ask(device, "tcp 9.9.9.9 wan 5000") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_with_the_firewall_off_the_whole_ipv6_lan_is_open(ask: Ask, box: Box) -> None:
    off = box(filter="off", ipv6_enable="1", ipv6_typ="ipv6native", ipv6_prefix="2001:db8:20::", ipv6_pf_len="64")
    on = box(filter="on", ipv6_enable="1", ipv6_typ="ipv6native", ipv6_prefix="2001:db8:20::", ipv6_pf_len="64")
    host = (
        next(a.number for i in off.interfaces if i.role.value == "lan" for a in i.addresses if a.family == "ipv6") + 9
    )
    text = ":".join(f"{host >> shift & 0xFFFF:x}" for shift in range(112, -1, -16))
    assert ask(off, f"tcp 2a00::1 {text} 445").startswith("open")
    assert ask(on, f"tcp 2a00::1 {text} 445") == "closed"


def test_ident_and_snmp_open_when_their_blocks_are_lifted(ask: Ask, box: Box) -> None:
    device = box(block_ident="0", block_snmp="0", snmpd_enable="1")
    assert ask(device, "tcp 9.9.9.9 wan 113") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 161") == "open router"


def test_a_script_that_only_closes_leaves_the_answer_complete(box: Box) -> None:
    device = box(rc_firewall="iptables -I INPUT -p tcp --dport 22 -j DROP")
    assert device.complete.ipv4


def test_a_script_that_may_open_leaves_it_incomplete(box: Box) -> None:
    device = box(rc_firewall="iptables -t nat -I PREROUTING -p tcp --dport 3389 -j DNAT --to 192.168.1.20")
    assert not device.complete.ipv4
    assert any(entry.kind == "include" for entry in device.undecided)


def test_a_missing_key_is_no_proof_of_closed(box: Box) -> None:
    device = box(forward_port=None)
    assert not device.complete.ipv4
    assert "forward_port" in device.complete.reasons[0]
