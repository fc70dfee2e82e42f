"""Builds LCOS scripts from the parts that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.lancom_lcos.parser import parse

Run = Callable[..., Device]

BASE = """# Script (LANCOM 1793VA / 10.72.0189RU3 / 22.11.2022)
lang English
flash No
set /Setup/Name "GW"
cd /Setup/TCP-IP/Network-list
add "INTRANET" 192.168.10.1 255.255.255.0 0 LAN-1 loose Intranet 0 "x"
cd /Setup/IP-Router/IP-Routing-Table
add 255.255.255.255 0.0.0.0 0 "INTERNET" 0 on Yes "default"
cd /
"""
END = "flash Yes\nexit\n"


@pytest.fixture
def run() -> Run:
    """The device of a script: an office router, then these lines."""

    def one(*lines: str, base: str = BASE, end: str = END) -> Device:
        text = base + "".join(f"{line}\n" for line in lines) + end
        return parse(Document(name="gw.lcs", files=(SourceFile("gw.lcs", text),)))[0]

    return one
