"""Listeners, UPnP and accounts."""

from __future__ import annotations

from routerlint.model.fact import NOT_STATED, Fact, by_default, stated
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_report import administrator
from routerlint.parsing.rule_writer import ports
from routerlint.wording import Phrase, phrase
from vendor_parsers.asuswrt.interfaces import Network
from vendor_parsers.asuswrt.servers import ipsec_server, openvpn_servers, wireguard_server

__all__ = ["read_accounts", "read_facts", "read_listeners", "read_port_mappings"]

_FIREWALL_C = "Asuswrt-Merlin, rc/firewall.c"


def read_listeners(nvram: Nvram) -> tuple[Listener, ...]:
    """The servers of which the NVRAM speaks."""
    mode = nvram.number("http_enable")
    found = [
        _listener(nvram, "http", ports("tcp", nvram.port("http_lanport", 80)), "http_enable", on=mode != 1),
        _listener(nvram, "https", ports("tcp", nvram.port("https_lanport", 443)), "http_enable", on=mode != 0),
        _listener(nvram, "ssh", ports("tcp", nvram.port("sshd_port", 22)), "sshd_enable", port="sshd_port"),
        _listener(nvram, "telnet", ports("tcp", 23), "telnetd_enable"),
        _listener(nvram, "ftp", ports("tcp", 21), "enable_ftp"),
        _listener(nvram, "smb", ports("tcp", ((139, 139), (445, 445))), "enable_samba"),
        _listener(nvram, "snmp", ports("udp", ((161, 162),)), "snmpd_enable"),
        _listener(nvram, "pptp", ports("tcp", 1723), "pptpd_enable"),
        _listener(nvram, "cwmp", ports("both", nvram.port("tr_conn_port", 7547)), "tr_enable"),
        _listener(nvram, "webdav", ports("tcp", nvram.port("webdav_https_port", 443)), "enable_webdav"),
        _listener(nvram, "radius", ports("udp", 1812), "radius_serv_enable"),
    ]
    servers = [*openvpn_servers(nvram), *(s for s in (wireguard_server(nvram), ipsec_server(nvram)) if s)]
    found += [Listener(name=s.name, services=s.services, enabled=stated(value=True), spans=s.spans) for s in servers]
    if nvram.text("wan0_proto") == "dhcp":
        found.append(
            Listener(
                name="dhcp-client",
                services=ports("udp", 68),
                enabled=stated(value=True),
                spans=nvram.span("wan0_proto"),
            )
        )
    return tuple(found)


def _listener(
    nvram: Nvram, name: str, services: ServiceSet, key: str, *, on: bool | None = None, port: str = ""
) -> Listener:
    running = bool(nvram.number(key)) if on is None else on
    spans = nvram.span(key)
    enabled = stated(running, *spans) if spans else by_default(value=False, source=_FIREWALL_C)
    return Listener(name=name, services=services, enabled=enabled, spans=(*spans, *nvram.span(port)) if port else spans)


def read_port_mappings(nvram: Nvram, network: Network) -> tuple[PortMapping, ...]:
    """UPnP IGD (which serves NAT-PMP and PCP too), and IPv6 pinholes."""
    inside = (network.lan.name,) if network.lan else ()
    spans = nvram.span("upnp_enable", "wan0_upnp_enable", "upnp_secure")
    enabled = bool(nvram.number("upnp_enable"))
    if not spans:
        return ()
    return (
        PortMapping(
            kind="upnp",
            enabled=stated(enabled, *spans),
            interfaces=inside,
            external=tuple(interface.name for interface in network.wan),
            secure_mode=_fact(nvram, "upnp_secure"),
            low_ports=_low_ports(nvram),
            may_open=_may_open(nvram),
            spans=spans,
        ),
    )


def _fact(nvram: Nvram, key: str) -> Fact[bool]:
    if key not in nvram:
        return NOT_STATED
    return stated(bool(nvram.number(key)), *nvram.span(key))


def _low_ports(nvram: Nvram) -> Fact[bool]:
    """Whether ports below 1024 may be mapped."""
    if "upnp_min_port_ext" not in nvram:
        return NOT_STATED
    return stated(nvram.port("upnp_min_port_ext", 1) < 1024, *nvram.span("upnp_min_port_ext"))


def _may_open(nvram: Nvram) -> Phrase:
    low, high = nvram.port("upnp_min_port_ext", 1), nvram.port("upnp_max_port_ext", 65535)
    secure = bool(nvram.number("upnp_secure"))
    if (low, high) == (1, 65535):
        return phrase("any port to the host that asks") if secure else phrase("any port to any LAN host")
    if secure:
        return phrase("ports {low}-{high} to the host that asks", low=low, high=high)
    return phrase("ports {low}-{high} to any LAN host", low=low, high=high)


def read_accounts(nvram: Nvram) -> tuple[Account, ...]:
    """The administrator of the web interface."""
    if "http_username" not in nvram:
        return ()
    return (administrator(nvram, "http_username", "http_passwd"),)


def read_facts(nvram: Nvram) -> dict[str, Fact[str]]:
    """Answers that rules ask for by name."""
    facts: dict[str, Fact[str]] = {}
    if "fw_enable_x" in nvram:
        facts["firewall-enabled"] = stated("yes" if nvram.on("fw_enable_x") else "no", *nvram.span("fw_enable_x"))
    if "ipv6_fw_enable" in nvram and nvram.text("ipv6_service") not in ("", "disabled"):
        on = "yes" if nvram.on("ipv6_fw_enable") else "no"
        facts["ipv6-firewall-enabled"] = stated(on, *nvram.span("ipv6_fw_enable"))
    return facts
