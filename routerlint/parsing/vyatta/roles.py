"""Which interfaces face the Internet, and why.

A name proves nothing. Evidence, from strong to weak: the default route leaves by it; the provider gives it an address;
load balancing or port forwarding names it as a WAN; masquerade leaves by it. A private address of its own speaks
against masquerade (a management network, a modem behind the line) if something stronger is known.
"""

from __future__ import annotations

from routerlint.model.interface import Evidence, InterfaceAddress, Role
from routerlint.netset.addresses import Family
from routerlint.netset.special import link_local, private, shared
from routerlint.parsing.vyatta.addressing import Addressing, asks_provider
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import TUNNELS, Link
from routerlint.parsing.vyatta.routing import Routing
from routerlint.parsing.vyatta.tree import Node

__all__ = ["find_roles", "outside_names"]

_OUTSIDE_WORDS = ("wan", "internet", "outside", "uplink", "provider", "isp")

Reasons = dict[str, list[Evidence]]


def find_roles(
    context: Context, found: tuple[Link, ...], addressing: Addressing, routing: Routing
) -> dict[str, tuple[Role, tuple[Evidence, ...]]]:
    """Role and reasons of each interface."""
    names = {link.name: link for link in found}
    strong: Reasons = {}
    for default in routing.defaults:
        if default.interface in names:
            _note(context, strong, default.interface, "the default route leaves by it", default.node)
    for link in found:
        if asks_provider(link) and link.kind != "loopback":
            text = "dial-up line" if link.kind == "pppoe" else "the provider gives it an address"
            _note(context, strong, link.name, text, link.node)
        elif "dhcpv6" in link.node.values("address") or link.node.has("ipv6", "address", "autoconf"):
            _note(context, strong, link.name, "the provider gives it an IPv6 address", link.node)
    for name, node in _named_as_wan(context):
        _note(context, strong, name, "it is named as a WAN interface", node)
    for name, node in _masquerade(context):
        outer = names.get(name)
        inner = outer is None or outer.kind in TUNNELS or _is_private(addressing.of.get(name, []))
        if name in strong or not strong or not inner:
            _note(context, strong, name, "source NAT leaves by it", node)
    outside = strong or _weak(context, found, addressing)
    roles: dict[str, tuple[Role, tuple[Evidence, ...]]] = {}
    for link in found:
        reasons = tuple(outside.get(link.name, ()))
        inside = Role.VPN if link.kind in TUNNELS else Role.LAN if addressing.of[link.name] else Role.UNKNOWN
        roles[link.name] = (Role.WAN if reasons else inside, reasons)
    return roles


def outside_names(context: Context) -> dict[str, Node]:
    """Interfaces that rules take for the Internet side, with one place each: all that a fragment tells."""
    found = dict(_named_as_wan(context))
    for name, node in (*_masquerade(context), *_inbound(context)):
        found.setdefault(name, node)
    return found


def _inbound(context: Context) -> list[tuple[str, Node]]:
    """Interfaces from which destination NAT takes packets."""
    found: list[tuple[str, Node]] = []
    for rule in (*context.root.tags("nat", "destination", "rule"), *context.root.tags("service", "nat", "rule")):
        node = rule.get("inbound-interface")
        if not rule.has("disable"):
            found += [(name, node) for name in node.values("name") or tuple(node.children) if name != "any"]
    return found


def _note(context: Context, reasons: Reasons, name: str, text: str, node: Node) -> None:
    reasons.setdefault(name, []).append(Evidence(text=text, spans=(context.span(node),)))


def _named_as_wan(context: Context) -> list[tuple[str, Node]]:
    root = context.root
    found = [(leaf.word, leaf) for leaf in root.tags("port-forward", "wan-interface")]
    found += [(leaf.word, leaf) for leaf in root.tags("load-balancing", "wan", "interface-health")]
    found += [(leaf.word, leaf) for group in root.tags("load-balance", "group") for leaf in group.tags("interface")]
    found += [(leaf.word, leaf) for leaf in root.tags("service", "upnp2", "wan")]
    return found


def _masquerade(context: Context) -> list[tuple[str, Node]]:
    """Interfaces by which source NAT (VyOS) or masquerade (EdgeOS) leaves."""
    found: list[tuple[str, Node]] = []
    for rule in (*context.root.tags("nat", "source", "rule"), *context.root.tags("service", "nat", "rule")):
        if rule.has("disable") or rule.has("exclude") or rule.value("type") == "destination":
            continue
        node = rule.get("outbound-interface")
        if node.has("name") or node.has("group"):
            group = node.value("group")
            members = context.root.values("firewall", "group", "interface-group", group, "interface")
            found += [(name, node) for name in (*node.values("name"), *members)]
        else:
            found += [(name, node) for name in node.children if name != "any"]
    return found


def _is_private(held: list[InterfaceAddress]) -> bool:
    """Whether all its IPv4 addresses are private."""
    numbers = [address.number for address in held if address.family == "ipv4"]
    inside = private("ipv4") | shared("ipv4")
    return bool(numbers) and all(number in inside for number in numbers)


def _weak(context: Context, found: tuple[Link, ...], addressing: Addressing) -> Reasons:
    """Without anything better: where destination NAT comes in, then what the owner calls it, then public addresses."""
    weak: Reasons = {}
    names = {link.name for link in found}
    for name, node in _inbound(context):
        if name in names:
            _note(context, weak, name, "destination NAT takes packets from it", node)
    if weak:
        return weak
    for link in found:
        text = link.node.value("description").lower()
        if any(word in text for word in _OUTSIDE_WORDS) and addressing.of[link.name]:
            _note(context, weak, link.name, "its description", link.node.get("description"))
    if weak:
        return weak
    for link in found:
        if link.kind in TUNNELS or link.kind in ("loopback", "dummy"):
            continue
        if any(_is_public(address) for address in addressing.of[link.name]):
            _note(context, weak, link.name, "it has a public address", link.node)
    return weak


def _is_public(address: InterfaceAddress) -> bool:
    family: Family = address.family
    return address.stated and address.number not in private(family) | shared(family) | link_local(family)
