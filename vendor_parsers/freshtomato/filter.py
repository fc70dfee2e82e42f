"""The filter of both families in the order of filter_input(), filter6_input() and filter_forward() (rc/firewall.c).

Rates (ne_shlimit, http_wanport_bfm, ftp_limit, block_wan_limit) are the sender's choice. Access restrictions act on
what leaves through the WAN only.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Unknown
from routerlint.model.pipeline import Chain
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.port_text import Ranges
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, echo_request, ports
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.freshtomato.forwards import Forward, Pinhole, comma_sources
from vendor_parsers.freshtomato.interfaces import Network
from vendor_parsers.freshtomato.management import RemoteService, remote_services
from vendor_parsers.freshtomato.nat import administration_kept, exposed_host
from vendor_parsers.freshtomato.servers import write_servers

__all__ = ["forward6_chain", "forward_chain", "input6_chain", "input_chain"]

_TRACEROUTE: Ranges = ((33434, 33534),)
_ESP, _AH = 50, 51


def input_chain(nvram: Nvram) -> Chain:
    """What reaches the router itself over IPv4."""
    rules = RuleWriter("INPUT")
    if nvram.text("ipv6_service") in ("sit", "6to4"):
        rules.add(ACCEPT, nvram.span("ipv6_service"), label="IPv6 tunnel", services=ServiceSet.protocol(41))
    if nvram.text("block_wan") == "0":
        services = echo_request("ipv4") | ports("udp", _TRACEROUTE)
        rules.add(ACCEPT, nvram.span("block_wan"), label="ping and traceroute", services=services)
    if nvram.text("wan_dhcp_pass", "0") != "0" and _dhcp_keys(nvram):
        # the rule asks for source port 67, which is the sender's choice
        spans = nvram.span("wan_dhcp_pass", *_dhcp_keys(nvram))
        rules.add(ACCEPT, spans, label="DHCP client", services=ports("udp", 68), sender_choice=("source port",))
    _administration(nvram, rules, "ipv4")
    write_servers(nvram, rules)
    return rules.chain()


def _dhcp_keys(nvram: Nvram) -> tuple[str, ...]:
    keys = ("wan_proto", "wan2_proto", "wan3_proto", "wan4_proto")
    return tuple(key for key in keys if nvram.text(key) in ("dhcp", "lte"))


def _administration(nvram: Nvram, rules: RuleWriter, family: Family) -> None:
    """The accepts for remote administration: on the port towards the Internet, where the server listens too.

    With a DMZ host the packet has been translated to the server's own port before. Newer builds accept that port
    then, older ones go on accepting the outside port only.
    """
    kept = family == "ipv4" and administration_kept(nvram)
    for sources in comma_sources(nvram, "rmgt_sip", family):
        for service in remote_services(nvram):
            if kept and service.inside != service.outside:
                _accept(rules, service, service.inside, sources, (_build(service),))
            else:
                _accept(rules, service, service.outside, sources, ())


def _accept(
    rules: RuleWriter, service: RemoteService, port: int, sources: AddressMatch | None, unknown: tuple[Unknown, ...]
) -> None:
    services = ports("tcp", port)
    rules.add(ACCEPT, service.spans, label=service.name, services=services, sources=sources, unknown=unknown)


def _build(service: RemoteService) -> Unknown:
    why = phrase("with a DMZ host, newer builds accept the translated port and older ones do not")
    return Unknown(key="freshtomato:dmz-administration", what=phrase("the build"), why=why, spans=service.spans)


def forward_chain(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Chain:
    """What reaches the inside over IPv4: the targets of the forwards, IPsec, and the exposed host."""
    rules = RuleWriter("FORWARD")
    names = tuple(interface.name for interface in network.wan)
    if nvram.text("ipsec_pass") in ("1", "3"):
        services = ServiceSet.protocols((_ESP, _AH)) | ports("udp", ((500, 500), (4500, 4500)))
        rules.add(ACCEPT, nvram.span("ipsec_pass"), label="IPsec", services=services, interfaces=names)
    for forward in forwards:
        destinations = None if forward.target is None else AddressSet.host("ipv4", forward.target)
        rules.add(
            ACCEPT, forward.spans, label=forward.name, services=forward.inside, sources=forward.sources,
            destinations=destinations, interfaces=names, unknown=forward.unknown,
        )  # fmt: skip
    host = exposed_host(nvram)
    bridge = None if host is None else network.bridge_of(host)
    if host is not None and bridge is not None:
        spans = nvram.span("dmz_enable", "dmz_ipaddr", "dmz_sip")
        for sources in comma_sources(nvram, "dmz_sip", "ipv4"):
            rules.add(
                ACCEPT, spans, label="DMZ", sources=sources, destinations=AddressSet.host("ipv4", host),
                out_interfaces=(bridge.name,),
            )  # fmt: skip
    return rules.chain()


def input6_chain(nvram: Nvram) -> Chain:
    """What reaches the router itself over IPv6; an empty rmgt_sip lets everybody in here too."""
    rules = RuleWriter("INPUT6")
    spans = nvram.span("ipv6_service")
    # answers of the provider's DHCPv6 server; the source port that the rule asks for is the sender's choice
    rules.add(ACCEPT, spans, label="DHCPv6 client", services=ports("udp", 546), sender_choice=("source port",))
    rules.add(ACCEPT, spans, label="ICMPv6", services=echo_request("ipv6"))
    _administration(nvram, rules, "ipv6")
    if nvram.on("ftp_enable"):
        services = ports("tcp", nvram.port("ftp_port", 21))
        for sources in comma_sources(nvram, "ftp_sip", "ipv6"):
            rules.add(ACCEPT, nvram.span("ftp_enable", "ftp_sip"), label="FTP", services=services, sources=sources)
    return rules.chain()


def forward6_chain(nvram: Nvram, network: Network, pinholes: tuple[Pinhole, ...]) -> Chain:
    """What reaches the inside over IPv6: pings, IPsec (RFC 6092), and what the list names."""
    rules = RuleWriter("FORWARD6")
    spans: tuple[Span, ...] = nvram.span("ipv6_service")
    rules.add(ACCEPT, spans, label="ICMPv6", services=echo_request("ipv6"))
    if nvram.text("ipsec_pass") in ("1", "2"):
        services = ServiceSet.protocol(_ESP) | ports("udp", 500)
        rules.add(ACCEPT, nvram.span("ipsec_pass"), label="IPsec", services=services, interfaces=(network.wan6,))
    for pinhole in pinholes:
        rules.add(
            ACCEPT, pinhole.spans, label=pinhole.name, stated=True, services=pinhole.services, sources=pinhole.sources,
            destinations=pinhole.destinations, interfaces=(network.wan6,), unknown=pinhole.unknown,
        )  # fmt: skip
    return rules.chain()
