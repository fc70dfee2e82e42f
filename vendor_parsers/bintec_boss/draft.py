"""What the readers of one paste collect, before it becomes a Device."""

from __future__ import annotations

import msgspec

from routerlint.model.device import InactiveEntry, Undecided
from routerlint.model.interface import Interface, Route
from routerlint.model.match import Unknown
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase
from vendor_parsers.bintec_boss.tables import Dump, Row, Table

__all__ = ["Draft", "Port"]


class Port(msgspec.Struct, frozen=True, kw_only=True):
    """An interface by its index. nat: True or False as stated, None where the paste does not say."""

    index: str
    interface: Interface
    nat: bool | None
    nat_span: Span | None = None


class Draft:
    """Mutable on purpose: every reader adds what it found."""

    def __init__(self, dump: Dump) -> None:
        self.dump = dump
        self.ports: dict[str, Port] = {}
        self.routes: list[Route] = []
        self.inactive: list[InactiveEntry] = []
        self.undecided: list[Undecided] = []
        self.reasons: list[Phrase] = []
        self.ledger = Ledger()

    def names(self, *, nat: bool | None) -> tuple[str, ...]:
        """The names of the WAN interfaces whose NAT is on, off or not stated."""
        return tuple(p.interface.name for p in self.ports.values() if p.nat is nat and p.interface.role.value == "wan")

    def incomplete(self, reason: Phrase) -> None:
        """Notes why something could be let in that this paste does not show."""
        if reason not in self.reasons:
            self.reasons.append(reason)

    def mark(self, row: Row, table: Table, state: LineState | None = None) -> None:
        """Notes a row; one that cannot be read is unrecognised."""
        if state is None:
            state = LineState.USED if row.values is not None else LineState.UNRECOGNISED
        self.ledger.mark(state, file=self.dump.file.name, line=row.line, what=table.name, relevant=True)

    def not_pasted(self, table: str, what: Phrase, why: Phrase) -> Unknown:
        """The question that a table which was not pasted leaves open."""
        return Unknown(key=f"bintec:{table}", what=what, why=why)
