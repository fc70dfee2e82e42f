"""Listeners, UPnP and accounts."""

from __future__ import annotations

from typing import Literal

from routerlint.model.fact import NOT_STATED, stated
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_report import administrator
from routerlint.parsing.rule_writer import ports
from routerlint.wording import phrase
from vendor_parsers.freshtomato.interfaces import Network
from vendor_parsers.freshtomato.management import remote_services
from vendor_parsers.freshtomato.servers import openvpn_ports

__all__ = ["read_accounts", "read_listeners", "read_port_mappings"]

_KINDS: tuple[tuple[Literal["upnp", "nat-pmp"], int], ...] = (("upnp", 1), ("nat-pmp", 2))


def read_listeners(nvram: Nvram) -> tuple[Listener, ...]:
    """The servers of which the NVRAM speaks; the web server and SSH listen on their outside ports too."""
    rows = (
        ("http", ports("tcp", nvram.port("http_lanport", 80)), "http_enable"),
        ("https", ports("tcp", nvram.port("https_lanport", 443)), "https_enable"),
        ("telnet", ports("tcp", nvram.port("telnetd_port", 23)), "telnetd_eas"),
        ("ssh", ports("tcp", nvram.port("sshd_port", 22)), "sshd_eas"),
        ("ftp", ports("tcp", nvram.port("ftp_port", 21)), "ftp_enable"),
        ("smb", ports("tcp", ((139, 139), (445, 445))), "smbd_enable"),
        ("snmp", ports("udp", nvram.port("snmp_port", 161)), "snmp_enable"),
        ("pptp", ports("tcp", 1723), "pptpd_enable"),
    )
    found = [_listener(nvram, name, services, key) for name, services, key in rows if key in nvram]
    for service in remote_services(nvram):
        secure = nvram.on("remote_mgt_https")
        name = "ssh" if service.name == "remote SSH" else "https" if secure else "http"
        services = ports("tcp", service.outside)
        found.append(Listener(name=name, services=services, enabled=stated(value=True), spans=service.spans))
    for unit, services in openvpn_ports(nvram):
        spans = nvram.span("vpn_server_eas", f"vpn_server{unit}_port")
        found.append(Listener(name="openvpn", services=services, enabled=stated(value=True), spans=spans))
    return tuple(found)


def _listener(nvram: Nvram, name: str, services: ServiceSet, key: str) -> Listener:
    spans = nvram.span(key)
    return Listener(name=name, services=services, enabled=stated(bool(nvram.number(key)), *spans), spans=spans)


def read_port_mappings(nvram: Nvram, network: Network) -> tuple[PortMapping, ...]:
    """upnp_enable is a set of bits: 1 UPnP, 2 NAT-PMP."""
    if "upnp_enable" not in nvram:
        return ()
    bits = nvram.number("upnp_enable")
    spans = nvram.span("upnp_enable", "upnp_secure")
    secure = stated(nvram.on("upnp_secure"), *nvram.span("upnp_secure")) if "upnp_secure" in nvram else NOT_STATED
    low, high = nvram.port("upnp_min_port_ext", 1), nvram.port("upnp_max_port_ext", 65535)
    target = "the host that asks" if nvram.on("upnp_secure") else "any LAN host"
    return tuple(
        PortMapping(
            kind=kind,
            enabled=stated(bool(bits & bit), *spans),
            interfaces=_inside(nvram, network),
            external=tuple(interface.name for interface in network.wan),
            secure_mode=secure,
            low_ports=stated(low < 1024, *nvram.span("upnp_min_port_ext")),
            may_open=phrase("ports {low}-{high} to {target}", low=low, high=high, target=target),
            spans=spans,
        )
        for kind, bit in _KINDS
    )


def _inside(nvram: Nvram, network: Network) -> tuple[str, ...]:
    """The bridges on which requests are taken."""
    names = [i.name for number, i in enumerate(network.lan) if nvram.text(f"upnp_lan{number or ''}", "1") == "1"]
    return tuple(names)


def read_accounts(nvram: Nvram) -> tuple[Account, ...]:
    """The administrator of the web interface."""
    return (administrator(nvram, "http_username", "http_passwd"),) if "http_username" in nvram else ()
