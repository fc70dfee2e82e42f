"""The IPv4 filter in the order of filter_setting() and write_access_restriction() (rc/firewall.c, Asuswrt-Merlin).

With fw_enable_x other than 1 no INPUT rule is written and the policy accepts. Rates (fw_dos_x: one SYN a second) are
the sender's choice. LAN-to-WAN filters, URL and keyword filters and parental control do not stop a new connection
from outside.
"""

from __future__ import annotations

from routerlint.model.pipeline import Chain
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ICMP, ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import address_of
from routerlint.parsing.rule_writer import ACCEPT, DROP, RuleWriter, echo_request, ports, source_match
from routerlint.text.span import Span
from vendor_parsers.asuswrt.forwards import list_entries, source_of
from vendor_parsers.asuswrt.interfaces import Network
from vendor_parsers.asuswrt.nat import nat_enabled
from vendor_parsers.asuswrt.servers import ipsec_server, openvpn_servers, web_admin, wireguard_server

__all__ = ["firewall_on", "forward_chain", "input_chain"]

_WEB, _SSH, _TELNET, _ALL = 1, 2, 4, 7
_PRINTER_PORTS = (515, 9100, 3838)
_IPV6_IN_IPV4 = ("6in4", "6to4", "6rd")


def firewall_on(nvram: Nvram) -> bool:
    """Whether the firewall is on; a paste without the key is judged as if it were, and not complete."""
    return nvram.text("fw_enable_x", "1") == "1"


def input_chain(nvram: Nvram, network: Network) -> Chain:
    """What reaches the router itself."""
    rules = RuleWriter("INPUT")
    _download_master(nvram, rules)
    for server in openvpn_servers(nvram):
        rules.add(ACCEPT, server.spans, services=server.services)
    router = _router_address(network)
    if nvram.number("radius_serv_enable"):
        spans = nvram.span("radius_serv_enable")
        rules.add(ACCEPT, spans, services=ports("udp", 1812), destinations=router, destination_nat=True)
    if firewall_on(nvram):
        _ping_and_ipsec(nvram, rules)
        _access_restriction(nvram, rules)
        _administration(nvram, rules, router)
        _file_servers(nvram, rules)
        _other_servers(nvram, rules)
        _remote_management(nvram, rules)
    return rules.chain()


def _router_address(network: Network) -> AddressSet:
    number = None if network.lan is None else address_of(network.lan, "ipv4")
    return AddressSet("ipv4") if number is None else AddressSet.host("ipv4", number)


def _download_master(nvram: Nvram, rules: RuleWriter) -> None:
    if not nvram.on("apps_dl_share"):
        return
    low, high = nvram.port("apps_dl_share_port_from", 10152), nvram.port("apps_dl_share_port_to", 10153)
    spans = nvram.span("apps_dl_share", "apps_dl_share_port_from", "apps_dl_share_port_to")
    rules.add(ACCEPT, spans, services=ports("both", ((low, max(low, high)),)) | ports("udp", 6881))


def _ping_and_ipsec(nvram: Nvram, rules: RuleWriter) -> None:
    if not nvram.number("misc_ping_x"):
        if nvram.text("ipv6_service") == "6in4":
            for text, key in ((nvram.text("ipv6_tun_v4end"), "ipv6_tun_v4end"), ("66.220.2.74", "ipv6_service")):
                peer = source_match(text, "ipv4")
                if peer is not None and text != "0.0.0.0":  # noqa: S104  # the key's value for "none", nothing is bound
                    rules.add(ACCEPT, nvram.span(key), services=ServiceSet.protocol(ICMP), sources=peer)
        rules.add(DROP, nvram.span("misc_ping_x"), services=echo_request("ipv4"))
    server = ipsec_server(nvram)
    if server is not None:
        rules.add(ACCEPT, server.spans, services=server.services)


def _access_restriction(nvram: Nvram, rules: RuleWriter) -> None:
    """Sources that alone may reach web, SSH and Telnet; an entry for the web lets it in whatever misc_http_x says.

    Without an active entry the restriction restricts nothing. It is IPv4 only.
    """
    if not nvram.on("enable_acc_restriction"):
        return
    web = _web_ports(nvram)
    ssh = (nvram.port("sshd_port", 22),) if nvram.number("sshd_enable") else ()
    telnet = (23,) if nvram.on("telnetd_enable") else ()
    guarded = _tcp(*web, *ssh, *telnet)
    active = False
    for text, fields in list_entries(nvram, "restrict_rulelist"):
        if len(fields) != 3 or fields[0] == "0":
            continue
        active = True
        bits = int(fields[2]) if fields[2].strip().isdigit() else 0
        wanted = guarded if bits == _ALL else _tcp(
            *(web if bits & _WEB else ()), *(ssh if bits & _SSH else ()), *(telnet if bits & _TELNET else ())
        )  # fmt: skip
        spans = nvram.span("restrict_rulelist", entry="<" + text)
        rules.add(ACCEPT, spans, stated=True, services=wanted, sources=source_of(fields[1], spans))
    if active:
        rules.add(DROP, nvram.span("enable_acc_restriction"), services=guarded)


