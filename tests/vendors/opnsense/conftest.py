"""Builds OPNsense configurations from the parts that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.opnsense.parser import parse

Build = Callable[..., Device]

WAN = "<wan><enable>1</enable><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
LAN = "<lan><enable>1</enable><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"


@pytest.fixture
def build() -> Build:
    """Makes a device of old rules, MVC rules, NAT and further sections; the rest is a plain office firewall.

    version: of the Filter model, which dates the file; "" leaves the model out.
    """

    def one(
        rules: str = "",
        mvc: str = "",
        nat: str = "",
        *,
        interfaces: str = WAN + LAN,
        system: str = "<ipv6allow>1</ipv6allow><webgui><protocol>https</protocol></webgui>",
        version: str = "1.0.4",
        firewall: str = "",
        filters: str = "",
        plugins: str = "",
        more: str = "",
    ) -> Device:
        text = (
            f'<?xml version="1.0"?>\n<opnsense>\n<system>{system}</system>\n<interfaces>{interfaces}</interfaces>\n<nat>{nat}</nat>\n'
            f'<filter>{rules}</filter>\n<OPNsense><Firewall><Filter version="{version}"><rules>{mvc}</rules>{filters}</Filter>{firewall}'
            f"</Firewall>{plugins}</OPNsense>\n{more}</opnsense>\n"
        )
        return parse(Document(name="config.xml", files=(SourceFile("config.xml", text),)))[0]

    return one
