"""UPnP and NAT-PMP: `service upnp` (older releases) and `service upnp2` (miniupnpd).

Source: live rulesets: MINIUPNPD stands in front of every ruleset, so what is mapped is open whatever WAN_IN says.
"""

from __future__ import annotations

from typing import Literal

from routerlint.model.fact import NOT_STATED, Fact, by_default, stated
from routerlint.model.interface import Role
from routerlint.model.service import PortMapping
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.tree import Node

__all__ = ["port_mappings"]


def port_mappings(context: Context) -> tuple[PortMapping, ...]:
    """The protocols by which clients may open ports."""
    found: list[PortMapping] = []
    service = context.root.get("service")
    old = service.get("upnp")
    if old:
        external = tuple(name for inside in old.tags("listen-on") for name in inside.values("outbound-interface"))
        found.append(_mapping(context, old, "upnp", external, NOT_STATED))
    new = service.get("upnp2")
    if new:
        leaf = new.get("secure-mode")
        secure: Fact[bool] = stated(new.value("secure-mode") == "enable", context.span(leaf)) if leaf else NOT_STATED
        found.append(_mapping(context, new, "upnp", new.values("wan"), secure))
        if new.value("nat-pmp") == "enable":
            found.append(_mapping(context, new, "nat-pmp", new.values("wan"), secure))
    if not found and context.whole:
        source = "EdgeOS manual: UPnP is off unless it is configured"
        return (PortMapping(kind="upnp", enabled=by_default(False, source)),)  # the value of a fact
    return tuple(found)


def _mapping(
    context: Context, node: Node, kind: Literal["upnp", "nat-pmp"], external: tuple[str, ...], secure: Fact[bool]
) -> PortMapping:
    place = context.span(node)
    inside = node.values("listen-on")
    wans = {interface.name for interface in context.interfaces.values() if interface.role is Role.WAN}
    return PortMapping(
        kind=kind,
        enabled=stated(True, place),
        interfaces=inside,
        external=external,
        secure_mode=secure,
        on_wan=stated(bool(wans & set(inside)), place),
        spans=(place,),
    )
