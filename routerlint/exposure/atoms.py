"""Source addresses as bit masks.

All boundaries of all source matches cut the address space into elementary intervals, the atoms: within one atom no
entry can tell two senders apart. A set of sources is then one Python integer with a bit for each atom, and set
operations on it run at the speed of big-integer arithmetic. Measurements that led to this: the interval, BDD and SAT
alternatives were slower by one to three orders of magnitude at 10,000 entries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from routerlint.netset.addresses import BITS, AddressSet, Family
from routerlint.netset.special import documentation, routable

__all__ = ["SourceAtoms"]

# How many bits of masks are kept at the most (about 32 MiB); beyond, masks are made anew when asked for.
_CACHE_BITS = 256_000_000


class SourceAtoms:
    """The atoms of one family for a given collection of source sets."""

    def __init__(self, family: Family, sources: Iterable[AddressSet]) -> None:
        self.family = family
        top = 1 << BITS[family]
        cuts = {0, top}
        for addresses in (routable(family), documentation(family), *sources):
            for low, high in addresses.ranges:
                cuts.add(low)
                cuts.add(high + 1)
        self._cuts = sorted(cuts)
        self.count = len(self._cuts) - 1
        self.all = (1 << self.count) - 1
        self._cache: dict[AddressSet, int] = {}
        self._room = _CACHE_BITS
        self.routable = self.mask(routable(family))
        self.documentation = self.mask(documentation(family))

    def mask(self, addresses: AddressSet) -> int:
        """The mask of a set whose boundaries were among the sources."""
        if addresses.is_any:
            return self.all
        found = self._cache.get(addresses)
        if found is None:
            found = self._join(self._bits(addresses))
            if self._room > 0:
                self._room -= self.count
                self._cache[addresses] = found
        return found

    def mask_of_many(self, sets: Iterable[AddressSet]) -> int:
        """The mask of the union, without making a mask for each member."""
        return self._join(sorted(pair for addresses in sets for pair in self._bits(addresses)))

    def addresses(self, mask: int) -> AddressSet:
        """The set that a mask stands for."""
        text = bin(mask)[:1:-1]
        pairs: list[tuple[int, int]] = []
        start = text.find("1")
        while start >= 0:
            end = text.find("0", start)
            end = len(text) if end < 0 else end
            pairs.append((self._cuts[start], self._cuts[end] - 1))
            start = text.find("1", end)
        return AddressSet.of(self.family, pairs)

    def _bits(self, addresses: AddressSet) -> list[tuple[int, int]]:
        cuts = self._cuts
        return [(bisect_left(cuts, low), bisect_left(cuts, high + 1)) for low, high in addresses.ranges]

    def _join(self, pairs: list[tuple[int, int]]) -> int:
        """The mask of sorted half-open ranges of bits; long lists are joined as text, which is linear."""
        if len(pairs) < 8:
            mask = 0
            for low, high in pairs:
                mask |= ((1 << (high - low)) - 1) << low
            return mask
        pieces: list[str] = []
        place = 0
        for low, high in pairs:
            if high <= place:
                continue
            start = max(low, place)
            pieces.append("0" * (start - place))
            pieces.append("1" * (high - start))
            place = high
        return int("".join(pieces)[::-1] or "0", 2)
