"""What an EdgeOS router itself offers.

Source: EdgeOS user guide (web interface on 80 and 443, SSH on 22) and exports; a service without a listen address
answers on every address, and only the ruleset `local` protects it.
"""

from __future__ import annotations

from routerlint.model.fact import by_default, stated
from routerlint.model.service import Listener
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.listening import bound_to, listener, port_of, remote_access, sources, ssh, tcp, udp
from routerlint.parsing.vyatta.tree import Node

__all__ = ["SERVICES", "listeners", "listeners_complete"]

SERVICES = frozenset((
    "ssh", "telnet", "gui", "snmp", "dns", "nat", "upnp", "upnp2", "unms", "dhcp-server", "dhcpv6-server", "dhcp-relay", "dhcpv6-relay", "lldp",
    "mdns", "pppoe-server", "ubnt-discover", "ubnt-discover-server", "webproxy", "sshguard", "bcast-relay", "igmp-proxy", "udapi-server",
    "ids", "event-handler", "connection-tracking", "conntrack-sync", "tftp-server", "ntp", "router-advert", "suspend",
))  # fmt: skip


def listeners_complete(context: Context) -> bool:
    """Whether all that may listen is read."""
    return context.whole and all(node.word in SERVICES for node in context.root.tags("service"))


def listeners(context: Context) -> tuple[Listener, ...]:
    """Every service that the file switches on."""
    service = context.root.get("service")
    found: list[Listener] = []
    if service.has("ssh"):
        found.append(ssh(context, service.get("ssh")))
    gui = service.get("gui")
    if gui:
        interfaces = bound_to(context, gui.values("listen-address"))
        for name, word, port in (("http", "http-port", 80), ("https", "https-port", 443)):
            found.append(listener(context, name, gui, tcp(*port_of(gui, port, word)), interfaces=interfaces))
    telnet = service.get("telnet")
    if telnet:
        interfaces = bound_to(context, telnet.values("listen-address"))
        found.append(listener(context, "telnet", telnet, tcp(*port_of(telnet, 23)), interfaces=interfaces))
    if service.has("dns", "forwarding"):
        found.append(_dns(context, service.get("dns", "forwarding")))
    if service.has("snmp"):
        found.append(_snmp(context, service.get("snmp")))
    if context.root.has("protocols", "bgp"):
        found.append(listener(context, "bgp", context.root.get("protocols", "bgp"), tcp(179)))
    if context.whole and not service.has("ubnt-discover-server", "disable"):
        found.append(_discovery())
    return (*found, *remote_access(context))


def _discovery() -> Listener:
    """The answers to Ubiquiti's device search, on unless `service ubnt-discover-server disable` stands in the file."""
    enabled = by_default(True, "EdgeOS: on unless service ubnt-discover-server disable")  # value of a fact
    return Listener(name="ubiquiti-discovery", services=udp(10001), enabled=enabled)


def _dns(context: Context, node: Node) -> Listener:
    """dnsmasq: on the interfaces of `listen-on`, or on all but those of `except-interface`."""
    interfaces: tuple[str, ...] | None = node.values("listen-on") or None
    excluded = node.values("except-interface")
    if interfaces is None and excluded:
        interfaces = tuple(name for name in context.interfaces if name not in excluded)
    return listener(context, "dns", node, udp(53) | tcp(53), interfaces=interfaces)


def _snmp(context: Context, node: Node) -> Listener:
    """Community names are passwords: they are not kept."""
    communities = list(node.tags("community"))
    every = not communities or any(not (c.has("client") or c.has("network")) for c in communities)
    clients = [text for c in communities for word in ("client", "network") for text in c.values(word)]
    facts = {"version": stated("3" if node.has("v3") and not communities else "2c", context.span(node))}
    return listener(
        context, "snmp", node, udp(161), interfaces=bound_to(context, node.values("listen-address")),
        allowed=None if every else sources(clients), facts=facts,
    )  # fmt: skip
