"""Services of the router itself, as both systems write them."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, parse_address, parse_addresses
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.parsing.netfilter.names import port_number
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.tree import Node

__all__ = ["bound_to", "listener", "port_of", "remote_access", "sources", "ssh", "tcp", "udp"]

_EVERY = frozenset(("0.0.0.0", "::"))  # noqa: S104  # read from a configuration, nothing is bound here


def tcp(*ports: int) -> ServiceSet:
    """TCP ports."""
    return ServiceSet.ports(TCP, [(port, port) for port in ports])


def udp(*ports: int) -> ServiceSet:
    """UDP ports."""
    return ServiceSet.ports(UDP, [(port, port) for port in ports])


def port_of(node: Node, default: int, *words: str) -> tuple[int, ...]:
    """The ports that a leaf states, or the default."""
    found = [port_number(text) for text in node.values(*(words or ("port",)))]
    return tuple(port for port in found if port) or (default,)


def bound_to(context: Context, addresses: Iterable[str]) -> tuple[str, ...] | None:
    """The interfaces that hold these listen addresses; None for every interface."""
    wanted = tuple(addresses)
    if not wanted or any(text in _EVERY for text in wanted):
        return None
    numbers = {parse_address(text) for text in wanted}
    return tuple(
        interface.name
        for interface in context.interfaces.values()
        if interface.name in wanted or any((a.family, a.number) in numbers for a in interface.addresses)
    )


def sources(texts: Iterable[str]) -> tuple[AddressSet, ...] | None:
    """The senders that a service answers; None for everybody."""
    found = [parsed for text in texts if (parsed := parse_addresses(text)) is not None]
    return tuple(found) or None


def listener(
    context: Context,
    name: str,
    node: Node,
    services: ServiceSet,
    *,
    interfaces: tuple[str, ...] | None = None,
    allowed: tuple[AddressSet, ...] | None = None,
    facts: dict[str, Fact[str]] | None = None,
) -> Listener:
    """A listener that a node of the file switches on."""
    place = context.span(node)
    return Listener(
        name=name,
        services=services,
        enabled=stated(True, place),
        interfaces=interfaces,
        allowed=allowed,
        facts=facts or {},
        spans=(place,),
    )


def ssh(context: Context, node: Node) -> Listener:
    """The SSH server (port 22 on every address unless said otherwise)."""
    facts: dict[str, Fact[str]] = {}
    for word in ("disable-password-authentication", "disable-password-auth"):
        if node.has(word):
            facts["password-authentication"] = stated("no", context.span(node.get(word)))
    if not facts:
        facts["password-authentication"] = by_default(
            "yes", "VyOS and EdgeOS manuals, service ssh", (context.span(node),)
        )
    return listener(
        context,
        "ssh",
        node,
        tcp(*port_of(node, 22)),
        interfaces=bound_to(context, node.values("listen-address")),
        facts=facts,
    )


def remote_access(context: Context) -> list[Listener]:
    """VPN servers, which the file switches on below `vpn` and as interfaces."""
    vpn = context.root.get("vpn")
    found: list[Listener] = []
    for word, name, services in (
        ("ipsec", "ipsec-ike", udp(500)),
        ("ipsec", "ipsec-nat-t", udp(4500)),
        ("l2tp", "l2tp", udp(1701)),
        ("pptp", "pptp", tcp(1723)),
        ("sstp", "sstp", tcp(*port_of(vpn.get("sstp"), 443))),
        ("openconnect", "https", tcp(*port_of(vpn.get("openconnect"), 443, "listen-ports", "tcp"))),
    ):
        if vpn.has(word):
            found.append(listener(context, name, vpn.get(word), services))
    interfaces = context.root.get("interfaces")
    for node in interfaces.tags("wireguard"):
        ports = port_of(node, 0) if node.has("port") else port_of(node, 0, "listen-port")
        if any(ports):
            found.append(listener(context, "wireguard", node, udp(*ports)))
    for node in interfaces.tags("openvpn"):
        if node.value("mode") in ("server", "site-to-site"):
            port = port_of(node, 1194, "local-port")
            over_tcp = node.value("protocol").startswith("tcp")
            found.append(listener(context, "openvpn", node, tcp(*port) if over_tcp else udp(*port)))
    return found
