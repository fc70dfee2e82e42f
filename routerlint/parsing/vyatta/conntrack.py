"""Packets that the configuration takes out of connection tracking, so that no NAT applies to them.

Source: vyos-1x data/templates/conntrack/nftables-ct.j2 (chain VYOS_CT_IGNORE, prerouting at priority -300): `notrack`,
then the filter is still asked. Up to 1.3 the list is `system conntrack ignore rule`, later one for each family.
"""

from __future__ import annotations

from routerlint.model.pipeline import Accept, Chain, Entry, Hook, NoTrack, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.tree import rule_number
from routerlint.text.span import default_span
from routerlint.wording import phrase

__all__ = ["untracked"]

_NAME = "conntrack ignore"


def untracked(context: Context, conditions: Conditions, family: Family) -> tuple[Chain, Stage] | None:
    """The list and its stage in front of NAT; None if there is none."""
    ignore = context.root.get("system", "conntrack", "ignore")
    nodes = [*ignore.tags(family, "rule"), *(ignore.tags("rule") if family == "ipv4" else ())]
    entries = [
        Entry(match=match, action=NoTrack(), spans=(context.span(rule),), label=_NAME, number=rule.word)
        for rule in sorted(nodes, key=rule_number)
        if not rule.has("disable") and (match := conditions.of(rule, family)) is not None
    ]
    if not entries:
        return None
    stage = Stage(
        name=_NAME,
        hook=Hook.PREROUTING,
        kind=StageKind.FILTER,
        chain=_NAME,
        default=Accept(),
        default_spans=(default_span(phrase("connection tracking sees every packet")),),
    )
    return Chain(name=_NAME, entries=tuple(entries)), stage
