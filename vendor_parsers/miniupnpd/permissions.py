"""The permission list of miniupnpd: which outside ports clients may open.

Source: upnppermissions.c of miniupnpd 2.3.11: `allow|deny OUTSIDE-PORTS ADDRESS/MASK INSIDE-PORTS [pattern]`; the first line that matches decides,
and what no line matches is allowed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.netset import intervals as iv

__all__ = ["Permission", "openable", "read_permission"]

_LINE = re.compile(
    r"(allow|deny)\s+(\d{1,5})(?:-(\d{1,5}))?\s+([\d.]{7,15})(?:/([\d.]{1,15}))?(?:\s+(\d{1,5})(?:-(\d{1,5}))?)?(.*)"
)
_ALL = ((0, 65535),)


class Permission(NamedTuple):
    """allow: it lets ports be opened. ports: outside. everybody: it holds for all hosts and inside ports."""

    allow: bool
    ports: iv.Intervals
    everybody: bool


def read_permission(line: str) -> Permission | None:
    """A permission line; None if it cannot be read."""
    found = _LINE.match(line)
    if found is None:
        return None
    word, low, high, _, mask, inside_low, inside_high, pattern = found.groups()
    first, last = int(low), int(high or low)
    if not first <= last <= 65535:
        return None
    inside = inside_low is None or (int(inside_low) <= 1 and int(inside_high or inside_low) == 65535)
    everybody = mask is not None and not mask.strip("0.") and inside and not pattern.strip().strip("#")
    return Permission(word == "allow", ((first, last),), everybody)


def openable(permissions: list[Permission]) -> iv.Intervals:
    """The outside ports that some client may open."""
    left: iv.Intervals = _ALL
    may: iv.Intervals = iv.EMPTY
    for permission in permissions:
        if permission.allow:
            may = iv.union(may, iv.intersection(left, permission.ports))
        if permission.everybody:
            left = iv.difference(left, permission.ports)
    return iv.union(may, left)
