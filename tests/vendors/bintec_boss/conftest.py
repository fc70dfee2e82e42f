"""Builds pastes of the SNMP shell from the tables that a test speaks of."""

from __future__ import annotations

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.bintec_boss.parser import parse

Row = dict[str, str]
ZERO = ".".join("0000")

COLUMNS: dict[str, Row] = {
    "ipNatPresetTable": {
        "IfIndex": "10001", "Protocol": "tcp", "RemoteAddr": ZERO, "RemoteMask": ZERO, "ExtAddr": ZERO,
        "ExtMask": ZERO, "ExtPort": "443", "ExtPortRange": "-1", "IntAddr": "192.168.2.10", "IntPort": "-1",
        "IntMask": "255.255.255.255", "Timeout": "0", "Descr": '"x"',
    },
    "ipSifAliasAddressTable": {
        "Index": "1", "Alias": '"ANY"', "Interface": "0", "Mode": "address", "Range": "1", "Group": "0", "ValueType": "ipv4",
        "Value": ZERO, "Length": "0",
    },
    "ipSifAliasServiceTable": {
        "Index": "1", "Alias": '"any"', "Protocol": "any", "Port": "-1", "Range": "1", "Type": "predefined", "Group": "0",
    },
    "ipSifAliasTable": {
        "Order": "1", "Source": "1", "Destination": "1", "Service": "1", "Action": "access", "Status": "enabled",
    },
    "localTcpAllowTable": {
        "AddrMode": "dont_verify", "Addr": ZERO, "Mask": ZERO, "IfMode": "dont_verify", "IfIndex": "0", "Service": "https",
    },
    "ifTable": {"Index": "1000000", "Descr": '"en1-0"', "Type": "ethernet-csmacd", "AdminStatus": "up"},
    "ipExtIfTable": {"Index": "1000000", "Nat": "off", "NatSilentDeny": "disabled"},
    "ipRouteTable": {"Dest": ZERO, "IfIndex": "10001", "NextHop": ZERO, "Type": "indirect", "Mask": ZERO},
    "upnpIfTable": {"IfIndex": "1000000", "ClientRequests": "disabled", "UPnPControlled": "disabled"},
}  # fmt: skip
COLUMNS["localUdpAllowTable"] = COLUMNS["localTcpAllowTable"]
INSIDE = {
    "Dest": "192.168.2.0",
    "IfIndex": "1000000",
    "NextHop": "192.168.2.1",
    "Type": "direct",
    "Mask": "255.255.255.0",
}


class Shell:
    """What a technician pastes: prints of tables and variables, and the device that they make."""

    def table(self, name: str, *rows: Row, drop: tuple[str, ...] = (), per_line: int = 4) -> str:
        """A table as the shell prints it; a row names what differs from the usual values."""
        usual = {column: value for column, value in COLUMNS[name].items() if column not in drop}
        extra = {column: "0" for row in rows for column in row if column not in usual}
        columns = list(usual | extra)
        lines = [f"box:> {name}", ""]
        for start in range(0, len(columns), per_line):
            head = "inx " if start == 0 else "    "
            lines.append(head + " ".join(f"{column}(rw)" for column in columns[start : start + per_line]))
        lines.append("")
        for number, row in enumerate(rows):
            values = list((usual | extra | row).values())
            for start in range(0, len(values), per_line):
                lines.append(
                    (f" {number:02d} " if start == 0 else "    ") + "  ".join(values[start : start + per_line])
                )
        return "\n".join([*lines, "", f"box:{name}> ", ""])

    def scalars(self, **values: str) -> str:
        """Variables as the shell prints them."""
        return "\n".join(["", *(f"{name}( rw):      {value}" for name, value in values.items()), "", "box:> ", ""])

    def base(self, nat: str = "on", admin: str = "disable", routes: tuple[Row, ...] = ({}, INSIDE)) -> str:
        """Everything but forwards, policies and local services of an office router."""
        return (
            self.scalars(sysDescr='"bintec RS353j, 10.2.7.100 from 2019/11/12 00:00:00"', sysName='"box"')
            + self.table("ifTable", {}, {"Index": "10001", "Descr": '"WAN"', "Type": "ppp"})
            + self.table("ipExtIfTable", {}, {"Index": "10001", "Nat": nat})
            + self.table("ipRouteTable", *routes)
            + self.scalars(ipSifAdminStatus=admin, ipSifLocalFilter="disable")
        )

    def local(self, *tcp: Row) -> str:
        """The allow tables; without rows they restrict nothing."""
        return self.table("localTcpAllowTable", *tcp) + self.table("localUdpAllowTable")

    def read(self, *parts: str) -> Device:
        """The device of a paste."""
        return parse(Document(name="paste.txt", files=(SourceFile("paste.txt", "".join(parts)),)))[0]

    def forwards(self, *rows: Row) -> Device:
        """An office router with these forwards and nothing that stands in their way."""
        return self.read(self.base(), self.table("ipNatPresetTable", *rows), self.local())


@pytest.fixture
def shell() -> Shell:
    return Shell()
