"""In which order packets meet base chains: hooks, priorities, and the fixed place of NAT.

Sources: nft(8), table of standard priorities; include/uapi/linux/netfilter_ipv4.h. That every nat chain of the prerouting
hook runs at -100 whatever its own priority, and that its own priority only orders the nat chains among themselves,
was measured with packets (kernel 6.18).
"""

from __future__ import annotations

import re

from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.tables import BaseChain, RuleChain, Ruleset, Table

__all__ = ["NAT_PRIORITY", "TRACKING_PRIORITY", "before_tracking", "inbound_order", "priority_number"]

TRACKING_PRIORITY = -200
NAT_PRIORITY = -100

_NAMED = {"raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50, "srcnat": 100, "out": 100}
_PRIORITY = re.compile(r"\s*([a-z]+|[+-]?\d{1,10})?\s*(?:([+-])\s*(\d{1,10}))?\s*\Z")

_PLACES = {"ingress": 0, "prerouting": 1, "input": 2, "forward": 2, "postrouting": 3, "egress": 4}


def priority_number(text: str) -> int | None:
    """The number of "filter", "-150", "dstnat + 10"; None for what is no priority."""
    found = _PRIORITY.match(text)
    if found is None or not (found[1] or found[3]):
        return None
    base = found[1] or "0"
    start = _NAMED.get(base) if base.isalpha() else int(base)
    if start is None:
        return None
    shift = int(found[3]) if found[3] else 0
    return start - shift if found[2] == "-" else start + shift


def before_tracking(base: BaseChain) -> bool:
    """Whether packets meet the chain before connection tracking knows them."""
    return base.hook == "ingress" or (
        base.hook == "prerouting" and base.kind == "filter" and base.priority < TRACKING_PRIORITY
    )


def inbound_order(ruleset: Ruleset, family: Family) -> list[tuple[Table, RuleChain, BaseChain]]:
    """The base chains that packets from outside meet, in order.

    Of equal priorities the chain that was made last comes first (nf_hook_entries_grow() in net/netfilter/core.c since
    4.14), and a listing shows tables and chains in the order in which they were made. All nat chains of a family hang on
    hooks that the first of them made, whatever its hook (nf_nat_register_fn()). Measured with packets (kernel 6.18).
    """
    bases = [(place, found) for place, found in enumerate(ruleset.bases(family))]
    first_nat = next((place for place, found in bases if found[2].kind == "nat"), 0)
    met = [(_rank(base[2], place, first_nat), base) for place, base in bases if base[2].hook in _PLACES]
    return [base for _, base in sorted(met, key=lambda pair: pair[0])]


def _rank(base: BaseChain, place: int, first_nat: int) -> tuple[int, ...]:
    if base.kind == "nat" and base.hook == "prerouting":
        return _PLACES[base.hook], NAT_PRIORITY, 0, -first_nat, base.priority, -place
    return _PLACES[base.hook], base.priority, int(base.hook == "forward"), -place
