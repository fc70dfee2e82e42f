"""Protocols, ports and ICMP types of a rule.

Source: vyos-1x python/vyos/firewall.py parse_rule(); vyatta-cfg-firewall lib/Vyatta/IpTables/Rule.pm.
"""

from __future__ import annotations

from functools import lru_cache

from routerlint.model.match import ServiceMatch, Unknown
from routerlint.netset.addresses import Family
from routerlint.netset.services import ICMP, ICMP6, TCP, UDP, ServiceSet, protocol_number
from routerlint.parsing.netfilter.names import icmp_type
from routerlint.parsing.vyatta.groups import port_ranges

__all__ = ["icmp_services", "port_services", "protocol_services"]

_BOTH = ServiceSet.protocols((TCP, UDP))


@lru_cache(maxsize=256)
def protocol_services(text: str, family: Family) -> ServiceSet | None:
    """The services of a protocol word ("tcp", "tcp_udp", "!udp", "all", "47"), or None if it is not known."""
    if text.startswith("!"):
        found = protocol_services(text[1:], family)
        return None if found is None else ~found
    word = text.lower()
    if word in ("all", "any", ""):
        return ServiceSet.any()
    if word == "tcp_udp":
        return _BOTH
    number = protocol_number(word) if len(word) < 32 else None
    if number is None or (word.isdigit() and number == 0):
        return None if number is None else ServiceSet.any()
    if number in (ICMP, ICMP6) and word in ("icmp", "icmpv6", "ipv6-icmp", "icmp6"):
        number = ICMP6 if family == "ipv6" else number
    return ServiceSet.protocol(number)


@lru_cache(maxsize=4096)
def port_services(text: str, *, item_negation: bool) -> ServiceSet | None:
    """TCP and UDP with these ports ("80,443", "8000-8010", "!22", "https"), or None if a part cannot be read.

    item_negation: VyOS 1.4 reads "!" for each item of a list, older systems for the whole list.
    """
    whole = not item_negation and text.startswith("!")
    wanted: list[tuple[int, int]] = []
    unwanted: list[tuple[int, int]] = []
    for part in (text[1:] if whole else text).split(","):
        item = part.strip()
        found = port_ranges(item.removeprefix("!"))
        if found is None:
            return None
        (unwanted if item.startswith("!") else wanted).extend(found)
    if whole:
        return _BOTH - _ports(wanted)
    return (_ports(wanted) if wanted else _BOTH) - _ports(unwanted)


def _ports(pairs: list[tuple[int, int]]) -> ServiceSet:
    # TCP stands before UDP, so the two lists of ranges follow each other.
    return ServiceSet((*ServiceSet.ports(TCP, pairs).ranges, *ServiceSet.ports(UDP, pairs).ranges))


def icmp_services(text: str, family: Family, unknown: Unknown) -> ServiceMatch:
    """An ICMP type by number or name, with or without a code; `unknown` is used for a name that is not known."""
    protocol = ICMP6 if family == "ipv6" else ICMP
    everything = ServiceSet.protocol(protocol)
    number = icmp_type(text, protocol)
    if number is None:
        return ServiceMatch(certain=ServiceSet(), possible=everything, unknown=unknown)
    return ServiceMatch.of(everything if number == 256 else ServiceSet.ports(protocol, ((number, number),)))
