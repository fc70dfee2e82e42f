"""Destination NAT in the order of nat_table() (rc/firewall.c, FreshTomato).

ICMP (kept on the router)
with a DMZ host: remote administration, kept on the router with dmz_ra = 1
forwards, port triggers
SNMP and FTP of the router
exposed host
"""

from __future__ import annotations

from routerlint.model.pipeline import Chain, DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ICMP, ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import addresses_of
from routerlint.parsing.rule_writer import RuleWriter, ports
from vendor_parsers.freshtomato.forwards import Forward, comma_sources
from vendor_parsers.freshtomato.interfaces import Network
from vendor_parsers.freshtomato.management import remote_services

__all__ = ["administration_kept", "exposed_host", "nat_chain"]


def nat_chain(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Chain:
    """Everything that a packet to a WAN address meets before it is routed."""
    rules = RuleWriter("WANPREROUTING")
    wan = addresses_of(network.wan, "ipv4")
    router = network.router
    if router is not None:
        icmp = ServiceSet.protocol(ICMP)
        rules.add(DestinationNat(to=router), nvram.span("lan_ipaddr"), label="ICMP", services=icmp, destinations=wan)
        if administration_kept(nvram):
            _administration(nvram, rules, router, wan)
    for forward in forwards:
        rules.add(
            _action(forward), forward.spans, label=forward.name, stated=True, services=forward.outside,
            sources=forward.sources, destinations=wan, unknown=forward.unknown,
        )  # fmt: skip
    if router is not None:
        _own_servers(nvram, rules, router, wan)
    host = exposed_host(nvram)
    if host is not None:
        spans = nvram.span("dmz_enable", "dmz_ipaddr", "dmz_sip")
        for sources in comma_sources(nvram, "dmz_sip", "ipv4"):
            action = DestinationNat(to=host)
            rules.add(action, spans, label="DMZ", stated=True, sources=sources, destinations=wan)
    return rules.chain()


def _action(forward: Forward) -> DestinationNat | Undetermined:
    if forward.target is None:
        return Undetermined()
    if forward.port is None:
        return DestinationNat(to=forward.target)
    return DestinationNat(to=forward.target, ports=(forward.port, forward.port), port_map="single")


def administration_kept(nvram: Nvram) -> bool:
    """Whether remote administration is translated to the router, so that the DMZ does not take it."""
    return nvram.on("dmz_enable") and nvram.on("dmz_ra")


def _administration(nvram: Nvram, rules: RuleWriter, router: int, wan: AddressSet) -> None:
    for sources in comma_sources(nvram, "rmgt_sip", "ipv4"):
        for service in remote_services(nvram):
            action = DestinationNat(to=router, ports=(service.inside, service.inside), port_map="single")
            services = ports("tcp", service.outside)
            rules.add(action, service.spans, label=service.name, services=services, sources=sources, destinations=wan)


def _own_servers(nvram: Nvram, rules: RuleWriter, router: int, wan: AddressSet) -> None:
    """Servers that are kept from the DMZ host; the SNMP rule is written for TCP in some builds, UDP in others."""
    if nvram.on("snmp_enable") and nvram.on("snmp_remote"):
        services = ports("both", nvram.port("snmp_port", 161))
        spans = nvram.span("snmp_remote", "snmp_port")
        rules.add(DestinationNat(to=router), spans, label="SNMP", services=services, destinations=wan)
    if nvram.on("ftp_enable"):
        services = ports("tcp", nvram.port("ftp_port", 21))
        spans = nvram.span("ftp_enable", "ftp_port")
        rules.add(DestinationNat(to=router), spans, label="FTP", services=services, destinations=wan)


def exposed_host(nvram: Nvram) -> int | None:
    """The DMZ host (dmz_dst): a whole address, or the last octet in the LAN's /24; active with dmz_enable > 0 only."""
    text = nvram.text("dmz_ipaddr").strip()
    lan = parse_address(nvram.text("lan_ipaddr"))
    if nvram.number("dmz_enable") <= 0:
        return None
    if text.isdigit():
        return lan[1] & ~0xFF | int(text) if lan is not None and 0 < int(text) < 255 else None
    address = parse_address(text)
    return address[1] if address is not None and address[0] == "ipv4" and address[1] else None
