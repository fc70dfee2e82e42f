"""Access restrictions (filter_rule1 to 20): written for the way out, but they match the way in too.

Source: lan2wan_chains(), ipgrp_chain(), portgrp_chain() and macgrp_chain() of networking/generic/firewall.c. A rule
of MAC addresses cannot match a packet that comes from the Internet, one of inside addresses or of ports can. They
only close.
"""

from __future__ import annotations

import re

from routerlint.model.match import Unknown
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.rule_writer import DROP, RuleWriter, ports
from routerlint.wording import phrase

__all__ = ["write_restrictions"]

_RULES = range(1, 21)
_ALWAYS = ("", "0:0 23:59 0-0", "0:0 23:59 0-6")


def write_restrictions(nvram: Nvram, rules: RuleWriter) -> None:
    """Drops for what the active restrictions may stop on the way in."""
    for number in _RULES:
        status = re.search(r"\$STAT:([12])", nvram.text(f"filter_rule{number}"))
        if status is None:
            continue
        spans = nvram.span(f"filter_rule{number}")
        why = phrase("it depends on the time, the interface or the content of the connection")
        unknown = Unknown(
            key=f"ddwrt:restriction{number}",
            what=phrase("access restriction {number}", number=number),
            why=why,
            spans=spans,
        )
        interface = re.search(r"\$IF:(?!Any)\w", nvram.text(f"filter_rule{number}"))
        settled = status[1] == "1" and interface is None and nvram.text(f"filter_tod{number}") in _ALWAYS
        doubt = () if settled else (unknown,)
        hosts = _hosts(nvram, number)
        if hosts:
            rules.add(DROP, spans, label="access restriction", destinations=hosts, unknown=doubt)
        services = _ports(nvram, number)
        if services:
            rules.add(DROP, spans, label="access restriction", services=services, unknown=doubt)
        if nvram.text(f"filter_port_grp{number}").strip():
            rules.add(DROP, spans, label="access restriction", unknown=(unknown,))


def _hosts(nvram: Nvram, number: int) -> AddressSet:
    """Inside hosts: whole addresses, or last octets in the LAN's /24; "a-b" is a range, 0 is nothing."""
    lan = parse_address(nvram.text("lan_ipaddr"))
    base = 0 if lan is None else lan[1] & ~0xFF
    pairs: list[tuple[int, int]] = []
    for word in nvram.text(f"filter_ip_grp{number}").split():
        ends = [_host(text, base) for text in word.split("-")[:2]]
        low, high = ends[0], ends[-1]
        if low is not None and high is not None and low <= high:
            pairs.append((low, high))
    return AddressSet.of("ipv4", pairs)


def _host(text: str, base: int) -> int | None:
    if text.isdigit():
        return base | int(text) if 0 < int(text) < 256 else None
    address = parse_address(text)
    return address[1] if address is not None and address[0] == "ipv4" and address[1] else None


def _ports(nvram: Nvram, number: int) -> ServiceSet:
    """`protocol:from-to` words; "disable" is nothing."""
    found = ServiceSet()
    for word in nvram.text(f"filter_dport_grp{number}").split():
        protocol, *ends = re.split(r"[:-]", word)
        low, high = (parse_port(ends[0]), parse_port(ends[-1])) if ends else (None, None)
        if protocol in ("tcp", "udp", "both") and low is not None and high is not None and low <= high:
            found |= ports(protocol, ((low, high),))
    return found
