"""Builds VyOS configurations from the commands that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.vyos.parser import parse

Build = Callable[..., Device]

OFFICE = """
interfaces ethernet eth0 address '198.51.100.10/28'
interfaces ethernet eth1 address '192.168.1.1/24'
protocols static route 0.0.0.0/0 next-hop 198.51.100.1
system host-name 'gw'
"""


@pytest.fixture
def build() -> Build:
    """Makes a device of commands without their "set"; the rest is a plain office router."""

    def one(commands: str, *, office: str = OFFICE) -> Device:
        lines = [line.strip() for line in (office + commands).split("\n") if line.strip()]
        text = "\n".join(line if line.startswith("delete ") else f"set {line}" for line in lines) + "\n"
        return parse(Document(name="gw", files=(SourceFile("gw.txt", text),)))[0]

    return one
