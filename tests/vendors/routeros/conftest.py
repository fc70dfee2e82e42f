"""Builds RouterOS exports from the menus that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.parser import parse

Build = Callable[..., Device]
Read = Callable[[str], Device]

# An office with a DHCP line on ether1 and the factory's idea of inside and outside.
INTERFACES = """\
/interface bridge
add name=bridge
/interface list
add name=WAN
add name=LAN
/interface bridge port
add bridge=bridge interface=ether2
add bridge=bridge interface=ether3
/interface list member
add interface=bridge list=LAN
add interface=ether1 list=WAN
/ip address
add address=192.168.88.1/24 interface=bridge network=192.168.88.0
/ip dhcp-client
add disabled=no interface=ether1
/ip dhcp-server
add address-pool=dhcp disabled=no interface=bridge name=dhcp
"""
CLOSED_INPUT = "add action=drop chain=input in-interface-list=!LAN\n"
CLOSED_FORWARD = (
    "add action=drop chain=forward connection-nat-state=!dstnat connection-state=new in-interface-list=WAN\n"
)


@pytest.fixture
def read() -> Read:
    """Makes a device of the text of a whole file."""

    def one(text: str) -> Device:
        return parse(Document(name="router.rsc", files=(SourceFile("router.rsc", dedent(text)),)))[0]

    return one


@pytest.fixture
def build(read: Read) -> Build:
    """Makes a device of filter and NAT rules and further menus; the rest is a plain office router.

    Without rules of its own the filter is that of the factory in short.
    """

    def one(
        rules: str = CLOSED_INPUT + CLOSED_FORWARD,
        nat: str = "",
        more: str = "",
        *,
        version: str = "7.16.1",
        interfaces: str = INTERFACES,
    ) -> Device:
        return read(
            f"# 2025-01-02 03:04:05 by RouterOS {version}\n# software id = AAAA-0000\n{interfaces}"
            f"/ip firewall filter\n{dedent(rules)}\n/ip firewall nat\n"
            f"add action=masquerade chain=srcnat out-interface-list=WAN\n{dedent(nat)}\n"
            f"{dedent(more)}\n/system identity\nset name=test\n"
        )

    return one
