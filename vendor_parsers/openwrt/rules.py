"""`config rule` and `config forwarding`: entries of the input and forward chains.

Source: openwrt/firewall4 b6e5157, fw4.uc parse_rule and parse_forwarding, templates/rule.uc. `src` without `dest` is
an input rule, with it a forward rule, without `src` an output rule, which lets nothing in. Ports count only for TCP and
UDP: with `proto all` they are left out. A rule without a target decides nothing (firewall3: it rejects).
"""

from __future__ import annotations

from typing import Any

from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Action, Drop, NoTrack
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.openwrt.icmp import IcmpType
from vendor_parsers.openwrt.options import FORWARDING, RULE, Invalid, read_options
from vendor_parsers.openwrt.protocol_sets import (
    TCP_UDP,
    icmp_services,
    ported_services,
    protocol_services,
    set_for,
    suits,
    telling_first,
)
from vendor_parsers.openwrt.scope import Doubts, Scope, ZoneRef, meet, meet_services, others
from vendor_parsers.openwrt.sets import Condition, NamedSet, conditions
from vendor_parsers.openwrt.uci import Section
from vendor_parsers.openwrt.values import Protocol
from vendor_parsers.openwrt.zones import Cover, families_of, family_number, infer_family

__all__ = ["add_forwarding", "add_rule"]

_ACCEPT, _REJECT = Accept(), Drop(reject=True)
_ACTIONS: dict[str, Action] = {"accept": _ACCEPT, "drop": Drop(), "reject": _REJECT}
# The lines that tell most about a rule come first; the first is the one that reports show.
_EVIDENCE = ("dest_port", "dest_ip", "src_ip", "ipset", "proto", "src", "target")


def add_rule(scope: Scope, section: Section) -> None:
    """Reads a rule and puts its entries into their chain."""
    options = read_options(section, RULE, scope.parsers)
    if isinstance(options, Invalid):
        if section.get("enabled") not in ("0", "off", "false", "no"):
            scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=options.reason), nat=False)
        return
    if options.get("enabled") is False:
        return
    lacks = _lacks(options)
    if lacks:
        scope.skip(section, phrase("firewall4 skips the section: {lacks}", lacks=lacks), nat=False)
        return
    _Rule(scope, section, options).add()


def _lacks(options: dict[str, Any]) -> str:
    """What the target of a rule needs and the rule does not say; "" if nothing."""
    source: ZoneRef | None = options.get("src")
    target = options.get("target")
    if target in ("helper", "notrack") and (source is None or source.zone is None):
        return "its target needs a source zone"
    if target == "mark" and "set_mark" not in options and "set_xmark" not in options:
        return "it sets no mark"
    if (target == "dscp" and "set_dscp" not in options) or (target == "helper" and "set_helper" not in options):
        return f"it sets no {target}"
    device = options.get("device")
    return 'its device must not be "*"' if device is not None and device.any else ""


