"""`config redirect`: destination NAT.

Source: openwrt/firewall4 b6e5157, fw4.uc parse_redirect, templates/redirect.uc; nft and the kernel for what becomes of
a range. Surprises: no `dest_ip` means the router itself, `proto all` voids the ports, `src_dport '!22'` forwards every other
port to 22, a range onto another range is a pool, and without `src_dip` the redirect takes packets for whatever address
comes in through the zone. The filter lets everything in that was translated ("ct status dnat accept").
"""

from __future__ import annotations

from typing import Any

from routerlint.model.match import Match
from routerlint.model.pipeline import DestinationNat, PortMap, Undetermined
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.netset.services import ICMP, ICMP6, TCP, UDP, ServiceSet
from routerlint.wording import NO_WORDS, Phrase, phrase
from vendor_parsers.openwrt.options import REDIRECT, Invalid, read_options
from vendor_parsers.openwrt.protocol_sets import TCP_UDP, protocol_services, set_for, suits, telling_first
from vendor_parsers.openwrt.scope import Scope, ZoneRef, meet, meet_services, others
from vendor_parsers.openwrt.sets import Condition, NamedSet, conditions
from vendor_parsers.openwrt.subnets import NetworkRef, Subnet
from vendor_parsers.openwrt.uci import Section
from vendor_parsers.openwrt.values import Port, Protocol
from vendor_parsers.openwrt.zones import Zone, families_of, family_number, infer_family

__all__ = ["add_redirect"]

_EVIDENCE = ("src_dport", "dest_ip", "dest_port", "proto", "src_ip", "src_dip", "src", "name")


def add_redirect(scope: Scope, section: Section) -> None:
    """Reads a redirect and puts its entries into the NAT chain of its zone."""
    options = read_options(section, REDIRECT, scope.parsers)
    if isinstance(options, Invalid):
        if section.get("enabled") not in ("0", "off", "false", "no"):
            scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=options.reason), nat=True)
        return
    if options.get("enabled") is False:
        return
    if options.get("target") == "snat":
        _check_source_nat(scope, section, options)
        return
    source, target = options.get("src"), options.get("dest_ip")
    reason = NO_WORDS
    if source is None:
        reason = phrase("it names no source zone")
    elif source.zone is None:
        reason = phrase('its source must not be "*"')
    elif target is not None and target.invert:
        reason = phrase("its dest_ip must not be negated")
    elif target is not None and any(subnet.length < 0 and subnet.last is None for subnet in target.subnets):
        reason = phrase("its dest_ip must not be a mask with holes")
    if reason or source is None or source.zone is None:
        scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=reason), nat=True)
        return
    redirect = _Redirect(scope, section, options, source.zone)
    reason = redirect.add()
    if reason:
        scope.skip(section, reason, nat=True)
    elif source.zone.empty:
        scope.skip(
            section,
            phrase("zone {name} covers no interface, so the redirect is never asked", name=source.zone.name),
            nat=True,
        )


def _check_source_nat(scope: Scope, section: Section, options: dict[str, Any]) -> None:
    """Source NAT lets nothing in, but what nft refuses in it keeps the whole ruleset from loading."""
    dest: ZoneRef | None = options.get("dest")
    outer: NetworkRef | None = options.get("src_dip")
    if scope.firewall3 or dest is None or dest.zone is None or outer is None or outer.invert:
        return
    protocols: list[Protocol] = options.get("proto") or list(TCP_UDP)
    named = scope.sets.get(options["ipset"].name) if "ipset" in options else None
    if "ipset" in options and named is None:
        return
    for protocol in protocols:
        if protocol.name not in ("tcp", "udp", "icmp", "ipv6-icmp"):
            protocol_services(scope, section, protocol)
    ported = any(protocol.name in ("tcp", "udp") for protocol in protocols)
    asks = bool(options.keys() & {"src_port", "dest_port"}) or (named is not None and named.has_ports)
    if ported and "src_dport" in options and not asks:
        scope.hazard(section, "src_dport", phrase("nft refuses a translated port without a port that is asked for"))


