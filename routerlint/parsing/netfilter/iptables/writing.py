"""Writes rules, in the words of iptables, into tables: for front ends whose programs make such rules of their own files."""

from __future__ import annotations

from typing import Literal, NamedTuple

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Undetermined
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.draft import Draft
from routerlint.parsing.netfilter.iptables.rule import RuleReader
from routerlint.parsing.netfilter.tables import BaseChain, HookName, RuleChain, Table
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase

__all__ = ["Doubt", "Place", "TableWriter", "default_place"]

_HOOKS: dict[str, HookName] = {
    "INPUT": "input", "FORWARD": "forward", "PREROUTING": "prerouting", "POSTROUTING": "postrouting", "OUTPUT": "output",
}  # fmt: skip
_PRIORITY = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}


class Place(NamedTuple):
    """Where something stands; line 0 for what a program ships or does by itself."""

    file: SourceFile
    line: int
    span: Span


class Doubt(NamedTuple):
    """A question that the input leaves open (see Unknown)."""

    key: str
    what: Phrase
    why: Phrase
    negated: bool = False


def default_place(text: Phrase) -> Place:
    """The place of something that no file states."""
    return Place(SourceFile("", ""), 0, default_span(text))


class TableWriter:
    """The tables of one program. shift: what it adds to the priority of its chains; prefix: of the names of its tables."""

    def __init__(self, ledger: Ledger, *, prefix: str = "", shift: int = 0) -> None:
        self._ledger = ledger
        self._prefix = prefix
        self._shift = shift
        self._readers = {family: RuleReader(family) for family in FAMILIES}
        self._tables: dict[tuple[Family, str], Table] = {}

    def tables(self) -> list[Table]:
        """The tables, in the order of their priorities."""
        return [self._tables[key] for key in sorted(self._tables, key=lambda key: (key[0], _PRIORITY[key[1]]))]

    def chain(self, table: str, name: str, family: Family) -> RuleChain:
        """A chain, made if need be; one with the name of a hook is a base chain that accepts."""
        known = self._tables.get((family, table))
        if known is None:
            known = self._tables[family, table] = Table(family, f"{self._prefix}{table}")
        chain = known.chain(name)
        if name in _HOOKS and chain.base is None:
            self.set_policy(table, name, family, accepts=True)
        return chain

    def set_policy(self, table: str, name: str, family: Family, *, accepts: bool, spans: tuple[Span, ...] = ()) -> None:
        """Makes a chain a base chain."""
        nat, hook = table == "nat", _HOOKS[name]
        priority = 100 if nat and hook in ("postrouting", "input") else _PRIORITY[table]
        kind: Literal["filter", "nat"] = "nat" if nat else "filter"
        base = BaseChain(hook=hook, kind=kind, priority=priority + self._shift, accepts=accepts, spans=spans)
        known = self._tables.get((family, table))
        if known is None:
            known = self._tables[family, table] = Table(family, f"{self._prefix}{table}")
        known.chain(name).base = base

    def add(
        self,
        table: str,
        chain: str,
        words: tuple[str, ...],
        place: Place,
        families: tuple[Family, ...] = FAMILIES,
        *,
        doubts: tuple[Doubt, ...] = (),
        first: int | None = None,
    ) -> list[Draft]:
        """A rule at the end of a chain (first: at that place), in each of the families; returns its drafts."""
        drafts: list[Draft] = []
        for family in families:
            draft = Draft(place.file, place.line, place.span.text)
            draft.place(place.span)
            rules = self.chain(table, chain, family).rules
            state = self._readers[family].read(list(words), draft, self._tables[family, table].chains)
            for doubt in doubts:
                unknown = Unknown(key=doubt.key, what=doubt.what, why=doubt.why, spans=(place.span,))
                draft.doubt(unknown, negated=doubt.negated)
            if not state.understood:
                self._ledger.mark(
                    LineState.UNSUPPORTED, file=place.file.name, line=place.line, what=table, relevant=True
                )
            drafts.append(draft)
            rules.insert(len(rules) if first is None else first, draft)
        return drafts

    def unread(self, table: str, chain: str, place: Place, families: tuple[Family, ...] = FAMILIES) -> None:
        """Something stands here that nobody can read."""
        for family in families:
            draft = Draft(place.file, place.line, place.span.text)
            draft.place(place.span)
            draft.families = (family,)
            draft.effects = (Undetermined(),)
            self.chain(table, chain, family).rules.append(draft)
