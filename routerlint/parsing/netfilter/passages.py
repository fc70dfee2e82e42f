"""Every rule of a ruleset together with what the jumps that lead to it have asked.

`iifname "eth1" jump wan_in` and a plain `tcp dport 22 accept` in wan_in say together what a single rule would. Roles
and networks are read from these passages, never from single lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from routerlint.model.pipeline import Goto, Jump
from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.draft import Draft, InterfaceTest
from routerlint.parsing.netfilter.states import NEW
from routerlint.parsing.netfilter.tables import BaseChain, HookName, Ruleset, Table

__all__ = ["Passage", "passages"]

# A chain is looked at under this many different sets of interface tests, no more: enough for evidence.
_MOST_WAYS = 12
_MOST_PASSAGES = 200_000


class Passage(NamedTuple):
    """A rule on one way to it.

    families: those whose packets can take it; None: both, as far as the table has them.
    limited: the jumps or the rule ask for more than interfaces, senders and states. narrowed: the jumps ask for senders.
    """

    hook: HookName
    nat: bool
    table: Table
    draft: Draft
    families: tuple[Family, ...] | None
    inputs: tuple[InterfaceTest, ...]
    outputs: tuple[InterfaceTest, ...]
    limited: bool
    narrowed: bool

    def of(self, family: Family) -> bool:
        """Whether packets of the family can take it."""
        return self.table.covers(family) and (self.families is None or family in self.families)

    @property
    def new(self) -> bool:
        """Whether plain new connections may match."""
        return bool(self.draft.cases & NEW)


class _Way(NamedTuple):
    chain: str
    families: tuple[Family, ...] | None
    inputs: tuple[InterfaceTest, ...]
    outputs: tuple[InterfaceTest, ...]
    limited: bool
    narrowed: bool


def passages(ruleset: Ruleset) -> Iterator[Passage]:
    """The passages of all base chains that say something about interfaces or networks, in the order of the file."""
    count = 0
    for table in ruleset.tables:
        for chain in table.chains.values():
            base = chain.base
            if base is None or base.hook in ("output", "ingress", "egress"):
                continue
            for passage in _of_base(table, chain.name, base):
                yield passage
                count += 1
                if count >= _MOST_PASSAGES:
                    return


def _of_base(table: Table, start: str, base: BaseChain) -> Iterator[Passage]:
    nat = base.kind == "nat"
    first = _Way(start, None, (), (), limited=False, narrowed=False)
    waiting, seen, counts = [first], {first}, {start: 1}
    while waiting:
        way = waiting.pop()
        for draft in table.chains[way.chain].rules:
            if draft.never or not draft.effects:
                continue
            inputs = (*way.inputs, *draft.inputs) if draft.inputs else way.inputs
            outputs = (*way.outputs, *draft.outputs) if draft.outputs else way.outputs
            limited = way.limited or _limits(draft)
            families = _common(way.families, draft.families)
            if families == ():
                continue
            yield Passage(base.hook, nat, table, draft, families, inputs, outputs, limited, way.narrowed)
            for effect in draft.effects:
                if not isinstance(effect, Jump | Goto) or effect.chain not in table.chains:
                    continue
                narrowed = way.narrowed or draft.sources is not None
                onward = _Way(effect.chain, families, inputs, outputs, limited, narrowed)
                if onward not in seen and counts.get(effect.chain, 0) < _MOST_WAYS:
                    seen.add(onward)
                    counts[effect.chain] = counts.get(effect.chain, 0) + 1
                    waiting.append(onward)


def _common(one: tuple[Family, ...] | None, other: tuple[Family, ...] | None) -> tuple[Family, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(family for family in one if family in other)


def _limits(draft: Draft) -> bool:
    """Whether a rule asks for anything but interfaces, senders and states."""
    return bool(
        draft.services is not None
        or draft.destinations is not None
        or draft.original_destinations is not None
        or draft.original_services is not None
        or draft.masked
        or draft.to_router is False
        or draft.bits
        or draft.unknown
        or draft.unknown_not
        or draft.unless
        or not draft.cases & NEW
    )
