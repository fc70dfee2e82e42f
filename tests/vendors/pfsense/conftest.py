"""Builds pfSense configurations from the parts that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.pfsense.parser import parse

Build = Callable[..., Device]

WAN = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
LAN = "<lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"


@pytest.fixture
def build() -> Build:
    """Makes a device of filter rules, NAT rules and further sections; the rest is a plain office firewall."""

    def one(
        rules: str = "",
        nat: str = "",
        *,
        interfaces: str = WAN + LAN,
        system: str = "<ipv6allow/><webgui><protocol>https</protocol></webgui>",
        more: str = "",
    ) -> Device:
        text = (
            f'<?xml version="1.0"?>\n<pfsense>\n<system>{system}</system>\n<interfaces>{interfaces}</interfaces>\n'
            f"<nat>{nat}</nat>\n<filter>{rules}</filter>\n{more}</pfsense>\n"
        )
        return parse(Document(name="config.xml", files=(SourceFile("config.xml", text),)))[0]

    return one
