"""Destination NAT of pf: port forwards (rdr) and one-to-one translation (binat).

pf asks the rdr rules first, first match first, and the binat rules only if none matched (FreeBSD pf_lb.c,
pf_get_translation); "no rdr" ends the rdr list alone (pf_match_translation returns nothing, so binat is tried).
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import DestinationNat, Entry, SkipNat, Undetermined
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import PORTED, ServiceSet
from routerlint.parsing.pf.ports import Ports
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["FILTER_SKIPPED", "NewPorts", "Redirect", "exclusion", "one_to_one", "redirections", "unreadable"]

# Mark on packets of an "rdr pass": pf.conf(5) lets them through without looking at the filter rules.
FILTER_SKIPPED = "rdr pass"

# A forward to more hosts than this is taken as going to any of the block around them.
_MOST_TARGETS = 16
# A range that wraps around a shorter range of inside ports more often than this is left to the system's choice.
_MOST_WRAPS = 64


class NewPorts(NamedTuple):
    """The inside ports of a forward, as pf reads "-> host port low:high". A single port has low = high."""

    low: int
    high: int


class Redirect(NamedTuple):
    """A port forward.

    match: what it asks, its services included. ports: outside ports, () where it asks for none, of these protocols.
    targets: inside hosts, at least one. new: inside ports, None to keep them.
    """

    family: Family
    match: Match
    protocols: tuple[int, ...]
    ports: Ports
    targets: AddressSet
    new: NewPorts | None
    marks: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    label: str = ""
    number: str = ""


def exclusion(match: Match, spans: tuple[Span, ...], label: str, *, system: bool = False) -> Entry:
    """A "no rdr": the packet keeps its destination, unless a one-to-one entry translates it."""
    action = SkipNat(only_this_stage=True)
    return Entry(match=match, action=action, spans=spans, label=label, origin="system" if system else "stated")


def unreadable(match: Match, spans: tuple[Span, ...], label: str) -> Entry:
    """A translation whose target only the device knows."""
    return Entry(match=match, action=Undetermined(), spans=spans, label=label)


def redirections(redirect: Redirect) -> list[Entry]:
    """The entries of a port forward: one for each way in which its ports move, and for each host of a pool."""
    entries: list[Entry] = []
    for match, action in _port_moves(redirect):
        entries += _to_targets(redirect, match, action)
    return entries


def _port_moves(redirect: Redirect) -> list[tuple[Match, DestinationNat]]:
    """The match and the new ports of each part of a forward.

    pf adds the offset of the port within the rule's range to the first inside port, and begins again where the
    range of inside ports ends (pf_lb.c: (port - first) % size + first inside port); one inside port takes all.
    """
    new, plain = redirect.new, DestinationNat(marks=redirect.marks)
    if new is None:
        return [(redirect.match, plain)]
    if new.low == new.high:
        return [(redirect.match, replace(plain, ports=(new.low, new.low), port_map="single"))]
    services = redirect.match.services
    if services is not None and services.unknown is not None:  # where the range begins is not in the file
        return [(redirect.match, replace(plain, ports=(new.low, new.high), port_map="pool"))]
    size = new.high - new.low + 1
    moves: list[tuple[Match, DestinationNat]] = []
    for low, high in redirect.ports or ((1, 65535),):
        if (high - low) // size >= _MOST_WRAPS:
            moves.append((_only(redirect, low, high), replace(plain, ports=(new.low, new.high), port_map="pool")))
            continue
        for start in range(low, high + 1, size):
            end = min(start + size - 1, high)
            action = replace(
                plain,
                ports=(new.low, new.low + end - start),
                port_map="shift" if end > start else "single",
                shift_base=start,
            )
            moves.append((_only(redirect, start, end), action))
    return moves


def _only(redirect: Redirect, low: int, high: int) -> Match:
    """The match of a forward for a part of its ports."""
    pairs = [(n << 16 | low, n << 16 | high) for n in redirect.protocols if n in PORTED]
    return replace(redirect.match, services=ServiceMatch.of(ServiceSet(iv.normalise(pairs))))


def _to_targets(redirect: Redirect, match: Match, action: DestinationNat) -> list[Entry]:
    """The entries that lead to the inside hosts; several hosts take turns (round robin)."""
    ranges = redirect.targets.ranges
    first, last = ranges[0][0], ranges[-1][1]
    if len(ranges) == 1 or sum(high - low + 1 for low, high in ranges) > _MOST_TARGETS:
        whole = replace(action, to=first, to_last=last if last > first else None)
        return [_entry(redirect, match, whole)]
    hosts = [number for low, high in ranges for number in range(low, high + 1)]
    entries: list[Entry] = []
    for place, host in enumerate(hosts):
        turn = match
        if place < len(hosts) - 1:
            unknown = Unknown(
                key=f"turn:{redirect.number}:{place}",
                what=phrase("which host of the pool answers"),
                why=phrase("they take turns"),
                spans=redirect.spans,
            )
            turn = replace(match, unknown=(*match.unknown, unknown))
        entries.append(_entry(redirect, turn, replace(action, to=host)))
    return entries


def _entry(redirect: Redirect, match: Match, action: DestinationNat) -> Entry:
    return Entry(match=match, action=action, spans=redirect.spans, label=redirect.label, number=redirect.number)


def one_to_one(
    family: Family,
    interfaces: tuple[str, ...] | None,
    *,
    outside: AddressSet,
    inside: tuple[int, int],
    remote: AddressMatch | None,
    spans: tuple[Span, ...],
    label: str,
    system: bool = False,
) -> Entry:
    """A binat rule for packets that come in: outside addresses become inside ones, host part kept.

    inside: address and prefix length. remote: senders to which it applies.
    """
    number, length = inside
    host = length == (32 if family == "ipv4" else 128)
    return Entry(
        match=Match(in_interfaces=interfaces, destinations=AddressMatch.of(outside), sources=remote),
        action=DestinationNat(
            to=number, address_map="host" if host else "network", length=0 if host else length, kind="one_to_one"
        ),
        spans=spans,
        label=label,
        origin="system" if system else "stated",
    )
