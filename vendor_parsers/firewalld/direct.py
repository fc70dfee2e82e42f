"""Direct rules: rules of iptables that stand beside zones and policies (direct.xml).

Source: fw_direct.py and ipXtables.py of firewalld 1.3.3. With the nftables backend they are loaded into the tables of
iptables, which packets meet first, so that they can stop a packet and never let one in for good. With the iptables
backend they stand in chains of firewalld's own tables, where what they accept is let in.
"""

from __future__ import annotations

from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.iptables.words import split_words
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from vendor_parsers.firewalld.items import Item, read_root
from vendor_parsers.firewalld.writing import Writer

__all__ = ["read_direct", "write_direct"]

_TABLES = ("raw", "mangle", "nat", "filter", "security")
_BUILT_IN = frozenset(("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"))


def read_direct(file: SourceFile | None) -> tuple[tuple[Item, ...], bool]:
    """The direct rules, in the order of their priorities, and whether the file could be read."""
    if file is None:
        return (), True
    root = read_root(file, "direct")
    return (root.parts if root is not None else ()), root is not None


def write_direct(items: tuple[Item, ...], writer: Writer, ledger: Ledger, *, within: bool) -> None:
    """Writes them. within: the backend is iptables, so that they stand in chains of firewalld."""
    for item in items:
        if item.tag == "chain" and item.get("ipv") in FAMILIES and item.get("table") in _TABLES:
            for family in _families(item):
                writer.chain(item.get("table"), item.get("chain"), family)
    for item in sorted(items, key=lambda item: _priority(item.get("priority"))):
        state = LineState.USED
        if item.tag == "rule":
            state = _rule(item, writer, within=within)
        elif item.tag == "passthrough":
            state = _passthrough(item, writer)
        elif item.tag != "chain":
            state = LineState.UNRECOGNISED
        if item.get("ipv") == "eb":
            state = LineState.IRRELEVANT
        ledger.mark(
            state, file=item.place.file.name, line=item.place.line, what=f"direct {item.tag[:20]}", relevant=True
        )


def _rule(item: Item, writer: Writer, *, within: bool) -> LineState:
    table, chain = item.get("table"), item.get("chain")
    if table not in _TABLES or not chain:
        return LineState.UNSUPPORTED
    name = chain.removesuffix("_direct")
    if name in _BUILT_IN:
        chain = f"{name}_direct" if within else name
        for family in _families(item) if within and table != "filter" else ():
            if not writer.chain(table, chain, family).rules:  # in front of everything else
                writer.add(table, name, ("-j", chain), item.place, (family,), first=0)
    writer.add(table, chain, tuple(split_words(item.text)), item.place, _families(item))
    return LineState.USED


def _passthrough(item: Item, writer: Writer) -> LineState:
    """A whole command of iptables."""
    words = split_words(item.text)
    table = "filter"
    for option in ("-t", "--table"):
        if option in words[:-1]:
            place = words.index(option)
            table = words[place + 1]
            del words[place : place + 2]
    if len(words) < 2 or table not in _TABLES:
        return LineState.UNSUPPORTED
    if words[0] in ("-N", "--new-chain"):
        for family in _families(item):
            writer.chain(table, words[1], family)
        return LineState.USED
    first = words[0] in ("-I", "--insert")
    if not first and words[0] not in ("-A", "--append"):
        return LineState.UNSUPPORTED
    rest, place = words[2:], 0
    if first and rest and rest[0].isdigit() and len(rest[0]) < 6:
        place = max(int(rest.pop(0)) - 1, 0)
    writer.add(table, words[1], tuple(rest), item.place, _families(item), first=place if first else None)
    return LineState.USED


def _families(item: Item) -> tuple[Family, ...]:
    return tuple(family for family in FAMILIES if item.get("ipv") == family)


def _priority(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() and len(text) < 12 else 0
