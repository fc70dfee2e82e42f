"""Forwards and the exposed host of Huawei boxes.

Parameters: the firmware's own pages (portmapping.asp old and new, dmz.asp); their meaning: TR-098.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.huawei.parser import parse

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]
Mapping = Callable[..., str]


def test_an_office_box_is_closed_and_complete(ask: Ask, box: Box) -> None:
    device = box()
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (21, 22, 23, 80, 443)] == ["closed"] * 5
    assert device.complete.ipv4
    assert device.complete.ipv6


def test_objects_that_were_never_configured_are_not_in_the_tree(box: Box) -> None:
    # no real tree without a forward or exposed host holds the elements
    assert box(dmz="", mappings="").complete.ipv4


def test_a_forward_changes_the_port(ask: Ask, box: Box, mapping: Mapping) -> None:
    device = box(mappings=mapping(ExternalPort="8443", ExternalPortEndRange="0"))
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 192.168.18.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 8444") == "closed"


def test_a_range_holds_every_port_of_it(ask: Ask, box: Box, mapping: Mapping) -> None:
    ports = {"ExternalPort": "440", "ExternalPortEndRange": "449", "InternalPort": "440", "X_HW_InternalEndPort": "449"}
    device = box(mappings=mapping(**ports))
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.18.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_the_list_of_newer_pages_has_ports_of_its_own(ask: Ask, box: Box, mapping: Mapping) -> None:
    # X_HW_Portlist: "first:last", 0 as the last is one port
    entries = (
        '<X_HW_Portlist NumberOfInstances="2">'
        '<X_HW_PortlistInstance InstanceID="1" Protocol="TCP" InternalPort="440:449" ExternalPort="440:449"/>'
        '<X_HW_PortlistInstance InstanceID="2" Protocol="UDP" InternalPort="5060:0" ExternalPort="5060:0"/>'
        "</X_HW_Portlist>"
    )
    device = box(mappings=mapping(entries, ExternalPort="0", PortMappingProtocol=""))
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.18.10:445"
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open 192.168.18.10:5060"
    assert ask(device, "udp 9.9.9.9 wan 5061") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_tcp_and_udp_in_one_word(ask: Ask, box: Box, mapping: Mapping) -> None:
    device = box(mappings=mapping(PortMappingProtocol="TCP/UDP"))
    assert ask(device, "udp 9.9.9.9 wan 443") == "open 192.168.18.10:443"


def test_another_protocol_is_conditional(ask: Ask, box: Box, mapping: Mapping) -> None:
    assert ask(box(mappings=mapping(PortMappingProtocol="")), "tcp 9.9.9.9 wan 443") == "conditional"


def test_port_0_takes_what_no_other_mapping_names(ask: Ask, box: Box, mapping: Mapping) -> None:
    every = mapping(
        ExternalPort="0", ExternalPortEndRange="0", PortMappingProtocol="TCP/UDP", InternalClient="192.168.18.50"
    )
    device = box(mappings=every + mapping())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.18.10:443"
    assert ask(device, "udp 9.9.9.9 wan 443") == "open 192.168.18.50:443"


def test_a_remote_host_limits_a_forward(ask: Ask, box: Box, mapping: Mapping) -> None:
    device = box(mappings=mapping(RemoteHost="198.51.100.5", X_HW_RemoteHostRange="198.51.100.9"))
    assert ask(device, "tcp 198.51.100.7 wan 443") == "open 192.168.18.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_mapping_that_is_off_is_closed_and_reported(ask: Ask, box: Box, mapping: Mapping) -> None:
    device = box(mappings=mapping(PortMappingEnabled="0"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.label for entry in device.inactive] == ["Web"]


def test_an_outside_address_of_its_own_is_conditional(ask: Ask, box: Box, mapping: Mapping) -> None:
    assert ask(box(mappings=mapping(X_HW_ExternalIP="203.0.113.9")), "tcp 9.9.9.9 wan 443") == "conditional"


def test_the_exposed_host_takes_the_rest(ask: Ask, box: Box, mapping: Mapping) -> None:
    device = box(mappings=mapping(), dmz='<X_HW_DMZ DMZEnable="1" DMZHostIPAddress="192.168.18.99"/>')
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.18.10:443"
    assert ask(device, "udp 9.9.9.9 wan 161") == "open 192.168.18.99:161"


def test_an_exposed_host_that_is_off_is_reported(ask: Ask, box: Box) -> None:
    device = box(dmz='<X_HW_DMZ DMZEnable="0" DMZHostIPAddress="192.168.18.99"/>')
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert [entry.label for entry in device.inactive] == ["DMZ"]


def test_a_bridged_connection_is_not_judged_and_said_to_be_there(box: Box) -> None:
    device = box(wan='ConnectionType="IP_Bridged" NATEnabled="0"')
    assert any(entry.kind == "role" for entry in device.undecided)
    assert not device.complete.ipv4


def test_mappings_that_are_missing_are_no_proof_of_closed(text: Callable[..., str]) -> None:
    source = SourceFile("x", text(count=3))
    assert not parse(Document(name="x", files=(source,)))[0].complete.ipv4


@pytest.mark.parametrize("address", ["nas", "", "2001:db8::1"])
def test_an_inside_host_that_is_no_address_leaves_the_answer_incomplete(
    box: Box, mapping: Mapping, address: str
) -> None:
    assert not box(mappings=mapping(InternalClient=address)).complete.ipv4


@pytest.mark.parametrize(
    "more",
    [
        '<X_HW_PortForward><X_HW_PortForwardInstance Enable="1" ExternalPort="443"/></X_HW_PortForward>',
        '<LANDMZ><X_HW_DMZ DMZEnable="1" DMZHostIPAddress="192.168.18.9"/></LANDMZ>',
    ],
)
def test_what_forwards_where_it_is_not_read_is_no_proof_of_closed(box: Box, more: str) -> None:
    assert not box(more=more).complete.ipv4
