"""What the readers of one FRITZ!OS input collect, before it becomes a Device."""

from __future__ import annotations

import msgspec

from routerlint.model.device import InactiveEntry, Undecided
from routerlint.model.fact import NOT_EXTRACTED, Fact
from routerlint.model.interface import Interface
from routerlint.model.match import Unknown
from routerlint.model.pipeline import Entry
from routerlint.model.service import Listener, PortMapping
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase
from vendor_parsers.fritzos.rules import Forward

__all__ = ["Draft", "Listed"]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in its list.

    forward: None if it cannot be read. text: the rule string. allowed: who may use it, as address and prefix length;
    () for everybody.
    question: something else that the file leaves open and on which the rule depends.
    """

    forward: Forward | None
    text: str
    source: str
    span: Span
    allowed: tuple[tuple[int, int], ...] = ()
    question: Unknown | None = None


class Draft:
    """Mutable on purpose: every reader adds what it found.

    filters: additional packet filters that nobody can read; they can only close more.
    """

    def __init__(self) -> None:
        self.model: Fact[str] = NOT_EXTRACTED
        self.version: Fact[str] = NOT_EXTRACTED
        self.facts: dict[str, Fact[str]] = {}
        self.mode: Fact[str] = NOT_EXTRACTED
        self.router = True
        self.ipv6: bool | None = None
        self.interfaces: list[Interface] = []
        self.listed: list[Listed] = []
        self.ipv6_entries: list[Entry] = []
        self.filters: list[Span] = []
        self.wan_entries: list[Entry] = []
        self.listeners: list[Listener] = []
        self.port_mappings: list[PortMapping] = []
        self.inactive: list[InactiveEntry] = []
        self.undecided: list[Undecided] = []
        self.reasons: dict[str, list[Phrase]] = {"ipv4": [], "ipv6": []}
        self.ledger = Ledger()
        # Names of the blocks at the top of all files and inside of ar7cfg: what is there and what is missing.
        self.blocks: set[str] = set()
        # A whole export: its end is there, and its checksum fits.
        self.whole = False

    def incomplete(self, family: str, reason: Phrase) -> None:
        """Notes why something could be let in that this input does not show."""
        if reason not in self.reasons[family]:
            self.reasons[family].append(reason)

    def unread(self, span: Span, what: str, *, relevant: bool = True) -> None:
        """Notes a statement that nobody understands."""
        self.ledger.mark(LineState.UNRECOGNISED, file=span.file, line=span.line or 0, what=what, relevant=relevant)
