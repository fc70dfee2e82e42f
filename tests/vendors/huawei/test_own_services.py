"""What of a Huawei box itself may answer on the WAN (acl.asp and its relatives in the firmware's pages)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.huawei.parser import parse

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

ALL = 'HTTPWanEnable="0" FTPWanEnable="0" TELNETWanEnable="0" SSHWanEnable="0"'


def acl(text: str, inner: str = "") -> str:
    return f"<AclServices {text}>{inner}</AclServices>" if inner else f"<AclServices {text}/>"


@pytest.mark.parametrize(("name", "port"), [("HTTP", 80), ("FTP", 21), ("TELNET", 23), ("SSH", 22)])
def test_a_service_with_its_switch_for_the_wan_on_is_open(ask: Ask, box: Box, name: str, port: int) -> None:
    device = box(acl=acl(ALL.replace(f'{name}WanEnable="0"', f'{name}WanEnable="1"')))
    assert ask(device, f"tcp 9.9.9.9 wan {port}") == "open router"


def test_a_service_is_open_on_the_port_that_is_stated(ask: Ask, box: Box) -> None:
    device = box(acl=acl(ALL.replace('SSHWanEnable="0"', 'SSHWanEnable="1" SSHPORT="2222"')))
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_switch_that_the_tree_does_not_have_is_conditional(ask: Ask, box: Box) -> None:
    # older trees have no SSH switch
    device = box(acl=acl('HTTPWanEnable="0" FTPWanEnable="0" TELNETWanEnable="0"'))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_without_the_access_list_nothing_is_called_closed(box: Box) -> None:
    assert not box(acl="").complete.ipv4


def test_https_has_a_switch_in_newer_trees(ask: Ask, box: Box) -> None:
    assert ask(box(acl=acl(ALL + ' HTTPSWanEnable="1"')), "tcp 9.9.9.9 wan 443") == "open router"


def test_the_web_server_states_its_outside_port(ask: Ask, box: Box) -> None:
    device = box(
        acl=acl(ALL.replace('HTTPWanEnable="0"', 'HTTPWanEnable="1" HTTPPORT="80"')),
        more='<Services><X_HW_WebServerConfig ListenInnerPort="80" ListenOuterPort="8080"/></Services>',
    )
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "conditional"


def test_another_firewall_level_may_close_what_the_switches_open(ask: Ask, text: Callable[..., str]) -> None:
    tree = text(acl=acl(ALL.replace('TELNETWanEnable="0"', 'TELNETWanEnable="1"'))).replace(
        'Level="Custom"', 'Level="High"'
    )
    device = parse(Document(name="x", files=(SourceFile("x", tree),)))[0]
    assert ask(device, "tcp 9.9.9.9 wan 23") == "conditional"


def test_a_server_that_is_off_may_be_silent(ask: Ask, box: Box) -> None:
    device = box(
        acl=acl(ALL.replace('TELNETWanEnable="0"', 'TELNETWanEnable="1"')),
        more='<X_HW_CLITelnetAccess Access="0" TelnetPort="23"/>',
    )
    assert ask(device, "tcp 9.9.9.9 wan 23") == "conditional"


def test_a_white_list_lets_its_senders_in_for_certain(ask: Ask, box: Box) -> None:
    device = box(
        acl=acl(ALL.replace('SSHWanEnable="0"', 'SSHWanEnable="1"')),
        security=(
            '<WANSrcWhiteList WANSrcWhiteListEnable="1" WANSrcWhiteListNumberOfEntries="1"><List NumberOfInstances="1">'
            '<ListInstance InstanceID="1" SrcIPPrefix="198.51.100.0/24"/></List></WANSrcWhiteList>'
        ),
    )
    assert ask(device, "tcp 198.51.100.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "tcp 198.51.100.9 wan 23") == "conditional"  # trusted, perhaps, though its switch is off
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_entries_for_wan_ports_are_conditional_and_those_for_lan_ports_nothing(ask: Ask, box: Box) -> None:
    def entry(kind: str) -> str:
        return (
            '<AccessControl AccessControlListEnable="1"><List NumberOfInstances="1">'
            f'<ListInstance InstanceID="1" SrcPortType="{kind}" SrcPortName="ALL" ServicePort="TELNET,SSH" Mode="0"/>'
            "</List></AccessControl>"
        )

    assert ask(box(acl=acl(ALL, entry("2"))), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(box(acl=acl(ALL, entry("2"))), "tcp 9.9.9.9 wan 80") == "closed"
    assert ask(box(acl=acl(ALL, entry("0"))), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_wan_access_entry_is_conditional_for_its_senders(ask: Ask, box: Box) -> None:
    inner = (
        '<WanAccess NumberOfInstances="1"><WanAccessInstance InstanceID="1" Enable="1" Protocol="HTTP" '
        'WanName="1_INTERNET_R" SrcIPPrefix="198.51.100.0/24"/></WanAccess>'
    )
    device = box(acl=acl(ALL, inner))
    assert ask(device, "tcp 198.51.100.9 wan 80") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"


def test_remote_access_is_conditional_on_its_ports(ask: Ask, box: Box) -> None:
    device = box(acl=acl(ALL, '<X_HW_RemoteAccess Enable="1" Port="8443" Protocol="HTTPS"/>'))
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "conditional"


def test_the_port_of_the_provider_is_conditional(ask: Ask, box: Box) -> None:
    assert ask(box(more='<ManagementServer EnableCWMP="1" URL="x"/>'), "tcp 9.9.9.9 wan 7547") == "conditional"
    assert ask(box(more='<ManagementServer EnableCWMP="0" URL="x"/>'), "tcp 9.9.9.9 wan 7547") == "closed"


def test_with_ipv6_on_nothing_is_called_closed_there(box: Box) -> None:
    device = box(wan='ConnectionType="IP_Routed" NATEnabled="1" X_HW_IPv4Enable="1" X_HW_IPv6Enable="1"')
    assert device.complete.ipv4
    assert not device.complete.ipv6
