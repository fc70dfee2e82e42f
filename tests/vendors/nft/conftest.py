"""Builds rulesets from the rules that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.nft.parser import parse

Box = Callable[..., Device]


def lines(rules: str, tabs: str = "\t\t") -> str:
    """The rules, indented as a listing has them."""
    return "".join(f"{tabs}{line.strip()}\n" for line in rules.strip().splitlines() if line.strip())


def ruleset(
    incoming: str = "", forward: str = "", *, nat: str = "", more: str = "", objects: str = "", policy: str = "drop"
) -> str:
    """A router with the WAN eth0 and the inside br0: rules of the chains input, forward and (nat) prerouting.

    more: further chains of the filter table; objects: sets and maps, in both tables.
    """
    return (
        f"table inet fw {{\n{lines(objects, chr(9))}\tchain input {{\n"
        f"\t\ttype filter hook input priority filter; policy {policy};\n\t\tct state established,related accept\n"
        f'\t\tiifname {{ "lo", "br0" }} accept\n{lines(incoming)}\t}}\n\n\tchain forward {{\n'
        f"\t\ttype filter hook forward priority filter; policy {policy};\n\t\tct state established,related accept\n"
        f'\t\tiifname "br0" oifname "eth0" accept\n{lines(forward)}\t}}\n{lines(more, chr(9))}}}\n'
        f"table ip nat {{\n{lines(objects, chr(9))}\tchain prerouting {{\n"
        f"\t\ttype nat hook prerouting priority dstnat; policy accept;\n{lines(nat)}\t}}\n\n\tchain postrouting {{\n"
        f'\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\toifname "eth0" masquerade\n\t}}\n}}\n'
    )


def read(*texts: str, names: tuple[str, ...] = ("ruleset.nft", "second.nft")) -> Device:
    """The device of these files."""
    files = tuple(SourceFile(name, text) for name, text in zip(names, texts, strict=False))
    return parse(Document(name="test", files=files))[0]


@pytest.fixture
def box() -> Box:
    """Makes a device of rules; see ruleset()."""

    def one(incoming: str = "", forward: str = "", **parts: str) -> Device:
        return read(ruleset(incoming, forward, **parts))

    return one


@pytest.fixture
def from_text() -> Callable[..., Device]:
    """Makes a device of whole files."""
    return read
