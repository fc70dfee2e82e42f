"""Rules whose senders or destinations may stand in ipsets."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.draft import Draft
from routerlint.parsing.netfilter.iptables.writing import Doubt, Place, TableWriter
from routerlint.text.coverage import Ledger
from vendor_parsers.firewalld.rules import SetTest
from vendor_parsers.firewalld.sets import AddressList

__all__ = ["Writer"]


class Writer(TableWriter):
    """A writer that knows the ipsets."""

    def __init__(
        self, ledger: Ledger, sets: Callable[[str, Family], AddressList], *, prefix: str = "", shift: int = 0
    ) -> None:
        super().__init__(ledger, prefix=prefix, shift=shift)
        self._sets = sets

    def write(
        self,
        table: str,
        chain: str,
        words: tuple[str, ...],
        place: Place,
        families: tuple[Family, ...] = FAMILIES,
        *,
        sets: tuple[SetTest, ...] = (),
        doubt: Doubt | None = None,
    ) -> list[Draft]:
        """A rule at the end of a chain, in each of the families; returns its drafts."""
        made: list[Draft] = []
        for family in families:
            (draft,) = self.add(table, chain, words, place, (family,), doubts=() if doubt is None else (doubt,))
            for asked in sets:
                self._limit(draft, asked, family)
            made.append(draft)
        return made

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
