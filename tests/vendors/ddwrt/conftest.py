"""Builds DD-WRT settings from the keys that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.ddwrt.parser import parse

Box = Callable[..., Device]

OFFICE = {
    "DD_BOARD": "Netgear R7800",
    "lan_ipaddr": "192.168.1.1",
    "lan_netmask": "255.255.255.0",
    "lan_ifname": "br0",
    "wan_proto": "pppoe",
    "wan_ifname": "ppp0",
    "wk_mode": "gateway",
    "filter": "on",
    "block_wan": "1",
    "block_ident": "1",
    "forward_port": "",
    "forward_spec": "",
    "forward_ip": "",
    "dmz_enable": "0",
    "dmz_ipaddr": "0",
    "remote_management": "0",
    "remote_mgt_ssh": "0",
    "http_wanport": "8080",
    "sshd_wanport": "22",
    "sshd_enable": "1",
    "upnp_enable": "0",
    "ipv6_enable": "0",
    "rc_firewall": "",
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
