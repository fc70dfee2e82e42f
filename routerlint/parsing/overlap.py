"""Forwards whose order nobody documented.

Some vendors keep forwards in a table without saying which row wins where two overlap. Such a packet is let in either
way, but may land in two places: each doubtful entry stands in its place with an Unknown, and once more, without it,
behind all others.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Entry
from routerlint.wording import Phrase, phrase

__all__ = ["in_unknown_order", "overlapping"]

_TOP = (256 << 16) - 1


def in_unknown_order(entries: Sequence[Entry], *, key: str, why: Phrase) -> tuple[Entry, ...]:
    """The entries of a NAT chain, of which those that overlap another with a different translation may lose to it.

    key: prefix of the unknowns' keys. why: the reason, as a sentence without a full stop.
    """
    doubtful = overlapping(entries)
    if not doubtful:
        return tuple(entries)
    marked = [_in_doubt(entry, key, why) if place in doubtful else entry for place, entry in enumerate(entries)]
    return (*marked, *(entries[place] for place in sorted(doubtful)))


def overlapping(entries: Sequence[Entry]) -> set[int]:
    """The places of entries that share a packet with another one of a different translation."""
    ranges = [(low, high, place) for place, entry in enumerate(entries) for low, high in _services(entry.match)]
    ranges.sort(key=lambda found: (found[0], -found[1]))
    doubtful: set[int] = set()
    reach, owner = -1, -1
    for low, high, place in ranges:
        if low <= reach and owner != place and _differ(entries[owner], entries[place]):
            doubtful |= {owner, place}
        if high > reach:
            reach, owner = high, place
    return doubtful


def _services(match: Match) -> tuple[tuple[int, int], ...]:
    return ((0, _TOP),) if match.services is None else match.services.possible.ranges


def _differ(first: Entry, second: Entry) -> bool:
    """Whether one packet may match both, and would be sent to different places."""
    a, b = first.match, second.match
    if a.in_interfaces is not None and b.in_interfaces is not None and not set(a.in_interfaces) & set(b.in_interfaces):
        return False
    for x, y in ((a.sources, b.sources), (a.destinations, b.destinations)):
        if x is not None and y is not None and not x.possible & y.possible:
            return False
    return first.action != second.action


def _in_doubt(entry: Entry, key: str, why: Phrase) -> Entry:
    place = entry.spans[0] if entry.spans else None
    unknown = Unknown(
        key=f"{key}:{place.file if place else ''}:{place.line if place else 0}",
        what=phrase("which of two overlapping forwards wins"),
        why=why,
        spans=entry.spans,
    )
    match = msgspec.structs.replace(entry.match, unknown=(*entry.match.unknown, unknown))
    return msgspec.structs.replace(entry, match=match)
