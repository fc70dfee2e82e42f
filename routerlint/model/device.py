"""One router as read from its configuration."""

from __future__ import annotations

import msgspec

from routerlint.model.base import Model
from routerlint.model.fact import NOT_EXTRACTED, Fact
from routerlint.model.interface import Interface, Role, Route
from routerlint.model.outbound import Outbound
from routerlint.model.pipeline import Pipeline
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.addresses import Family
from routerlint.text.coverage import Coverage
from routerlint.text.span import Span
from routerlint.wording import Phrase

__all__ = ["Completeness", "Device", "InactiveEntry", "Undecided"]


class Undecided(Model, frozen=True, kw_only=True):
    """Something that this input does not settle, for the report.

    what, why: as an owner would say it. family: None where it concerns both.
    kind: "partial" (a section is missing), "include" (an opaque part), "capability" (UPnP and the like cannot be
    seen), "unknown" (a list, name, time), "unread" (a line that nobody understands), "role" (which interface is WAN).
    """

    what: Phrase
    why: Phrase
    kind: str = "unknown"
    span: Span | None = None
    family: Family | None = None


class Completeness(Model, frozen=True, kw_only=True):
    """Whether everything that could let something in is in the input and was understood, per family.

    reasons: why not, as sentences.
    """

    ipv4: bool = True
    ipv6: bool = True
    reasons: tuple[Phrase, ...] = ()

    def of(self, family: Family) -> bool:
        """The answer for one family."""
        return self.ipv4 if family == "ipv4" else self.ipv6


class InactiveEntry(Model, frozen=True, kw_only=True):
    """An entry of the file that can never act: its interface is gone, its section is skipped, a list is empty.

    Entries that the owner switched off are not listed here. nat: it would have translated a destination.
    """

    label: str
    reason: Phrase
    nat: bool
    spans: tuple[Span, ...] = ()


class Device(Model, frozen=True, kw_only=True):
    """All that a vendor parser found.

    instance: the virtual system, where one input holds several.
    listeners_complete: the input describes all listeners, so a port without one is silent; False makes the
        `service` of router rows "unknown" where no listener is known.
    outbound: what it turns to by itself; () where the parser does not look for it.
    guest_networks, facts: answers that rules ask for by name ("firewall-enabled", "guest-to-lan", ...).
    """

    vendor: str
    model: Fact[str] = NOT_EXTRACTED
    version: Fact[str] = NOT_EXTRACTED
    hostname: Fact[str] = NOT_EXTRACTED
    serial_hash: str = ""
    instance: str | None = None
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    listeners: tuple[Listener, ...] = ()
    listeners_complete: bool = True
    port_mappings: tuple[PortMapping, ...] = ()
    accounts: tuple[Account, ...] = ()
    outbound: tuple[Outbound, ...] = ()
    inactive: tuple[InactiveEntry, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    complete: Completeness = Completeness()
    coverage: Coverage = Coverage()
    facts: dict[str, Fact[str]] = msgspec.field(default_factory=dict)

    def interface(self, name: str) -> Interface | None:
        """The interface of that name."""
        return next((i for i in self.interfaces if i.name == name), None)

    def wan_interfaces(self) -> tuple[Interface, ...]:
        """The enabled interfaces on which packets of the Internet arrive."""
        return tuple(i for i in self.interfaces if i.enabled and i.role is Role.WAN)

    def pipeline(self, family: Family) -> Pipeline | None:
        """The pipeline of a family, or None where the device has none (no rows)."""
        return next((p for p in self.pipelines if p.family == family), None)
