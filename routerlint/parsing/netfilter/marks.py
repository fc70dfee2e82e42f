"""Packet and connection marks as single bits.

Rules test (mark & mask) == value and set parts of the mark, so only single bits compose exactly: bit 3 of the packet
mark is the model's mark "mark:3", of the connection mark "ct:3". Only bits that some rule tests are kept. A bit of the
packet mark that is tested and never set by the file is an open question: an eBPF program or tc may set it. Nothing but
the ruleset sets the connection mark of a first packet.

Sources: mark_tg, connmark_tg in net/netfilter/xt_mark.c and xt_connmark.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from routerlint.model.pipeline import Mark
from routerlint.parsing.netfilter.draft import BitTest, CopyBits, Draft, LoseBits, SetBits

__all__ = ["BitStep", "Bits", "bit_name"]

_WIDTH = 32
FULL_MASK = (1 << _WIDTH) - 1


def bit_name(space: str, bit: int) -> str:
    """The model's mark for one bit."""
    return f"{space}:{bit}"


class BitStep(NamedTuple):
    """A marking under a condition on further bits; doubtful: whether it happens is not known."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    mark: Mark
    doubtful: bool = False


class Bits:
    """Which bits of which mark matter in a ruleset, and which of them the ruleset itself can set."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        tested = {"mark": 0, "ct": 0}
        self._settable = {"mark": 0, "ct": 0}
        copies: list[CopyBits] = []
        for draft in _with_exceptions(drafts):
            for test in draft.bits:
                tested[test.space] |= test.mask
            for effect in draft.effects:
                if isinstance(effect, SetBits):
                    self._settable[effect.space] |= effect.value
                elif isinstance(effect, LoseBits):
                    self._settable[effect.space] |= effect.mask
                elif isinstance(effect, CopyBits):
                    copies.append(effect)
        for _ in range(2):  # mark -> ct -> mark is the longest way
            for copy in copies:
                self._settable[copy.target] |= self._settable[copy.source] & copy.source_mask
                tested[copy.source] |= tested[copy.target] & copy.source_mask
        self._kept = {space: tested[space] & self._settable[space] for space in tested}

    def conditions(self, test: BitTest) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """Bits that must be set, bits that must not, and whether the test also asks for one that the file never sets."""
        wanted, unwanted = test.mask & test.value, test.mask & ~test.value
        foreign = bool(wanted & ~self._settable[test.space])
        return self._names(test.space, wanted), self._names(test.space, unwanted), foreign

    def steps(self, effect: SetBits | CopyBits | LoseBits) -> Iterator[BitStep]:
        """The markings that together are the effect; each looks only at bits that no other of them changes."""
        match effect:
            case SetBits(space=space, value=value, mask=mask):
                yield BitStep(
                    (), (), Mark(add=self._names(space, mask & value), remove=self._names(space, mask & ~value))
                )
                for bit in self._bits(space, value & ~mask):  # a bit that is set and not cleared first is flipped
                    name = bit_name(space, bit)
                    yield BitStep((name,), (), Mark(add=(f"flip:{name}",)))
                    yield BitStep((), (f"flip:{name}",), Mark(add=(name,)))
                    yield BitStep((f"flip:{name}",), (), Mark(remove=(name, f"flip:{name}")))
            case CopyBits():
                yield from self._copies(effect)
            case LoseBits(space=space, mask=mask):
                for bit in self._bits(space, mask):
                    yield BitStep((), (), Mark(add=(bit_name(space, bit),)), doubtful=True)

    def _copies(self, effect: CopyBits) -> Iterator[BitStep]:
        cleared = effect.target_mask & ~effect.source_mask
        gone = self._names(effect.target, cleared)
        if gone:
            yield BitStep((), (), Mark(remove=gone))
        for bit in self._bits(effect.target, effect.source_mask):
            source, target = bit_name(effect.source, bit), bit_name(effect.target, bit)
            yield BitStep((source,), (), Mark(add=(target,)))
            if effect.target_mask >> bit & 1:
                yield BitStep((), (source,), Mark(remove=(target,)))

    def _names(self, space: str, mask: int) -> tuple[str, ...]:
        return tuple(bit_name(space, bit) for bit in self._bits(space, mask))

    def _bits(self, space: str, mask: int) -> list[int]:
        kept = self._kept[space] & mask
        return [bit for bit in range(_WIDTH) if kept >> bit & 1] if kept else []


def _with_exceptions(drafts: Iterable[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft
        yield from draft.unless