class _Redirect:
    """One destination NAT redirect with valid options."""

    def __init__(self, scope: Scope, section: Section, options: dict[str, Any], zone: Zone) -> None:
        self.scope = scope
        self.section = section
        self.options = options
        self.zone = zone
        self.spans = scope.package.spans(section, *telling_first(options, _EVIDENCE))
        self.before: Port | None = options.get("src_dport")
        self.after: Port | None = options.get("dest_port") or self.before
        self.target: NetworkRef | None = options.get("dest_ip")
        self.dest = self.destination()

    def destination(self) -> Zone | None:
        """The destination zone. Without one firewall4 takes the first that has the network of dest_ip (resolve_dest)."""
        given: ZoneRef | None = self.options.get("dest")
        if given is not None or self.target is None:
            return given.zone if given is not None else None
        for zone in self.scope.zones.values():
            for inside in zone.related(self.scope.network):
                for asked in self.target.subnets:
                    if asked.family == inside.family and not (asked.number ^ inside.number) & inside.mask:
                        return zone
        return None

    def add(self) -> Phrase:
        """Adds the entries; returns why there are none, or ""."""
        named: NamedSet | None = None
        protocols: list[Protocol] = self.options.get("proto") or list(TCP_UDP)
        if "ipset" in self.options:
            found = set_for(self.scope, self.options["ipset"].name, protocols)
            if isinstance(found, str):
                return found
            named, protocols = found
        # The flag is set before the families are compared: the zone accepts translated packets even if nothing comes.
        self.zone.redirects = True
        self.mark_destination()
        ported: dict[Family, ServiceSet | None] = {}
        whole: dict[Family, ServiceSet | None] = {}
        for protocol in protocols:
            families = self.families(protocol, named)
            if families and not suits(self.scope, self.section, named, protocol):
                continue
            for family in families:
                place = ported if protocol.name in ("tcp", "udp") else whole
                wanted = self.protocol(protocol, family)
                before = place.get(family, ServiceSet())
                place[family] = None if wanted is None or before is None else before | wanted
        asks = "src_port" in self.options or (named is not None and named.has_ports)
        loose = self.before is None and not asks
        if ported and loose and self.after is not None and not self.scope.firewall3:
            what = phrase("nft refuses a redirect to a port that asks for no port (dest_port without src_dport)")
            self.scope.hazard(self.section, "dest_port", what)
        if not ported and not whole:
            return phrase("its parts are of different address families")
        self.check_reflection()
        self.scope.check_ranges(self.section, self.options)
        for family in FAMILIES:
            for services, with_ports in ((ported, True), (whole, False)):
                if family in services:
                    self.emit(family, services[family], named, with_ports=with_ports)
        return NO_WORDS

    def mark_destination(self) -> None:
        """Reflection makes the destination zone accept translated packets too."""
        zone = self.dest
        if zone is not None and self.options.get("reflection", True) and self.zone.masquerades_ipv4:
            zone.redirects = zone.accepts = True

    def check_reflection(self) -> None:
        """A reflection zone of "*" is none, and firewall4 stops at it (executed: "left-hand side expression is null")."""
        wide = any(place.zone is None for place in self.options.get("reflection_zone") or ())
        reflects = self.dest is not None and self.target is not None and self.options.get("reflection", True)
        if wide and reflects and not self.scope.firewall3:
            self.scope.hazard(self.section, "reflection_zone", phrase('firewall4 stops at the reflection zone "*"'))

    def families(self, protocol: Protocol, named: NamedSet | None) -> list[Family]:
        """The families in which the redirect works; IPv4 alone if nothing says otherwise."""
        parts = [self.options.get(key) for key in ("src_ip", "src_dip", "dest_ip")]
        kinds = [families_of([part]) if part is not None else None for part in parts]
        family = infer_family(
            6 if protocol.name == "ipv6-icmp" else self.options.get("family"),
            named.family if named is not None else None,
            *kinds,
            self.zone.family,
            self.dest.family if self.dest is not None else None,
        )
        if isinstance(family, Invalid):
            return []
        stated = [kind for kind in kinds if kind is not None]
        if not stated and family is None:
            family = 4
        found: list[Family] = []
        for one in FAMILIES:
            number = family_number(one)
            if family not in (None, 0, number) or (stated and not any(kind in (0, number) for kind in stated)):
                continue
            if one == "ipv6" and self.scope.firewall3:
                continue  # firewall3 has no IPv6 NAT table
            if one == "ipv6" and protocol.name == "icmp" and not stated and not family:
                continue  # one rule for both families, and it asks for the ICMP of IPv4
            found.append(one)
        return found

    def protocol(self, protocol: Protocol, family: Family) -> ServiceSet | None:
        """What arrives: the ports of TCP and UDP, every other protocol whole."""
        if protocol.name == "ipv6-icmp" or (protocol.name == "icmp" and family == "ipv6"):
            return ServiceSet.protocol(ICMP6)
        if protocol.name == "icmp":
            return ServiceSet.protocol(ICMP)
        if protocol.name not in ("tcp", "udp"):
            return protocol_services(self.scope, self.section, protocol)
        number = TCP if protocol.name == "tcp" else UDP
        if self.before is None:
            return ServiceSet.protocol(number)
        ports = ServiceSet.ports(number, [(self.before.low, self.before.high)])
        return ServiceSet.protocol(number) - ports if self.before.invert else ports

    def emit(self, family: Family, services: ServiceSet | None, named: NamedSet | None, *, with_ports: bool) -> None:
        """The entries of one family: those with ports, or those without."""
        if services is not None and not services:
            return
        resolver, options = self.scope.resolver, self.options
        asked = others(options, self.spans)
        asked = asked._replace(unknown=(*asked.unknown, *self.scope.arguments(self.section, "extra")))
        if "src_port" in options and with_ports:
            asked = asked._replace(chosen=(*asked.chosen, "src_port"))
        action = self.action(family, with_ports=with_ports)
        ways = [Condition()] if named is None else conditions(named, options["ipset"], family) or []
        own = (options["src_ip"],) if "src_ip" in options else ()
        outer = (options["src_dip"],) if "src_dip" in options else ()
        for way in ways:
            match = Match(
                sources=meet(resolver.match(own, family, source=True), way.sources),
                destinations=meet(resolver.match(outer, family, source=False), way.destinations),
                services=meet_services(services, way.services),
                unknown=(*asked.unknown, *way.unknown),
                unknown_not=asked.unknown_not,
                sender_choice=(*asked.chosen, *way.sender_choice),
            )
            chain = f"dstnat_{self.zone.name}"
            self.scope.chains[family].add(chain, match, action, self.spans, self.section.label)

    def action(self, family: Family, *, with_ports: bool) -> DestinationNat | Undetermined:
        """Where the packets go."""
        if self.target is not None and self.target.name:
            return Undetermined()  # an interface whose address this input does not hold
        subnet = self.inside(family)
        # firewall4 prints an address under its mask: 192.168.1.20/24 becomes 192.168.1.0
        last = subnet.last if subnet is not None and not subnet.backward else None
        to = None if subnet is None else subnet.number if last is not None else subnet.number & subnet.mask
        if to is not None and last is None and family == "ipv6":
            to = self.without_anycast(to)
        before, after = self.before, self.after
        if not with_ports or after is None:
            return DestinationNat(to=to, to_last=last, to_router=subnet is None)
        if before is not None and not before.invert and after.low <= before.low and before.high <= after.high:
            # the kernel keeps a port that lies in the new range
            return DestinationNat(to=to, to_last=last, to_router=subnet is None)
        how: PortMap = "single" if after.low == after.high else "pool"
        ports = after.low, after.high
        return DestinationNat(to=to, to_last=last, to_router=subnet is None, ports=ports, port_map=how)

    def without_anycast(self, number: int) -> int:
        """The router's own address for the first address of an IPv6 network that it is in, which is the router's too."""
        for own, length in self.scope.resolver.inside["ipv6"]:
            if length < 127 and number == own >> (128 - length) << (128 - length):
                return own
        return number

    def inside(self, family: Family) -> Subnet | None:
        """The first address of the family in dest_ip; firewall4 uses no other."""
        if self.target is None:
            return None
        return next((subnet for subnet in self.target.subnets if subnet.family == family), None)
