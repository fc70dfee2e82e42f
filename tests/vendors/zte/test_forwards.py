"""Forwards and the exposed host of ZTE boxes.

Columns: real configurations, and the pages of two clients of the older boxes; their meaning is TR-098's.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]
Forward = Callable[..., dict[str, str]]


ANYBODY = "0.0.0.0"  # noqa: S104  # how the box writes "none" or "any"; nothing is bound


def test_an_office_box_is_closed_and_complete(ask: Ask, box: Box) -> None:
    # RowCount 0 of FWPM is the evidence that there is no forward
    device = box()
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.complete.ipv4
    assert device.complete.ipv6


def test_a_forward_changes_the_port(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(MinExtPort="8443", MaxExtPort="8443")])
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_range_holds_every_port_of_it(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(MinExtPort="440", MaxExtPort="449", MinIntPort="440", MaxIntPort="449")])
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_protocol_1_is_udp(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(Protocol="1")])
    assert ask(device, "udp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize("number", ["0", "2"])
def test_protocols_0_and_2_are_tcp_and_perhaps_udp(ask: Ask, box: Box, forward: Forward, number: str) -> None:
    # one client reads 0/1/2 as both/UDP/TCP, the other as TCP/UDP/both
    device = box(FWPM=[forward(Protocol=number)])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "udp 9.9.9.9 wan 443") == "conditional"


def test_another_protocol_number_is_conditional(ask: Ask, box: Box, forward: Forward) -> None:
    assert ask(box(FWPM=[forward(Protocol="7")]), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_row_that_is_off_is_closed_and_reported(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(Enable="0")])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.label for entry in device.inactive] == ["Web"]


def test_a_range_of_remote_hosts_limits_a_forward(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(MinRemoteHost="198.51.100.5", MaxRemoteHost="198.51.100.9")])
    assert ask(device, "tcp 198.51.100.7 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_half_a_range_of_remote_hosts_is_conditional(ask: Ask, box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(MinRemoteHost="198.51.100.5", MaxRemoteHost=ANYBODY)])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_host_by_its_mac_address_leaves_the_answer_incomplete(box: Box, forward: Forward) -> None:
    device = box(FWPM=[forward(MacEnable="1", InternalMacHost="02:00:5e:00:53:01")])
    assert not device.complete.ipv4


def test_external_port_0_takes_what_no_other_row_names(ask: Ask, box: Box, forward: Forward) -> None:
    # TR-098: "all external ports that are not otherwise mapped"
    every = forward(Name="Konsole", MinExtPort="0", MaxExtPort="0", InternalHost="192.168.1.50")
    device = box(FWPM=[every, forward()])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.1.50:3389"


def test_the_exposed_host_comes_last(ask: Ask, box: Box, forward: Forward) -> None:
    dmz = {"Enable": "1", "WANCViewName": "", "InternalHost": "192.168.1.99", "MacEnable": "0"}
    device = box(FWDMZ=[dmz], FWPM=[forward()])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open 192.168.1.99:5060"


def test_the_row_of_the_exposed_host_stays_when_it_is_off(ask: Ask, box: Box) -> None:
    # real configurations keep the host with Enable 0
    device = box(FWDMZ=[{"Enable": "0", "WANCViewName": "", "InternalHost": "192.168.1.99", "MacEnable": "0"}])
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert [entry.label for entry in device.inactive] == ["DMZ"]


def test_an_exposed_host_without_an_address_is_reported_as_without_effect(ask: Ask, box: Box) -> None:
    device = box(FWDMZ=[{"Enable": "1", "WANCViewName": "", "InternalHost": ANYBODY, "MacEnable": "0"}])
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert device.inactive[0].reason == "the DMZ is on, but without a host"


def test_a_connection_that_no_table_holds_may_be_any(ask: Ask, box: Box, forward: Forward) -> None:
    assert ask(box(FWPM=[forward(WANCViewName="IGD.WD9.WCD1.WCIP1")]), "tcp 9.9.9.9 wan 443") == "conditional"


def test_newer_boxes_keep_forwards_in_a_table_of_their_own(ask: Ask, box: Box) -> None:
    row = {
        "Enable": "1", "Alias": "Web", "AllInterface": "1", "RemoteHost": ANYBODY, "RemoteHostEndRange": ANYBODY,
        "ExternPort": "8080", "ExternPortEndRange": "8080", "InternalPort": "80", "InternalPortEndRange": "80",
        "Protocol": "BOTH", "InternalClient": "192.168.1.20",
    }  # fmt: skip
    device = box(newer=True, NatPtMapping=[row])
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open 192.168.1.20:80"
    assert ask(device, "udp 9.9.9.9 wan 8080") == "open 192.168.1.20:80"


def test_a_remote_host_that_is_the_inside_host_says_nothing_of_the_sender(ask: Ask, box: Box) -> None:
    # so it stands in every row of a real configuration
    row = {
        "Enable": "1", "Alias": "Web", "AllInterface": "1", "RemoteHost": "192.168.1.20",
        "RemoteHostEndRange": "192.168.1.20", "ExternPort": "8080", "ExternPortEndRange": "8080", "InternalPort": "80",
        "InternalPortEndRange": "80", "Protocol": "TCP", "InternalClient": "192.168.1.20",
    }  # fmt: skip
    assert ask(box(newer=True, NatPtMapping=[row]), "tcp 9.9.9.9 wan 8080") == "conditional"


def test_an_empty_table_of_older_forwards_proves_nothing_on_a_newer_box(box: Box) -> None:
    device = box(newer=True, NatPtMapping=None)
    assert not device.complete.ipv4


@pytest.mark.parametrize("table", ["FWPM", "FWDMZ", "TelnetCfg", "FWSC"])
def test_a_missing_table_is_no_proof_of_closed(box: Box, table: str) -> None:
    device = box(**{table: None})
    assert not device.complete.ipv4
    assert table in " ".join(device.complete.reasons)


def test_a_table_that_looks_like_forwards_and_is_not_known_is_no_proof_of_closed(box: Box, forward: Forward) -> None:
    assert not box(FWPMNEW=[forward()]).complete.ipv4
    assert box(FWPMNEW=[forward(Enable="0")]).complete.ipv4
