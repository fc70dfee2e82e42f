"""Builds Asuswrt settings from the keys that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.asuswrt.parser import parse

Box = Callable[..., Device]

OFFICE = {
    "sw_mode": "1",
    "productid": "RT-AX88U",
    "buildno": "388",
    "lan_ipaddr": "192.168.50.1",
    "lan_netmask": "255.255.255.0",
    "lan_ifname": "br0",
    "wan0_proto": "pppoe",
    "wan0_ifname": "eth0",
    "wan0_pppoe_ifname": "ppp0",
    "wan0_nat_x": "1",
    "wans_dualwan": "wan none",
    "fw_enable_x": "1",
    "vts_enable_x": "1",
    "vts_rulelist": "",
    "dmz_ip": "",
    "misc_http_x": "0",
    "misc_lpr_x": "0",
    "misc_ping_x": "0",
    "http_enable": "1",
    "sshd_enable": "0",
    "upnp_enable": "0",
    "ipv6_service": "disabled",
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
