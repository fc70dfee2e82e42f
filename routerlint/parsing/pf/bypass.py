"""The check box that lets packets between static routes of one interface past the filter."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.match import AddressMatch
from routerlint.netset.addresses import AddressSet
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.routing import Gateway, route_networks
from routerlint.parsing.pf.ruleset import PASS, Direction
from routerlint.parsing.xml import Element

__all__ = ["bypass_static_routes"]


def bypass_static_routes(
    context: Context,
    gateways: dict[str, Gateway],
    *,
    is_off: Callable[[Element], bool],
    quick: bool,
    direction: Direction,
) -> None:
    """Between the network of an interface and each network that is routed through it packets pass, both ways.

    is_off: whether a route is switched off, which the products write differently. quick, direction: those of the rules.
    """
    for entry in context.root.at("staticroutes").all("route"):
        gateway = gateways.get(entry.get("gateway"))
        if is_off(entry) or gateway is None or gateway.interface not in context.addressing.names():
            continue
        spans = (context.places.child(context.root.at("filter"), "bypassstaticroutes"), context.places.element(entry))
        for family, number, length in route_networks(entry.get("network"), context.addressing):
            routed = AddressMatch.of(AddressSet.network(family, number, length))
            for sources, destinations in (
                (context.addressing.network(gateway.interface, family, source=True), routed),
                (routed, context.addressing.network(gateway.interface, family, source=False)),
            ):
                context.rules[family].add(
                    PASS,
                    quick=quick,
                    direction=direction,
                    interfaces=(gateway.interface,),
                    sources=sources,
                    destinations=destinations,
                    spans=spans,
                    label="static route filtering bypassed",
                    origin="system",
                )
