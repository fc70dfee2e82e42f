"""The command line in this process, with streams like those of a real terminal or pipe."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from routerlint.cli.main import main

# A small office: one forward whose range hides SMB.
OFFICE = """\
# 2026-11-20 08:00:00 by RouterOS 7.24
# model = RB750Gr3
/interface bridge
add name=bridge
/interface bridge port
add bridge=bridge interface=ether2
/ip address
add address=192.168.10.1/24 interface=bridge network=192.168.10.0
add address=203.0.113.2/30 interface=ether1 network=203.0.113.0
/ip firewall filter
add action=accept chain=input connection-state=established,related
add action=drop chain=input in-interface=ether1
add action=accept chain=forward connection-state=established,related
add action=accept chain=forward connection-nat-state=dstnat in-interface=ether1
add action=drop chain=forward in-interface=ether1
/ip firewall nat
add action=masquerade chain=srcnat out-interface=ether1
add action=dst-nat chain=dstnat comment="HTTPS booking" dst-port=440-449 in-interface=ether1 protocol=tcp \\
    to-addresses=192.168.10.5
/ip route
add dst-address=0.0.0.0/0 gateway=203.0.113.1
/ipv6 settings
set disable-ipv6=yes
/system identity
set name=gw01
"""

CLOSED = "".join(
    line for line in OFFICE.splitlines(keepends=True) if "dst-nat chain" not in line and "to-addresses" not in line
)


class Done(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str


class Stream(io.TextIOWrapper):
    """A text stream in memory that may claim to be a terminal."""

    def __init__(self, *, encoding: str = "utf-8", terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether a person watches."""
        return self._terminal

    def text(self) -> str:
        """All that was written."""
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


Run = Callable[..., Done]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    file = tmp_path / "gw01.rsc"
    file.write_text(OFFICE, newline="\n")
    return file


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    file = tmp_path / "closed.rsc"
    file.write_text(CLOSED, newline="\n")
    return file


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `routerlint` with these arguments."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("ROUTERLINT_DATA", os.devnull)  # nothing that the user has brought up to date
    monkeypatch.setattr("routerlint.cli.run._today", lambda: dt.date(2026, 11, 25))
    monkeypatch.setenv("ROUTERLINT_TRACEBACK", "")

    def run(
        *arguments: object, encoding: str = "utf-8", terminal: bool = False, stdin: bytes = b"", columns: int = 80
    ) -> Done:
        out, err = Stream(encoding=encoding, terminal=terminal), Stream(encoding=encoding, terminal=terminal)
        monkeypatch.setattr(sys, "argv", ["routerlint", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setattr(out, "fileno", lambda: 1)
        monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
        code = main()
        return Done(code, out.text(), err.text())

    return run
