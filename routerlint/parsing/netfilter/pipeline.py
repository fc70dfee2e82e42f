"""A ruleset to the pipeline of one family."""

from __future__ import annotations

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Jump, Pipeline, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.compiler import Compiler
from routerlint.parsing.netfilter.draft import InterfaceTest
from routerlint.parsing.netfilter.interfaces import Universe
from routerlint.parsing.netfilter.order import before_tracking, inbound_order
from routerlint.parsing.netfilter.tables import BaseChain, RuleChain, Ruleset, Table
from routerlint.wording import phrase

__all__ = ["build_pipeline", "filters", "missing_filter"]

_HOOKS = {
    "ingress": Hook.PREROUTING,
    "prerouting": Hook.PREROUTING,
    "input": Hook.INPUT,
    "forward": Hook.FORWARD,
    "postrouting": Hook.FORWARD,
    "egress": Hook.FORWARD,
}


def filters(ruleset: Ruleset, family: Family) -> bool:
    """Whether the ruleset holds a filter for packets of the family at the input or forward hook."""
    return any(base.kind == "filter" and base.hook in ("input", "forward") for _, _, base in ruleset.bases(family))


def missing_filter() -> Unknown:
    """The question that is left when a dump holds NAT and no filter."""
    return Unknown(
        key="missing filter table",
        what=phrase("the packet filter"),
        why=phrase("the file holds address translation but no filter"),
    )


def build_pipeline(
    ruleset: Ruleset, family: Family, compiler: Compiler, universe: Universe, *, filter_known: bool = True
) -> Pipeline:
    """Chains and stages of a family.

    filter_known: False if the file lacks the filter, so that what is translated may be let in or not, and nothing is
    said of the router itself.
    """
    stages: list[Stage] = []
    for table, chain, base in inbound_order(ruleset, family):
        if base.kind == "nat" and base.hook != "prerouting" and not _stops_something(table, chain):
            continue  # source NAT lets everything pass
        if base.kind == "nat" and base.hook not in ("prerouting", "postrouting"):
            continue
        stages.append(_stage(table, chain, base, compiler, universe))
    if not filter_known:
        stages += _unknown_filter(compiler)
    return Pipeline(family=family, chains=compiler.chains(), stages=tuple(stages), unchanged_is_untranslated=True)


def _stage(table: Table, chain: RuleChain, base: BaseChain, compiler: Compiler, universe: Universe) -> Stage:
    translates = base.kind == "nat" and base.hook == "prerouting"
    name = compiler.compile(table, chain.name, early=before_tracking(base), nat=translates)
    default: Accept | Drop = Accept() if base.accepts else Drop()
    if base.devices:
        name = _on_devices(name, base, compiler, universe)
        default = Accept()
    return Stage(
        name=f"{table.name} {chain.name}",
        hook=_HOOKS[base.hook],
        kind=StageKind.NAT if translates else StageKind.FILTER,
        chain=name,
        default=default,
        default_spans=base.spans,
        default_unknown=not base.policy_known,
    )


def _on_devices(name: str, base: BaseChain, compiler: Compiler, universe: Universe) -> str:
    """A chain that leads packets of these devices into the chain, and to its policy."""
    names = universe.resolve((InterfaceTest(base.devices),))
    match = Match(in_interfaces=names) if base.hook == "ingress" else Match(out_interfaces=names)
    entries = [Entry(match=match, action=Jump(chain=name), spans=base.spans)]
    if not base.accepts:
        entries.append(Entry(match=match, action=Drop(), spans=base.spans))
    return compiler.add(Chain(name=compiler.helper(f"devices of {name}"), entries=tuple(entries)))


def _stops_something(table: Table, chain: RuleChain) -> bool:
    """Whether a source NAT chain drops packets too, which nft allows."""
    if chain.base is not None and not chain.base.accepts:
        return True
    seen, waiting = {chain.name}, [chain.name]
    while waiting:
        for draft in table.chains[waiting.pop()].rules:
            for effect in draft.effects:
                if isinstance(effect, Drop):
                    return True
                target = getattr(effect, "chain", None)
                if isinstance(target, str) and target in table.chains and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    return False


def _unknown_filter(compiler: Compiler) -> list[Stage]:
    """Stages for a filter that is not in the file: what was translated may pass, nothing is said of the rest."""
    match = Match(destination_nat=True, unknown=(missing_filter(),))
    redirected = Entry(match=match, action=Accept(), origin="system")
    chain = compiler.add(Chain(name="no filter in the file", entries=(redirected,)))
    return [
        Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain=chain, default=Drop()),
        Stage(name="forward", hook=Hook.FORWARD, kind=StageKind.FILTER, chain=chain, default=Drop()),
    ]
