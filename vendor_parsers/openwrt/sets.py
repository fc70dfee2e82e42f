"""`config ipset`: named sets, and what a rule that refers to one asks of a packet.

Source: openwrt/firewall4 b6e5157, fw4.uc: parse_ipset, parse_ipsetentry, map_setmatch. Sets are IPv4 unless they say
otherwise. What a set holds is settled only if its entries stand in the section or in a file of the input: a set with a
time-out, without entries, or filled by dnsmasq gets its entries while the router runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.wording import NO_WORDS, phrase
from vendor_parsers.openwrt.options import SET, Invalid, read_options
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.subnets import Resolver
from vendor_parsers.openwrt.uci import Package, Section
from vendor_parsers.openwrt.values import SetMatch, parse_port

__all__ = ["Condition", "NamedSet", "conditions", "read_sets"]

_MOST_ALTERNATIVES = 256

Cell = AddressSet | tuple[int, int] | None  # addresses, ports, or a hardware address that cannot be judged


class NamedSet(NamedTuple):
    """A set that is in force. columns: side and kind ("ip", "net", "port", "mac"). rows: its entries. open: it may hold more."""

    name: str
    family: int
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    open: Unknown | None

    @property
    def has_ports(self) -> bool:
        """Whether one of its columns is a port."""
        return any(kind == "port" for _, kind in self.columns)


class Condition(NamedTuple):
    """One way to fulfil a reference to a set."""

    sources: AddressMatch | None = None
    destinations: AddressMatch | None = None
    services: ServiceMatch | None = None
    unknown: tuple[Unknown, ...] = ()
    sender_choice: tuple[str, ...] = ()


def read_sets(
    given: Input, package: Package, resolver: Resolver
) -> tuple[dict[str, NamedSet], list[tuple[Section, str]]]:
    """The sets by name (the first of a name counts), and the sections that define none, with the reason."""
    found: dict[str, NamedSet] = {}
    skipped: list[tuple[Section, str]] = []
    filled = _filled_by_dnsmasq(given)
    for section in package.of_type("ipset"):
        options = read_options(section, SET, {})
        if isinstance(options, Invalid):
            skipped.append((section, options.reason))
            continue
        if options.get("enabled") is False:
            continue
        columns = tuple(options.get("match") or ())
        family = options.get("family", 4)
        kinds = {kind for _, kind in columns}
        if not columns or "set" in kinds or (family == 0 and kinds & {"ip", "net"}):
            skipped.append((section, phrase("its match list defines no set")))
            continue
        found.setdefault(options["name"], _set(given, package, section, options, columns, family, resolver, filled))
    return found, skipped


def _set(
    given: Input,
    package: Package,
    section: Section,
    options: Mapping[str, Any],
    columns: tuple[tuple[str, str], ...],
    family: int,
    resolver: Resolver,
    filled: set[str],
) -> NamedSet:
    name: str = options["name"]
    lines: list[str] = list(options.get("entry") or ())
    path = options.get("loadfile")
    why = NO_WORDS
    if path:
        file = given.other.get(path)
        if file is None:
            why = phrase("its entries are in a file that is not in the input")
        else:
            lines += (line for line in map(str.strip, file.text.split("\n")) if line and line[0] != "#")
    timeout = str(options.get("timeout", "-1")).strip()
    if name in filled:
        why = phrase("dnsmasq fills it with the addresses of names")
    elif not timeout.startswith("-"):
        why = phrase("its entries come and go while the router runs")
    elif not lines and not why:
        why = phrase("it is filled while the router runs")
    rows = [row for line in lines if (row := _row(line, columns, family, resolver)) is not None]
    if timeout.lstrip("+0") and not timeout.startswith("-"):
        rows = []  # they vanish when their time is over
    unknown = None
    if why:
        span = package.span(section, "loadfile", "timeout", "name")
        unknown = Unknown(
            key=f"ipset:{name}", what=phrase("the address list {name}", name=name), why=why, spans=(span,)
        )
    return NamedSet(name, family, columns, tuple(rows), unknown)


def _filled_by_dnsmasq(given: Input) -> set[str]:
    """The sets that dnsmasq fills: `config ipset` in the dhcp package."""
    package = given.packages.get("dhcp")
    return {name for s in package.of_type("ipset") for name in s.words("name")} if package is not None else set()


def _row(line: str, columns: tuple[tuple[str, str], ...], family: int, resolver: Resolver) -> tuple[Cell, ...] | None:
    """The cells of an entry; None for one that firewall4 leaves out."""
    words = line.split()
    if len(words) != len(columns):
        return None
    nets = any(kind == "net" for _, kind in columns)
    cells: list[Cell] = []
    for word, (_, kind) in zip(words, columns, strict=True):
        if kind == "port":
            port = parse_port(word)
            if port is None or port.invert or port.low != port.high:
                return None
            cells.append((port.low, port.high))
        elif kind == "mac":
            cells.append(None)
        else:
            reference = resolver.parse(word)
            wanted: Family = "ipv6" if family == 6 else "ipv4"
            subnets = [s for s in reference.subnets if s.family == wanted] if reference is not None else []
            if not subnets:
                return None
            subnet = subnets[0]
            if subnet.last is not None or subnet.length < 0:
                return None
            # a set of single addresses takes the address of "192.0.2.0/24" alone
            length = subnet.length if nets else 128 if family == 6 else 32
            cells.append(AddressSet.network(wanted, subnet.number, length))
    return tuple(cells)


def conditions(named: NamedSet, match: SetMatch, family: Family) -> list[Condition] | None:
    """The ways to fulfil a reference; None if firewall4 emits no rule for it (a destination hardware address)."""
    sides = [
        (match.directions[i] if i < len(match.directions) and match.directions[i] else side)
        for i, (side, _) in enumerate(named.columns)
    ]
    if any(kind == "mac" and side != "src" for (_, kind), side in zip(named.columns, sides, strict=True)):
        return None
    if len(named.columns) == 1:
        return [_single(named, sides[0], named.columns[0][1], family, invert=match.invert)]
    whole = Unknown(
        key=f"ipset:{named.name}{'!' if match.invert else ''}",
        what=phrase("the address list {name}", name=named.name),
        why=phrase("it is compared in several columns"),
    )
    if match.invert or len(named.rows) > _MOST_ALTERNATIVES:
        return [Condition(unknown=(whole,))]
    found = [_tuple(row, sides, named) for row in named.rows]
    if named.open is not None:
        found.append(Condition(unknown=(named.open,)))
    return found


def _single(named: NamedSet, side: str, kind: str, family: Family, *, invert: bool) -> Condition:
    """A set of one column."""
    cells = [row[0] for row in named.rows]
    if kind == "mac":
        sign = "!" if invert else ""
        why = phrase("hardware addresses are those of the neighbouring router")
        return Condition(
            unknown=(
                Unknown(key=f"ipset:{named.name}{sign}", what=phrase("the list {name}", name=named.name), why=why),
            )
        )
    if kind == "port":
        if side == "src":
            return Condition(sender_choice=("source-port",))
        services = _ports(cell for cell in cells if isinstance(cell, tuple))
        ports = ServiceMatch.of(services) if named.open is None else ServiceMatch.partly(services, named.open)
        return Condition(services=ports.inverted() if invert else ports)
    pairs = [pair for cell in cells if isinstance(cell, AddressSet) for pair in cell.ranges]
    certain = AddressSet.of(family, pairs)
    addresses = AddressMatch.of(certain) if named.open is None else AddressMatch.partly(certain, named.open)
    addresses = addresses.inverted() if invert else addresses
    return Condition(sources=addresses) if side == "src" else Condition(destinations=addresses)


def _tuple(row: tuple[Cell, ...], sides: list[str], named: NamedSet) -> Condition:
    """One entry of a set of several columns."""
    condition = Condition()
    for cell, side in zip(row, sides, strict=True):
        if cell is None:
            unknown = Unknown(
                key=f"ipset:{named.name}:mac",
                what=phrase("the list {name}", name=named.name),
                why=phrase("a hardware address"),
            )
            condition = condition._replace(unknown=(unknown,))
        elif isinstance(cell, AddressSet):
            match = AddressMatch.of(cell)
            condition = condition._replace(sources=match) if side == "src" else condition._replace(destinations=match)
        elif side == "src":
            condition = condition._replace(sender_choice=("source-port",))
        else:
            condition = condition._replace(services=ServiceMatch.of(_ports([cell])))
    return condition


def _ports(pairs: Iterable[tuple[int, int]]) -> ServiceSet:
    """The ports for TCP and UDP: the rule's own protocols narrow it."""
    wanted: list[tuple[int, int]] = list(pairs)
    return ServiceSet.ports(TCP, wanted) | ServiceSet.ports(UDP, wanted)
