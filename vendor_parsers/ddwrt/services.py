"""Listeners, UPnP, accounts and facts."""

from __future__ import annotations

from routerlint.model.fact import Fact, stated
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_report import administrator
from routerlint.parsing.rule_writer import ports
from vendor_parsers.ddwrt.filter import filter_off
from vendor_parsers.ddwrt.interfaces import Network

__all__ = ["read_accounts", "read_facts", "read_listeners", "read_port_mappings"]


def read_listeners(nvram: Nvram) -> tuple[Listener, ...]:
    """The servers of which the NVRAM speaks."""
    openvpn = "tcp" if nvram.text("openvpn_proto").startswith("tcp") else "udp"
    rows = (
        ("http", ports("tcp", nvram.port("http_lanport", 80)), "http_enable"),
        ("https", ports("tcp", nvram.port("https_lanport", 443)), "https_enable"),
        ("ssh", ports("tcp", nvram.port("sshd_port", 22)), "sshd_enable"),
        ("telnet", ports("tcp", 23), "telnetd_enable"),
        ("dns", ports("both", 53), "dnsmasq_enable"),
        ("snmp", ports("udp", 161), "snmpd_enable"),
        ("ftp", ports("tcp", nvram.port("proftpd_port", 21)), "proftpd_enable"),
        ("smb", ports("tcp", ((139, 139), (445, 445))), "samba3_enable"),
        ("pptp", ports("tcp", 1723), "pptpd_enable"),
        ("openvpn", ports(openvpn, nvram.port("openvpn_port", 1194)), "openvpn_enable"),
    )
    found = [_listener(nvram, name, services, key) for name, services, key in rows if key in nvram]
    if nvram.text("wan_proto") in ("dhcp", "dhcp_auth"):
        spans = nvram.span("wan_proto")
        found.append(Listener(name="dhcp-client", services=ports("udp", 68), enabled=stated(value=True), spans=spans))
    return tuple(found)


def _listener(nvram: Nvram, name: str, services: ServiceSet, key: str) -> Listener:
    spans = nvram.span(key)
    return Listener(name=name, services=services, enabled=stated(nvram.on(key), *spans), spans=spans)


def read_port_mappings(nvram: Nvram, network: Network) -> tuple[PortMapping, ...]:
    """UPnP for clients of the LAN bridge."""
    spans = nvram.span("upnp_enable")
    if not spans:
        return ()
    return (
        PortMapping(
            kind="upnp",
            enabled=stated(nvram.on("upnp_enable"), *spans),
            interfaces=(network.lan.name,) if network.lan else (),
            external=(network.wan.name,) if network.wan else (),
            spans=spans,
        ),
    )


def read_accounts(nvram: Nvram) -> tuple[Account, ...]:
    """The administrator; DD-WRT stores even the name as a hash, so it is not shown."""
    if "http_passwd" not in nvram:
        return ()
    account = administrator(nvram, "http_username", "http_passwd")
    return (Account(name="administrator", password=account.password, spans=nvram.span("http_username", hidden=True)),)


def read_facts(nvram: Nvram) -> dict[str, Fact[str]]:
    """Answers that rules ask for by name."""
    if "filter" not in nvram:
        return {}
    return {"firewall-enabled": stated("no" if filter_off(nvram) else "yes", *nvram.span("filter"))}