class _Rule:
    """One rule with valid options."""

    def __init__(self, scope: Scope, section: Section, options: dict[str, Any]) -> None:
        self.scope = scope
        self.section = section
        self.options = options
        self.source: ZoneRef | None = options.get("src")
        self.dest: ZoneRef | None = options.get("dest")
        self.target: str | None = options.get("target")
        self.spans = scope.package.spans(section, *telling_first(options, _EVIDENCE), most=3)
        self.label = section.label

    def add(self) -> None:
        """Works out the families and services, and adds the entries."""
        named: NamedSet | None = None
        protocols: list[Protocol] = self.options.get("proto") or list(TCP_UDP)
        if "ipset" in self.options:
            looked_up = set_for(self.scope, self.options["ipset"].name, protocols)
            if isinstance(looked_up, str):
                self.scope.skip(self.section, looked_up, nat=False)
                return
            named, protocols = looked_up
        ported = [protocol for protocol in protocols if protocol.name in ("tcp", "udp")]
        whole = [protocol for protocol in protocols if protocol.name not in ("tcp", "udp")]
        # a source port concerns the protocols that have one, so the others are entries of their own then
        groups = [ported, whole] if "src_port" in self.options else [protocols]
        found = [self.services(group, named) for group in groups]
        if not any(found):
            self.scope.skip(self.section, phrase("its parts are of different address families"), nat=False)
            return
        self.scope.check_ranges(self.section, self.options)
        action, doubts = self.action()
        if action is None or self.source is None:
            return  # an output rule lets nothing in
        asked = others(self.options, self.spans)
        asked = asked._replace(unknown=(*asked.unknown, *doubts, *self.scope.arguments(self.section, "extra")))
        for group, services in zip(groups, found, strict=True):
            more = asked
            if group is ported and "src_port" in self.options:
                more = asked._replace(chosen=(*asked.chosen, "src_port"))
            for family, wanted in services.items():
                if wanted is not None and not wanted:
                    continue
                for condition in self.conditions(named, family):
                    self.emit(family, wanted, condition, action, more)

    def action(self) -> tuple[Action | None, tuple[Unknown, ...]]:
        """What the rule does, and what that depends on; None for nothing that decides."""
        target, old = self.target, self.scope.firewall3
        if target in ("dnat", "snat", "masquerade"):
            if not old:
                self.scope.hazard(self.section, "target", phrase("nft refuses a filter rule that translates"))
                return None, ()
            return _REJECT, ()  # firewall3: "has invalid target specified, defaulting to REJECT"
        if target == "notrack":
            return NoTrack(terminal=False), ()
        if target is not None:
            if target == "accept" and self.dest is not None and self.dest.zone is not None:
                self.dest.zone.accepts = True
            return _ACTIONS.get(target), ()  # MARK, DSCP and HELPER decide nothing
        if old is False:
            return None, ()  # counts and logs
        if old:
            return _REJECT, ()
        why = phrase("a rule without a target rejects in firewall3 and does nothing in firewall4")
        return _REJECT, (Unknown(key="release", what=phrase("the release"), why=why, spans=self.spans),)

    def services(self, protocols: list[Protocol], named: NamedSet | None) -> dict[Family, ServiceSet | None]:
        """The services by family; None for every service. A family that is missing gets no entry."""
        found: dict[Family, ServiceSet | None] = {}
        addresses = families_of(self.options.get("src_ip") or []), families_of(self.options.get("dest_ip") or [])
        types: list[IcmpType] = self.options.get("icmp_type") or []
        for protocol in protocols:
            start = 6 if protocol.name == "ipv6-icmp" else self.options.get("family")
            family = infer_family(
                start,
                named.family if named is not None else None,
                *addresses,
                *(
                    place.zone.family
                    for place in (self.source, self.dest)
                    if place is not None and place.zone is not None
                ),
            )
            if isinstance(family, Invalid) or not suits(self.scope, self.section, named, protocol):
                continue
            if family is None:
                family = self.by_parts(protocol, types)
            for one in FAMILIES:
                if family in (0, family_number(one)):
                    wanted = self.protocol(protocol, one, types)
                    before = found.get(one, ServiceSet())
                    found[one] = None if wanted is None or before is None else before | wanted
        return found

    def by_parts(self, protocol: Protocol, types: list[IcmpType]) -> int:
        """The family of a rule that names none: that of its addresses and ICMP types."""
        families = [families_of(self.options.get(key) or []) for key in ("src_ip", "dest_ip")]
        icmp = types if protocol.name in ("icmp", "ipv6-icmp") else []
        has4 = any(f in (0, 4) for f in families if f is not None) or any(
            t.family in (0, 4) for t in icmp if protocol.name == "icmp"
        )
        has6 = any(f in (0, 6) for f in families if f is not None) or any(t.family in (0, 6) for t in icmp)
        return 0 if has4 == has6 else 4 if has4 else 6

    def protocol(self, protocol: Protocol, family: Family, types: list[IcmpType]) -> ServiceSet | None:
        """The services of one protocol in one family; None for all."""
        if protocol.name in ("icmp", "ipv6-icmp"):
            return icmp_services(family, types)
        if protocol.name in ("tcp", "udp"):
            number = TCP if protocol.name == "tcp" else UDP
            return ported_services(number, self.options.get("dest_port") or [])
        return protocol_services(self.scope, self.section, protocol)

    def conditions(self, named: NamedSet | None, family: Family) -> list[Condition]:
        """The ways to fulfil the reference to a set; one empty way without it."""
        if named is None:
            return [Condition()]
        return conditions(named, self.options["ipset"], family) or []

    def emit(
        self,
        family: Family,
        services: ServiceSet | None,
        condition: Condition,
        action: Action,
        asked: Doubts,
    ) -> None:
        """One entry, or one for each match of the destination zone."""
        resolver = self.scope.resolver
        sources = meet(resolver.match(self.options.get("src_ip") or (), family, source=True), condition.sources)
        dests = meet(resolver.match(self.options.get("dest_ip") or (), family, source=False), condition.destinations)
        wanted: ServiceMatch | None = meet_services(services, condition.services)
        incoming, outgoing = self.devices()
        chain = self.chain()
        zone = self.dest.zone if self.dest is not None else None
        covers: tuple[Cover | None, ...] = (None,)
        if zone is not None and self.target != "notrack":
            covers = zone.covers[family]
        for cover in covers:
            out: tuple[str, ...] | None = outgoing
            if cover is not None and cover.links is not None:
                out = cover.links if outgoing is None else tuple(n for n in cover.links if n in outgoing)
            match = Match(
                in_interfaces=incoming,
                out_interfaces=out,
                sources=sources,
                destinations=dests if cover is None else meet(dests, cover.outgoing),
                services=wanted,
                unknown=(*asked.unknown, *condition.unknown),
                unknown_not=asked.unknown_not,
                sender_choice=(*asked.chosen, *condition.sender_choice),
            )
            self.scope.chains[family].add(chain, match, action, self.spans, self.label)

    def devices(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The incoming and the outgoing link that `device` and `direction` ask for."""
        device = self.options.get("device")
        if device is None:
            return None, None
        link = self.scope.network.by_device.get(device.name)
        names: tuple[str, ...] = () if link is None else (link.name,)
        if not names:
            names = tuple(one.name for one in self.scope.network.links if one.device.startswith("?"))
        return (None, names) if self.options.get("direction") else (names, None)

    def chain(self) -> str:
        """The chain that firewall4 puts it into."""
        zone = self.source.zone if self.source is not None else None
        if self.target == "notrack":
            return f"notrack_{zone.name}" if zone is not None else ""
        kind = "input" if self.dest is None else "forward"
        return kind if zone is None else f"{kind}_{zone.name}"


def add_forwarding(scope: Scope, section: Section) -> None:
    """Reads a forwarding: everything from one zone to another."""
    options = read_options(section, FORWARDING, scope.parsers)
    if isinstance(options, Invalid):
        if section.get("enabled") not in ("0", "off", "false", "no"):
            scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=options.reason), nat=False)
        return
    if options.get("enabled") is False:
        return
    source, dest = options["src"], options["dest"]
    family = infer_family(
        options.get("family"),
        source.zone.family if source.zone is not None else None,
        dest.zone.family if dest.zone is not None else None,
    )
    if isinstance(family, Invalid):
        scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=family.reason), nat=False)
        return
    if dest.zone is not None:
        dest.zone.accepts = True
    chain = "forward" if source.zone is None else f"forward_{source.zone.name}"
    spans: tuple[Span, ...] = scope.package.spans(section, "src", "dest")
    for one in FAMILIES:
        if family not in (None, 0, family_number(one)):
            continue
        covers: tuple[Cover | None, ...] = dest.zone.covers[one] if dest.zone is not None else (None,)
        for cover in covers:
            match = Match() if cover is None else Match(out_interfaces=cover.links, destinations=cover.outgoing)
            scope.chains[one].add(chain, match, _ACCEPT, spans, section.label)
