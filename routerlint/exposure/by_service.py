"""The entries of a chain by the services that they ask for, found without looking at each."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.netset.services import ServiceSet

__all__ = ["ByService"]

# An entry for more single services than this counts as one for ranges.
_MOST_POINTS = 16
# Ranges are kept by blocks of 256 services; one over more blocks than this is looked at for every service instead.
_BLOCK_BITS = 8
_MOST_BLOCKS = 16
_EVERY = (0, 1 << 24)


class ByService:
    """Positions by service: single services in a dict, short ranges by block, long ones in a list."""

    __slots__ = ("_blocks", "_long", "_ranges", "exact")

    def __init__(self) -> None:
        self.exact: dict[int, list[int]] = {}
        self._ranges: list[tuple[int, int, int]] = []
        self._blocks: dict[int, list[tuple[int, int, int]]] = {}
        self._long: list[tuple[int, int, int]] = []

    def add(self, position: int, services: ServiceSet | None) -> None:
        """Files an entry; None asks for every service."""
        if services is None:
            self._add_range(*_EVERY, position)
            return
        points = len(services.ranges) <= _MOST_POINTS and all(low == high for low, high in services.ranges)
        for low, high in services.ranges:
            if points:
                self.exact.setdefault(low, []).append(position)
            else:
                self._add_range(low, high, position)

    def _add_range(self, low: int, high: int, position: int) -> None:
        one = low, high, position
        self._ranges.append(one)
        first, last = low >> _BLOCK_BITS, high >> _BLOCK_BITS
        if last - first >= _MOST_BLOCKS:
            self._long.append(one)
            return
        for block in range(first, last + 1):
            self._blocks.setdefault(block, []).append(one)

    def find(self, service: int) -> list[int]:
        """The positions of the entries that ask for a service, in no order."""
        return [*self.exact.get(service, ()), *self.in_ranges(service)]

    def in_ranges(self, service: int) -> Iterator[int]:
        """Those of them that do so by a range."""
        for ranges in (self._blocks.get(service >> _BLOCK_BITS, ()), self._long):
            for low, high, position in ranges:
                if low <= service <= high:
                    yield position

    def range_cuts(self) -> set[int]:
        """Where a range begins, and where what follows it begins."""
        return {cut for low, high, _ in self._ranges for cut in (low, high + 1)}

    def cuts(self) -> set[int]:
        """The same for single services too."""
        return {cut for point in self.exact for cut in (point, point + 1)} | self.range_cuts()
