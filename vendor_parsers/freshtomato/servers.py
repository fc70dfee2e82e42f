"""The router's own servers that open the WAN, with a switch of their own or without one.

Sources: filter_input() of rc/firewall.c, build_tr_firewall() of rc/transmission.c, build_nginx_firewall() of
rc/nginx.c (FreshTomato).
"""

from __future__ import annotations

from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, ports
from vendor_parsers.freshtomato.forwards import comma_sources

__all__ = ["openvpn_ports", "write_servers"]


def write_servers(nvram: Nvram, rules: RuleWriter) -> None:
    """Accepts for what runs on the router."""
    if nvram.on("nginx_enable") and nvram.number("nginx_remote"):
        spans = nvram.span("nginx_remote", "nginx_port")
        rules.add(ACCEPT, spans, label="web server", services=ports("tcp", nvram.port("nginx_port", 85)))
    if nvram.on("ftp_enable"):  # 1: WAN and LAN, 2: LAN only
        services = ports("tcp", nvram.port("ftp_port", 21))
        for sources in comma_sources(nvram, "ftp_sip", "ipv4"):
            spans = nvram.span("ftp_enable", "ftp_port", "ftp_sip")
            rules.add(ACCEPT, spans, label="FTP", services=services, sources=sources)
    if nvram.on("snmp_enable") and nvram.on("snmp_remote"):
        services = ports("udp", nvram.port("snmp_port", 161))
        for sources in comma_sources(nvram, "snmp_remote_sip", "ipv4"):
            spans = nvram.span("snmp_remote", "snmp_port", "snmp_remote_sip")
            rules.add(ACCEPT, spans, label="SNMP", services=services, sources=sources)
    if nvram.text("dr_wan_rx", "0") != "0":
        rules.add(ACCEPT, nvram.span("dr_wan_rx"), label="RIP", services=ports("udp", 520))
    _downloads(nvram, rules)
    if nvram.number("smbd_enable") and nvram.on("smbd_wanaccess"):
        services = ports("tcp", ((139, 139), (445, 445)))
        rules.add(ACCEPT, nvram.span("smbd_wanaccess", "smbd_enable"), label="Samba", services=services)
    if nvram.on("pptpd_enable"):
        services = ports("tcp", 1723) | ServiceSet.protocol(47)
        rules.add(ACCEPT, nvram.span("pptpd_enable"), label="PPTP", services=services)
    if nvram.number("ntpd_enable") == 2:
        rules.add(ACCEPT, nvram.span("ntpd_enable"), label="NTP", services=ports("udp", 123))
    for unit, services in openvpn_ports(nvram):
        spans = nvram.span("vpn_server_eas", f"vpn_server{unit}_port", f"vpn_server{unit}_proto")
        rules.add(ACCEPT, spans, label="OpenVPN", services=services)


def _downloads(nvram: Nvram, rules: RuleWriter) -> None:
    """BitTorrent opens its port with no switch of its own; its web interface and Aria2 have one."""
    if nvram.number("bt_enable"):
        rules.add(
            ACCEPT,
            nvram.span("bt_enable", "bt_port"),
            label="BitTorrent",
            services=ports("tcp", nvram.port("bt_port", 51515)),
        )
        if nvram.number("bt_rpc_wan"):
            spans = nvram.span("bt_rpc_wan", "bt_port_gui")
            rules.add(
                ACCEPT, spans, label="BitTorrent web interface", services=ports("tcp", nvram.port("bt_port_gui", 9091))
            )
    if nvram.on("ar_enable"):
        for switch, port_key, default in (("ar_bt_en", "ar_bt_port", 6881), ("ar_rpc_wan", "ar_rpc_port", 6800)):
            if nvram.on(switch):
                spans = nvram.span(switch, port_key)
                rules.add(ACCEPT, spans, label="Aria2", services=ports("tcp", nvram.port(port_key, default)))


def openvpn_ports(nvram: Nvram) -> tuple[tuple[str, ServiceSet], ...]:
    """OpenVPN servers that start with the WAN."""
    found: list[tuple[str, ServiceSet]] = []
    for unit in sorted(set(nvram.text("vpn_server_eas").split(","))):
        if unit in ("1", "2", "3", "4"):
            protocol = "tcp" if nvram.text(f"vpn_server{unit}_proto").startswith("tcp") else "udp"
            found.append((unit, ports(protocol, nvram.port(f"vpn_server{unit}_port", 1194))))
    return tuple(found)
