"""Builds ZTE configurations from the tables that a test speaks of."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.zte.parser import parse

Rows = Sequence[Mapping[str, str]]
Box = Callable[..., Device]
Pack = Callable[[bytes], bytes]

ANYBODY = "0.0.0.0"  # noqa: S104  # how the box writes "none" or "any"; nothing is bound
WAN = "IGD.WD1.WCD1.WCPPP1"

OFFICE: dict[str, Rows] = {
    "WANC": [
        {"ViewName": WAN, "Enable": "1", "WANCName": "Internet", "IsNAT": "1", "IPMode": "1", "StrServList": "INTERNET"}
    ],
    "WANCPPP": [{"ViewName": WAN, "UserName": "line@isp.example", "Password": "line-secret"}],
    "LAND": [{"ViewName": "IGD.LD1", "Enable": "1", "IPAddr": "192.168.1.1", "NetMask": "255.255.255.0"}],
    "FWPM": [],
    "FWDMZ": [{"Enable": "0", "WANCViewName": "", "InternalHost": ANYBODY, "MacEnable": "0"}],
    "FWSC": [],
    "TelnetCfg": [{"TS_Enable": "0", "Wan_Enable": "0", "TS_Port": "23", "TS_UName": "root", "TS_UPwd": "box-secret"}],
    "UPnPCfg": [{"EnableUPnPIGD": "0"}],
    "MgtServer": [{"Tr069Enable": "0", "URL": "http://192.0.2.5/"}],
}

NEWER: dict[str, Rows] = {
    "IPInterface": [
        {
            "ViewName": "DEV.IP.IF1",
            "Enable": "1",
            "WanLanPrority": "2",
            "IsNat": "0",
            "IPv6Enable": "1",
            "Alias": "LAN",
        },
        {
            "ViewName": "DEV.IP.IF3",
            "Enable": "1",
            "WanLanPrority": "1",
            "IsNat": "1",
            "IPv6Enable": "0",
            "WanName": "DSL",
        },
    ],
    "IPv4Address": [
        {"ViewName": "DEV.IP.IF1.V4ADDR1", "Enable": "1", "IPAddress": "192.168.1.1", "SubnetMask": "255.255.255.0"}
    ],
    "NatPtMapping": [],
    "FWPM": [],
    "FWDMZ": OFFICE["FWDMZ"],
    "FWSC": [],
    "TelnetCfg": OFFICE["TelnetCfg"],
    "UPnPCfg": OFFICE["UPnPCfg"],
    "MgtServer": OFFICE["MgtServer"],
}


def tables_text(tables: Mapping[str, Rows]) -> str:
    """The decoded XML."""
    lines = ["<DB>"]
    for name, rows in tables.items():
        lines.append(f'<Tbl name="{name}" RowCount="{len(rows)}">')
        for number, row in enumerate(rows):
            cells = [f'<DM name="{column}" val="{value}"/>' for column, value in row.items()]
            lines += [f'<Row No="{number}">', *cells, "</Row>"]
        lines.append("</Tbl>")
    return "\n".join([*lines, "</DB>", ""])


@pytest.fixture
def forward() -> Callable[..., dict[str, str]]:
    """A row of FWPM: a forward of one TCP port with the given columns changed."""

    def one(**changes: str) -> dict[str, str]:
        row = {
            "Enable": "1", "Name": "Web", "Protocol": "0", "WANCViewName": WAN, "MinRemoteHost": ANYBODY,
            "MaxRemoteHost": ANYBODY, "MinExtPort": "443", "MaxExtPort": "443", "InternalHost": "192.168.1.10",
            "MacEnable": "0", "MinIntPort": "443", "MaxIntPort": "443",
        }  # fmt: skip
        return {**row, **changes}

    return one


@pytest.fixture
def office_text() -> str:
    """The XML of an office box with nothing open."""
    return tables_text(OFFICE)


@pytest.fixture
def box() -> Box:
    """Makes a device of the office's tables with the given ones replaced; None takes a table away."""

    def one(*, newer: bool = False, **changes: Rows | None) -> Device:
        start = NEWER if newer else OFFICE
        tables = {name: rows for name, rows in {**start, **changes}.items() if rows is not None}
        return parse(Document(name="config.xml", files=(SourceFile("config.xml", tables_text(tables)),)))[0]

    return one


@pytest.fixture
def pack() -> Pack:
    """Wraps a text in a container of type 0 with a signature, in chunks of 1,000 bytes."""

    def one(content: bytes) -> bytes:
        chunks = [content[start : start + 1000] for start in range(0, len(content), 1000)]
        body = b""
        for number, chunk in enumerate(chunks):
            packed = zlib.compress(chunk)
            following = 0 if number == len(chunks) - 1 else 1
            body += struct.pack(">3I", len(chunk), len(packed), following) + packed
        model = b"ZXHN TEST"
        signature = bytes.fromhex("0403020100000000") + len(model).to_bytes(4, "big") + model
        return signature + bytes.fromhex("0102030400000000") + bytes(52) + body

    return one
