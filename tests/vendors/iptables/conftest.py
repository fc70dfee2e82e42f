"""Builds dumps from the rules that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.iptables.parser import parse

Box = Callable[..., Device]

_CHAINS = {
    "raw": ("PREROUTING", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
}


def table(name: str, rules: str, policies: dict[str, str]) -> str:
    """One table; chains that rules mention are declared."""
    lines = [line.strip() for line in rules.strip().splitlines() if line.strip()]
    users = dict.fromkeys(line.split()[1] for line in lines)
    declared = [f":{chain} {policies.get(chain, 'ACCEPT')} [0:0]" for chain in _CHAINS[name]]
    declared += [f":{chain} - [0:0]" for chain in users if chain not in _CHAINS[name]]
    return "\n".join([f"*{name}", *declared, *lines, "COMMIT"])


def dump(
    rules: str = "", *, nat: str = "", mangle: str = "", raw: str = "", forward: str = "DROP", incoming: str = "DROP"
) -> str:
    """A router with the WAN eth0 and the inside br0; `rules` are those of the filter table."""
    filtering = f"""
        -A INPUT -i lo -j ACCEPT
        -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A INPUT -i br0 -j ACCEPT
        -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A FORWARD -i br0 -o eth0 -j ACCEPT
        {rules}
    """
    tables = [table("filter", filtering, {"INPUT": incoming, "FORWARD": forward})]
    tables.append(table("nat", f"{nat}\n-A POSTROUTING -o eth0 -j MASQUERADE", {}))
    if mangle:
        tables.append(table("mangle", mangle, {}))
    if raw:
        tables.append(table("raw", raw, {}))
    return "\n".join(tables) + "\n"


def read(*texts: str, names: tuple[str, ...] = ("rules.v4", "rules.v6")) -> Device:
    """The device of these files."""
    files = tuple(SourceFile(name, text) for name, text in zip(names, texts, strict=False))
    return parse(Document(name="test", files=files))[0]


@pytest.fixture
def box() -> Box:
    """Makes a device of filter rules and of other tables; see dump()."""

    def one(rules: str = "", **tables: str) -> Device:
        return read(dump(rules, **tables))

    return one


@pytest.fixture
def from_text() -> Callable[..., Device]:
    """Makes a device of whole files."""
    return read
