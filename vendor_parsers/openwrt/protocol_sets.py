"""Protocols and ports of rules and redirects, as sets of services.

Source: openwrt/firewall4 b6e5157, fw4.uc (parse_rule, parse_redirect, map_setmatch) and nft, which refuses some of what
it is given: then no ruleset is loaded at the next start.
"""

from __future__ import annotations

from typing import Any

from routerlint.netset.addresses import Family
from routerlint.netset.services import ICMP, ICMP6, ServiceSet, protocol_number
from routerlint.wording import Phrase, phrase
from vendor_parsers.openwrt.icmp import IcmpType
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.sets import NamedSet
from vendor_parsers.openwrt.uci import Section
from vendor_parsers.openwrt.values import Port, Protocol

__all__ = ["TCP_UDP", "icmp_services", "ported_services", "protocol_services", "set_for", "suits", "telling_first"]

TCP_UDP = (Protocol("tcp", any=False), Protocol("udp", any=False))


def set_for(scope: Scope, name: str, protocols: list[Protocol]) -> tuple[NamedSet, list[Protocol]] | Phrase:
    """The set of a rule and its protocols under it, or why firewall4 skips the section."""
    named = scope.sets.get(name)
    if named is None:
        return phrase("firewall4 skips the section: it refers to a set that is not defined")
    if not named.has_ports:
        return named, protocols
    ported = [protocol for protocol in protocols if protocol.name in ("tcp", "udp")]
    if not ported:
        if not all(protocol.any for protocol in protocols):
            return phrase("firewall4 skips the section: its set has ports, its protocols have none")
        return named, list(TCP_UDP)
    return named, protocols


def suits(scope: Scope, section: Section, named: NamedSet | None, protocol: Protocol) -> bool:
    """Whether a set can be asked for a protocol; nft refuses a set of ports for a protocol without ports."""
    if named is None or not named.has_ports or protocol.name in ("tcp", "udp"):
        return True
    scope.hazard(section, "proto", phrase("nft does not take a set of ports for a protocol without ports"))
    return False


def telling_first(options: dict[str, Any], evidence: tuple[str, ...]) -> tuple[str, ...]:
    """The options of a section that tell most, best first: where the protocol voids the ports, it is what tells."""
    protocols: list[Protocol] = options.get("proto") or []
    voids = any(protocol.name not in ("tcp", "udp") for protocol in protocols)
    return ("proto", *(key for key in evidence if key != "proto")) if voids else evidence


def protocol_services(scope: Scope, section: Section, protocol: Protocol) -> ServiceSet | None:
    """A whole protocol; None for every service."""
    if protocol.any:
        return None
    number = protocol_number(protocol.name)
    if number is None:
        scope.hazard(section, "proto", phrase("nft does not know the protocol"))
        return ServiceSet()
    return ServiceSet.protocol(number)


def ported_services(number: int, ports: list[Port]) -> ServiceSet:
    """The ports of TCP or UDP: the positive ones (or all), less the negated ones."""
    positive = [(port.low, port.high) for port in ports if not port.invert]
    negated = [(port.low, port.high) for port in ports if port.invert]
    wanted = ServiceSet.ports(number, positive) if positive else ServiceSet.protocol(number)
    return wanted - ServiceSet.ports(number, negated) if negated else wanted


def icmp_services(family: Family, types: list[IcmpType]) -> ServiceSet:
    """The types of a family; a type that is no type of this family counts for nothing, and none left means all."""
    number = ICMP if family == "ipv4" else ICMP6
    codes = [codes for one in types if (codes := one.v4 if family == "ipv4" else one.v6) is not None]
    if not codes:
        return ServiceSet.protocol(number)
    # An echo request has code 0, so a list of other codes does not concern it.
    return ServiceSet.ports(number, [(kind, kind) for kind, first, _ in codes if first == 0])
