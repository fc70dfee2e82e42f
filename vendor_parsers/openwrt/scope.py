"""What the sections of a firewall refer to while they are read, and what is noted on the way."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from routerlint.model.device import InactiveEntry
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Action, Entry
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.netset.services import ServiceSet
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.openwrt.network import Network
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.sets import NamedSet
from vendor_parsers.openwrt.subnets import NetworkRef, Resolver
from vendor_parsers.openwrt.uci import Package, Section
from vendor_parsers.openwrt.zones import Zone

__all__ = ["Chains", "Doubts", "Scope", "ZoneRef", "meet", "meet_services", "others"]

_ADDRESSES = ("src_ip", "src_dip", "dest_ip", "snat_ip", "subnet", "masq_src", "masq_dest")


class ZoneRef(NamedTuple):
    """A reference to a zone; None stands for "*"."""

    zone: Zone | None


class Chains:
    """The chains of one family while they are filled, by the names that firewall4 gives them."""

    def __init__(self) -> None:
        self.entries: defaultdict[str, list[Entry]] = defaultdict(list)

    def add(self, chain: str, match: Match, action: Action, spans: tuple[Span, ...] = (), label: str = "") -> None:
        """One more entry at the end of a chain."""
        self.entries[chain].append(Entry(match=match, action=action, spans=spans, label=label))


class Scope:
    """Everything that a section may refer to.

    firewall3: True, False, or None where the release is not known. hazards: things at which nft or firewall4 itself
    stops, so that no ruleset is loaded at the next start. inactive: sections that can never act.
    """

    def __init__(self, given: Input, package: Package, network: Network, resolver: Resolver) -> None:
        self.given = given
        self.package = package
        self.network = network
        self.resolver = resolver
        self.firewall3 = given.firewall3
        self.zones: dict[str, Zone] = {}
        self.sets: dict[str, NamedSet] = {}
        self.chains: dict[Family, Chains] = {family: Chains() for family in FAMILIES}
        self.hazards: list[Unknown] = []
        self.inactive: list[InactiveEntry] = []
        self.parsers = {"zone_ref": self.zone_ref, "network": resolver.parse}

    def zone_ref(self, value: str) -> ZoneRef | None:
        """The zone of that name, "*", or None."""
        if value == "*":
            return ZoneRef(None)
        zone = self.zones.get(value)
        return None if zone is None else ZoneRef(zone)

    def skip(self, section: Section, reason: Phrase, *, nat: bool) -> None:
        """Notes a section that firewall4 skips or that can match nothing."""
        spans = (self.package.span(section, "name", "src_dport", "dest_port"), self.package.span(section))
        self.inactive.append(InactiveEntry(label=section.label, reason=reason, nat=nat, spans=spans))

    def arguments(self, section: Section, *keys: str) -> tuple[Unknown, ...]:
        """Arguments that firewall3 hands to iptables unread; firewall4 ignores them."""
        found = [key for key in keys if key in section.options]
        if not found or self.firewall3 is False:
            return ()
        words = " ".join(section.get(key) for key in found)
        span = self.package.span(section, *found)
        why = phrase("it is written as arguments for iptables")
        return (
            Unknown(
                key=f"extra:{words}",
                what=phrase("option {found} of {type}", found=found[0], type=section.type),
                why=why,
                spans=(span,),
            ),
        )

    def hazard(self, section: Section, key: str, what: str) -> None:
        """Notes something at which the ruleset does not load."""
        self.hazards.append(
            Unknown(
                key="firewall4:load",
                what=phrase("whether the firewall loads at all"),
                why=phrase("{what}, so after the next start nothing is filtered", what=what),
                spans=(self.package.span(section, key),),
            )
        )

    def check_ranges(self, section: Section, options: dict[str, Any]) -> None:
        """Notes a range of addresses that ends before it begins.

        fw4.uc, parse_subnet takes it and nft refuses the ruleset ("Range has zero or negative size", executed).
        """
        if self.firewall3:
            return  # iptables loads such a range, and nothing lies in it
        for key in _ADDRESSES:
            given = options.get(key) or ()
            for reference in [given] if isinstance(given, NetworkRef) else given:
                if any(subnet.backward for subnet in reference.subnets):
                    self.hazard(section, key, phrase("nft refuses a range of addresses that ends before it begins"))


def meet(first: AddressMatch | None, second: AddressMatch | None) -> AddressMatch | None:
    """The addresses that both ask for."""
    if first is None or second is None:
        return second if first is None else first
    certain, possible = first.certain & second.certain, first.possible & second.possible
    if first.unknown is None or second.unknown is None:
        doubtful = second if first.unknown is None else first
        return AddressMatch(certain=certain, possible=possible, unknown=doubtful.unknown, negated=doubtful.negated)
    both = Unknown(
        key=f"{first.unknown.key} and {second.unknown.key}",
        what=phrase("{what} and {what2}", what=first.unknown.what, what2=second.unknown.what),
        why=first.unknown.why,
        spans=first.unknown.spans + second.unknown.spans,
    )
    return AddressMatch(certain=certain, possible=possible, unknown=both)


def meet_services(services: ServiceSet | None, other: ServiceMatch | None) -> ServiceMatch | None:
    """The services of a rule under those of a set."""
    if services is None:
        return other
    if other is None:
        return ServiceMatch.of(services)
    return ServiceMatch(
        certain=services & other.certain,
        possible=services & other.possible,
        unknown=other.unknown,
        negated=other.negated,
    )


_WHEN = ("start_date", "stop_date", "start_time", "stop_time", "weekdays")


def when(options: dict[str, Any], spans: tuple[Span, ...]) -> tuple[Unknown, ...]:
    """The time window of a rule or redirect; rules with the same window share one unknown."""
    window = "/".join(str(options.get(key, "")) for key in _WHEN)
    if not window.strip("/"):
        return ()
    clock = "utc" if options.get("utc_time") else ""
    return (
        Unknown(
            key=f"time:{window}{clock}",
            what=phrase("its time window"),
            why=phrase("it depends on the clock"),
            spans=spans,
        ),
    )


class Doubts(NamedTuple):
    """What a rule or redirect asks beyond addresses and services.

    unknown, unknown_not: questions that must be answered with yes, or with no. chosen: keys that the sender chooses.
    """

    unknown: tuple[Unknown, ...]
    unknown_not: tuple[Unknown, ...]
    chosen: tuple[str, ...]


def others(options: dict[str, Any], spans: tuple[Span, ...]) -> Doubts:
    """Time, mark, hardware address, helper, rate and DSCP of a rule or redirect."""
    unknown = list(when(options, spans))
    unknown_not: list[Unknown] = []
    chosen = [key for key in ("limit", "dscp") if key in options]
    mark = options.get("mark")
    if mark is not None:
        key, why = f"mark:{mark.mark:x}/{mark.mask:x}", phrase("other software may set it")
        asked = unknown_not if mark.invert else unknown
        asked.append(Unknown(key=key, what=phrase("the packet mark"), why=why, spans=spans))
    if "helper" in options:
        key = f"helper:{options['helper'].text}"
        unknown.append(
            Unknown(key=key, what=phrase("the connection helper"), why=phrase("it is chosen at run time"), spans=spans)
        )
    if "src_mac" in options:
        why = phrase("from the Internet it is that of the provider's router")
        addresses = " ".join(("!" if one.invert else "") + one.text.lower() for one in options["src_mac"])
        unknown.append(Unknown(key=f"mac:{addresses}", what=phrase("the hardware address"), why=why, spans=spans))
    return Doubts(tuple(unknown), tuple(unknown_not), tuple(chosen))
