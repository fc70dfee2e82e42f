"""Gateways, default routes and static routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from routerlint.model.base import Model
from routerlint.model.interface import Interface, Role, Route
from routerlint.netset.addresses import Family, parse_address, parse_network
from routerlint.parsing.pf.addressing import Addressing
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element
from routerlint.text.span import Span

__all__ = ["Gateway", "default_gateways", "group_interfaces", "read_gateways", "read_routes", "route_networks"]


class Gateway(Model, frozen=True, kw_only=True):
    """A next hop by name; default: it is marked as the default one."""

    name: str
    interface: str
    family: Family
    default: bool = False
    disabled: bool = False
    span: Span


def read_gateways(root: Element, places: Places, ticked: Callable[[Element, str], bool]) -> dict[str, Gateway]:
    """All gateways by name, from both places where the products keep them.

    ticked: whether a check box is set (presence in pfSense, a value in OPNsense).
    """
    found: dict[str, Gateway] = {}
    for section in (root.at("gateways"), root.at("OPNsense", "Gateways")):
        for item in section.all("gateway_item"):
            address = parse_address(item.get("gateway"))
            six = item.get("ipprotocol") == "inet6" or (address is not None and address[0] == "ipv6")
            gateway = Gateway(
                name=item.get("name"),
                interface=item.get("interface"),
                family="ipv6" if six else "ipv4",
                default=ticked(item, "defaultgw"),
                disabled=ticked(item, "disabled"),
                span=places.element(item),
            )
            found[gateway.name] = gateway
    return found


def _group_members(root: Element, name: str) -> Iterator[str]:
    """The gateways of a gateway group; each item is "gateway|tier|address"."""
    for group in root.at("gateways").all("gateway_group"):
        if group.get("name") == name:
            yield from (item.partition("|")[0] for item in group.every("item"))


def default_gateways(root: Element, gateways: dict[str, Gateway]) -> dict[str, Span]:
    """The interfaces through which a default route leaves, with the line that says so."""
    section = root.at("gateways")
    names = [section.get(key) for key in ("defaultgw4", "defaultgw6") if section.get(key) not in ("", "-")]
    names += [member for name in names for member in _group_members(root, name)]
    chosen = [gateways[name] for name in names if name in gateways]
    chosen += [gateway for gateway in gateways.values() if gateway.default and not gateway.disabled]
    return {gateway.interface: gateway.span for gateway in reversed(chosen)}


def group_interfaces(root: Element, gateways: dict[str, Gateway], name: str) -> tuple[str, ...]:
    """The interfaces of a gateway group, () if there is no such group."""
    found = (gateways[member].interface for member in _group_members(root, name) if member in gateways)
    return tuple(dict.fromkeys(found))


def read_routes(
    root: Element,
    interfaces: Iterable[Interface],
    gateways: dict[str, Gateway],
    addressing: Addressing,
    places: Places,
    ticked: Callable[[Element, str], bool],
) -> tuple[Route, ...]:
    """The default routes, one for each WAN interface and family that has addresses, and the static routes.

    ticked: whether a check box is set (presence in pfSense, a value in OPNsense).
    """
    routes: list[Route] = []
    for interface in interfaces:
        if interface.role is Role.WAN:
            families = dict.fromkeys(address.family for address in interface.addresses)
            routes += [
                Route(family=family, number=0, length=0, interface=interface.name, spans=interface.spans)
                for family in families
            ]
    for entry in root.at("staticroutes").all("route"):
        if ticked(entry, "disabled"):
            continue
        gateway = gateways.get(entry.get("gateway"))
        via = gateway.interface if gateway is not None else None
        spans = (places.element(entry),)
        for family, number, length in route_networks(entry.get("network"), addressing):
            routes.append(Route(family=family, number=number, length=length, interface=via, spans=spans))
    return tuple(routes)


def route_networks(text: str, addressing: Addressing) -> list[tuple[Family, int, int]]:
    """The prefixes of a static route: one, or those of an alias."""
    network = parse_network(text)
    if network is not None:
        return [network]
    if addressing.aliases.find(text) is None:
        return []
    families: tuple[Family, Family] = ("ipv4", "ipv6")
    found: list[tuple[Family, int, int]] = []
    for family in families:
        for cidr in addressing.aliases.addresses(text, family).certain.cidrs():
            parsed = parse_network(cidr)
            if parsed is not None:
                found.append(parsed)
    return found
