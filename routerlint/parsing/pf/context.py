"""What is at hand while a config.xml becomes a device: the tree, its places, and what has been noted."""

from __future__ import annotations

from collections.abc import Container

from routerlint.model.device import Completeness, InactiveEntry, Undecided
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.pf.addressing import Addressing
from routerlint.parsing.pf.interfaces import UPSTREAM, PfInterface
from routerlint.parsing.pf.places import Places
from routerlint.parsing.pf.ruleset import RuleList
from routerlint.parsing.pf.services import ServiceTable
from routerlint.parsing.xml import Element
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase

__all__ = ["Context", "Notes", "RuleSkipped"]


class AnyOf:
    """Holds every name."""

    def __contains__(self, name: object) -> bool:
        """Always."""
        return True


class RuleSkipped(Exception):  # it ends the reading of one rule, it is no error
    """The device leaves this rule out of its ruleset, for this reason."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


class Notes:
    """Collects what a reader finds beside rules; like the ledger, it lives for one file."""

    def __init__(self) -> None:
        self.inactive: list[InactiveEntry] = []
        self.undecided: list[Undecided] = []
        self._missing: list[tuple[tuple[Family, ...], Phrase]] = []

    def skipped(self, label: str, reason: Phrase, spans: tuple[Span, ...], *, nat: bool) -> None:
        """Notes a rule that the device leaves out."""
        self.inactive.append(InactiveEntry(label=label, reason=reason, nat=nat, spans=spans))

    def incomplete(self, reason: Phrase, families: tuple[Family, ...] = FAMILIES) -> None:
        """Notes that something which could let packets in is not in the input or not understood."""
        if (families, reason) not in self._missing:
            self._missing.append((families, reason))

    def completeness(self) -> Completeness:
        """Whether everything is there, per family."""
        return Completeness(
            ipv4=not any("ipv4" in families for families, _ in self._missing),
            ipv6=not any("ipv6" in families for families, _ in self._missing),
            reasons=tuple(reason for _, reason in self._missing),
        )


class Context:
    """One file: its tree and places, its interfaces and aliases, the rules so far, the notes."""

    def __init__(
        self,
        root: Element,
        places: Places,
        file: str,
        interfaces: tuple[PfInterface, ...],
        addressing: Addressing,
        asked_tags: frozenset[str],
    ) -> None:
        self.root = root
        self.places = places
        self.file = file
        self.interfaces = interfaces
        self.addressing = addressing
        self.services = ServiceTable()
        self.rules: dict[Family, RuleList] = {family: RuleList(family, asked_tags) for family in FAMILIES}
        self.ledger = Ledger()
        self.notes = Notes()
        self._gateways: Container[str] | None = None

    def gateway_names(self) -> Container[str]:
        """The gateways and gateway groups by name; every name if there may be some that the file does not hold."""
        if self._gateways is None:
            sections = (self.root.at("gateways"), self.root.at("OPNsense", "Gateways"))
            names = {item.get("name") for section in sections for item in section.children}
            names |= {name for interface in self.enabled() for name in interface.gateways}
            dynamic = any(i.kind4 in UPSTREAM or i.kind6 in UPSTREAM or i.tunnel for i in self.enabled())
            self._gateways = AnyOf() if dynamic else frozenset(names)
        return self._gateways

    def enabled(self) -> tuple[PfInterface, ...]:
        """The enabled interfaces that are no groups."""
        return tuple(i for i in self.interfaces if i.enabled and not i.group)

    def used(self, element: Element, *, relevant: bool = True) -> None:
        """Marks an element as understood."""
        self.ledger.mark(LineState.USED, file=self.file, line=element.line, what=element.tag, relevant=relevant)

    def unread(self, line: int, what: str) -> None:
        """Marks a security-relevant element that nobody understands."""
        self.ledger.mark(LineState.UNRECOGNISED, file=self.file, line=line, what=what, relevant=True)
