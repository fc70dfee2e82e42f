"""Walks a packet with a whole set of senders through a chain, first match first.

What the file leaves open is kept as possibility: an entry that may match hands its senders to its own outcome and
leaves them in the walk as well. So the walk yields, for every sender, the set of outcomes that are possible, and a
sender is let in for certain exactly if no closed outcome is possible for it.

One unknown that is asked several times has one answer. The walk notes which unknowns it met more than once, and the
caller walks again with each answer fixed (`Assumptions`). The same holds for what the sender chooses (source port,
rate), with the difference that the sender picks the answer that suits him.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from routerlint.exposure.atoms import SourceAtoms
from routerlint.exposure.context import Context, Packet
from routerlint.exposure.index import ChainIndex
from routerlint.exposure.steps import Doubt, Run, Step
from routerlint.model.match import Unknown
from routerlint.model.pipeline import (
    Accept,
    Chain,
    Continue,
    DestinationNat,
    Drop,
    Entry,
    Goto,
    Jump,
    Mark,
    NoTrack,
    Return,
    SkipNat,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet, Family
from routerlint.wording import phrase

__all__ = ["Met", "Outcome", "Walker"]

# Jumps deeper than this are a loop; the kernel refuses such rulesets.
_MOST_DEPTH = 48
# Neighbours that let somebody in are told apart up to so many; of more, one stands for all.
_MOST_TOLD_APART = 16

Assumptions = Mapping[str, bool]


class Outcome(NamedTuple):
    """What is possible for a set of senders at the end of a chain.

    entry: the deciding entry, None if no entry of the chain decided (the caller's next entry or default does).
    action: of that entry; None where none decided. path: the entries that led here, jumps included.
    """

    mask: int
    context: Context
    action: Accept | Drop | SkipNat | DestinationNat | None
    entry: Entry | None
    path: tuple[Entry, ...]


class Met:
    """What a walk met and could not settle: how often each unknown, and which choices of the sender."""

    __slots__ = ("choices", "counts", "unknowns")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.unknowns: dict[str, Unknown] = {}
        self.choices: set[str] = set()

    def note(self, unknown: Unknown) -> None:
        """Notes that an unknown was asked and not answered."""
        self.counts[unknown.key] = self.counts.get(unknown.key, 0) + 1
        self.unknowns.setdefault(unknown.key, unknown)


class Walker:
    """The chains of one pipeline as the packets of one WAN interface meet them."""

    def __init__(
        self,
        chains: Mapping[str, Chain],
        via: str,
        family: Family,
        owned: AddressSet,
        atoms: SourceAtoms,
        perhaps: AddressSet | None = None,
    ) -> None:
        self._chains = chains
        self._via = via
        self._family = family
        self._owned = owned
        self._perhaps = AddressSet(family) if perhaps is None else perhaps
        self._atoms = atoms
        self._indexes: dict[str, ChainIndex] = {}
        self._marks = _marks_that_matter(chains)
        self._memo: dict[tuple[object, ...], list[Outcome]] = {}
        self.met = Met()
        self.hit: set[int] = set()

    def index(self, name: str) -> ChainIndex:
        """The index of a chain; a chain that is not there has no entries."""
        found = self._indexes.get(name)
        if found is None:
            chain = self._chains.get(name) or Chain(name=name)
            found = ChainIndex(chain, self._via, self._family, self._owned, self._atoms, self._perhaps)
            self._indexes[name] = found
        return found

    def reachable(self, name: str, destination: int) -> set[str]:
        """The chain and all that jumps about a destination lead to."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            chain = waiting.pop()
            if chain not in found:
                found.add(chain)
                waiting += self.index(chain).jumps(destination)
        return found

    def walk(self, name: str, packet: Packet, context: Context, mask: int, assumptions: Assumptions) -> list[Outcome]:
        """The possible outcomes of a chain for the senders in `mask`."""
        return self._walk(name, packet, context, mask, assumptions, depth=0, start=0)

    def _walk(
        self,
        name: str,
        packet: Packet,
        context: Context,
        mask: int,
        assumptions: Assumptions,
        *,
        depth: int,
        start: int,
    ) -> list[Outcome]:
        if depth > _MOST_DEPTH:
            return [Outcome(mask, context, Drop(), None, ()), Outcome(mask, context, Accept(), None, ())]
        key, steps = self.index(name).plan(packet, context, start)
        simple = not assumptions and all(_is_plain(step) for step in steps)
        if simple:
            memo_key = (key, context, mask)
            known = self._memo.get(memo_key)
            if known is not None:
                return known
        outcomes: list[Outcome] = []
        left = mask
        for step in steps:
            left = self._take(name, step, packet, context, left, assumptions, depth, outcomes)
            if not left:
                break
        if left:
            outcomes.append(Outcome(left, context, None, None, ()))
        if simple:
            self._memo[memo_key] = outcomes
        return outcomes

    def _take(
        self,
        name: str,
        step: Step,
        packet: Packet,
        context: Context,
        left: int,
        assumptions: Assumptions,
        depth: int,
        outcomes: list[Outcome],
    ) -> int:
        """Applies one step to the senders that are left; returns those that go on behind it."""
        if step.run is not None:
            if left & step.mask:
                outcomes += _of_run(step, step.run, context, left)
            return left & ~step.mask
        certain, possible = self._masks(step, left, assumptions)
        hit = left & possible
        if not hit:
            return left
        entry, action = step.entry, step.entry.action
        rest = left & ~certain
        self.hit.add(id(entry))
        match action:
            case Accept() | Drop() | SkipNat() | DestinationNat():
                outcomes.append(Outcome(hit, context, action, entry, (entry,)))
            case Undetermined():
                return self._undetermined(name, step, context, hit, rest, left, assumptions, outcomes)
            case Jump(chain=target):
                inner = self._walk(target, packet, context, hit, assumptions, depth=depth + 1, start=0)
                return rest | self._come_back(name, step, packet, context, inner, assumptions, depth, outcomes)
            case Goto(chain=target):
                inner = self._walk(target, packet, context, hit, assumptions, depth=depth + 1, start=0)
                outcomes += [o._replace(path=(entry, *o.path)) for o in inner]
            case Return():
                outcomes.append(Outcome(hit, context, None, None, (entry,)))
            case Mark() | NoTrack():
                changed = self._changed(context, action)
                if isinstance(action, NoTrack) and action.terminal:
                    outcomes.append(Outcome(hit, changed, Accept(), entry, (entry,)))
                elif changed == context:
                    return left
                else:
                    outcomes += self._walk(
                        name, packet, changed, hit, assumptions, depth=depth, start=step.position + 1
                    )
            case Continue():
                return left
        return rest

    def _undetermined(
        self,
        name: str,
        step: Step,
        context: Context,
        hit: int,
        rest: int,
        left: int,
        assumptions: Assumptions,
        outcomes: list[Outcome],
    ) -> int:
        """An entry whose action nobody can read: it does nothing, accepts or stops."""
        key = f"undetermined:{name}:{step.position}"
        what, why = (
            phrase("entry {position} of {name}", position=step.position + 1, name=name),
            phrase("what it does cannot be read"),
        )
        acts = self._answer(Unknown(key=key + ":acts", what=what, why=why), assumptions)
        if acts is False:
            return left
        accepts = self._answer(Unknown(key=key + ":accepts", what=what, why=why), assumptions)
        if accepts is not False:
            outcomes.append(Outcome(hit, context, Accept(), step.entry, (step.entry,)))
        if accepts is not True:
            outcomes.append(Outcome(hit, context, Drop(), step.entry, (step.entry,)))
        return rest if acts else left

    def _come_back(
        self,
        name: str,
        step: Step,
        packet: Packet,
        context: Context,
        inner: list[Outcome],
        assumptions: Assumptions,
        depth: int,
        outcomes: list[Outcome],
    ) -> int:
        """Sorts the outcomes of a jump: decided ones are outcomes, the others return to this chain."""
        back = 0
        for outcome in inner:
            if outcome.action is not None:
                outcomes.append(outcome._replace(path=(step.entry, *outcome.path)))
            elif outcome.context == context:
                back |= outcome.mask
            else:
                outcomes += self._walk(
                    name, packet, outcome.context, outcome.mask, assumptions, depth=depth, start=step.position + 1
                )
        return back

    def _masks(self, step: Step, left: int, assumptions: Assumptions) -> tuple[int, int]:
        """The senders that the entry surely takes, and those that it may take."""
        match = step.entry.match
        certain = possible = left
        sources = match.sources
        if sources is not None:
            possible = left & self._atoms.mask(sources.possible)
            if not possible:
                return 0, 0
            certain = possible
            if sources.certain is not sources.possible:
                certain = left & self._atoms.mask(sources.certain)
                if certain != possible and sources.unknown is not None:
                    answer = self._answer(sources.unknown, assumptions)
                    if answer is not None:
                        certain = possible = possible if answer is not sources.negated else certain
        if match.sender_choice:
            chosen = self._choice(step.entry, assumptions)
            if chosen is False:
                return 0, 0
            if chosen is None:
                certain = 0
        for unknown, wanted in _doubts(step):
            answer = self._answer(unknown, assumptions)
            if answer is None:
                certain = 0
            elif answer is not wanted:
                return 0, 0
        return certain, possible

    def _answer(self, unknown: Unknown, assumptions: Assumptions) -> bool | None:
        """The assumed answer to an unknown, or None, which is noted."""
        answer = assumptions.get(unknown.key)
        if answer is None:
            self.met.note(unknown)
        return answer

    def _choice(self, entry: Entry, assumptions: Assumptions) -> bool | None:
        """Whether the sender makes the entry match: he wants in, so accepts match and drops do not."""
        if isinstance(entry.action, Accept):
            return True
        if isinstance(entry.action, Drop):
            return False
        answers = {key: assumptions.get("choice:" + key) for key in entry.match.sender_choice}
        if False in answers.values():
            return False
        self.met.choices.update("choice:" + key for key, answer in answers.items() if answer is None)
        return None if None in answers.values() else True

    def _changed(self, context: Context, action: Mark | NoTrack) -> Context:
        if isinstance(action, NoTrack):
            return context._replace(tracked=False)
        add = self._marks.intersection(action.add)
        marks = (context.marks - frozenset(action.remove)) | add
        return context if marks == context.marks else context._replace(marks=marks)


def _of_run(step: Step, run: Run, context: Context, left: int) -> Iterator[Outcome]:
    """What neighbours with the same final action do: who lets in whom is told apart where they are few."""
    action = _final(step.entry)
    if isinstance(action, Drop) or step.high - step.low > _MOST_TOLD_APART:
        entry = run.evidence(step.low, step.high)
        yield Outcome(left & step.mask, context, action, entry, (entry,))
        return
    for entry, mask in run.members(step.low, step.high):
        if left & mask:
            yield Outcome(left & mask, context, action, entry, (entry,))
            left &= ~mask


def _final(entry: Entry) -> Accept | Drop:
    return entry.action if isinstance(entry.action, Accept | Drop) else Drop()


def _doubts(step: Step) -> tuple[Doubt, ...]:
    match = step.entry.match
    if not match.unknown and not match.unknown_not:
        return step.doubts
    asked = (*((unknown, True) for unknown in match.unknown), *((unknown, False) for unknown in match.unknown_not))
    return (*step.doubts, *asked)


def _is_plain(step: Step) -> bool:
    """Whether a step's effect depends on nothing but context, senders and the step itself."""
    if step.run is not None:
        return True
    match = step.entry.match
    if match.unknown or match.unknown_not or match.sender_choice or step.doubts:
        return False
    if match.sources is not None and match.sources.unknown is not None:
        return False
    return isinstance(step.entry.action, Accept | Drop | SkipNat | DestinationNat | Return | Continue)


def _marks_that_matter(chains: Mapping[str, Chain]) -> frozenset[str]:
    """Marks that some entry asks for; all others need not be carried."""
    return frozenset(
        mark
        for chain in chains.values()
        for entry in chain.entries
        for mark in (*entry.match.marks, *entry.match.marks_absent)
    )
