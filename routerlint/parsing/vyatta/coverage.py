"""What became of each statement."""

from __future__ import annotations

from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.tree import Node
from routerlint.text.coverage import Coverage, Ledger, LineState

__all__ = ["coverage"]

# Sections that could let something in.
_RELEVANT = frozenset((
    "firewall", "interfaces", "nat", "nat66", "zone-policy", "port-forward", "service", "vpn", "load-balancing",
    "load-balance", "container",
))  # fmt: skip
_KNOWN = frozenset((
    "system", "protocols", "policy", "traffic-policy", "qos", "high-availability", "cluster", "pki", "vrf", "traffic-control",
    "custom-attribute",
))  # fmt: skip


def coverage(context: Context, services: frozenset[str]) -> Coverage:
    """The states of all statements. services: names below `service` that are known."""
    ledger = Ledger()
    name = context.file.name
    for section in context.root.children.values():
        word = section.word
        relevant = word in _RELEVANT
        state = LineState.USED if relevant else LineState.IRRELEVANT if word in _KNOWN else LineState.UNSUPPORTED
        for part in section.children.values():
            here = state
            if word == "service" and part.word not in services:
                here = LineState.UNSUPPORTED
            if not part.children:
                ledger.mark(here, file=name, line=part.line, what=f"{word} {part.word[:40]}", relevant=relevant)
            _mark(context, ledger, part, here, f"{word} {part.word[:40]}", relevant=relevant)
    for line, why in context.reading.unread:
        ledger.mark(LineState.UNRECOGNISED, file=name, line=line, what=why, relevant=True)
    return ledger.coverage()


def _mark(context: Context, ledger: Ledger, part: Node, state: LineState, what: str, *, relevant: bool) -> None:
    """The statements below a node: one for each line."""
    last = part.line
    for node in part.walk():
        if id(node) in context.unread:
            ledger.mark(
                LineState.UNRECOGNISED,
                file=context.file.name,
                line=node.line,
                what=f"{what} {node.word[:40]}",
                relevant=relevant,
            )
        elif node.line != last:
            ledger.mark(state, file=context.file.name, line=node.line, what=what, relevant=relevant)
        last = node.line
