"""What of an Asuswrt box itself answers on the WAN (rc/firewall.c, filter_setting() and nat_setting())."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]


def test_remote_administration_publishes_https_only(ask: Ask, box: Box) -> None:
    device = box(misc_http_x="1", misc_httpsport_x="8443", misc_httpport_x="8080")
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_with_plain_http_alone_nothing_is_published(ask: Ask, box: Box) -> None:
    # http_enable 0: "do not support http"
    device = box(misc_http_x="1", http_enable="0")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "closed"


def test_an_old_build_may_publish_plain_http(ask: Ask, box: Box) -> None:
    device = box(misc_http_x="1", http_enable="2", buildno="380")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "conditional"


def test_remote_administration_stands_before_the_forwards(ask: Ask, box: Box) -> None:
    device = box(misc_http_x="1", misc_httpsport_x="8443", vts_rulelist="<x>8443>192.168.50.10>443>TCP>")
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open router"


def test_the_switch_of_the_forwards_does_not_close_remote_administration(ask: Ask, box: Box) -> None:
    assert ask(box(misc_http_x="1", vts_enable_x="0"), "tcp 9.9.9.9 wan 8443") == "open router"


@pytest.mark.parametrize(("mode", "answer"), [("0", "closed"), ("1", "open router"), ("2", "closed")])
def test_ssh_is_open_on_the_wan_with_mode_1_only(ask: Ask, box: Box, mode: str, answer: str) -> None:
    # sshd_enable: 1 is LAN and WAN, 2 is LAN only
    assert ask(box(sshd_enable=mode), "tcp 9.9.9.9 wan 22") == answer


def test_ssh_under_an_exposed_host_lands_on_that_host(ask: Ask, box: Box) -> None:
    assert ask(box(sshd_enable="1", dmz_ip="192.168.50.99"), "tcp 9.9.9.9 wan 22") == "open 192.168.50.99:22"


def test_the_restriction_holds_for_ssh_on_ipv4_and_not_on_ipv6(ask: Ask, box: Box) -> None:
    # write_access_restriction() writes iptables rules only
    device = box(
        sshd_enable="1", enable_acc_restriction="1", restrict_rulelist="<1>198.51.100.7>2", ipv6_service="dhcp6",
        ipv6_fw_enable="1",
    )  # fmt: skip
    assert ask(device, "tcp 198.51.100.7 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 2a00::1 wan 22") == "open router"


def test_a_restriction_without_an_active_entry_restricts_nothing(ask: Ask, box: Box) -> None:
    device = box(sshd_enable="1", enable_acc_restriction="1", restrict_rulelist="<0>198.51.100.7>2")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


def test_a_web_entry_of_the_restriction_opens_the_inside_web_port(ask: Ask, box: Box) -> None:
    # its accept asks for no interface, so that it lets its source in from the WAN whatever misc_http_x says
    device = box(enable_acc_restriction="1", restrict_rulelist="<1>198.51.100.7>1")
    assert ask(device, "tcp 198.51.100.7 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize(("value", "answer"), [("0", "closed"), ("1", "open router"), (None, "open router")])
def test_the_printer_ports_are_open_unless_they_are_closed(ask: Ask, box: Box, value: str | None, answer: str) -> None:
    # misc_lpr_x other than "0", its absence included
    device = box(misc_lpr_x=value)
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (515, 9100, 3838)] == [answer] * 3


def test_a_firewall_that_is_off_lets_everything_to_the_router(ask: Ask, box: Box) -> None:
    # fw_enable_x 0 leaves the policy of INPUT at ACCEPT
    device = box(fw_enable_x="0")
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"
    assert device.facts["firewall-enabled"].value == "no"


def test_ftp_needs_the_server_and_its_switch_for_the_wan(ask: Ask, box: Box) -> None:
    assert ask(box(enable_ftp="1", ftp_wanac="1"), "tcp 9.9.9.9 wan 21") == "open router"
    assert ask(box(enable_ftp="1", ftp_wanac="0"), "tcp 9.9.9.9 wan 21") == "closed"


def test_openvpn_is_taken_before_the_exposed_host(ask: Ask, box: Box) -> None:
    # its accept stands before the NAT rules
    device = box(vpn_serverx_eas="1,", vpn_server1_port="1194", vpn_server1_proto="udp", dmz_ip="192.168.50.99")
    assert ask(device, "udp 9.9.9.9 wan 1194") == "open router"


def test_the_provider_is_answered_by_its_listed_addresses(ask: Ask, box: Box) -> None:
    device = box(tr_enable="1", tr_conn_port="7547", tr_acs_acl="203.0.113.9")
    assert ask(device, "tcp 203.0.113.9 wan 7547") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 7547") == "closed"


def test_ping_follows_its_switch(ask: Ask, box: Box) -> None:
    assert ask(box(misc_ping_x="0"), "icmp 9.9.9.9 wan -") == "closed"
    assert ask(box(misc_ping_x="1"), "icmp 9.9.9.9 wan -") == "open router"


def test_ipv6_hosts_are_behind_the_firewall_until_it_is_off(ask: Ask, box: Box) -> None:
    on = box(ipv6_service="ipv6pt", ipv6_fw_enable="1", ipv6_prefix="2001:db8:10::", ipv6_prefix_length="64")
    off = box(ipv6_service="ipv6pt", ipv6_fw_enable="0", ipv6_prefix="2001:db8:10::", ipv6_prefix_length="64")
    assert ask(on, "tcp 2a00::1 2001:db8:10::5 445") == "closed"
    assert ask(off, "tcp 2a00::1 2001:db8:10::5 445") == "open [2001:db8:10::5]:445"


def test_an_ipv6_rule_opens_one_host(ask: Ask, box: Box) -> None:
    device = box(
        ipv6_service="ipv6pt", ipv6_fw_enable="1", ipv6_prefix="2001:db8:10::", ipv6_prefix_length="64",
        ipv6_fw_rulelist="<Web>>2001:db8:10::10>443>TCP",
    )  # fmt: skip
    assert ask(device, "tcp 2a00::1 2001:db8:10::10 443") == "open [2001:db8:10::10]:443"
    assert ask(device, "tcp 2a00::1 2001:db8:10::11 443") == "closed"


def test_upnp_is_a_capability_and_opens_no_row(ask: Ask, box: Box) -> None:
    device = box(upnp_enable="1", upnp_secure="1")
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert [(mapping.enabled.value, mapping.secure_mode.value) for mapping in device.port_mappings] == [(True, True)]


@pytest.mark.parametrize("key", ["dmz_ip", "vts_rulelist", "fw_enable_x", "misc_http_x"])
def test_a_missing_key_is_no_proof_of_closed(box: Box, key: str) -> None:
    device = box(**{key: None})
    assert not device.complete.ipv4
    assert key in device.complete.reasons[0]


def test_an_access_point_does_not_decide_what_the_internet_reaches(box: Box) -> None:
    device = box(sw_mode="3")
    assert not device.wan_interfaces()
    assert not device.complete.ipv4
