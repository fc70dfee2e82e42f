"""Collects tables, chains, sets and rules, from text or JSON, and turns them into a Ruleset at the end.

Rules are kept as statements until everything was read: a set may be defined, filled or made dynamic by a later line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from routerlint.parsing.netfilter.draft import Draft
from routerlint.parsing.netfilter.nft.comparing import Comparer
from routerlint.parsing.netfilter.nft.fields import FieldReader
from routerlint.parsing.netfilter.nft.rules import RuleWriter
from routerlint.parsing.netfilter.nft.sets import Sets
from routerlint.parsing.netfilter.nft.syntax import SetDefinition, Statement
from routerlint.parsing.netfilter.order import priority_number
from routerlint.parsing.netfilter.tables import BaseChain, HookName, Ruleset, Table, TableFamily
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["Builder", "HeldRule", "HookText"]

_FAMILIES: dict[str, TableFamily] = {"ip": "ipv4", "ip6": "ipv6", "inet": "inet", "netdev": "netdev"}
_HOOKS: dict[str, HookName] = {
    "ingress": "ingress", "prerouting": "prerouting", "input": "input", "forward": "forward", "output": "output",
    "postrouting": "postrouting", "egress": "egress",
}  # fmt: skip


class HeldRule(NamedTuple):
    """A rule as it was read. file, line, text: its place."""

    file: SourceFile
    line: int
    text: str
    statements: list[Statement]


class HookText(NamedTuple):
    """The type line of a base chain. policy "" is the default, accept."""

    kind: str
    hook: str
    priority: str
    policy: str = ""
    devices: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Chain:
    rules: list[HeldRule] = field(default_factory=list)
    hook: HookText | None = None


@dataclass(slots=True)
class _HeldTable:
    family: str
    name: str
    sets: Sets
    chains: dict[str, _Chain] = field(default_factory=dict)
    dormant: bool = False


class Builder:
    """One device's ruleset in the making. problems: what makes the answer incomplete, as sentences."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.problems: list[Phrase] = []
        self.flushed = False
        self._tables: dict[tuple[str, str], _HeldTable] = {}

    def table(self, family: str, name: str) -> _HeldTable:
        """The table of that family and name, made if need be."""
        key = (family, name)
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = _HeldTable(family, name, Sets(f"{family} {name}"))
        return found

    def flush(self) -> None:
        """Flush ruleset: nothing of before stays; what is there is what the file holds."""
        self._tables.clear()
        self.flushed = True

    def drop_table(self, family: str, name: str) -> None:
        """Delete table, destroy table."""
        self._tables.pop((family, name), None)

    def flush_table(self, family: str, name: str, chain: str = "") -> None:
        """Flush table, flush chain: the rules go, chains stay."""
        table = self._tables.get((family, name))
        if table is not None:
            for known, held in table.chains.items():
                if not chain or known == chain:
                    held.rules.clear()

    def add_chain(self, family: str, table: str, chain: str, hook: HookText | None = None) -> None:
        """A chain; the hook of one that is known may come later."""
        held = self.table(family, table).chains.setdefault(chain, _Chain())
        if hook is not None:
            if held.hook is not None and not hook.kind:
                hook = held.hook._replace(policy=hook.policy or held.hook.policy)
            held.hook = hook

    def add_rule(self, family: str, table: str, chain: str, rule: HeldRule, *, first: bool = False) -> None:
        """A rule at the end (add) or at the start (insert) of a chain."""
        rules = self.table(family, table).chains.setdefault(chain, _Chain()).rules
        if first:
            rules.insert(0, rule)
        else:
            rules.append(rule)

    def add_set(self, family: str, table: str, definition: SetDefinition) -> None:
        """A named set or map, or further elements of one."""
        self.table(family, table).sets.define(definition)

    def set_dormant(self, family: str, table: str) -> None:
        """Flags dormant: the table is loaded and switched off."""
        self.table(family, table).dormant = True

    def ruleset(self) -> Ruleset:
        """All tables that packets of IP meet."""
        ruleset = Ruleset()
        for held in self._tables.values():
            family = _FAMILIES.get(held.family)
            if family is not None and not held.dormant:
                ruleset.tables.append(self._made(held, family))
        return ruleset

    def _made(self, held: _HeldTable, family: TableFamily) -> Table:
        table = Table(family, held.name)
        comparer = Comparer(held.sets, FieldReader())
        writer = RuleWriter(comparer)
        for name in held.chains:
            table.chain(name)
        for name, chain in held.chains.items():
            made = table.chain(name)
            made.base = self._base(chain.hook, held)
            concerns = chain.hook is None or (chain.hook.hook in _HOOKS and chain.hook.hook != "output")
            for rule in chain.rules:
                start = Draft(rule.file, rule.line, rule.text)
                drafts, problems = writer.drafts(start, rule.statements)
                made.rules += drafts
                self._mark(rule, held, problems, relevant=concerns)
        return table

    def _mark(self, rule: HeldRule, held: _HeldTable, problems: list[str], *, relevant: bool) -> None:
        state = LineState.UNSUPPORTED if problems else LineState.USED
        what = f"{held.family} {held.name}: {', '.join(problems[:3])}" if problems else ""
        self.ledger.mark(state, file=rule.file.name, line=rule.line, what=what, relevant=relevant)

    def _base(self, hook: HookText | None, held: _HeldTable) -> BaseChain | None:
        if hook is None or not hook.kind or hook.kind == "route":
            return None
        name = _HOOKS.get(hook.hook)
        number = priority_number(hook.priority)
        if name is None or number is None:
            self.problems.append(phrase("the hook of a chain in table {name} cannot be read", name=held.name))
            return None
        return BaseChain(
            hook=name,
            kind="nat" if hook.kind == "nat" else "filter",
            priority=number,
            accepts=hook.policy != "drop",
            devices=hook.devices,
            spans=hook.spans,
        )
