"""What an OPNsense offers itself.

Source: opnsense/core f95e815, plugins.inc.d (webgui.inc, openssh.inc, unbound.inc, dnsmasq.inc, ntpd.inc), filter.lib.inc
(filter_core_get_antilockout).
"""

from __future__ import annotations

from routerlint.model.service import Listener
from routerlint.netset.services import UDP, ServiceSet
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ipsec import active_tunnels
from routerlint.parsing.pf.listeners import automatic_listeners, bound_to, listener, openvpn_servers, tcp, udp
from routerlint.parsing.pf.ports import port_number
from routerlint.parsing.xml import Element

__all__ = ["listeners", "listeners_complete", "management_ports"]

# Plugins that open no port of their own, or whose ports are read here.
_QUIET_PLUGINS = ("os-theme-", "os-upnp", "os-dmidecode", "os-smart", "os-acme-client", "os-ddclient", "os-dyndns", "os-vmware", "os-qemu",
                  "os-virtualbox", "os-xen", "os-wireguard", "os-firewall", "os-api-backup", "os-cpu-microcode", "os-hw-probe",
                  "os-iperf", "os-lldpd", "os-wol", "os-sunnyvalley", "os-git-backup", "os-nextcloud-backup", "os-intrusion-detection")  # fmt: skip


# Sections of <OPNsense> that are read here, or whose programs open no port towards the Internet.
_QUIET_SECTIONS = frozenset((
    "AcmeClient", "DHCRelay", "DynDNS", "Firewall", "Gateways", "Hostwatch", "IDS", "IPsec", "Interfaces", "Kea", "MDNSRepeater",
    "Netflow", "OpenVPN", "OpenVPNExport", "QemuGuestAgent", "Swanctl", "Syslog", "SystemHealth", "TrafficShaper", "captiveportal",
    "cron", "filebeat", "hwprobe", "lldpd", "monit", "ndpproxy", "netsnmp", "openvpn", "puppetagent", "radvd", "trust",
    "udpbroadcastrelays", "unboundplus", "vnstat", "wireguard",
))  # fmt: skip


def _web(context: Context) -> tuple[Element, bool, int]:
    """The web interface's section, whether it speaks TLS, and its port."""
    section = context.root.at("system", "webgui")
    encrypted = section.get("protocol") == "https"
    return section, encrypted, port_number(section.get("port")) or (443 if encrypted else 80)


def _ssh_port(context: Context) -> int | None:
    """The port of ssh, None if it is off. An element that is there switches it on, whatever it holds."""
    section = context.root.at("system", "ssh")
    return (port_number(section.get("port")) or 22) if section.has("enabled") else None


def management_ports(context: Context) -> tuple[int, ...]:
    """The ports that the anti-lockout rules protect."""
    section, encrypted, port = _web(context)
    ports = [port]
    if encrypted and not section.has("disablehttpredirect"):
        ports.append(80)
    shell = _ssh_port(context)
    if shell is not None:
        ports.append(shell)
    return tuple(dict.fromkeys(ports))


def listeners(context: Context) -> tuple[Listener, ...]:
    """All services of the firewall that the file shows."""
    root, places = context.root, context.places
    section, encrypted, port = _web(context)
    span, bound = (places.element(section),), bound_to(context, section)
    source = "OPNsense: the web interface listens unless it is bound to interfaces"
    found = [listener("https" if encrypted else "http", tcp(port), span, interfaces=bound, default=source)]
    if encrypted and not section.has("disablehttpredirect"):
        redirect = "OPNsense: port 80 leads to the web interface"
        found.append(listener("http", tcp(80), span, interfaces=bound, default=redirect))
    shell, ssh = _ssh_port(context), root.at("system", "ssh")
    if shell is not None:
        found.append(listener("ssh", tcp(shell), (places.child(ssh, "enabled"),), interfaces=bound_to(context, ssh)))
    for resolver in (root.at("unbound"), root.at("OPNsense", "unboundplus", "general"), root.at("dnsmasq")):
        if _on(resolver, "enable") or _on(resolver, "enabled"):
            dns = port_number(resolver.get("port")) or 53
            found.append(listener("dns", tcp(dns) | udp(dns), (places.element(resolver),)))
    if root.has("ntpd") and root.at("ntpd").get("enable") != "disabled":
        found.append(listener("ntp", udp(123), (places.element(root.at("ntpd")),), default="ntpd.inc: on"))
    if root.at("OPNsense", "netsnmp", "general").filled("enabled"):
        found.append(listener("snmp", udp(161), (places.element(root.at("OPNsense", "netsnmp", "general")),)))
    found += openvpn_servers(context)
    found += _openvpn_instances(context)
    found += _wireguard(context)
    swan = root.at("OPNsense", "Swanctl", "Connections")
    found += automatic_listeners(context, ipsec=bool(active_tunnels(root)) or any(swan.all("Connection")))
    return tuple(found)


def _on(element: Element, tag: str) -> bool:
    return element.filled(tag)


def _openvpn_instances(context: Context) -> list[Listener]:
    """The servers of the new OpenVPN section."""
    found: list[Listener] = []
    for instance in context.root.at("OPNsense", "OpenVPN", "Instances").all("Instance"):
        if instance.get("role") == "server" and instance.filled("enabled"):
            port = port_number(instance.get("port")) or 1194
            services = tcp(port) if instance.get("proto").startswith("tcp") else udp(port)
            found.append(listener("openvpn", services, (context.places.element(instance),)))
    return found


def _wireguard(context: Context) -> list[Listener]:
    """The instances of WireGuard."""
    section = context.root.at("OPNsense", "wireguard")
    if not section.at("general").filled("enabled"):
        return []
    found: list[Listener] = []
    for server in section.at("server", "servers").all("server"):
        port = port_number(server.get("port"))
        if server.filled("enabled") and port is not None:
            span = context.places.child(server, "port")
            found.append(listener("wireguard", ServiceSet.ports(UDP, [(port, port)]), (span,)))
    return found


def listeners_complete(context: Context) -> bool:
    """Whether no plugin is installed that may listen on ports which are not read here."""
    plugins = context.root.at("system", "firmware").get("plugins").replace(",", " ").split()
    others = (section for section in context.root.at("OPNsense").children if section.tag not in _QUIET_SECTIONS)
    running = any(_on(place, "enabled") for section in others for place in (section, section.at("general")))
    return not running and all(plugin.startswith(_QUIET_PLUGINS) for plugin in plugins)
