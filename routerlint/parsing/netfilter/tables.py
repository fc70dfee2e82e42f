"""A ruleset as a front end read it: tables with chains of drafts, and where base chains hook in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.draft import Draft
from routerlint.text.span import Span

__all__ = ["BaseChain", "HookName", "RuleChain", "Ruleset", "Table", "TableFamily"]

TableFamily = Literal["ipv4", "ipv6", "inet", "netdev"]
HookName = Literal["ingress", "prerouting", "input", "forward", "output", "postrouting", "egress"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseChain:
    """Where packets enter a chain.

    kind: "filter" or "nat" (nft's "route" only concerns the output hook). accepts: the policy; devices: those of an
    ingress or egress chain. spans: the line that says so.
    """

    hook: HookName
    kind: Literal["filter", "nat"]
    priority: int
    accepts: bool = True
    policy_known: bool = True
    devices: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class RuleChain:
    """A chain in the making: filled while the file is read, not changed afterwards."""

    name: str
    rules: list[Draft] = field(default_factory=list)
    base: BaseChain | None = None


@dataclass(slots=True)
class Table:
    """A table in the making; chains stand in the order of the file."""

    family: TableFamily
    name: str
    chains: dict[str, RuleChain] = field(default_factory=dict)

    def chain(self, name: str) -> RuleChain:
        """The chain of that name, made if need be."""
        found = self.chains.get(name)
        if found is None:
            found = self.chains[name] = RuleChain(name)
        return found

    def covers(self, family: Family) -> bool:
        """Whether packets of the family meet the table."""
        return self.family in (family, "inet", "netdev")


@dataclass(slots=True)
class Ruleset:
    """All tables of a device, in the order of the file."""

    tables: list[Table] = field(default_factory=list)

    def bases(self, family: Family) -> list[tuple[Table, RuleChain, BaseChain]]:
        """The base chains that packets of the family meet, in the order of the file."""
        return [
            (table, chain, chain.base)
            for table in self.tables
            if table.covers(family)
            for chain in table.chains.values()
            if chain.base is not None
        ]
