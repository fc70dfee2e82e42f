"""What a VyOS router itself offers.

Source: vyos-1x interface-definitions/service_*.xml.in (default ports and listen addresses).
"""

from __future__ import annotations

from routerlint.model.fact import by_default, stated
from routerlint.model.service import Listener, PortMapping
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.listening import bound_to, listener, port_of, remote_access, sources, ssh, tcp, udp
from routerlint.parsing.vyatta.tree import Node

__all__ = ["SERVICES", "listeners", "listeners_complete", "port_mappings"]

SERVICES = frozenset((
    "ssh", "telnet", "https", "https-api", "snmp", "dns", "ntp", "dhcp-server", "dhcpv6-server", "dhcp-relay", "dhcpv6-relay", "tftp-server",
    "webproxy", "lldp", "router-advert", "pppoe-server", "ipoe-server", "mdns", "broadcast-relay", "console-server",
    "conntrack-sync", "event-handler", "flow-accounting", "monitoring", "ids", "salt-minion", "upnp", "sla", "config-sync",
    "ndp-proxy", "aws", "haproxy", "suricata", "stunnel", "eap",
))  # fmt: skip


# They open ports of their own, which are not read here.
_UNREAD = frozenset(("monitoring", "stunnel", "console-server", "sla", "conntrack-sync", "haproxy", "upnp"))


def listeners_complete(context: Context) -> bool:
    """Whether all that may listen is read: no other service, and no container that uses the router's own network."""
    words = {node.word for node in context.root.tags("service")}
    shared = any(node.has("allow-host-networks") for node in context.root.tags("container", "name"))
    return context.whole and words <= SERVICES - _UNREAD and not shared


def listeners(context: Context) -> tuple[Listener, ...]:
    """Every service that the file switches on."""
    service = context.root.get("service")
    found: list[Listener] = []
    if service.has("ssh"):
        found.append(ssh(context, service.get("ssh")))
    for name, word, port in (("telnet", "telnet", 23), ("tftp", "tftp-server", 69), ("http-proxy", "webproxy", 3128)):
        node = service.get(word)
        if node:
            interfaces = bound_to(context, node.values("listen-address"))
            ports = port_of(node, port)
            found.append(
                listener(context, name, node, udp(*ports) if name == "tftp" else tcp(*ports), interfaces=interfaces)
            )
    found += _web(context, service.get("https"))
    found += _names_and_time(context, service)
    if service.has("snmp"):
        found.append(_snmp(context, service.get("snmp")))
    if context.root.has("protocols", "bgp"):
        found.append(listener(context, "bgp", context.root.get("protocols", "bgp"), tcp(179)))
    return (*found, *_balanced(context), *remote_access(context))


def _balanced(context: Context) -> list[Listener]:
    """Services that the router takes for hosts behind it (interface-definitions/load-balancing_haproxy.xml.in)."""
    section = context.root.get("load-balancing")
    return [
        listener(
            context, "https" if node.has("ssl") else "http", node, tcp(*port_of(node, 80)),
            interfaces=bound_to(context, node.values("listen-address")),
        )
        for word in ("haproxy", "reverse-proxy")
        for node in section.tags(word, "service")
    ]  # fmt: skip


def _web(context: Context, node: Node) -> list[Listener]:
    """1.4 and later listen on one port; before, each virtual host has its own. Without any, every address."""
    if not node:
        return []
    hosts = list(node.tags("virtual-host"))
    if not hosts:
        interfaces = bound_to(context, node.values("listen-address"))
        allowed = sources(node.values("allow-client", "address"))
        return [listener(context, "https", node, tcp(*port_of(node, 443)), interfaces=interfaces, allowed=allowed)]
    return [
        listener(
            context, "https", host, tcp(*(port_of(host, 443) if host.has("port") else port_of(host, 443, "listen-port"))),
            interfaces=bound_to(context, (text for text in host.values("listen-address") if text != "*")),
        )
        for host in hosts
    ]  # fmt: skip


def _names_and_time(context: Context, service: Node) -> list[Listener]:
    found: list[Listener] = []
    dns = service.get("dns", "forwarding")
    if dns:
        addresses = (*dns.values("listen-address"), *dns.values("listen-on"))
        found.append(
            listener(
                context, "dns", dns, udp(*port_of(dns, 53)) | tcp(*port_of(dns, 53)), interfaces=bound_to(context, addresses),
                allowed=sources(dns.values("allow-from")),
            )
        )  # fmt: skip
    for ntp in (service.get("ntp"), context.root.get("system", "ntp")):
        # Since 1.4 (service ntp) it is chrony, told to "deny all" unless clients are named (templates/chrony/chrony.conf.j2);
        # before (system ntp), ntpd serves everybody unless clients are named.
        if ntp and (ntp.has("allow-client", "address") or ntp is not service.get("ntp")):
            allowed = sources((*ntp.values("allow-client", "address"), *ntp.values("allow-clients", "address")))
            found.append(
                listener(
                    context,
                    "ntp",
                    ntp,
                    udp(123),
                    interfaces=bound_to(context, (*ntp.values("listen-address"), *ntp.values("interface"))),
                    allowed=allowed,
                )
            )
    return found


def _snmp(context: Context, node: Node) -> Listener:
    """Community names are passwords: they are not kept."""
    clients = [
        text
        for community in node.tags("community")
        for word in ("client", "network")
        for text in community.values(word)
    ]
    every = not all(community.has("client") or community.has("network") for community in node.tags("community"))
    facts = {"version": stated("3" if node.has("v3") and not node.has("community") else "2c", context.span(node))}
    return listener(
        context, "snmp", node, udp(161), interfaces=bound_to(context, node.values("listen-address")),
        allowed=None if every else sources(clients), facts=facts,
    )  # fmt: skip


def port_mappings(context: Context) -> tuple[PortMapping, ...]:
    """UPnP existed in development releases of 1.4 only (vyos-1x interface-definitions/service-upnp.xml.in)."""
    node = context.root.get("service", "upnp")
    if node:
        return (
            PortMapping(
                kind="upnp",
                enabled=stated(True, context.span(node)),
                interfaces=node.values("listen"),
                external=node.values("wan-interface"),
                spans=(context.span(node),),
            ),
        )
    if not context.whole:
        return ()
    enabled = by_default(False, "VyOS has no UPnP service unless it is configured")  # value of a fact
    return (PortMapping(kind="upnp", enabled=enabled),)
