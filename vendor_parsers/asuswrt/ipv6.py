"""The IPv6 filter in the order of filter_setting() (rc/firewall.c, Asuswrt-Merlin).

INPUT ends in a drop whatever the switches say. FORWARD accepts everything with ipv6_fw_enable = 0. The access
restriction does not exist for IPv6: SSH with sshd_enable = 1 is open to everybody.
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Chain
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import ServiceSet, protocol_number
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import parse_ports
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, echo_request, ports, source_match
from routerlint.text.coverage import Ledger, LineState
from routerlint.wording import phrase
from vendor_parsers.asuswrt.filter import firewall_on
from vendor_parsers.asuswrt.forwards import list_entries
from vendor_parsers.asuswrt.interfaces import Network
from vendor_parsers.asuswrt.servers import ipsec_server, wireguard_server

__all__ = ["forward6_chain", "input6_chain", "ipv6_firewall_on"]

_PROTOCOLS = {"TCP": "tcp", "UDP": "udp", "BOTH": "both"}
_HOST_BITS = (1 << 64) - 1


def ipv6_firewall_on(nvram: Nvram) -> bool:
    """Whether forwarded IPv6 packets are filtered."""
    return nvram.text("ipv6_fw_enable", "1") == "1"


def input6_chain(nvram: Nvram) -> Chain:
    """What reaches the router itself over IPv6."""
    rules = RuleWriter("INPUT6")
    if firewall_on(nvram):
        ipsec = ipsec_server(nvram)
        if ipsec is not None:
            rules.add(ACCEPT, ipsec.spans, services=ipsec.services - ServiceSet.protocol(51))
        if nvram.number("sshd_enable") == 1:
            spans = nvram.span("sshd_enable", "sshd_port")
            rules.add(ACCEPT, spans, services=ports("tcp", nvram.port("sshd_port", 22)))
        if nvram.number("enable_ftp") and nvram.number("ftp_wanac") and ipv6_firewall_on(nvram):
            rules.add(ACCEPT, nvram.span("ftp_wanac", "enable_ftp"), services=ports("tcp", 21))
        wireguard = wireguard_server(nvram)
        if wireguard is not None:
            rules.add(ACCEPT, wireguard.spans, services=wireguard.services)
    if nvram.text("ipv6_service") in ("dhcp6", "ipv6pt"):
        # answers of the provider's DHCPv6 server; the source port that the rule asks for is the sender's choice
        spans = nvram.span("ipv6_service")
        rules.add(ACCEPT, spans, label="DHCPv6 client", services=ports("udp", 546), sender_choice=("source port",))
    rules.add(ACCEPT, nvram.span("ipv6_service"), label="ICMPv6", services=echo_request("ipv6"))
    return rules.chain()


def forward6_chain(nvram: Nvram, network: Network, ledger: Ledger) -> Chain:
    """What reaches the inside over IPv6: pings, and what the list names."""
    rules = RuleWriter("FORWARD6")
    rules.add(ACCEPT, nvram.span("ipv6_fw_enable"), label="ICMPv6", services=echo_request("ipv6"))
    if not ipv6_firewall_on(nvram):
        return rules.chain()
    for text, fields in list_entries(nvram, "ipv6_fw_rulelist"):
        spans = nvram.span("ipv6_fw_rulelist", entry="<" + text)
        state = LineState.USED if len(fields) == 5 else LineState.IRRELEVANT
        ledger.mark(state, file=spans[0].file, line=spans[0].line or 0, what="ipv6_fw_rulelist", relevant=True)
        if len(fields) != 5:
            continue  # the firmware skips it
        name, source, target, outside, protocol = (field.strip() for field in fields)
        services = _services(outside, protocol)
        destinations, readable = _destinations(target, network)
        unknown: tuple[Unknown, ...] = ()
        if services is None or not readable:
            why = phrase("its ports, protocol or address are not in a form that the firmware writes")
            unknown = (
                Unknown(key=f"forward6:{text}", what=phrase("IPv6 rule {name}", name=name), why=why, spans=spans),
            )
        rules.add(
            ACCEPT, spans, label=name, stated=True, services=services, sources=source_match(source, "ipv6", spans),
            destinations=destinations, unknown=unknown,
        )  # fmt: skip
    return rules.chain()


def _services(outside: str, protocol: str) -> ServiceSet | None:
    if protocol == "OTHER":
        numbers = [protocol_number(part.partition(":")[0].strip()) for part in outside.split(",")]
        return None if None in numbers else ServiceSet.protocols(number for number in numbers if number is not None)
    ranges = parse_ports(outside, dashes=":")
    return None if ranges is None or protocol not in _PROTOCOLS else ports(_PROTOCOLS[protocol], ranges)


def _destinations(text: str, network: Network) -> tuple[AddressSet | None, bool]:
    """The hosts that a rule names, and whether it could be read: "::1234" is that host in any prefix."""
    if len(text) <= 2:
        return None, True
    found = parse_addresses(text)
    if found is None or found.family != "ipv6":
        return None, False
    if text.startswith("::") and "/" not in text:
        suffix = found.ranges[0][0] & _HOST_BITS
        prefixes = [
            a.number & ~_HOST_BITS for a in (network.lan.addresses if network.lan else ()) if a.family == "ipv6"
        ]
        return AddressSet.of("ipv6", ((prefix | suffix, prefix | suffix) for prefix in prefixes)), True
    return found, True
