"""Forwards and the exposed host of DD-WRT (networking/generic/firewall.c, getentrybyidx())."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

SINGLE = "Web:on:tcp:443>192.168.1.10:443"


def test_an_office_router_is_closed_and_complete(ask: Ask, box: Box) -> None:
    device = box()
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.complete.ipv4
    assert device.complete.ipv6


def test_a_single_forward_changes_the_port(ask: Ask, box: Box) -> None:
    device = box(forward_spec="RDP:on:tcp:33890>192.168.1.20:3389")
    assert ask(device, "tcp 9.9.9.9 wan 33890") == "open 192.168.1.20:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_a_source_stands_at_the_end_of_a_single_forward(ask: Ask, box: Box) -> None:
    # create_spec_forward() appends it with "<"
    device = box(forward_spec="RDP:on:tcp:3389>192.168.1.20:3389<198.51.100.7")
    assert ask(device, "tcp 198.51.100.7 wan 3389") == "open 192.168.1.20:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_a_range_keeps_its_ports(ask: Ask, box: Box) -> None:
    device = box(forward_port="HTTPS:on:tcp:440:449>192.168.1.10")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_a_forward_that_is_off_is_closed(ask: Ask, box: Box) -> None:
    assert ask(box(forward_spec="Web:off:tcp:443>192.168.1.10:443"), "tcp 9.9.9.9 wan 443") == "closed"


def test_an_entry_without_a_name_is_skipped(ask: Ask, box: Box) -> None:
    assert ask(box(forward_spec=":on:tcp:443>192.168.1.10:443"), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_forward_to_the_router_opens_the_router(ask: Ask, box: Box) -> None:
    # the reverse of Asuswrt: its accept goes to INPUT
    assert ask(box(forward_spec="x:on:tcp:8443>192.168.1.1:443"), "tcp 9.9.9.9 wan 8443") == "open router"


def test_the_dmz_address_is_an_octet_of_the_lan(ask: Ask, box: Box) -> None:
    device = box(dmz_enable="1", dmz_ipaddr="99", forward_spec=SINGLE)
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.1.99:3389"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"


def test_a_dmz_that_is_off_is_reported(ask: Ask, box: Box) -> None:
    device = box(dmz_enable="0", dmz_ipaddr="99")
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert [entry.label for entry in device.inactive] == ["DMZ"]


def test_as_a_router_without_nat_forwards_do_nothing(box: Box) -> None:
    device = box(wk_mode="router", forward_spec=SINGLE)
    assert [entry.label for entry in device.inactive] == ["Web"]


def test_a_mapping_in_the_settings_may_be_open(ask: Ask, box: Box) -> None:
    # forward_port0 and on: UPnP mappings that survive a restart; some builds drop them in the filter
    device = box(upnp_enable="1", upnp_clear="0", forward_port0="8080>192.168.1.30:80:tcp:on:Game")
    assert ask(device, "tcp 9.9.9.9 wan 8080") in {"conditional", "closed"}


@pytest.mark.parametrize("entry", ["Web:on:tcp:70000>192.168.1.10:443", "Web:on:icmp:443>192.168.1.10:443"])
def test_an_unreadable_forward_is_conditional_and_never_closed(ask: Ask, box: Box, entry: str) -> None:
    assert ask(box(forward_spec=entry), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_forward_to_a_name_leaves_the_answer_incomplete(box: Box) -> None:
    # iptables resolves it on the device only
    assert "Web" in box(forward_spec="Web:on:tcp:443>nas:443").complete.reasons[0]
