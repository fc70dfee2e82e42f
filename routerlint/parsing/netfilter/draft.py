"""One rule while it is read: its tests as they come, its effects in order.

A front end fills a Draft test by test; tests of the same kind narrow each other. The compiler turns it into entries
of the model once the whole ruleset is known, since interface patterns, marks and masked addresses need that.
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Continue,
    DestinationNat,
    Drop,
    Goto,
    Jump,
    NoTrack,
    Return,
    SkipNat,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ServiceSet
from routerlint.parsing.netfilter.states import ALL_CASES
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = [
    "BitTest",
    "CopyBits",
    "Draft",
    "Effect",
    "InterfaceTest",
    "LoseBits",
    "MaskedAddress",
    "SetBits",
    "SourceNat",
    "Verdict",
]


class InterfaceTest(NamedTuple):
    """One of these interfaces, or none of them. A name that ends in "*" or "+" stands for all that begin so."""

    names: tuple[str, ...]
    negated: bool = False


class BitTest(NamedTuple):
    """(mark & mask) == value, for the packet mark (space "mark") or the connection mark ("ct")."""

    space: str
    value: int
    mask: int


class MaskedAddress(NamedTuple):
    """address & mask == value with a mask that is no prefix: a host part in any network."""

    value: int
    mask: int
    negated: bool = False


class SetBits(NamedTuple):
    """The mark becomes (mark & ~mask) ^ value."""

    space: str
    value: int
    mask: int


class CopyBits(NamedTuple):
    """The target becomes (target & ~target_mask) ^ (source & source_mask)."""

    source: str
    target: str
    source_mask: int
    target_mask: int


class LoseBits(NamedTuple):
    """The bits of the mask get a value that the file does not settle."""

    space: str
    mask: int


class SourceNat(NamedTuple):
    """The source is translated: to the addresses given, or to that of the outgoing interface (masquerade)."""

    addresses: tuple[tuple[Family, int], ...] = ()


Verdict = Accept | Drop | Jump | Goto | Return | Continue | DestinationNat | NoTrack | SkipNat | Undetermined
Effect = Verdict | SetBits | CopyBits | LoseBits | SourceNat


class Draft:
    """A rule in the making. Every test narrows it; `never` is set once no first packet can match.

    families: the families for which it can match; None = both. unless: the rule does not match where one of these does.
    number: position for texts. label: the device's own comment.
    """

    # Defaults stand in the class: most rules set three or four of them, and there may be a hundred thousand rules.
    label: str = ""
    families: tuple[Family, ...] | None = None
    never: bool = False
    inputs: tuple[InterfaceTest, ...] = ()
    outputs: tuple[InterfaceTest, ...] = ()
    sources: AddressMatch | None = None
    destinations: AddressMatch | None = None
    original_destinations: AddressMatch | None = None
    masked: tuple[MaskedAddress, ...] = ()
    services: ServiceMatch | None = None
    original_services: ServiceMatch | None = None
    to_router: bool | None = None
    cases: int = ALL_CASES
    bits: tuple[BitTest, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    unknown_not: tuple[Unknown, ...] = ()
    choices: tuple[str, ...] = ()
    unless: tuple[Draft, ...] = ()
    effects: tuple[Effect, ...] = ()
    _span: Span | None = None

    def __init__(self, file: SourceFile, line: int, text: str) -> None:
        self.file = file
        self.line = line
        self.text = text

    @property
    def span(self) -> Span:
        """Where the rule stands; made once."""
        if self._span is None:
            self._span = self.file.span(self.line, self.text)
        return self._span

    def place(self, span: Span) -> None:
        """Where a rule comes from that stands in no file."""
        self._span = span

    def copy(self) -> Draft:
        """A draft with the same tests and effects, to go its own way."""
        other = Draft(self.file, self.line, self.text)
        other.__dict__.update(self.__dict__)
        return other

    def blank(self) -> Draft:
        """A draft of the same place without tests, for `unless`."""
        return Draft(self.file, self.line, self.text)

    def limit_families(self, *families: Family) -> None:
        """Only packets of these families."""
        kept = families if self.families is None else tuple(f for f in self.families if f in families)
        self.families = kept
        if not kept:
            self.never = True

    def limit_sources(self, asked: AddressMatch) -> None:
        """Only these senders."""
        self.sources = self._meet_addresses(self.sources, asked)

    def limit_destinations(self, asked: AddressMatch) -> None:
        """Only these destinations, as the packet is at that point."""
        self.destinations = self._meet_addresses(self.destinations, asked)

    def limit_original_destinations(self, asked: AddressMatch) -> None:
        """Only these destinations, as the packet arrived."""
        self.original_destinations = self._meet_addresses(self.original_destinations, asked)

    def limit_services(self, asked: ServiceMatch) -> None:
        """Only these services, as the packet is at that point."""
        self.services = self._meet_services(self.services, asked)

    def limit_original_services(self, asked: ServiceMatch) -> None:
        """Only these services, as the packet arrived."""
        self.original_services = self._meet_services(self.original_services, asked)

    def limit_cases(self, cases: int) -> None:
        """Only these cases of connection tracking."""
        self.cases &= cases
        if not self.cases:
            self.never = True

    def limit_to_router(self, *, to_router: bool) -> None:
        """Only packets to (or not to) an address of the router."""
        if self.to_router is not None and self.to_router is not to_router:
            self.never = True
        self.to_router = to_router

    def choose(self, key: str) -> None:
        """A test whose answer the sender picks."""
        if key not in self.choices:
            self.choices = (*self.choices, key)

    def doubt(self, unknown: Unknown, *, negated: bool = False) -> None:
        """A test that the file does not settle."""
        if negated:
            self.unknown_not = (*self.unknown_not, unknown)
        else:
            self.unknown = (*self.unknown, unknown)

    def _meet_addresses(self, old: AddressMatch | None, new: AddressMatch) -> AddressMatch:
        if not new.possible:
            self.never = True
        if old is None:
            return new
        if old.family != new.family:
            self.never = True
            return old
        if old.unknown is not None and new.unknown is not None:
            # Two open sets at once: the second keeps its widest reach and becomes a question of its own.
            self.doubt(new.unknown, negated=new.negated)
            new = AddressMatch.of(new.possible)
        possible = old.possible & new.possible
        if not possible:
            self.never = True
        if old.certain is old.possible and new.certain is new.possible:
            return AddressMatch.of(possible)
        asked = old if old.unknown is not None else new
        return AddressMatch(
            certain=old.certain & new.certain, possible=possible, unknown=asked.unknown, negated=asked.negated
        )

    def _meet_services(self, old: ServiceMatch | None, new: ServiceMatch) -> ServiceMatch:
        if not new.possible:
            self.never = True
        if old is None:
            return new
        if old.unknown is not None and new.unknown is not None:
            self.doubt(new.unknown, negated=new.negated)
            new = ServiceMatch.of(new.possible)
        possible = old.possible & new.possible
        if not possible:
            self.never = True
        if old.certain is old.possible and new.certain is new.possible:
            return ServiceMatch.of(possible)
        asked = old if old.unknown is not None else new
        return ServiceMatch(
            certain=old.certain & new.certain, possible=possible, unknown=asked.unknown, negated=asked.negated
        )

    @property
    def limited(self) -> bool:
        """Whether anything but interfaces and connection states narrows the rule."""
        return bool(
            self.sources is not None
            or self.destinations is not None
            or self.services is not None
            or self.original_destinations is not None
            or self.original_services is not None
            or self.masked
            or self.to_router is not None
            or self.bits
            or self.unknown
            or self.unknown_not
            or self.unless
        )

    def source_set(self) -> AddressSet | None:
        """The senders that may match, None for everybody."""
        return None if self.sources is None else self.sources.possible

    def service_set(self) -> ServiceSet | None:
        """The services that may match, None for all."""
        return None if self.services is None else self.services.possible
