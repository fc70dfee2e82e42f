"""Chains of drafts to chains of the model.

Most drafts are one entry. A draft becomes several where the model has no single match for it: a negation of something
that is not a plain set, several effects in one rule, a mark that is copied bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
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
from routerlint.parsing.netfilter.draft import CopyBits, Draft, Effect, LoseBits, SetBits, SourceNat
from routerlint.parsing.netfilter.marks import Bits
from routerlint.parsing.netfilter.matching import Matcher
from routerlint.parsing.netfilter.shift import shifted
from routerlint.parsing.netfilter.tables import RuleChain, Table
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Compiler", "looping_jumps"]

# An accept in one nat chain leaves the packet to the next nat chain of the hook (measured with packets).
_KEEP = SkipNat(only_this_stage=True)
_ACCEPT = Accept()
_UNDETERMINED = Undetermined()


class Compiler:
    """Compiles the chains that stages ask for, and all that they lead to."""

    def __init__(self, matcher: Matcher, bits: Bits) -> None:
        self._matcher = matcher
        self._bits = bits
        self._chains: dict[str, Chain] = {}
        self._loops: dict[int, frozenset[tuple[str, str]]] = {}
        self._helpers = 0

    def chains(self) -> tuple[Chain, ...]:
        """Everything that was compiled."""
        return tuple(self._chains.values())

    def add(self, chain: Chain) -> str:
        """Takes a chain that was made elsewhere; returns its name."""
        self._chains[chain.name] = chain
        return chain.name

    def compile(self, table: Table, chain: str, *, early: bool, nat: bool) -> str:
        """The name of the compiled chain; early: before connection tracking; nat: called from a nat hook."""
        start = _name(table, chain, early=early, nat=nat)
        waiting = [chain]
        while waiting:
            source = waiting.pop()
            name = _name(table, source, early=early, nat=nat)
            if name in self._chains:
                continue
            self._chains[name] = Chain(name=name)  # taken, so that no chain is compiled twice
            unit = _Unit(self, table, table.chains[source], name, early=early, nat=nat)
            self._chains[name] = Chain(name=name, entries=tuple(unit.entries()))
            waiting += unit.targets
        return start

    def loops(self, table: Table) -> frozenset[tuple[str, str]]:
        """The jumps of a table that lead back to where they come from."""
        if id(table) not in self._loops:
            self._loops[id(table)] = looping_jumps(table)
        return self._loops[id(table)]

    def helper(self, name: str) -> str:
        """A name for a chain that stands for a part of one rule."""
        self._helpers += 1
        return f"{name} #{self._helpers}"

    @property
    def matcher(self) -> Matcher:
        """What makes the matches."""
        return self._matcher

    @property
    def bits(self) -> Bits:
        """The bits of marks that matter."""
        return self._bits


class _Unit:
    """One chain being compiled."""

    def __init__(
        self, compiler: Compiler, table: Table, chain: RuleChain, name: str, *, early: bool, nat: bool
    ) -> None:
        self._compiler = compiler
        self._table = table
        self._chain = chain
        self._name = name
        self._early = early
        self._nat = nat
        self._loops = compiler.loops(table)
        self.targets: list[str] = []

    def entries(self) -> Iterator[Entry]:
        for draft in self._chain.rules:
            if not draft.never:
                yield from self._entries(draft)

    def _entries(self, draft: Draft) -> Iterator[Entry]:
        effects = [e for e in draft.effects if type(e) is not Continue]
        if not effects:
            return
        if draft.unless:
            draft = _without_idle_exceptions(draft)
        matches = self._compiler.matcher.matches(draft, early=self._early)
        if not matches:
            return
        spans = (draft.span,)
        if len(effects) == 1 and not draft.unless:
            action = self._action(effects[0])
            if action is not None:
                for match in matches:
                    yield from _made(match, action, spans, draft.label)
                return
        if not draft.unless and not self._disturbs_itself(draft, effects):
            for effect in effects:
                yield from self._effect(effect, draft, matches, spans)
        elif isinstance(effects[-1], Return | Goto):
            yield from self._by_flag(draft, effects, matches, spans)
        else:
            yield from self._by_helper(draft, effects, matches, spans)

    def _by_helper(
        self, draft: Draft, effects: list[Effect], matches: list[Match], spans: tuple[Span, ...]
    ) -> Iterator[Entry]:
        """A jump into a chain that returns where an exception holds and else has the effects."""
        name = self._compiler.helper(self._name)
        inner: list[Entry] = []
        for exception in draft.unless:
            inner += [
                Entry(match=match, action=Return(), spans=spans, label=draft.label)
                for match in self._compiler.matcher.matches(exception, early=self._early)
            ]
        for effect in effects:
            inner += self._effect(effect, draft, [Match()], spans)
        self._compiler.add(Chain(name=name, entries=tuple(inner)))
        for match in matches:
            yield Entry(match=match, action=Jump(chain=name), spans=spans, label=draft.label)

    def _by_flag(
        self, draft: Draft, effects: list[Effect], matches: list[Match], spans: tuple[Span, ...]
    ) -> Iterator[Entry]:
        """A flag of our own says whether the rule matches: return and goto must stand in the chain itself."""
        flag = self._compiler.helper("flag " + self._name)
        yield Entry(match=Match(), action=Mark(remove=(flag,)), spans=spans)
        for match in matches:
            yield Entry(match=match, action=Mark(add=(flag,)), spans=spans)
        for exception in draft.unless:
            for match in self._compiler.matcher.matches(exception, early=self._early, marks=(flag,)):
                yield Entry(match=match, action=Mark(remove=(flag,)), spans=spans)
        for effect in effects:
            yield from self._effect(effect, draft, [Match(marks=(flag,))], spans)

    def _effect(self, effect: Effect, draft: Draft, matches: list[Match], spans: tuple[Span, ...]) -> Iterator[Entry]:
        if isinstance(effect, SetBits | CopyBits | LoseBits):
            for step in self._compiler.bits.steps(effect):
                doubt: tuple[Unknown, ...] = ()
                if step.doubtful:
                    bit = step.mark.add[0]
                    what, why = phrase("a packet mark"), phrase("its value is made at run time")
                    doubt = (Unknown(key=f"{bit} of {self._name}:{draft.line}", what=what, why=why, spans=spans),)
                for match in matches:
                    yield Entry(
                        match=_with_bits(match, step.present, step.absent, doubt), action=step.mark, spans=spans
                    )
            return
        action = self._action(effect)
        if action is not None:
            for match in matches:
                yield from _made(match, action, spans, draft.label)

    def _action(self, effect: Effect) -> Action | None:
        """The model's action; None for an effect that takes several entries, or does nothing."""
        if isinstance(effect, Accept):
            return _KEEP if self._nat else effect
        if isinstance(effect, Jump | Goto):
            return self._jump(effect)
        if isinstance(effect, SourceNat):
            return _ACCEPT
        if isinstance(effect, DestinationNat):
            return effect if self._nat else _UNDETERMINED
        if isinstance(effect, NoTrack) and not self._early:
            return None  # too late: the packet is tracked already (nft_notrack_eval; measured)
        if isinstance(effect, SetBits | CopyBits | LoseBits | Continue):
            return None
        return effect

    def _jump(self, effect: Jump | Goto) -> Action:
        target = effect.chain
        if target not in self._table.chains or (self._chain.name, target) in self._loops:
            return _UNDETERMINED
        self.targets.append(target)
        name = _name(self._table, target, early=self._early, nat=self._nat)
        return Jump(chain=name) if isinstance(effect, Jump) else Goto(chain=name)

    def _disturbs_itself(self, draft: Draft, effects: list[Effect]) -> bool:
        """Whether a first effect changes what the rule tests, so that the second would be asked wrongly."""
        tested = {test.space for test in draft.bits}
        written = {
            effect.target if isinstance(effect, CopyBits) else effect.space
            for effect in effects[:-1]
            if isinstance(effect, SetBits | CopyBits | LoseBits)
        }
        several = len(effects) > 1 and any(isinstance(e, Drop | Accept | Jump | Goto | Return) for e in effects[:-1])
        copies = isinstance(effects[-1], CopyBits | SetBits | LoseBits) and bool(draft.bits)
        return bool(tested & written) or several or copies


