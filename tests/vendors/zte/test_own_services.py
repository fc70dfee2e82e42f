"""What of a ZTE box itself may answer on the WAN. Columns: real configurations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

ANYBODY = "0.0.0.0"  # noqa: S104  # how the box writes "none" or "any"; nothing is bound
WAN = "IGD.WD1.WCD1.WCPPP1"


def test_telnet_on_the_wan_is_open(ask: Ask, box: Box) -> None:
    device = box(TelnetCfg=[{"TS_Enable": "1", "Wan_Enable": "1", "TS_Port": "2323"}])
    assert ask(device, "tcp 9.9.9.9 wan 2323") == "open router"


def test_telnet_for_the_lan_is_closed(ask: Ask, box: Box) -> None:
    device = box(TelnetCfg=[{"TS_Enable": "1", "Wan_Enable": "0", "Lan_Enable": "1", "TS_Port": "23"}])
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_telnet_without_its_switch_for_the_wan_is_conditional(ask: Ask, box: Box) -> None:
    assert ask(box(TelnetCfg=[{"TS_Enable": "1", "TS_Port": "23"}]), "tcp 9.9.9.9 wan 23") == "conditional"


def test_ftp_needs_both_switches(ask: Ask, box: Box) -> None:
    on = box(FTPServerCfg=[{"FtpEnable": "1", "WanIfEnable": "1", "ServerPort": "21"}])
    off = box(FTPServerCfg=[{"FtpEnable": "1", "WanIfEnable": "0", "ServerPort": "21"}])
    assert ask(on, "tcp 9.9.9.9 wan 21") == "open router"
    assert ask(off, "tcp 9.9.9.9 wan 21") == "closed"


def test_ssh_does_not_say_on_which_side_it_answers(ask: Ask, box: Box) -> None:
    assert ask(box(SSHCfg=[{"SSH_Enable": "1", "SSH_Port": "22"}]), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(box(SSHCfg=[{"SSH_Enable": "0", "SSH_Port": "22"}]), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize("name", [WAN, "IGD.WANIF"])
def test_service_control_of_a_wan_makes_the_services_conditional(ask: Ask, box: Box, name: str) -> None:
    # what its numbers stand for is not documented
    row = {
        "Enable": "1",
        "INCViewName": name,
        "MinSrcIp": ANYBODY,
        "MaxSrcIp": ANYBODY,
        "Servise": "1",
        "FilterTarget": "1",
    }
    device = box(FWSC=[row])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"  # the server is off
    assert ask(device, "tcp 9.9.9.9 wan 5000") == "closed"


def test_service_control_that_names_its_services_speaks_of_these_only(ask: Ask, box: Box) -> None:
    row = {"Enable": "1", "INCViewName": "IGD.WANIF", "Servise": "0", "ServiceList": "HTTPS,PING,", "FilterTarget": "1"}
    device = box(FWSC=[row])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"


def test_service_control_of_the_lan_opens_nothing(ask: Ask, box: Box) -> None:
    row = {"Enable": "1", "INCViewName": "IGD.LD1", "Servise": "11", "FilterTarget": "1"}
    assert ask(box(FWSC=[row]), "tcp 9.9.9.9 wan 443") == "closed"


def test_service_control_for_some_senders_concerns_these_only(ask: Ask, box: Box) -> None:
    row = {
        "Enable": "1",
        "INCViewName": "IGD.WANIF",
        "MinSrcIp": "198.51.100.1",
        "MaxSrcIp": "198.51.100.9",
        "Servise": "1",
    }
    device = box(FWSC=[row])
    assert ask(device, "tcp 198.51.100.5 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_the_port_of_the_provider_is_conditional(ask: Ask, box: Box) -> None:
    device = box(MgtServer=[{"Tr069Enable": "1", "ConnectionRequestURL": "58000"}])
    assert ask(device, "tcp 9.9.9.9 wan 58000") == "conditional"


def test_a_service_of_the_box_may_keep_its_port_from_the_exposed_host(ask: Ask, box: Box) -> None:
    # the order of the firmware's rules is not public: it is open in any case
    device = box(
        TelnetCfg=[{"TS_Enable": "1", "Wan_Enable": "1", "TS_Port": "23"}],
        FWDMZ=[{"Enable": "1", "WANCViewName": "", "InternalHost": "192.168.1.99"}],
    )
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open 192.168.1.99:23 or router"


def test_a_connection_without_nat_may_let_packets_through(box: Box) -> None:
    device = box(WANC=[{"ViewName": WAN, "Enable": "1", "IsNAT": "0", "IPMode": "1"}])
    entries = [entry for chain in device.pipelines[0].chains for entry in chain.entries if entry.label == "without NAT"]
    assert [unknown.key for unknown in entries[0].match.unknown] == ["untranslated"]


def test_with_ipv6_on_nothing_is_called_closed_there(box: Box) -> None:
    device = box(WANC=[{"ViewName": WAN, "Enable": "1", "IsNAT": "1", "IPMode": "3"}])
    assert device.complete.ipv4
    assert not device.complete.ipv6


def test_upnp_is_a_capability(box: Box) -> None:
    device = box(UPnPCfg=[{"EnableUPnPIGD": "1", "LanName": "IGD.LD1"}])
    assert [(mapping.enabled.value, mapping.interfaces) for mapping in device.port_mappings] == [(True, ("IGD.LD1",))]
