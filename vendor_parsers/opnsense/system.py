"""Rules that OPNsense makes by itself.

Source: opnsense/core f95e815, filter.lib.inc (filter_core_rules_system, filter_core_get_antilockout), util.inc (is_ipv6_allowed,
get_primary_interface_from_list), plugins.inc.d/ipsec.inc (ipsec_firewall).
"""

from __future__ import annotations

import re

from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.model.pipeline import Entry
from routerlint.netset.addresses import AddressSet, Family, parse_network
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.bypass import bypass_static_routes
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ipsec import active_tunnels, ipsec_rules
from routerlint.parsing.pf.nat import exclusion
from routerlint.parsing.pf.routing import Gateway
from routerlint.parsing.pf.ruleset import BLOCK, PASS
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.pf.system import SystemRules, anti_lockout, interface_rules
from routerlint.parsing.xml import Element
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase
from vendor_parsers.opnsense.release import Release
from vendor_parsers.opnsense.services import management_ports

__all__ = ["early_rules", "late_rules", "protected_ports"]

_RULES = SystemRules(
    private={
        "ipv4": AddressSet.parse(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16"
        ),
        "ipv6": AddressSet.parse("fd00::/8", "fe80::/10", "::1"),
    },
    dhcp6_anywhere=False,
    pptp_control=True,
)

_PRIMARY = re.compile(r"lan|opt([0-9]+)|wan")


def early_rules(context: Context, release: Release, gateways: dict[str, Gateway]) -> None:
    """Adds the rules in front of the user's: IPv6 off, routing protocols, clients, bogons, private, anti-lockout."""
    _ipv6_switch(context, release)
    _ospf(context)
    interface_rules(context, _RULES)
    name = _lockout_interface(context)
    if name:
        spans = (context.places.element(context.root.at("system", "webgui")),)
        anti_lockout(context, name, management_ports(context), spans, whole_router=True)
    if context.root.at("filter").has("bypassstaticroutes"):
        _static_routes(context, gateways)


def _static_routes(context: Context, gateways: dict[str, Gateway]) -> None:
    """Not quick, in front of the user's rules, any of which decides otherwise (plugins.inc.d/pf.inc)."""
    bypass_static_routes(context, gateways, is_off=lambda route: route.filled("disabled"), quick=False, direction="in")


def _ospf(context: Context) -> None:
    """The plugin os-frr lets OSPF in from the networks that it serves, on every interface (frr.inc)."""
    section = context.root.at("OPNsense", "quagga")
    ospf = section.at("ospf")
    if not section.at("general").filled("fwrules") or not ospf.filled("enabled"):
        return
    for entry in ospf.at("networks").all("network"):
        served = parse_network(f"{entry.get('ipaddr')}/{entry.get('netmask')}")
        if entry.filled("enabled") and served is not None and served[0] == "ipv4":
            context.rules["ipv4"].add(
                PASS,
                sources=AddressMatch.of(AddressSet.network(*served)),
                services=context.services.match("ospf", EVERY_PORT, "", "ipv4"),
                to_router=True,
                spans=(context.places.element(entry),),
                label="OSPF",
                origin="system",
            )


def _ipv6_switch(context: Context, release: Release) -> None:
    """Blocks IPv6 where it is switched off: disableipv6 since 26.1, no ipv6allow before (6e6369a77b moves one to the other)."""
    interfaces, system = context.root.at("OPNsense", "Interfaces"), context.root.at("system")
    unknown: tuple[Unknown, ...] = ()
    if interfaces.has("settings"):
        settings = interfaces.at("settings")
        if not settings.filled("disableipv6"):
            return
        span: Span = context.places.child(settings, "disableipv6")
    elif system.has("ipv6allow"):
        return
    else:
        span = default_span(phrase("IPv6 is blocked unless <ipv6allow> is there"))
        if release.from_26_1:
            unknown = (release.question("ipv6", phrase("whether IPv6 is allowed"), (span,)),)
    context.rules["ipv6"].add(BLOCK, unknown=unknown, spans=(span,), label="block all IPv6", origin="system")


def _lockout_interface(context: Context) -> str:
    """The interface that the anti-lockout rule protects, "" for none: the first of lan, opt1, opt2, ..., wan."""
    if context.root.at("system", "webgui").has("noantilockout"):
        return ""
    names = [i.name for i in context.interfaces if not i.virtual and _PRIMARY.fullmatch(i.name)]
    if not names:
        return ""
    first = min(names, key=_natural)
    return first if first in context.addressing.names() else ""


def _natural(name: str) -> tuple[str, int]:
    """The key of PHP's natural order: opt2 before opt10."""
    letters = name.rstrip("0123456789")
    return letters, int(name[len(letters) :] or 0)


def protected_ports(context: Context, family: Family) -> tuple[Entry, ...]:
    """The NAT half of the anti-lockout rule: its ports on the interface's own addresses are never forwarded."""
    name = _lockout_interface(context)
    if not name:
        return ()
    listed = PortList(tuple((port, port) for port in sorted(management_ports(context))), None)
    match = Match(
        in_interfaces=(name,),
        destinations=AddressMatch.of(context.addressing.of_interface(name, family)),
        services=context.services.match("tcp", listed, "", family),
    )
    spans = (context.places.element(context.root.at("system", "webgui")),)
    return (exclusion(match, spans, "anti-lockout: not forwarded", system=True),)


def late_rules(context: Context) -> None:
    """Adds the IPsec rules, which exist for old tunnels only and are never final."""
    root = context.root
    switched_off = root.at("OPNsense", "IPsec", "general").filled("disablevpnrules")
    if switched_off or not root.at("ipsec").has("enable") or not active_tunnels(root):
        return

    def interfaces(tunnel: Element) -> tuple[str, ...]:
        return (tunnel.get("interface").partition("_vip")[0],)

    ipsec_rules(context, 500, 4500, interfaces, nat_t_always=False)
