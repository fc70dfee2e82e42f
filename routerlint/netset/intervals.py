"""Sets of integers as sorted, disjoint, non-adjacent closed intervals.

The normal form makes equality structural: two sets are equal exactly if their tuples are. All functions take
and return that form, run in linear time, and never look at what the integers mean.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

__all__ = ["EMPTY", "Intervals", "complement", "contains", "difference", "intersection", "normalise", "union"]

Intervals = tuple[tuple[int, int], ...]

EMPTY: Intervals = ()


def normalise(pairs: Iterable[tuple[int, int]]) -> Intervals:
    """The normal form of any closed intervals, in any order, overlapping or adjacent; low <= high is required."""
    ordered = sorted(pairs)
    if len(ordered) < 2:
        return tuple(ordered)
    merged: list[tuple[int, int]] = []
    low, high = ordered[0]
    for next_low, next_high in ordered[1:]:
        if next_low <= high + 1:
            high = max(high, next_high)
        else:
            merged.append((low, high))
            low, high = next_low, next_high
    merged.append((low, high))
    return tuple(merged)


def union(a: Intervals, b: Intervals) -> Intervals:
    """All integers of a or b."""
    if not a or a == b:
        return b
    if not b:
        return a
    return normalise((*a, *b))


def intersection(a: Intervals, b: Intervals) -> Intervals:
    """All integers of a and b."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if low <= high:
            found.append((low, high))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def difference(a: Intervals, b: Intervals) -> Intervals:
    """All integers of a that are not in b."""
    if not a or not b:
        return a
    left: list[tuple[int, int]] = []
    j = 0
    for low, high in a:
        start = low
        while j < len(b) and b[j][1] < start:
            j += 1
        k = j
        while k < len(b) and b[k][0] <= high:
            if b[k][0] > start:
                left.append((start, b[k][0] - 1))
            start = max(start, b[k][1] + 1)
            k += 1
        if start <= high:
            left.append((start, high))
    return tuple(left)


def complement(a: Intervals, low: int, high: int) -> Intervals:
    """All integers from low to high that are not in a."""
    return difference(((low, high),), a)


def contains(a: Intervals, value: int) -> bool:
    """Whether value is in a, in logarithmic time."""
    if not a:
        return False
    if len(a) == 1:
        return a[0][0] <= value <= a[0][1]
    place = bisect_right(a, (value, 1 << 130)) - 1
    return place >= 0 and a[place][0] <= value <= a[place][1]
