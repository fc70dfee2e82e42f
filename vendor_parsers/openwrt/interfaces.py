"""Links as the model's interfaces: roles from evidence, addresses and routes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, Route
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_network
from routerlint.netset.special import private, shared
from routerlint.text.span import Span
from vendor_parsers.openwrt.addressing import Address
from vendor_parsers.openwrt.links import looks_like_tunnel
from vendor_parsers.openwrt.network import Link, Logical, Network
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.uci import Package, Section
from vendor_parsers.openwrt.zones import Zone

__all__ = ["read_interfaces", "read_routes"]

_TRUE = ("1", "on", "true", "yes")


def read_interfaces(
    network: Network, zones: Sequence[Zone], forwardings: set[tuple[str, str]]
) -> tuple[Interface, ...]:
    """The interfaces with their roles.

    zones: in file order, () if there is no firewall. forwardings: pairs of zone names.
    """
    zone_of: dict[str, Zone] = {}
    for zone in zones:
        for link in () if zone.subnets else zone.links:
            zone_of.setdefault(link.name, zone)
    relayed = {
        name for one in network.logicals.values() if one.protocol == "relay" for name in one.section.words("network")
    }
    upstream = [link for link in network.links if _upstream(link) is not None and not _relayed(link, relayed)]
    found = []
    for link in network.links:
        own = zone_of.get(link.name)
        role, evidence = _role(link, own, upstream, zone_of, relayed, forwardings)
        found.append(_interface(link, role, evidence, own, network))
    return tuple(found)


def _interface(link: Link, role: Role, evidence: list[Evidence], zone: Zone | None, network: Network) -> Interface:
    active = [logical for logical in link.logicals if logical.enabled]
    spans = tuple(logical.package.span(logical.section) for logical in link.logicals)
    addresses = [_address(address) for logical in active for address in logical.addresses]
    return Interface(
        name=link.name,
        role=role,
        evidence=tuple(evidence),
        addresses=tuple(dict.fromkeys(addresses)),
        enabled=bool(active) or not link.logicals,
        zone=zone.name if zone is not None else None,
        description=link.device if not link.device.startswith("?") and link.device != link.name else "",
        assumed=link.assumed or not network.known,
        spans=spans,
    )


def _address(address: Address) -> InterfaceAddress:
    spans = () if address.span is None else (address.span,)
    return InterfaceAddress(
        family=address.family, number=address.number, length=address.length, stated=address.stated, spans=spans
    )


def _active(link: Link) -> list[Logical]:
    return [logical for logical in link.logicals if logical.enabled]


def _upstream(link: Link) -> tuple[str, Span] | None:
    """Why the Internet is behind a link: the strongest reason."""
    reasons = [(not one.strong, one.upstream) for one in _active(link) if one.upstream is not None]
    return min(reasons, key=lambda reason: reason[0])[1] if reasons else None


def _relayed(link: Link, relayed: set[str]) -> bool:
    return any(logical.name in relayed for logical in link.logicals)


def _role(
    link: Link,
    zone: Zone | None,
    upstream: list[Link],
    zone_of: dict[str, Zone],
    relayed: set[str],
    forwardings: set[tuple[str, str]],
) -> tuple[Role, list[Evidence]]:
    """The role and why."""
    reason = _upstream(link)
    masquerades = zone is not None and zone.masquerades
    if _relayed(link, relayed):
        # relayd makes it one network with the other side, whose router stands further out
        return Role.LAN, [Evidence(text="relayd joins it with another inside network")]
    if reason is not None:
        evidence = [Evidence(text=reason[0], spans=(reason[1],))]
        if masquerades and zone is not None:
            evidence.append(Evidence(text=f"its zone {zone.name} masquerades"))
        strong = any(one.strong for one in _active(link))
        if strong or masquerades or zone is None or not _inner_router(link, upstream, zone_of):
            return Role.WAN, evidence
        return Role.LAN, [*evidence, Evidence(text="its addresses are private and another line leads to the Internet")]
    sides = {logical.handler.side for logical in _active(link)}
    if "vpn" in sides or looks_like_tunnel(link.device) or looks_like_tunnel(link.name):
        return Role.VPN, [Evidence(text="it is a tunnel")]
    if masquerades and not upstream:
        return Role.WAN, [Evidence(text="its zone masquerades and no other line leads to the Internet")]
    return _inner_role(link, zone, forwardings)


def _inner_router(link: Link, upstream: list[Link], zone_of: dict[str, Zone]) -> bool:
    """Whether a link with a gateway only leads to another inside router: private IPv4 addresses, and a better line."""
    inside = private("ipv4") | shared("ipv4")
    own = [a for one in _active(link) for a in one.addresses if a.family == "ipv4"]
    if not own or any(address.number not in inside for address in own):
        return False
    for other in upstream:
        zone = zone_of.get(other.name)
        strong = any(one.strong and one.handler.ipv4 for one in _active(other))
        if other is not link and (strong or (zone is not None and zone.masquerades)):
            return True
    return False


def _inner_role(link: Link, zone: Zone | None, forwardings: set[tuple[str, str]]) -> tuple[Role, list[Evidence]]:
    """LAN, guest network or DMZ."""
    if zone is None:
        return Role.UNKNOWN, []
    names = f"{link.name} {zone.name}".lower()
    reaches = {dest for source, dest in forwardings if source == zone.name}
    closed = zone.input != "accept"
    if closed and ("guest" in names or "gast" in names):
        text = f"zone {zone.name} is closed towards the router and may go to {', '.join(sorted(reaches)) or 'no zone'}"
        return Role.GUEST, [Evidence(text=text)]
    if closed and "dmz" in names:
        return Role.DMZ, [Evidence(text=f"zone {zone.name} is closed towards the router")]
    if any(logical.addresses for logical in _active(link)) or link.assumed:
        return Role.LAN, [Evidence(text=f"zone {zone.name} does not lead to the Internet")]
    return Role.UNKNOWN, []


def read_routes(
    scope: Scope | None, network: Network, interfaces: Iterable[Interface], package: Package | None
) -> tuple[Route, ...]:
    """Static routes, those of WireGuard peers, default routes, and routes that a partial input lets us assume."""
    routes: list[Route] = []
    for section in package.of_type("route", "route6") if package is not None else ():
        route = _static(network, package, section) if package is not None else None
        if route is not None:
            routes.append(route)
    if package is not None:
        routes += _peers(network, package)
    listed = list(interfaces)
    for interface in listed:
        if interface.role is Role.WAN and interface.enabled:
            for family in dict.fromkeys(address.family for address in interface.addresses):
                routes.append(Route(family=family, number=0, length=0, interface=interface.name, spans=interface.spans))
    if scope is not None:
        routes += _assumed(scope, listed, routes)
    return tuple(routes)


def _static(network: Network, package: Package, section: Section) -> Route | None:
    """`config route` or `route6` to an inside network."""
    link = network.link_of(section.get("interface"))
    if section.get("disabled") in _TRUE or section.get("type", "unicast") != "unicast" or link is None:
        return None
    target, mask = section.get("target"), section.get("netmask")
    parsed = parse_network(f"{target}/{mask}" if mask and "/" not in target else target) if target else None
    if parsed is None or parsed[2] == 0:
        return None
    family, number, length = parsed
    return Route(
        family=family, number=number, length=length, interface=link.name, spans=package.spans(section, "target")
    )


def _peers(network: Network, package: Package) -> list[Route]:
    """Networks behind WireGuard peers, where netifd makes routes of allowed_ips."""
    found = []
    for section in package.sections:
        if not section.type.startswith("wireguard_") or section.get("route_allowed_ips") not in _TRUE:
            continue
        link = network.link_of(section.type.removeprefix("wireguard_"))
        for word in section.words("allowed_ips"):
            parsed = parse_network(word)
            if link is not None and parsed is not None and parsed[2] > 0:
                family, number, length = parsed
                spans = package.spans(section, "allowed_ips")
                found.append(Route(family=family, number=number, length=length, interface=link.name, spans=spans))
    return found


def _assumed(scope: Scope, interfaces: list[Interface], routes: list[Route]) -> list[Route]:
    """Where inside hosts of rules and redirects are, if no network of the file holds them.

    A rule that names an inside host in a zone says that the host is there: its network is one that the provider
    delegates, or the network package is not in the input.
    """
    known = _networks(interfaces, routes)
    by_zone: dict[str, str] = {}
    for interface in interfaces:
        delegated = any(not address.stated for address in interface.addresses)
        if interface.zone is not None and interface.role is not Role.WAN and (delegated or not scope.network.known):
            by_zone.setdefault(interface.zone, interface.name)
    found: dict[tuple[Family, int], Route] = {}
    for section in scope.package.of_type("rule", "redirect"):
        place = by_zone.get(section.get("dest"))
        for word in section.words("dest_ip") if place is not None else ():
            reference = scope.resolver.parse(word)
            for subnet in reference.subnets if reference is not None and not reference.invert else ():
                if subnet.length < 0 or subnet.number in known[subnet.family]:
                    continue
                if subnet.family == "ipv4" and scope.network.known:
                    continue
                length = min(subnet.length, 64 if subnet.family == "ipv6" else 24)
                shift = BITS[subnet.family] - length
                key = subnet.family, subnet.number >> shift << shift
                spans = (scope.package.span(section, "dest_ip"),)
                found.setdefault(key, Route(family=key[0], number=key[1], length=length, interface=place, spans=spans))
    return list(found.values())


def _networks(interfaces: list[Interface], routes: list[Route]) -> dict[Family, AddressSet]:
    """The networks that the file states."""
    pairs: dict[Family, list[tuple[int, int]]] = {"ipv4": [], "ipv6": []}
    for interface in interfaces:
        for address in interface.addresses:
            pairs[address.family] += AddressSet.network(address.family, address.number, address.length).ranges
    for route in routes:
        if route.length:
            pairs[route.family] += AddressSet.network(route.family, route.number, route.length).ranges
    return {"ipv4": AddressSet.of("ipv4", pairs["ipv4"]), "ipv6": AddressSet.of("ipv6", pairs["ipv6"])}
