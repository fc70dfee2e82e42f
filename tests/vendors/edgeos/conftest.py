"""Builds EdgeOS configurations from the commands that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.edgeos.parser import parse

Build = Callable[..., Device]

OFFICE = """
interfaces ethernet eth0 address 198.51.100.10/28
interfaces ethernet eth0 firewall in name WAN_IN
interfaces ethernet eth0 firewall local name WAN_LOCAL
interfaces ethernet eth1 address 192.168.1.1/24
firewall name WAN_IN default-action drop
firewall name WAN_LOCAL default-action drop
system gateway-address 198.51.100.1
system host-name er
"""


@pytest.fixture
def build() -> Build:
    """Makes a device of commands without their "set"; the rest is an office router whose WAN is filtered."""

    def one(commands: str, *, office: str = OFFICE) -> Device:
        lines = [line.strip() for line in (office + commands).split("\n") if line.strip()]
        text = "\n".join(line if line.startswith("delete ") else f"set {line}" for line in lines) + "\n"
        return parse(Document(name="er", files=(SourceFile("er.txt", text),)))[0]

    return one
