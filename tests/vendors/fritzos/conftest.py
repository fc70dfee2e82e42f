"""Builds FRITZ!OS files from the parts that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.fritzos.parser import parse

Read = Callable[..., Device]
Box = Callable[..., Device]


def ar7(
    lists: str = "", devices: str = "", *, mode: str = "mode = dsldmode_router;", wan: str = "", extra: str = ""
) -> str:
    return f"""/*
 * /var/flash/ar7.cfg
 */
meta {{ encoding = "utf-8"; }}
ar7cfg {{
        {mode}
        igddenabled = no;
        {lists}
        brinterfaces {{ name = "lan"; ipaddr = 192.168.178.1; netmask = 255.255.255.0; }}
        dslifaces {{
                enabled = yes;
                name = "internet";
                {wan or "stackmode = stackmode_ipv4only;"}
        }}
        {extra}
}}
landevices {{
        {devices}
}}
"""


@pytest.fixture
def read() -> Read:
    """The device of files, given by name."""

    def one(**files: str) -> Device:
        sources = tuple(SourceFile(name.replace("_", "."), text) for name, text in sorted(files.items()))
        return parse(Document(name="box", files=sources))[0]

    return one


@pytest.fixture
def box(read: Read) -> Box:
    """A box with these rules of its LAN devices, rule lists and settings; the rest is a plain office box."""

    def one(
        *rules: str, lists: str = "", wan: str = "", extra: str = "", mode: str = "mode = dsldmode_router;"
    ) -> Device:
        quoted = ", ".join(f'"{rule}"' for rule in rules)
        devices = (
            f'landevices {{ ip = 192.168.178.20; name = "server"; ipv4forwardrules = {quoted}; }}' if rules else ""
        )
        return read(ar7_cfg=ar7(lists, devices, mode=mode, wan=wan, extra=extra))

    return one
