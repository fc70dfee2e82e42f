"""Builds FreshTomato settings from the keys that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.freshtomato.parser import parse

Box = Callable[..., Device]

OFFICE = {
    "t_model_name": "Netgear R7000",
    "os_version": "2023.5",
    "lan_ipaddr": "192.168.1.1",
    "lan_netmask": "255.255.255.0",
    "lan_ifname": "br0",
    "wan_proto": "pppoe",
    "wan_ifname": "vlan2",
    "wan_iface": "ppp0",
    "mwan_num": "1",
    "block_wan": "1",
    "portforward": "",
    "dmz_enable": "0",
    "dmz_ipaddr": "",
    "dmz_sip": "",
    "remote_management": "0",
    "http_wanport": "8080",
    "rmgt_sip": "",
    "sshd_remote": "0",
    "sshd_rport": "22",
    "sshd_port": "22",
    "sshd_eas": "1",
    "ftp_enable": "0",
    "upnp_enable": "0",
    "ipv6_service": "",
    "script_fire": "",
}


def settings_text(settings: dict[str, str]) -> str:
    """The output of nvram show."""
    return "".join(f"{key}={value}\n" for key, value in settings.items())


@pytest.fixture
def office() -> dict[str, str]:
    """The settings of a plain office router with nothing open."""
    return dict(OFFICE)


@pytest.fixture
def box() -> Box:
    """Makes a device of the office's settings with the given keys changed; None takes a key away."""

    def one(**changes: str | None) -> Device:
        settings = {key: value for key, value in {**OFFICE, **changes}.items() if value is not None}
        return parse(Document(name="nvram.txt", files=(SourceFile("nvram.txt", settings_text(settings)),)))[0]

    return one
