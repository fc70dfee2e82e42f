"""Interfaces with roles and addresses, and the routes."""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, Route, placeholder_address
from routerlint.netset.addresses import Family
from routerlint.parsing.vyatta.addressing import Addressing
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import Link, links
from routerlint.parsing.vyatta.roles import find_roles, outside_names
from routerlint.parsing.vyatta.routing import read_routing
from routerlint.parsing.vyatta.tree import EMPTY
from routerlint.wording import phrase

__all__ = ["Network", "read_network"]


class Network(Model, frozen=True, kw_only=True):
    """What stands around the rules. families: in which the router has an address."""

    links: tuple[Link, ...]
    interfaces: tuple[Interface, ...]
    routes: tuple[Route, ...]
    families: tuple[Family, ...]


def read_network(context: Context) -> Network:
    """All interfaces; the context knows them from now on."""
    found = links(context.root)
    addressing = Addressing(context, found)
    routing = read_routing(context, found, addressing)
    roles = find_roles(context, found, addressing, routing)
    zones = {
        name: zone.word
        for zone in (*context.root.tags("firewall", "zone"), *context.root.tags("zone-policy", "zone"))
        for name in (*zone.values("interface"), *zone.values("member", "interface"))
    }
    interfaces = tuple(
        Interface(
            name=link.name,
            role=roles[link.name][0],
            evidence=roles[link.name][1],
            addresses=tuple(addressing.of[link.name]),
            enabled=link.enabled,
            zone=zones.get(link.name),
            description=link.node.value("description")[:80],
            spans=(context.span(link.node),),
        )
        for link in found
    )
    assumed = _assumed(context, found) if not context.whole else ()
    interfaces += assumed
    families = addressing.families() or tuple(dict.fromkeys(a.family for i in assumed for a in i.addresses))
    context.interfaces = {interface.name: interface for interface in interfaces}
    if not any(interface.role is Role.WAN and interface.enabled for interface in interfaces):
        why = phrase("no default route, dial-up line, DHCP or source NAT shows where the Internet is")
        context.doubt(phrase("which interface faces the Internet"), why, "role", EMPTY)
        context.reasons.append(why)
    _separate_routing(context, found)
    _bridged(context, found)
    return Network(links=found, interfaces=interfaces, routes=routing.routes, families=families)


def _separate_routing(context: Context, found: tuple[Link, ...]) -> None:
    """A line to the Internet in a VRF has routes of its own, and rules see it by the name of the VRF.

    VyOS documentation, Firewall, inbound-interface: "If an interface is attached to a non-default vrf, [...] the vrf
    name must be used".
    """
    for link in found:
        vrf = link.node.value("vrf")
        interface = context.interfaces.get(link.name)
        if vrf not in ("", "default") and interface is not None and interface.role is Role.WAN and interface.enabled:
            why = phrase("rules and routes of a VRF are apart from the others and are not followed")
            context.doubt(phrase("what comes in by {name}", name=link.name[:40]), why, "unread", link.node.get("vrf"))
            context.reasons.append(
                phrase("{name} is in the VRF {vrf}: {why}", name=link.name[:40], vrf=vrf[:40], why=why)
            )


def _bridged(context: Context, found: tuple[Link, ...]) -> None:
    """A line to the Internet that is a bridge of several interfaces: who stands on them is not in the file."""
    for link in found:
        if link.kind != "bridge":
            continue
        members = [leaf.word for leaf in link.node.tags("member", "interface")]
        members += [other.name for other in found if other.node.value("bridge-group", "bridge") == link.name]
        interface = context.interfaces.get(link.name)
        if len(members) > 1 and interface is not None and interface.role is Role.WAN:
            context.reasons.append(
                phrase(
                    "{names} are one bridge: which hosts stand behind the WAN interface is not in the file",
                    names=", ".join(members)[:80],
                )
            )


def _assumed(context: Context, found: tuple[Link, ...]) -> tuple[Interface, ...]:
    """In a part of a configuration: the interfaces that rules take for the Internet side, with unknown addresses."""
    known = {link.name for link in found}
    return tuple(
        Interface(
            name=name,
            role=Role.WAN,
            evidence=(Evidence(text="rules take it for the Internet side", spans=(context.span(node),)),),
            addresses=(
                InterfaceAddress(
                    family="ipv4",
                    number=placeholder_address("ipv4", min(len(found) + place, 250)),
                    length=32,
                    stated=False,
                ),
            ),
            assumed=True,
            spans=(context.span(node),),
        )
        for place, (name, node) in enumerate(outside_names(context).items())
        if name not in known
    )
