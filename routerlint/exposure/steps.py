"""What a walk through a chain has to do, one step after the other; neighbours that do the same are one step."""

from __future__ import annotations

from typing import NamedTuple

from routerlint.exposure.atoms import SourceAtoms
from routerlint.model.match import Unknown
from routerlint.model.pipeline import Entry

__all__ = ["Doubt", "Run", "Step"]

# Members of a run whose sources are put together once.
_BLOCK = 64

Doubt = tuple[Unknown, bool]


class Step(NamedTuple):
    """One thing to do while walking: an entry, or a run of neighbours with the same final action.

    position: of the (first) entry in the chain.
    doubts: questions, with the answer that the entry needs, on which its match beside the sources depends.
    run: for neighbours with the same final action, the run and the part of it (members low to high - 1) that the step
        stands for, with the sources of all of them in mask; None for a single entry.
    """

    position: int
    entry: Entry
    doubts: tuple[Doubt, ...] = ()
    run: Run | None = None
    low: int = 0
    high: int = 0
    mask: int = 0


class Run:
    """Neighbours with the same final action that depend on the source alone.

    Entries between them split a run at any place, so the masks of parts are put together from blocks.
    """

    __slots__ = ("_atoms", "_blocks", "_entries", "_parts", "positions")

    def __init__(self, positions: tuple[int, ...], entries: tuple[Entry, ...], atoms: SourceAtoms) -> None:
        self.positions = positions
        self._entries = entries
        self._atoms = atoms
        self._blocks: dict[int, int] = {}
        self._parts: dict[tuple[int, int], int] = {}

    def step(self, low: int, high: int) -> Step:
        """The step for members low to high - 1."""
        position = self.positions[low]
        if high - low == 1:
            return Step(position, self._entries[position])
        mask = self._parts.get((low, high))
        if mask is None:
            mask = self._parts[low, high] = self._mask(low, high)
        return Step(position, self._entries[position], (), self, low, high, mask)

    def members(self, low: int, high: int) -> list[tuple[Entry, int]]:
        """Each of these members with the senders whom it asks for."""
        return [(self._entries[self.positions[place]], self._union(place, place + 1)) for place in range(low, high)]

    def evidence(self, low: int, high: int) -> Entry:
        """The member that tells most about all of them: the last one if it asks for no sender, else the first."""
        last = self._entries[self.positions[high - 1]]
        return last if last.match.sources is None else self._entries[self.positions[low]]

    def _mask(self, low: int, high: int) -> int:
        first, last = -(-low // _BLOCK), high // _BLOCK
        if first >= last:
            return self._union(low, high)
        mask = self._union(low, first * _BLOCK) | self._union(last * _BLOCK, high)
        for block in range(first, last):
            known = self._blocks.get(block)
            if known is None:
                known = self._blocks[block] = self._union(block * _BLOCK, (block + 1) * _BLOCK)
            mask |= known
        return mask

    def _union(self, low: int, high: int) -> int:
        asked = [self._entries[position].match.sources for position in self.positions[low:high]]
        sets = [sources.certain for sources in asked if sources is not None]
        return self._atoms.all if len(sets) < len(asked) else self._atoms.mask_of_many(sets)
