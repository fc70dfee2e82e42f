"""Writes rules, in the words of iptables, into tables of both families."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Undetermined
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.draft import Draft
from routerlint.parsing.netfilter.iptables.rule import RuleReader
from routerlint.parsing.netfilter.tables import BaseChain, HookName, RuleChain, Table
from routerlint.text.coverage import Ledger, LineState
from vendor_parsers.firewalld.items import Place
from vendor_parsers.firewalld.rules import SetTest
from vendor_parsers.firewalld.sets import AddressList

__all__ = ["Writer"]

_HOOKS: dict[str, HookName] = {
    "INPUT": "input", "FORWARD": "forward", "PREROUTING": "prerouting", "POSTROUTING": "postrouting", "OUTPUT": "output",
}  # fmt: skip
_PRIORITY = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}


class Writer:
    """The tables of one program. shift: what it adds to the priority of its chains; prefix: of the names of its tables."""

    def __init__(
        self, ledger: Ledger, sets: Callable[[str, Family], AddressList], *, prefix: str = "", shift: int = 0
    ) -> None:
        self._ledger = ledger
        self._sets = sets
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
        hook = _HOOKS.get(name)
        if hook is not None and chain.base is None:
            nat = table == "nat"
            priority = 100 if nat and hook in ("postrouting", "input") else _PRIORITY[table]
            chain.base = BaseChain(hook=hook, kind="nat" if nat else "filter", priority=priority + self._shift)
        return chain

    def add(
        self,
        table: str,
        chain: str,
        words: tuple[str, ...],
        place: Place,
        families: tuple[Family, ...] = FAMILIES,
        *,
        sets: tuple[SetTest, ...] = (),
        doubt: tuple[str, str, str] | None = None,
        first: int | None = None,
    ) -> list[Draft]:
        """A rule at the end of a chain (first: at that place), in each of the families; returns its drafts."""
        drafts: list[Draft] = []
        for family in families:
            draft = Draft(place.file, place.line, place.span.text)
            draft.place(place.span)
            rules = self.chain(table, chain, family).rules
            state = self._readers[family].read(list(words), draft, set(self._tables[family, table].chains))
            for asked in sets:
                self._limit(draft, asked, family)
            if doubt is not None:
                key, what, why = doubt
                draft.doubt(Unknown(key=key, what=what, why=why, spans=(place.span,)))
            if not state.understood:
                self._ledger.mark(
                    LineState.UNSUPPORTED, file=place.file.name, line=place.line, what=table, relevant=True
                )
            drafts.append(draft)
            rules.insert(len(rules) if first is None else first, draft)
        return drafts

    def unread(self, table: str, chain: str, place: Place) -> None:
        """Something stands here that nobody can read."""
        for family in FAMILIES:
            draft = Draft(place.file, place.line, place.span.text)
            draft.place(place.span)
            draft.families = (family,)
            draft.effects = (Undetermined(),)
            self.chain(table, chain, family).rules.append(draft)

    def _limit(self, draft: Draft, asked: SetTest, family: Family) -> None:
        match, unknown = self._sets(asked.name, family)
        if match is None:
            draft.never = draft.never or not asked.negated
            return
        if unknown is None or asked.source:
            limit = draft.limit_sources if asked.source else draft.limit_destinations
            limit(match.inverted() if asked.negated else match)
        else:
            draft.doubt(unknown, negated=asked.negated)