def _without_idle_exceptions(draft: Draft) -> Draft:
    """The draft without exceptions for services that it does not match anyway."""
    services = draft.service_set()
    if services is None:
        return draft
    kept = tuple(e for e in draft.unless if (asked := e.service_set()) is None or asked & services)
    if len(kept) < len(draft.unless):
        draft = draft.copy()
        draft.unless = kept
    return draft


def _made(match: Match, action: Action, spans: tuple[Span, ...], label: str) -> Iterator[Entry]:
    """The entry of a match and an action; a shift of ports takes several."""
    if isinstance(action, DestinationNat) and action.port_map == "shift":
        for narrowed, moved in shifted(match, action):
            yield Entry(match=narrowed, action=moved, spans=spans, label=label)
    else:
        yield Entry(match=match, action=action, spans=spans, label=label)


def _with_bits(match: Match, present: tuple[str, ...], absent: tuple[str, ...], doubt: tuple[Unknown, ...]) -> Match:
    if not present and not absent and not doubt:
        return match
    return replace(
        match,
        marks=(*match.marks, *present),
        marks_absent=(*match.marks_absent, *absent),
        unknown=(*match.unknown, *doubt),
    )


def _name(table: Table, chain: str, *, early: bool, nat: bool) -> str:
    name = f"{table.family} {table.name} {chain}"
    return name + (" (before tracking)" if early else "") + (" (nat)" if nat else "")


def looping_jumps(table: Table) -> frozenset[tuple[str, str]]:
    """Jumps (from, to) that close a loop. The kernel refuses such rulesets; a file may still hold one."""
    targets = {
        name: list(dict.fromkeys(e.chain for d in chain.rules for e in d.effects if isinstance(e, Jump | Goto)))
        for name, chain in table.chains.items()
    }
    done: set[str] = set()
    loops: set[tuple[str, str]] = set()
    for start, first in targets.items():
        if start in done:
            continue
        path, on_path = [(start, iter(first))], {start}
        while path:
            name, rest = path[-1]
            target = next(rest, None)
            if target is None:
                path.pop()
                on_path.discard(name)
                done.add(name)
            elif target in on_path:
                loops.add((name, target))
            elif target in targets and target not in done:
                path.append((target, iter(targets[target])))
                on_path.add(target)
    return frozenset(loops)
