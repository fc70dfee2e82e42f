"""The rules that let IPsec peers in, made for each phase 1 entry behind the user's rules and never final (not quick)."""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import FAMILIES, AddressSet, Family, parse_address
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ruleset import PASS
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["active_tunnels", "ipsec_rules"]


def active_tunnels(root: Element) -> tuple[Element, ...]:
    """The phase 1 entries that are not disabled (isset() in both products)."""
    return tuple(entry for entry in root.at("ipsec").all("phase1") if not entry.has("disabled"))


def ipsec_rules(
    context: Context,
    ike: int,
    nat_t: int,
    interfaces: Callable[[Element], tuple[str, ...]],
    *,
    nat_t_always: bool,
) -> None:
    """Adds the rules of all active tunnels.

    ike, nat_t: UDP ports. interfaces: where a phase 1 entry listens; several if a gateway group decides.
    nat_t_always: the port of NAT traversal is open even if the entry switches it off.
    """
    for tunnel in active_tunnels(context.root):
        if tunnel.has("gw_duplicates"):
            continue
        spans = context.places.rule(tunnel, "descr", ("remote-gateway",))
        names = interfaces(tunnel)
        unknown: tuple[Unknown, ...] = ()
        if len(names) > 1:
            unknown = (
                Unknown(
                    key=f"ipsec-interface:{tunnel.line}",
                    what=phrase("the line that the tunnel uses"),
                    why=phrase("a gateway group picks it"),
                    spans=spans,
                ),
            )
        services = [("udp", ike)]
        if nat_t_always or tunnel.get("nat_traversal") != "off":
            services.append(("udp", nat_t))
        used = _protocols(context.root, tunnel.get("ikeid"))
        for family, sources in _peers(tunnel, spans):
            for protocol, port in [*services, *((name, 0) for name in used)]:
                ports = PortList(((port, port),), None) if port else EVERY_PORT
                context.rules[family].add(
                    PASS,
                    quick=False,
                    interfaces=names,
                    sources=sources,
                    services=context.services.match(protocol, ports, "", family),
                    to_router=True,
                    unknown=unknown,
                    spans=spans,
                    label=f"IPsec: {context.places.label(tunnel, 'descr') or 'tunnel'}",
                    origin="system",
                )


def _protocols(root: Element, ikeid: str) -> tuple[str, ...]:
    """Which of esp and ah the phase 2 entries of the tunnel use."""
    used = {entry.get("protocol") for entry in root.at("ipsec").all("phase2") if entry.get("ikeid") == ikeid}
    return tuple(name for name in ("esp", "ah") if name in used)


def _peers(tunnel: Element, spans: tuple[Span, ...]) -> list[tuple[Family, AddressMatch | None]]:
    """Who may come in, per family; None for everybody (mobile clients, 0.0.0.0)."""
    if tunnel.has("mobile"):
        return [(family, None) for family in FAMILIES]
    peer = tunnel.get("remote-gateway")
    address = parse_address(peer)
    if address is not None:
        family, number = address
        return [(family, AddressMatch.of(AddressSet.host(family, number)) if number else None)]
    if not peer:
        return []
    unknown = Unknown(
        key=f"name:{peer}",
        what=phrase("the name {peer}", peer=peer),
        why=phrase("its addresses are known only to the device"),
        spans=spans,
    )
    families: tuple[Family, ...] = ("ipv6",) if tunnel.get("protocol") == "inet6" else ("ipv4",)
    return [(family, AddressMatch.partly(AddressSet(family), unknown)) for family in families]
