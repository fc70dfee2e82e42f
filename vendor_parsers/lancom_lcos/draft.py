"""What the readers of one script collect, before it becomes a Device."""

from __future__ import annotations

from routerlint.model.device import InactiveEntry, Undecided
from routerlint.model.interface import Interface, Route
from routerlint.netset.addresses import AddressSet
from routerlint.text.coverage import Ledger
from routerlint.wording import Phrase
from vendor_parsers.lancom_lcos.script import Script

__all__ = ["Draft"]


class Draft:
    """Mutable on purpose: every reader adds what it found.

    wan: names of the interfaces of the Internet. masked: those of them behind which NAT hides the networks.
    local: all networks inside.
    """

    def __init__(self, script: Script, ledger: Ledger) -> None:
        self.script = script
        self.ledger = ledger
        self.interfaces: list[Interface] = []
        self.routes: list[Route] = []
        self.wan: list[str] = []
        self.masked: list[str] = []
        self.local = AddressSet("ipv4")
        self.inactive: list[InactiveEntry] = []
        self.undecided: list[Undecided] = []
        self.reasons: dict[str, list[Phrase]] = {"ipv4": [], "ipv6": []}

    def incomplete(self, family: str, reason: Phrase) -> None:
        """Notes why something could be let in that this script does not show."""
        if reason not in self.reasons[family]:
            self.reasons[family].append(reason)
