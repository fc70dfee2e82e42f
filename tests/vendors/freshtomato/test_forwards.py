"""Forwards and the exposed host of FreshTomato (rc/forward.c, rc/firewall.c)."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]


def test_an_office_router_is_closed_and_complete(ask: Ask, box: Box) -> None:
    device = box()
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.complete.ipv4


def test_a_forward_changes_the_port(ask: Ask, box: Box) -> None:
    # enabled<protocol<source<ports<inside port<address<name
    device = box(portforward="1<1<<33890<3389<192.168.1.20<RDP>")
    assert ask(device, "tcp 9.9.9.9 wan 33890") == "open 192.168.1.20:3389"
    assert ask(device, "udp 9.9.9.9 wan 33890") == "closed"


def test_protocols_are_numbers(ask: Ask, box: Box) -> None:
    device = box(portforward="1<2<<1194<<192.168.1.30<VPN>1<3<<5060<<192.168.1.31<SIP>")
    assert ask(device, "udp 9.9.9.9 wan 1194") == "open 192.168.1.30:1194"
    assert ask(device, "tcp 9.9.9.9 wan 1194") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 5060") == "open 192.168.1.31:5060"


def test_a_range_holds_every_port_of_it(ask: Ask, box: Box) -> None:
    device = box(portforward="1<1<<440:449<<192.168.1.10<HTTPS>")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_a_list_of_ports_and_ranges(ask: Ask, box: Box) -> None:
    device = box(portforward="1<1<<25,587:588<<192.168.1.11<Mail>")
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (25, 588, 26)] == [
        "open 192.168.1.11:25", "open 192.168.1.11:588", "closed",
    ]  # fmt: skip


def test_a_forward_that_is_off_is_closed(ask: Ask, box: Box) -> None:
    assert ask(box(portforward="0<1<<443<<192.168.1.10<Web>"), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_source_limits_a_forward(ask: Ask, box: Box) -> None:
    device = box(portforward="1<1<198.51.100.0/24<3389<<192.168.1.20<RDP>")
    assert ask(device, "tcp 198.51.100.9 wan 3389") == "open 192.168.1.20:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_a_source_that_is_a_name_is_conditional(ask: Ask, box: Box) -> None:
    device = box(portforward="1<1<office.example.net<3389<<192.168.1.20<RDP>")
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "conditional"


def test_the_exposed_host_takes_the_rest_and_asks_its_own_sources(ask: Ask, box: Box) -> None:
    device = box(
        dmz_enable="1", dmz_ipaddr="192.168.1.99", dmz_sip="198.51.100.7", portforward="1<1<<443<<192.168.1.10<Web>"
    )
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 198.51.100.7 wan 3389") == "open 192.168.1.99:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_an_exposed_host_may_be_an_octet_of_the_lan(ask: Ask, box: Box) -> None:
    assert ask(box(dmz_enable="1", dmz_ipaddr="99"), "tcp 9.9.9.9 wan 1") == "open 192.168.1.99:1"


def test_an_exposed_host_that_is_off_is_reported(ask: Ask, box: Box) -> None:
    device = box(dmz_enable="0", dmz_ipaddr="192.168.1.99")
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert [entry.label for entry in device.inactive] == ["DMZ"]


def test_an_unreadable_forward_is_conditional(ask: Ask, box: Box) -> None:
    assert ask(box(portforward="1<1<<x<<192.168.1.20<RDP>"), "tcp 9.9.9.9 wan 3389") == "conditional"
