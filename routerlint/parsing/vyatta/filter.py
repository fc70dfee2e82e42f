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
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import Link
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.rulesets import Rulesets
from routerlint.parsing.vyatta.tree import Node
from routerlint.parsing.vyatta.zones import Zones
from routerlint.text.span import Span, default_span

__all__ = ["FilterStages", "filter_stages"]

_UNFILTERED = default_span("nothing filters here: everything is let through")
_BASE_ACCEPTS = default_span("a base chain accepts what no rule decides")


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
    """All that filters a family. first_...: entries that stand in front of everything (EdgeOS: automatic accepts)."""
    rulesets = Rulesets(context, conditions, family)
    zones = Zones(context, rulesets)
    if context.base_chains:
        return _base_chains(context, rulesets, zones)
    into, through = list(first_input), list(first_forward)
    for link in found:
        into += _bound(rulesets, link, "local")
        through += _bound(rulesets, link, "in")
    for link in found:
        through += _bound(rulesets, link, "out")
    into += zones.local()
    through += zones.forward()
    unknown = not context.whole
    chains = (Chain(name="input", entries=tuple(into)), Chain(name="forward", entries=tuple(through)))
    return FilterStages(
        chains=(*chains, *zones.chains, *rulesets.chains()),
        before_nat=(),
        behind_nat=(
            _stage("input", Hook.INPUT, Accept(), _UNFILTERED, unknown=unknown),
            _stage("forward", Hook.FORWARD, Accept(), _UNFILTERED, unknown=unknown),
        ),
    )


def _stage(
    name: str, hook: Hook, default: Accept | Drop, span: Span, *, unknown: bool = False
) -> Stage:
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
        chains.append(Chain(name=name, entries=tuple(rulesets.rules(base, old=False))))
        default, span = _base_default(context, base)
        stages.append(_stage(name, hook, default, span, unknown=unknown))
    if zones:
        for name, hook, entries in (
            ("zones to the router", Hook.INPUT, zones.local()), ("zones", Hook.FORWARD, zones.forward()),
        ):  # fmt: skip
            chains.append(Chain(name=name, entries=tuple(entries)))
            behind.append(_stage(name, hook, Accept(), default_span("between interfaces in no zone nothing filters")))
    return FilterStages(
        chains=(*chains, *zones.chains, *rulesets.chains()), before_nat=tuple(before), behind_nat=tuple(behind)
    )


def _base_default(context: Context, base: Node) -> tuple[Accept | Drop, Span]:
    leaf = base.get("default-action")
    word = next(iter(leaf.children), "")
    if not base:
        return Accept(), _UNFILTERED
    if word == "drop" or word == "reject":
        return Drop(reject=word == "reject"), context.span(leaf)
    return Accept(), context.span(leaf) if word else _BASE_ACCEPTS
