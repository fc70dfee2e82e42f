"""Rules that both products make by themselves, from check boxes and from what is switched on.

Each says in `spans` which line switches it on. Blocks of senders that log analysis adds at run time (sshguard, virusprot,
snort2c) are left out: they stop those who have misbehaved, not a new stranger.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch
from routerlint.netset.addresses import FAMILIES, AddressSet, Family
from routerlint.parsing.pf.addressing import bogons
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.interfaces import PfInterface
from routerlint.parsing.pf.ruleset import BLOCK, PASS, RuleList
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.text.span import Span

__all__ = ["SystemRules", "anti_lockout", "carp", "interface_rules"]


class SystemRules(Model, frozen=True, kw_only=True):
    """Where the products differ.

    private: senders that "block private networks" stops. dhcp6_anywhere: replies to the DHCPv6 client pass to any
    address of the router, not only to link-local ones. pptp_control: a PPTP client opens TCP 1723 too.
    """

    private: dict[Family, AddressSet]
    dhcp6_anywhere: bool
    pptp_control: bool


def interface_rules(context: Context, system: SystemRules) -> None:
    """What the settings of each interface add, in the products' order: clients first, then blocks."""
    for interface in context.enabled():
        _clients(context, interface, system)
        _tunnel_6in4(context, interface)
    for interface in context.enabled():
        _blocks(context, interface, system)


def _add(
    context: Context,
    families: tuple[Family, ...],
    interface: PfInterface,
    protocol: str,
    port: int | None,
    what: str,
    *,
    quick: bool = True,
    source_port: bool = False,
    spans: tuple[Span, ...],
) -> None:
    """Lets a service of the router in on one interface."""
    ports = EVERY_PORT if port is None else PortList(((port, port),), None)
    for family in families:
        context.rules[family].add(
            PASS,
            quick=quick,
            interfaces=(interface.name,),
            services=context.services.match(protocol, ports, "", family),
            to_router=True,  # what it lets through beyond the router is not spoken of
            sender_choice=("source port",) if source_port else (),
            spans=spans,
            label=f"{what} on {interface.label}",
            origin="system",
        )


def _clients(context: Context, interface: PfInterface, system: SystemRules) -> None:
    kind4, kind6 = interface.kind4, interface.kind6
    four, six = (_switch(interface, family) for family in FAMILIES)
    if kind4 == "dhcp":
        _add(context, FAMILIES, interface, "udp", 68, "DHCP client", source_port=True, spans=four)
    if kind6 in ("dhcp6", "slaac") and system.dhcp6_anywhere:
        _add(context, FAMILIES, interface, "udp", 546, "DHCPv6 client", source_port=True, spans=six)
    if kind4 == "pptp":
        if system.pptp_control:
            _add(context, ("ipv4",), interface, "tcp", 1723, "PPTP client", quick=False, spans=four)
        _add(context, ("ipv4",), interface, "gre", None, "PPTP client", quick=False, spans=four)
    server = context.root.at("dhcpd", interface.name)
    if server.has("enable") and kind4 not in ("dhcp", "pppoe", "pptp", "none"):
        spans = (context.places.child(server, "enable"),)
        _add(context, ("ipv4",), interface, "udp", 67, "DHCP server", source_port=True, spans=spans)


def _switch(interface: PfInterface, family: Family) -> tuple[Span, ...]:
    """The line that says how an interface gets its address."""
    own = interface.own(family)
    return own[0].spans if own else interface.spans


def _tunnel_6in4(context: Context, interface: PfInterface) -> None:
    """6rd takes protocol 41 from the provider's relay, 6to4 from everybody."""
    kind = interface.kind6
    if kind not in ("6rd", "6to4"):
        return
    sources: AddressMatch | None = None
    if kind == "6rd":
        element = context.root.at("interfaces", interface.name)
        try:
            sources = AddressMatch.of(AddressSet.parse(element.get("gateway-6rd")))
        except ValueError:
            return
    context.rules["ipv4"].add(
        PASS,
        quick=False,
        interfaces=(interface.name,),
        sources=sources,
        services=context.services.match("ipv6", EVERY_PORT, "", "ipv4"),
        to_router=True,
        spans=_switch(interface, "ipv6"),
        label=f"{kind} tunnel on {interface.label}",
        origin="system",
    )


def _blocks(context: Context, interface: PfInterface, system: SystemRules) -> None:
    for family in FAMILIES:
        rules = context.rules[family]
        if interface.blocks_bogons is not None:
            _block(rules, interface, bogons(family), "bogon networks", interface.blocks_bogons)
        if interface.blocks_private is not None:
            _block(rules, interface, system.private[family], "private networks", interface.blocks_private)


def _block(rules: RuleList, interface: PfInterface, sources: AddressSet, what: str, span: Span) -> None:
    rules.add(
        BLOCK,
        interfaces=(interface.name,),
        sources=AddressMatch.of(sources),
        spans=(span,),
        label=f"block {what} from {interface.label}",
        origin="system",
    )


def carp(context: Context, spans: tuple[Span, ...]) -> None:
    """Failover announcements (CARP) pass on every interface."""
    for family in FAMILIES:
        context.rules[family].add(
            PASS,
            services=context.services.match("carp", EVERY_PORT, "", family),
            to_router=True,
            spans=spans,
            label="CARP",
            origin="system",
        )


def anti_lockout(
    context: Context, interface: str, ports: tuple[int, ...], spans: tuple[Span, ...], *, whole_router: bool
) -> None:
    """The rule that keeps the administrator from locking himself out: on one interface, from everywhere.

    whole_router: to every address of the router, not only to those of the interface.
    """
    addressing = context.addressing
    listed = PortList(tuple((port, port) for port in sorted(set(ports))), None)
    for family in FAMILIES:
        addresses = addressing.this_firewall(family) if whole_router else addressing.all_on(interface, family)
        context.rules[family].add(
            PASS,
            interfaces=(interface,),
            destinations=AddressMatch.of(addresses),
            services=context.services.match("tcp", listed, "", family),
            spans=spans,
            label="anti-lockout rule",
            origin="system",
        )
