"""What a pfSense offers itself.

Source: pfSense src/etc/inc at 9363ac5 (filter.inc filter_get_antilockout_ports, system.inc, services.inc).
"""

from __future__ import annotations

from routerlint.model.service import Listener
from routerlint.netset.services import UDP, ServiceSet
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ipsec import active_tunnels
from routerlint.parsing.pf.listeners import automatic_listeners, listener, openvpn_servers, tcp, udp
from routerlint.parsing.pf.ports import port_number
from routerlint.parsing.xml import Element

__all__ = ["listeners", "listeners_complete", "management_ports"]

# Packages that open no port of their own towards the Internet, or whose ports are read here.
_QUIET_PACKAGES = frozenset((
    "acme", "apcupsd", "arpwatch", "aws-wizard", "backup", "bandwidthd", "cron", "darkstat", "filer", "ipsec-profile-wizard", "lldpd", "mailreport",
    "netgate_firmware_upgrade", "nmap", "notes", "open-vm-tools", "openvpn client export utility", "openvpn-client-export",
    "pfblockerng", "pfblockerng-devel", "service_watchdog", "shellcmd", "snort", "softflowd", "status_traffic_totals",
    "sudo", "suricata", "system patches", "system_patches", "wireguard", "miniupnpd",
))  # fmt: skip


# Sections of <installedpackages> that are read here, or whose programs open no port towards the Internet.
_QUIET_SECTIONS = (
    "package", "menu", "service", "tab", "miniupnpd", "wireguard", "vpn_openvpn_export", "openvpn", "acme", "pfblocker", "suricata",
    "snort", "cron", "filer", "shellcmd", "sudo", "servicewatchdog", "backup", "lldpd", "systempatches", "notes", "mailreport",
    "statustraffictotals", "nmap", "arpwatch", "darkstat", "bandwidthd", "softflowd", "apcupsd", "squidcache", "squidremote",
    "squidauth", "squidnac",
)  # fmt: skip


def _web(context: Context) -> tuple[Element, bool, int]:
    """The web interface's section, whether it speaks TLS, and its port."""
    section = context.root.at("system", "webgui")
    encrypted = section.get("protocol") == "https"
    return section, encrypted, port_number(section.get("port")) or (443 if encrypted else 80)


def _ssh(context: Context) -> tuple[Element, int] | None:
    """The element that switches ssh on, and its port; None if it is off. Old files say enablesshd."""
    system = context.root.at("system")
    section = system.at("ssh")
    if section.has("enable"):
        return section, port_number(section.get("port")) or 22
    if system.has("enablesshd"):
        return system, port_number(section.get("port")) or 22
    return None


def management_ports(context: Context) -> tuple[int, ...]:
    """The ports that the anti-lockout rule opens."""
    section, encrypted, port = _web(context)
    ports = [port]
    if encrypted and not section.has("disablehttpredirect") and port != 80:
        ports.append(80)
    shell = _ssh(context)
    if shell is not None:
        ports.append(shell[1])
    return tuple(ports)


def listeners(context: Context) -> tuple[Listener, ...]:
    """All services of the firewall that the file shows."""
    root, places = context.root, context.places
    section, encrypted, port = _web(context)
    span = places.element(section)
    source = "pfSense: the web interface listens on every interface"
    found = [listener("https" if encrypted else "http", tcp(port), (span,), default=source)]
    if encrypted and not section.has("disablehttpredirect") and port != 80:
        found.append(listener("http", tcp(80), (span,), default="pfSense: port 80 leads to the web interface"))
    shell = _ssh(context)
    if shell is not None:
        key = "enable" if shell[0].tag == "ssh" else "enablesshd"
        found.append(listener("ssh", tcp(shell[1]), (places.child(shell[0], key),)))
    for name in ("unbound", "dnsmasq"):
        resolver = root.at(name)
        if resolver.has("enable"):
            dns = port_number(resolver.get("port")) or 53
            chosen = _chosen(context, resolver.get("active_interface" if name == "unbound" else "interface"))
            found.append(listener("dns", tcp(dns) | udp(dns), (places.child(resolver, "enable"),), interfaces=chosen))
            if name == "unbound" and resolver.has("enablessl"):
                encrypted_port = port_number(resolver.get("tlsport")) or 853
                place = (places.child(resolver, "enablessl"),)
                found.append(listener("dns", tcp(encrypted_port), place, interfaces=chosen))
    clock = root.at("ntpd")
    if clock.get("enable") != "disabled":
        chosen = _chosen(context, clock.get("interface"))
        found.append(listener("ntp", udp(123), (places.element(clock),), interfaces=chosen, default="system.inc: on"))
    agent = root.at("snmpd")
    if agent.has("enable"):
        found.append(listener("snmp", udp(port_number(agent.get("pollport")) or 161), (places.child(agent, "enable"),)))
    if root.at("l2tp").get("mode") == "server":
        found.append(listener("l2tp", udp(1701), (places.child(root.at("l2tp"), "mode"),)))
    found += openvpn_servers(context)
    found += _wireguard(context)
    found += automatic_listeners(context, ipsec=bool(active_tunnels(root)))
    return tuple(found)


def _chosen(context: Context, text: str) -> tuple[str, ...] | None:
    """The interfaces of a comma list; None for all."""
    names = [name for name in text.split(",") if name]
    if not names or "all" in names:
        return None
    return tuple(member for name in names for member in context.addressing.members(name))


def _wireguard(context: Context) -> list[Listener]:
    """The tunnels of the WireGuard package."""
    found: list[Listener] = []
    for tunnel in context.root.at("installedpackages", "wireguard", "tunnels").all("item"):
        port = port_number(tunnel.get("listenport")) or 51820
        if tunnel.get("enabled") == "yes":
            span = context.places.child(tunnel, "listenport")
            found.append(listener("wireguard", ServiceSet.ports(UDP, [(port, port)]), (span,)))
    return found


def listeners_complete(context: Context) -> bool:
    """Whether no package is installed that may listen on ports which are not read here."""
    installed = context.root.at("installedpackages")
    others = any(not section.tag.startswith(_QUIET_SECTIONS) for section in installed.children)
    return not others and all(package.get("name").lower() in _QUIET_PACKAGES for package in installed.all("package"))
