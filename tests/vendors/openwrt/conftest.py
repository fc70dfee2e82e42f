"""Builds OpenWrt devices from the sections that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.openwrt.parser import parse

Build = Callable[..., Device]

DEFAULTS = "config defaults\n option input REJECT\n option output ACCEPT\n option forward REJECT\n"
LAN = "config zone\n option name lan\n list network lan\n option input ACCEPT\n option output ACCEPT\n option forward ACCEPT\n"
WAN = (
    "config zone\n option name wan\n list network wan\n list network wan6\n option input REJECT\n option output ACCEPT\n"
    " option forward REJECT\n option masq 1\n"
)
NETWORK = """
config interface 'lan'
 option device 'br-lan'
 option proto 'static'
 option ipaddr '192.168.1.1'
 option netmask '255.255.255.0'
 list ip6addr '2001:db8:1::1/64'
config interface 'wan'
 option device 'eth1'
 option proto 'static'
 option ipaddr '198.51.100.10'
 option netmask '255.255.255.248'
 option gateway '198.51.100.9'
config interface 'wan6'
 option device '@wan'
 option proto 'static'
 option ip6addr '2001:db8:0:1::2/64'
 option ip6gw '2001:db8:0:1::1'
"""


@pytest.fixture
def build() -> Build:
    """Makes a device of rules, redirects and the like behind a plain set of zones.

    zones, network: other texts than the plain ones; None leaves the network package out. release: None for unknown.
    files: further files of the tree, by path.
    """

    def one(
        sections: str = "",
        *,
        zones: str = DEFAULTS + LAN + WAN,
        network: str | None = NETWORK,
        release: str | None = "24.10.0",
        files: dict[str, str] | None = None,
    ) -> Device:
        tree = {"etc/config/firewall": f"{zones}\n{sections}\n", **(files or {})}
        if network is not None:
            tree["etc/config/network"] = network
        if release is not None:
            tree["etc/openwrt_release"] = f"DISTRIB_RELEASE='{release}'\n"
        parts = tuple(SourceFile(name, text) for name, text in sorted(tree.items()))
        return parse(Document(name="router", files=parts))[0]

    return one
