"""Tables in the making, for one family."""

from __future__ import annotations

from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.iptables.writing import Doubt, Place, TableWriter
from routerlint.text.coverage import Ledger
from routerlint.text.span import Span

__all__ = ["ChainWriter"]

_MOST_RULES = 400_000


class ChainWriter:
    """Writes rules of one family, and remembers the lines that were not understood. full: there were too many."""

    def __init__(self, tables: TableWriter, family: Family) -> None:
        self.family: Family = family
        self.full = False
        self._tables = tables
        self._count = 0

    def chain(self, table: str, name: str) -> None:
        """Makes a chain, if need be."""
        self._tables.chain(table, name, self.family)

    def close(self, name: str, *, accepts: bool, spans: tuple[Span, ...] = ()) -> None:
        """Makes a base chain of the filter table with its policy."""
        self._tables.set_policy("filter", name, self.family, accepts=accepts, spans=spans)

    def add(
        self, table: str, chain: str, words: tuple[str, ...], place: Place, *, doubts: tuple[Doubt, ...] = ()
    ) -> None:
        """A rule at the end of a chain."""
        self._count += 1
        if self._count > _MOST_RULES:
            self.full = True
            return
        self._tables.add(table, chain, words, place, (self.family,), doubts=doubts)

    def jump(self, table: str, chain: str, words: tuple[str, ...], target: str, place: Place) -> None:
        """A rule that leads into another chain, which is made if need be."""
        self.chain(table, target)
        self.add(table, chain, (*words, "-j", target), place)


def unread_lines(ledger: Ledger) -> frozenset[tuple[str, int]]:
    """The places that a writer noted as not understood."""
    return frozenset((unread.file, unread.line) for unread in ledger.coverage().unread)
