"""What a filter or NAT entry asks of a packet.

Every part of a match is optional (None: does not ask), and all parts must hold. A part that the file does not settle
(an external list, a DNS name, a time window, a keyword that nobody can read) is kept as an Unknown: the same Unknown
key is the same unknown wherever it is used, so "block list L, then pass list L" lets nobody in.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ServiceSet
from routerlint.text.span import Span
from routerlint.wording import Phrase

__all__ = ["AddressMatch", "Match", "ServiceMatch", "Unknown"]


class Unknown(Model, frozen=True, kw_only=True):
    """A yes-or-no question that the file leaves open.

    key: identity; equal keys mean the same answer ("address-list:friends", "time:rule 12").
    what: the thing, as an owner would name it ("address list friends"). why: what is missing ("its DNS names resolve
    only on the device").
    """

    key: str
    what: Phrase
    why: Phrase
    spans: tuple[Span, ...] = ()


class AddressMatch(Model, frozen=True, kw_only=True):
    """A set of addresses, of which some may be unknown.

    certain: addresses that match whatever the unknown holds; possible: addresses that may match (a superset).
    They differ only where `unknown` says why.
    negated: the addresses in doubt match if the unknown is answered with no (made by inverted()).
    """

    certain: AddressSet
    possible: AddressSet
    unknown: Unknown | None = None
    negated: bool = False

    @classmethod
    def of(cls, addresses: AddressSet) -> AddressMatch:
        """A set that the file settles."""
        return cls(certain=addresses, possible=addresses)

    @classmethod
    def partly(cls, addresses: AddressSet, unknown: Unknown) -> AddressMatch:
        """These addresses for certain, and any other address if the unknown says so."""
        return cls(certain=addresses, possible=AddressSet.any(addresses.family), unknown=unknown)

    def inverted(self) -> AddressMatch:
        """The match that holds exactly where this one does not."""
        possible = ~self.certain
        certain = possible if self.certain is self.possible else ~self.possible
        return AddressMatch(certain=certain, possible=possible, unknown=self.unknown, negated=not self.negated)

    @property
    def family(self) -> Family:
        """The family of the addresses."""
        return self.certain.family


class ServiceMatch(Model, frozen=True, kw_only=True):
    """A set of services, of which some may be unknown (see AddressMatch)."""

    certain: ServiceSet
    possible: ServiceSet
    unknown: Unknown | None = None
    negated: bool = False

    @classmethod
    def of(cls, services: ServiceSet) -> ServiceMatch:
        """A set that the file settles."""
        return cls(certain=services, possible=services)

    @classmethod
    def partly(cls, services: ServiceSet, unknown: Unknown) -> ServiceMatch:
        """These services for certain, and any other if the unknown says so."""
        return cls(certain=services, possible=ServiceSet.any(), unknown=unknown)

    def inverted(self) -> ServiceMatch:
        """The match that holds exactly where this one does not."""
        possible = ~self.certain
        certain = possible if self.certain is self.possible else ~self.possible
        return ServiceMatch(certain=certain, possible=possible, unknown=self.unknown, negated=not self.negated)


class Match(Model, frozen=True, kw_only=True):
    """All that an entry asks of a new connection's first packet.

    in_interfaces, out_interfaces: names, resolved from lists and zones by the vendor; () matches nothing. The
        outgoing interface is that of the route to the (translated) destination; packets to the router have none,
        so an entry with out_interfaces never matches them.
    sources: sender. destinations, services: as the packet is at that point (after NAT, if NAT came before).
    original_destinations, original_services: as the packet arrived (ctorigdst, ctorigdstport).
    to_router: True: the destination is an address of the router (addrtype LOCAL); False: it is not.
    destination_nat: True: the packet's destination was translated; False: it was not.
    tracked: True: only packets that connection tracking sees; False: only untracked ones.
    marks, marks_absent: marks that earlier entries have set (packet mark, connection mark, pf tag) or must not have.
    unknown: further questions that the file leaves open; the entry matches only if all are answered with yes.
    unknown_not: the same, to be answered with no (a negated external list).
    sender_choice: keys of things that the sender chooses (source port, rate): never narrows, never protects.
    """

    in_interfaces: tuple[str, ...] | None = None
    out_interfaces: tuple[str, ...] | None = None
    sources: AddressMatch | None = None
    destinations: AddressMatch | None = None
    services: ServiceMatch | None = None
    original_destinations: AddressMatch | None = None
    original_services: ServiceMatch | None = None
    to_router: bool | None = None
    destination_nat: bool | None = None
    tracked: bool | None = None
    marks: tuple[str, ...] = ()
    marks_absent: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    unknown_not: tuple[Unknown, ...] = ()
    sender_choice: tuple[str, ...] = ()
