"""Aliases: named lists of addresses or ports, nested, partly outside the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_addresses, prefixes
from routerlint.parsing.pf.ports import Ports, port_range
from routerlint.text.span import Span
from routerlint.wording import NO_WORDS, Phrase, phrase

__all__ = ["Alias", "AliasTable", "PortList", "hostname"]

_HOSTNAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_*](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)*\.?")

# An address with a wildcard mask that makes more prefixes than this is left open.
_MOST_WILDCARDS = 12


class Alias(Model, frozen=True, kw_only=True):
    """One alias as a file defines it.

    kind: "external" is a list that only the device has; why says so. items: as written; "!" takes out.
    enabled: a disabled alias is an empty list. families: which an external list can hold.
    """

    name: str
    kind: Literal["addresses", "ports", "external"]
    items: tuple[str, ...] = ()
    enabled: bool = True
    why: Phrase = NO_WORDS
    families: tuple[Family, ...] = ("ipv4", "ipv6")
    spans: tuple[Span, ...] = ()


class PortList(NamedTuple):
    """Ports of an alias; unknown: others may be in it too."""

    ports: Ports
    unknown: Unknown | None


class _Part(NamedTuple):
    """An address range of an alias; length: its prefix length, by which pf tables rank entries."""

    length: int
    out: bool
    low: int
    high: int


def hostname(text: str) -> bool:
    """Whether a text can be the name of a host."""
    return _HOSTNAME.fullmatch(text) is not None


class AliasTable:
    """All aliases of a file, resolved when they are asked for.

    wildcards: "A/0.0.255.0" names the bits that are free (OPNsense scripts/filter/lib/alias/base.py).
    """

    def __init__(self, aliases: Iterable[Alias], *, wildcards: bool = False) -> None:
        self._aliases = {alias.name: alias for alias in aliases}
        self._wildcards = wildcards
        self._addresses: dict[tuple[str, Family], AddressMatch] = {}
        self._ports: dict[str, PortList] = {}

    def find(self, name: str) -> Alias | None:
        """The alias of that name."""
        return self._aliases.get(name)

    def addresses(self, name: str, family: Family) -> AddressMatch:
        """The addresses of an alias and of all that it nests; none if it is not defined or disabled."""
        found = self._addresses.get((name, family))
        if found is None:
            found = self._addresses[name, family] = self._resolve(name, family)
        return found

    def ports(self, name: str) -> PortList:
        """The ports of an alias and of all that it nests."""
        found = self._ports.get(name)
        if found is None:
            found = self._ports[name] = self._resolve_ports(name)
        return found

    def _nested(self, name: str) -> list[Alias]:
        """The alias and those that it nests, each once, disabled ones left out."""
        found: dict[str, Alias] = {}
        waiting = [name]
        while waiting:
            alias = self._aliases.get(waiting.pop())
            if alias is None or alias.name in found or not alias.enabled:
                continue
            found[alias.name] = alias
            if alias.kind != "external":
                waiting += [item for item in alias.items if item in self._aliases]
        return list(found.values())

    def _resolve(self, name: str, family: Family) -> AddressMatch:
        parts: list[_Part] = []
        unknowns: dict[str, Unknown] = {}
        left_out: list[str] = []  # addresses that the file does not tell
        for alias in self._nested(name):
            if alias.kind == "external":
                if family in alias.families:
                    unknown = _list_unknown(alias)
                    unknowns[unknown.key] = unknown
                continue
            for item in alias.items:
                if item not in self._aliases:
                    unreadable = self._item(item, alias, family, parts)
                    if unreadable is not None:
                        unknowns[unreadable.key] = unreadable
                        left_out += [item] if item.startswith("!") else []
        addresses = AddressSet(family) if left_out else _table(family, parts)
        if not unknowns:
            return AddressMatch.of(addresses)
        return AddressMatch.partly(addresses, self._one(name, unknowns))

    def _one(self, name: str, unknowns: dict[str, Unknown]) -> Unknown:
        """The one question that the unknown parts of an alias are."""
        if len(unknowns) == 1:
            return next(iter(unknowns.values()))
        alias = self._aliases[name]
        why = next(iter(unknowns.values())).why
        return Unknown(key=f"alias:{name}", what=phrase("alias {name}", name=name), why=why, spans=alias.spans)

    def _item(self, item: str, alias: Alias, family: Family, parts: list[_Part]) -> Unknown | None:
        """Adds the addresses of an entry; the question that it is, if the file does not tell them."""
        out = item.startswith("!")
        text = item[1:] if out else item
        network, slash, mask = text.partition("/")
        if slash and not mask.isdigit():
            wild = _wildcard(network, mask, family) if self._wildcards else None
            if wild is not None:
                parts += [_Part(length, out, low, high) for length, low, high in wild]
                return None
        elif (found := parse_addresses(text)) is not None:
            if found.family == family:
                parts += [_Part(_length(family, low, high), out, low, high) for low, high in found.ranges]
            return None
        if hostname(text):
            key, what, why = (
                f"name:{text}",
                phrase("the name {text}", text=text),
                phrase("its addresses are known only to the device"),
            )
        else:
            key, what, why = (
                f"alias:{alias.name}",
                phrase("alias {name}", name=alias.name),
                phrase("one of its entries is not readable"),
            )
        return Unknown(key=key, what=what, why=why, spans=alias.spans)

    def _resolve_ports(self, name: str) -> PortList:
        pairs: list[tuple[int, int]] = []
        unknown: Unknown | None = None
        for alias in self._nested(name):
            if alias.kind == "external":
                unknown = _list_unknown(alias)
                continue
            for item in alias.items:
                if item in self._aliases:
                    continue
                found = port_range(item)
                if found is not None:
                    pairs.append((min(found), max(found)))
                elif item:
                    unknown = Unknown(
                        key=f"alias:{alias.name}",
                        what=phrase("alias {name}", name=alias.name),
                        why=phrase("one of its entries is not readable"),
                        spans=alias.spans,
                    )
        return PortList(iv.normalise(pairs), unknown)


def _list_unknown(alias: Alias) -> Unknown:
    return Unknown(
        key=f"alias:{alias.name}", what=phrase("alias {name}", name=alias.name), why=alias.why, spans=alias.spans
    )


def _length(family: Family, low: int, high: int) -> int:
    """The prefix length of a range; ranges that are no prefix count by their largest part."""
    return BITS[family] if low == high else min(length for _, length in prefixes(family, low, high))


def _table(family: Family, parts: list[_Part]) -> AddressSet:
    """The addresses of a pf table: of the entries that hold an address, the longest prefix decides (pf.conf(5))."""
    if not any(part.out for part in parts):
        return AddressSet.of(family, [(part.low, part.high) for part in parts])
    found: iv.Intervals = ()
    for length in sorted({part.length for part in parts}):
        here = [part for part in parts if part.length == length]
        found = iv.union(found, iv.normalise((p.low, p.high) for p in here if not p.out))
        found = iv.difference(found, iv.normalise((p.low, p.high) for p in here if p.out))
    return AddressSet(family, found)


def _wildcard(network: str, mask: str, family: Family) -> list[tuple[int, int, int]] | None:
    """(prefix length, low, high) of an address whose masked bits are free; None if unreadable or too many."""
    address, free = parse_addresses(network), parse_addresses(mask)
    if address is None or free is None or address.family != free.family:
        return None
    if address.family != family:
        return []
    number, bits = address.ranges[0][0], free.ranges[0][0]
    tail = 0
    while bits >> tail & 1:
        tail += 1
    loose = [bit for bit in range(tail, BITS[family]) if bits >> bit & 1]
    if len(loose) > _MOST_WILDCARDS:
        return None
    block = (1 << tail) - 1
    found = [number & ~bits]
    for bit in loose:
        found += [low | 1 << bit for low in found]
    return [(BITS[family] - tail, low, low | block) for low in found]
