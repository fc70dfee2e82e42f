"""The IPv6 filter in the order of run_firewall6() (networking/generic/firewall.c).

There are no IPv6 forwards. With filter = off both the router and the whole LAN are open; else pings and the published
management services come in.
"""

from __future__ import annotations

from routerlint.model.pipeline import Chain
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, echo_request, ports
from vendor_parsers.ddwrt.filter import filter_off
from vendor_parsers.ddwrt.interfaces import Network
from vendor_parsers.ddwrt.management import remote_services

__all__ = ["forward6_chain", "input6_chain"]


def input6_chain(nvram: Nvram, network: Network) -> Chain:
    """What reaches the router itself over IPv6; the source restriction of IPv4 does not exist here."""
    rules = RuleWriter("INPUT6")
    if filter_off(nvram):
        rules.add(ACCEPT, nvram.span("filter"), label="firewall off")
    names = (network.wan.name,) if network.wan else ()
    for service in remote_services(nvram):
        rules.add(ACCEPT, service.spans, label=service.name, services=ports("tcp", service.inside), interfaces=names)
    rules.add(ACCEPT, nvram.span("ipv6_enable"), label="ICMPv6", services=echo_request("ipv6"))
    return rules.chain()


def forward6_chain(nvram: Nvram) -> Chain:
    """What reaches the inside over IPv6."""
    rules = RuleWriter("FORWARD6")
    if filter_off(nvram):
        rules.add(ACCEPT, nvram.span("filter"), label="firewall off")
    rules.add(ACCEPT, nvram.span("ipv6_enable"), label="ICMPv6", services=echo_request("ipv6"))
    return rules.chain()