def _web_ports(nvram: Nvram) -> tuple[int, ...]:
    mode = nvram.number("http_enable")
    secure = (nvram.port("https_lanport", 443),) if mode != 0 else ()
    plain = (nvram.port("http_lanport", 80),) if mode != 1 else ()
    return (*plain, *secure)


def _tcp(*numbers: int) -> ServiceSet:
    return ports("tcp", tuple((number, number) for number in numbers))


def _administration(nvram: Nvram, rules: RuleWriter, router: AddressSet) -> None:
    if nvram.text("wan0_proto") in ("dhcp", "") or nvram.number("wan0_dhcpenable_x"):
        # "broken DHCP servers": the rule asks for source port 67, which is the sender's choice
        spans = nvram.span("wan0_proto", "wan0_dhcpenable_x")
        rules.add(ACCEPT, spans, label="DHCP client", services=ports("udp", 68), sender_choice=("source port",))
    for published in web_admin(nvram):
        rules.add(
            ACCEPT, nvram.span("misc_http_x", "http_enable"), services=_tcp(published.inside), destinations=router,
            destination_nat=True, unknown=published.unknown,
        )  # fmt: skip
    if nvram.number("sshd_enable") == 1:
        rules.add(ACCEPT, nvram.span("sshd_enable", "sshd_port"), services=_tcp(nvram.port("sshd_port", 22)))


def _file_servers(nvram: Nvram, rules: RuleWriter) -> None:
    if nvram.number("enable_ftp") and nvram.number("ftp_wanac"):
        passive = nvram.number("ftp_pasvport")
        ranges = ((21, 21), *(((passive, min(passive + 30, 65535)),) if 0 < passive < 65536 else ()))
        rules.add(ACCEPT, nvram.span("ftp_wanac", "enable_ftp", "ftp_pasvport"), services=ports("tcp", ranges))
    if nvram.on("enable_webdav"):
        mode = nvram.number("st_webdav_mode")
        if mode != 1:
            spans = nvram.span("enable_webdav", "webdav_http_port")
            rules.add(DROP, spans, services=_tcp(nvram.port("webdav_http_port", 8082)))
        if mode != 0:
            spans = nvram.span("enable_webdav", "webdav_https_port", "st_webdav_mode")
            rules.add(ACCEPT, spans, services=_tcp(nvram.port("webdav_https_port", 443)))


def _other_servers(nvram: Nvram, rules: RuleWriter) -> None:
    if nvram.number("misc_ping_x"):
        rules.add(ACCEPT, nvram.span("misc_ping_x"), services=ServiceSet.protocol(ICMP))
    if nvram.text("misc_lpr_x") != "0":
        spans = nvram.span("misc_lpr_x") or (_absent("misc_lpr_x is not set, which opens the printer ports"),)
        rules.add(ACCEPT, spans, label="print server", services=_tcp(*_PRINTER_PORTS))
    if nvram.number("switch_stb_x") > 6 and nvram.text("switch_wantag") == "movistar":
        rules.add(ACCEPT, nvram.span("switch_wantag"), services=ports("udp", 520))
    if nvram.number("pptpd_enable"):
        rules.add(ACCEPT, nvram.span("pptpd_enable"), services=_tcp(1723) | ServiceSet.protocol(47))
    if nvram.on("snmpd_enable") and nvram.on("snmpd_wan"):
        rules.add(ACCEPT, nvram.span("snmpd_wan", "snmpd_enable"), services=ports("udp", ((161, 162),)))
    if nvram.text("ipv6_service") in _IPV6_IN_IPV4:
        rules.add(ACCEPT, nvram.span("ipv6_service"), label="IPv6 tunnel", services=ServiceSet.protocol(41))
    wireguard = wireguard_server(nvram)
    if wireguard is not None:
        rules.add(ACCEPT, wireguard.spans, services=wireguard.services)


def _absent(text: str) -> Span:
    return Span("", None, f"default: {text}")


def _remote_management(nvram: Nvram, rules: RuleWriter) -> None:
    """TR-069: the provider's addresses where they are listed, else everybody on UDP; the server's name is not known."""
    if not nvram.number("tr_enable"):
        return
    port = nvram.port("tr_conn_port", 7547)
    spans = nvram.span("tr_enable", "tr_conn_port")
    allowed = [word for word in nvram.text("tr_acs_acl").split(",") if word.strip()]
    for word in allowed:
        sources = source_match(word, "ipv4", spans)
        rules.add(ACCEPT, nvram.span("tr_acs_acl"), services=ports("both", port), sources=sources)
    if not allowed:
        rules.add(ACCEPT, spans, services=ports("udp", port))
    if nvram.text("tr_acs_url"):
        sources = source_match(nvram.text("tr_acs_url"), "ipv4", spans)
        rules.add(ACCEPT, nvram.span("tr_acs_url"), services=ports("tcp", port), sources=sources)


def forward_chain(nvram: Nvram) -> Chain:
    """What reaches the inside: with the firewall on, only what was translated."""
    rules = RuleWriter("FORWARD")
    if nat_enabled(nvram):
        rules.add(ACCEPT, nvram.span("vts_enable_x"), label="translated connections", destination_nat=True)
    return rules.chain()
