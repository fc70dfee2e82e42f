"""The IPv4 filter in the order of filter_table(), filter_input() and filter_forward() (networking/generic/firewall.c).

With filter = off, or as a router without NAT, INPUT accepts everything but the management ports that are not
published. Rates (limit_ssh and the like) are the sender's choice.
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Chain
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ICMP, TCP, UDP, ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import address_of
from routerlint.parsing.rule_writer import ACCEPT, DROP, RuleWriter, ports
from routerlint.wording import phrase
from vendor_parsers.ddwrt.forwards import Forward
from vendor_parsers.ddwrt.interfaces import Network
from vendor_parsers.ddwrt.management import remote_services
from vendor_parsers.ddwrt.nat import exposed_host, is_gateway, stored_mappings
from vendor_parsers.ddwrt.restrictions import write_restrictions

__all__ = ["filter_off", "forward_chain", "input_chain"]


def filter_off(nvram: Nvram) -> bool:
    """Whether the SPI firewall is switched off."""
    return nvram.text("filter") == "off"


def input_chain(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Chain:
    """What reaches the router itself."""
    rules = RuleWriter("INPUT")
    router = None if network.lan is None else address_of(network.lan, "ipv4")
    here = AddressSet("ipv4") if router is None else AddressSet.host("ipv4", router)
    if filter_off(nvram) or not is_gateway(nvram):
        _management_ports(nvram, rules)
    else:
        _servers(nvram, rules)
        for service in remote_services(nvram):
            rules.add(
                ACCEPT, service.spans, label=service.name, services=ports("tcp", service.inside), destinations=here
            )
        _unticked(nvram, rules)
    if is_gateway(nvram):
        for forward in forwards:
            if forward.kind == "spec" and forward.target is not None and forward.target == router:
                _spec(rules, forward, here, first=True)
    return rules.chain()


def _management_ports(nvram: Nvram, rules: RuleWriter) -> None:
    published = {service.name for service in remote_services(nvram)}
    spans = nvram.span("filter", "wk_mode")
    if "remote management" not in published:
        numbers = (nvram.port("http_wanport", 80), 80, 443, 69)
        rules.add(DROP, spans, services=ports("tcp", tuple((number, number) for number in numbers)))
    if "remote SSH" not in published:
        rules.add(DROP, spans, services=ports("tcp", nvram.port("sshd_port", 22)))
    if "remote Telnet" not in published:
        rules.add(DROP, spans, services=ports("tcp", 23))


def _servers(nvram: Nvram, rules: RuleWriter) -> None:
    """Servers with switches of their own, as far as the firmware opens the WAN for them."""
    if nvram.text("wan_proto") in ("dhcp", "dhcp_auth"):
        # the rule asks for source port 67, which is the sender's choice
        spans = nvram.span("wan_proto")
        rules.add(ACCEPT, spans, label="DHCP client", services=ports("udp", 68), sender_choice=("source port",))
    if nvram.on("pptpd_enable") or nvram.on("pptpd_client_enable") or nvram.text("wan_proto") == "pptp":
        spans = nvram.span("pptpd_enable", "pptpd_client_enable", "wan_proto")
        rules.add(ACCEPT, spans, label="PPTP", services=ports("tcp", 1723) | ServiceSet.protocol(47))
    if nvram.on("proftpd_enable") and nvram.on("proftpd_wan"):
        spans = nvram.span("proftpd_wan", "proftpd_enable")
        rules.add(ACCEPT, spans, label="FTP server", services=ports("tcp", nvram.port("proftpd_port", 21)))
    if nvram.on("lighttpd_enable") and nvram.on("lighttpd_wan"):
        pair = (nvram.port("lighttpd_port", 8000), nvram.port("lighttpd_sslport", 443))
        spans = nvram.span("lighttpd_wan", "lighttpd_enable")
        rules.add(ACCEPT, spans, label="web server", services=ports("tcp", tuple((n, n) for n in pair)))
    if nvram.on("openvpn_enable"):
        protocol = "tcp" if nvram.text("openvpn_proto").startswith("tcp") else "udp"
        spans = nvram.span("openvpn_enable", "openvpn_port", "openvpn_proto")
        rules.add(ACCEPT, spans, label="OpenVPN", services=ports(protocol, nvram.port("openvpn_port", 1194)))
    _routing(nvram, rules)
    _extras(nvram, rules)


def _routing(nvram: Nvram, rules: RuleWriter) -> None:
    if nvram.text("dr_wan_rx", "0") != "0":
        rules.add(ACCEPT, nvram.span("dr_wan_rx"), label="RIP", services=ports("udp", 520))
    if nvram.on("ipv6_enable"):
        rules.add(ACCEPT, nvram.span("ipv6_enable"), label="IPv6 tunnel", services=ServiceSet.protocol(41))


def _extras(nvram: Nvram, rules: RuleWriter) -> None:
    if nvram.on("snmpd_enable") and nvram.text("block_snmp") == "0":
        rules.add(ACCEPT, nvram.span("block_snmp", "snmpd_enable"), label="SNMP", services=ports("udp", 161))
    if nvram.on("remote_upgrade"):
        rules.add(ACCEPT, nvram.span("remote_upgrade"), label="TFTP upgrade", services=ports("udp", 69))
    if nvram.on("milkfish_enabled"):
        rules.add(ACCEPT, nvram.span("milkfish_enabled"), label="SIP", services=ports("udp", 5060))
    if nvram.on("vncr_enable"):
        services = ports("tcp", ((5500, 5500), (5900, 5900)))
        rules.add(ACCEPT, nvram.span("vncr_enable"), label="VNC repeater", services=services)
    if nvram.on("tor_enable"):
        for key, number in (("tor_relay", 9001), ("tor_dir", 9030)):
            if nvram.on(key):
                rules.add(ACCEPT, nvram.span(key), label="Tor", services=ports("tcp", number))


def _unticked(nvram: Nvram, rules: RuleWriter) -> None:
    """What "block anonymous WAN requests" and "filter IDENT" let in when they are not ticked."""
    action = DROP if nvram.on("block_wan") else ACCEPT
    rules.add(action, nvram.span("block_wan"), label="ICMP", services=ServiceSet.protocol(ICMP))
    if nvram.text("block_ident") == "0":
        rules.add(ACCEPT, nvram.span("block_ident"), label="IDENT", services=ports("tcp", 113))


def _spec(rules: RuleWriter, forward: Forward, destinations: AddressSet | None, *, first: bool = False) -> None:
    """The filter rule that a single forward writes; newer builds write a drop for one that is switched off."""
    unknown = forward.unknown
    if not forward.enabled:
        why = phrase("newer builds write a drop for a forward that is switched off, older ones write nothing")
        unknown = (
            *unknown,
            Unknown(key="ddwrt:disabled-forward", what=phrase("the build"), why=why, spans=forward.spans),
        )
    rules.add(
        ACCEPT if forward.enabled else DROP, forward.spans, label=forward.name, services=forward.inside,
        sources=forward.sources, destinations=destinations, unknown=unknown, first=first,
    )  # fmt: skip


def _stored_mappings(nvram: Nvram, rules: RuleWriter) -> None:
    for number, services, inside, port, spans in stored_mappings(nvram):
        why = phrase("some builds write a drop instead of an accept for mappings that are kept in the settings")
        unknown = Unknown(key="ddwrt:upnp-filter", what=phrase("the build"), why=why, spans=spans)
        tcp, udp = (ServiceSet.ports(protocol, ((port, port),)) for protocol in (TCP, UDP))
        behind = (tcp if services.of_protocol(TCP) else ServiceSet()) | (
            udp if services.of_protocol(UDP) else ServiceSet()
        )
        host = AddressSet.host("ipv4", inside)
        rules.add(ACCEPT, spans, label=f"forward_port{number}", services=behind, destinations=host, unknown=(unknown,))


def forward_chain(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Chain:
    """What reaches the inside: the targets of the forwards and the exposed host."""
    rules = RuleWriter("FORWARD")
    if is_gateway(nvram):
        _stored_mappings(nvram, rules)
    write_restrictions(nvram, rules)
    if nvram.text("wk_mode") == "bgp":
        rules.add(ACCEPT, nvram.span("wk_mode"), label="BGP", services=ports("tcp", 179))
    router = None if network.lan is None else address_of(network.lan, "ipv4")
    if is_gateway(nvram):
        for forward in forwards:
            if forward.target is None:  # a name, perhaps: where it leads only the device knows
                if forward.enabled:
                    _spec(rules, forward, None)
            elif not (forward.kind == "spec" and forward.target == router):
                _spec(rules, forward, AddressSet.host("ipv4", forward.target))
        host, unknown_host = exposed_host(nvram)
        if host is not None:
            spans = nvram.span("dmz_enable", "dmz_ipaddr")
            rules.add(
                ACCEPT, spans, label="DMZ", destinations=AddressSet.host("ipv4", host), unknown=unknown_host,
                out_interfaces=(network.lan.name,) if network.lan else (),
            )  # fmt: skip
    return rules.chain()
