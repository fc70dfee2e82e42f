"""Static and default routes, and which interface they leave by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routerlint.model.base import Model
from routerlint.model.interface import Interface, Route
from routerlint.netset.addresses import BITS, Family, parse_address, parse_network
from routerlint.parsing.vyatta.addressing import Addressing, asks_provider
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import TUNNELS, Link
from routerlint.parsing.vyatta.tree import Node

__all__ = ["DefaultRoute", "Routing", "leaves_by", "read_routing"]


class DefaultRoute(Model, frozen=True, kw_only=True):
    """A default route: its family, the interface (None if the gateway is in no known network) and its node."""

    family: Family
    interface: str | None
    node: Node


class Routing(Model, frozen=True, kw_only=True):
    """All routes, and the default ones among them."""

    routes: tuple[Route, ...]
    defaults: tuple[DefaultRoute, ...]


def read_routing(context: Context, found: tuple[Link, ...], addressing: Addressing) -> Routing:
    """Static routes, the gateway of the system, and what DHCP and PPPoE bring."""
    networks = [
        (address.family, address.number >> shift, shift, name)
        for name, held in addressing.of.items()
        for address in held
        if (shift := BITS[address.family] - address.length) or address.stated
    ]
    beyond = _provider_line(found, addressing)
    routes: list[Route] = []
    defaults: list[DefaultRoute] = []
    for node, target, family in _static(context):
        network = parse_network(target)
        if network is None or network[0] != family:
            context.not_read(node)
            continue
        for gateway, named in _ways(node):
            interface = named or _interface_of(gateway, networks)
            if interface == "":
                continue
            if interface is None and gateway:
                interface = beyond
            spans = (context.span(node),)
            routes.append(Route(family=family, number=network[1], length=network[2], interface=interface, spans=spans))
            if network[2] == 0:
                defaults.append(DefaultRoute(family=family, interface=interface, node=node))
    for leaf in context.root.tags("system", "gateway-address"):
        interface = _interface_of(leaf.word, networks)
        routes.append(Route(family="ipv4", number=0, length=0, interface=interface, spans=(context.span(leaf),)))
        defaults.append(DefaultRoute(family="ipv4", interface=interface, node=leaf))
    routes += _brought(context, found)
    return Routing(routes=tuple(routes), defaults=tuple(defaults))


def _provider_line(found: tuple[Link, ...], addressing: Addressing) -> str | None:
    """The line on which a gateway lies that is in no network of the file: the first whose address the provider gives.

    None if it may be the other end of a tunnel. Through whichever line it leaves, it leaves the house.
    """
    lines = [link.name for link in found if link.enabled and asks_provider(link)]
    bare = any(link.enabled and link.kind in TUNNELS and not addressing.of[link.name] for link in found)
    return None if bare or not lines else lines[0]


def leaves_by(node: Node, interfaces: Iterable[Interface]) -> Iterator[str | None]:
    """The interfaces of a route's next hops; None where the file does not settle it."""
    networks = [
        (address.family, address.number >> shift, shift, interface.name)
        for interface in interfaces
        for address in interface.addresses
        if (shift := BITS[address.family] - address.length) or address.stated
    ]
    for gateway, named in _ways(node):
        yield named or _interface_of(gateway, networks)


def _static(context: Context) -> Iterator[tuple[Node, str, Family]]:
    """Only the main table: other tables and VRFs have ways of their own."""
    static = context.root.get("protocols", "static")
    words: tuple[tuple[str, Family], ...] = (
        ("route", "ipv4"), ("interface-route", "ipv4"), ("route6", "ipv6"), ("interface-route6", "ipv6"),
    )  # fmt: skip
    for word, family in words:
        for node in static.tags(word):
            yield node, node.word, family


def _ways(node: Node) -> Iterator[tuple[str, str | None]]:
    """Gateway and interface of each next hop."""
    for hop in node.tags("next-hop"):
        if not hop.has("disable"):
            yield hop.word, hop.value("interface") or hop.value("next-hop-interface") or None
    for word in ("next-hop-interface", "interface", "dhcp-interface"):
        for hop in node.tags(word):
            if not hop.has("disable"):
                yield "", hop.word
    for name in node.values("dhcp-interface"):
        yield "", name


def _interface_of(gateway: str, networks: list[tuple[Family, int, int, str]]) -> str | None:
    address = parse_address(gateway)
    if address is None:
        return None
    return next(
        (name for family, prefix, shift, name in networks if family == address[0] and address[1] >> shift == prefix),
        None,
    )


def _brought(context: Context, found: tuple[Link, ...]) -> Iterator[Route]:
    """A provider's DHCP and PPP bring a default route, unless it is refused."""
    for link in found:
        refused = link.node.value("default-route") == "none" or link.node.has("no-default-route")
        refused = refused or link.node.has("dhcp-options", "no-default-route")
        if link.enabled and not refused and asks_provider(link):
            spans = (context.span(link.node),)
            yield Route(family="ipv4", number=0, length=0, interface=link.name, spans=spans)
            if link.node.has("ipv6", "address", "autoconf") or "dhcpv6" in link.node.values("address"):
                yield Route(family="ipv6", number=0, length=0, interface=link.name, spans=spans)
