"""The filter stages of a family, in the order in which a packet meets them.

Before 1.4, and on EdgeOS, one list each for packets through and to the router: the rulesets of the incoming interface
(in, local), then of the outgoing one (out), then the zones; all policies accept. Since 1.4: the base chains, which
accept by default, then the zones in stages of their own. Bound is the exact interface: a ruleset on eth0 does not see
what arrives on pppoe0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerlint.model.base import Model
from routerlint.model.match import Match
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Return, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import Link
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.policy import policy_stages
from routerlint.parsing.vyatta.rulesets import Rulesets
from routerlint.parsing.vyatta.tree import Node
from routerlint.parsing.vyatta.zones import Zones
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase

__all__ = ["ACCEPTED", "FilterStages", "filter_stages"]

# What an automatic rule has accepted, no later hook is asked for.
ACCEPTED = "accepted automatically"
_PASSED = Entry(match=Match(marks=(ACCEPTED,)), action=Accept(), label="accepted automatically", origin="system")
_UNFILTERED = default_span(phrase("nothing filters here: everything is let through"))
_BASE_RETURNS = default_span(phrase("what returns from a base chain is let through"))
_BASE_ACCEPTS = default_span(phrase("a base chain accepts what no rule decides"))


class FilterStages(Model, frozen=True, kw_only=True):
    """Chains, the stages in front of NAT and those behind it."""

    chains: tuple[Chain, ...]
    before_nat: tuple[Stage, ...]
    behind_nat: tuple[Stage, ...]


def filter_stages(
    context: Context,
    conditions: Conditions,
    found: Sequence[Link],
    family: Family,
    *,
    first_input: Iterable[Entry] = (),
    first_forward: Iterable[Entry] = (),
) -> FilterStages:
    """All that filters a family.

    first_input, first_forward: entries that stand in front of everything (EdgeOS' automatic accepts). Those for
    forward set the mark ACCEPTED, which lets a packet through all hooks.
    """
    rulesets = Rulesets(context, conditions, family)
    zones = Zones(context, rulesets)
    policies = policy_stages(context, conditions, family, found)
    if context.base_chains:
        stages = _base_chains(context, rulesets, zones)
    else:
        stages = _interface_hooks(context, rulesets, zones, found, tuple(first_input), tuple(first_forward))
    return FilterStages(
        chains=(*stages.chains, *policies.chains),
        before_nat=(*stages.before_nat, *policies.before_nat),
        behind_nat=(*policies.first, *stages.behind_nat, *policies.last),
    )


def _interface_hooks(
    context: Context,
    rulesets: Rulesets,
    zones: Zones,
    found: Sequence[Link],
    first_input: tuple[Entry, ...],
    first_forward: tuple[Entry, ...],
) -> FilterStages:
    """One stage for each hook: what a ruleset accepts leaves its hook only, and the next one is still asked."""
    unknown = not context.whole
    chains: list[Chain] = []
    stages: list[Stage] = []

    def add(name: str, hook: Hook, entries: list[Entry], first: tuple[Entry, ...] = ()) -> None:
        if entries or first or name in ("local", "in"):
            chains.append(Chain(name=name, entries=(*first, *entries)))
            stages.append(_stage(name, hook, Accept(), _UNFILTERED, unknown=unknown and name in ("local", "in")))

    passed = (_PASSED,) if first_forward else ()
    add("local", Hook.INPUT, [e for link in found for e in _bound(rulesets, link, "local")], first_input)
    add("in", Hook.FORWARD, [e for link in found for e in _bound(rulesets, link, "in")], (*first_forward, *passed))
    add("out", Hook.FORWARD, [e for link in found for e in _bound(rulesets, link, "out")], passed)
    if zones:
        add("zone of the router", Hook.INPUT, zones.local())
        add("zones", Hook.FORWARD, zones.forward(), passed)
    return FilterStages(chains=(*chains, *zones.chains, *rulesets.chains()), before_nat=(), behind_nat=tuple(stages))


def _stage(name: str, hook: Hook, default: Accept | Drop, span: Span, *, unknown: bool = False) -> Stage:
    return Stage(
        name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=default, default_spans=(span,),
        default_unknown=unknown,
    )  # fmt: skip


def _bound(rulesets: Rulesets, link: Link, direction: str) -> list[Entry]:
    """The ruleset of an interface in a direction: below the interface, or below `firewall interface` (early 1.4)."""
    word = "name" if rulesets.family == "ipv4" else "ipv6-name"
    match = Match(out_interfaces=(link.name,)) if direction == "out" else Match(in_interfaces=(link.name,))
    return [
        rulesets.jump(leaf.word, leaf, match)
        for node in (link.node.get("firewall"), link.firewall)
        for leaf in node.tags(direction, word)
    ]


def _base_chains(context: Context, rulesets: Rulesets, zones: Zones) -> FilterStages:
    node = context.root.get("firewall", rulesets.family)
    chains: list[Chain] = []
    before: list[Stage] = []
    behind: list[Stage] = []
    places = (
        ("prerouting", "raw", Hook.PREROUTING, before),
        ("input", "filter", Hook.INPUT, behind),
        ("forward", "filter", Hook.FORWARD, behind),
    )
    unknown = not context.whole and not context.root.has("firewall")
    for hook_name, kind, hook, stages in places:
        base = node.get(hook_name, kind)
        if hook is Hook.PREROUTING and not base:
            continue
        name = f"{hook_name} {kind}"
        default, span = _base_default(context, base)
        entries = rulesets.rules(base)
        if any(isinstance(entry.action, Return) for entry in entries):
            # The policy is always accept: the default action is a last rule, and what returns before it passes.
            entries.append(Entry(match=Match(), action=default, spans=(span,), origin="stated"))
            default, span = Accept(), _BASE_RETURNS
        chains.append(Chain(name=name, entries=tuple(entries)))
        stages.append(_stage(name, hook, default, span, unknown=unknown))
    if zones:
        for name, hook, entries in (
            ("zones to the router", Hook.INPUT, zones.local()), ("zones", Hook.FORWARD, zones.forward()),
        ):  # fmt: skip
            chains.append(Chain(name=name, entries=tuple(entries)))
            behind.append(
                _stage(name, hook, Accept(), default_span(phrase("between interfaces in no zone nothing filters")))
            )
    return FilterStages(
        chains=(*chains, *zones.chains, *rulesets.chains()), before_nat=tuple(before), behind_nat=tuple(behind)
    )


def _base_default(context: Context, base: Node) -> tuple[Accept | Drop, Span]:
    leaf = base.get("default-action")
    word = next(iter(leaf.children), "")
    if not base:
        return Accept(), _UNFILTERED
    if word in ("drop", "reject"):
        return Drop(reject=word == "reject"), context.span(leaf)
    return Accept(), context.span(leaf) if word else _BASE_ACCEPTS
