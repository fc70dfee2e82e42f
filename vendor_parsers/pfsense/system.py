"""Rules that pfSense makes by itself.

Source: pfSense src/etc/inc/filter.inc at 9363ac5 (filter_rules_generate, filter_generate_ipsec_rules).
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch
from routerlint.netset.addresses import AddressSet
from routerlint.parsing.pf.bypass import bypass_static_routes
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ipsec import active_tunnels, ipsec_rules
from routerlint.parsing.pf.ports import port_number
from routerlint.parsing.pf.routing import Gateway, group_interfaces
from routerlint.parsing.pf.ruleset import BLOCK
from routerlint.parsing.pf.system import SystemRules, anti_lockout, carp, interface_rules
from routerlint.parsing.xml import Element
from routerlint.text.span import default_span
from routerlint.wording import phrase
from vendor_parsers.pfsense.services import management_ports

__all__ = ["early_rules", "late_rules"]

_RULES = SystemRules(
    private={
        "ipv4": AddressSet.parse("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        "ipv6": AddressSet.parse("fc00::/7"),
    },
    dhcp6_anywhere=True,
    pptp_control=False,
)


def early_rules(context: Context) -> None:
    """Adds the rules in front of the user's: IPv6 off, link-local, failover, clients, bogons, private, anti-lockout."""
    system = context.root.at("system")
    if not system.has("ipv6allow"):
        context.rules["ipv6"].add(
            BLOCK,
            spans=(default_span(phrase("IPv6 is blocked unless <ipv6allow> is there")),),
            label="block all IPv6",
            origin="system",
        )
    if not system.has("no_apipa_block"):
        link_local = AddressMatch.of(AddressSet.parse("169.254.0.0/16"))
        span = default_span(phrase("169.254.0.0/16 is blocked"))
        rules = context.rules["ipv4"]
        rules.add(BLOCK, sources=link_local, spans=(span,), label="link-local", origin="system")
        rules.add(BLOCK, destinations=link_local, spans=(span,), label="link-local", origin="system")
    for address in context.root.at("virtualip").all("vip"):
        if address.get("mode") == "carp":
            carp(context, (context.places.child(address, "mode"),))
            break
    interface_rules(context, _RULES)
    _anti_lockout(context)


def _anti_lockout(context: Context) -> None:
    """On LAN if there are two interfaces or more, on WAN if there is one."""
    web = context.root.at("system", "webgui")
    if web.has("noantilockout"):
        return
    section = context.root.at("interfaces")
    count = len({*section.texts, *(child.tag for child in section.children)})
    name = "lan" if count > 1 else "wan" if count == 1 else ""
    if name and name in context.addressing.names():
        spans = (context.places.element(web),)
        anti_lockout(context, name, management_ports(context), spans, whole_router=False)


def late_rules(context: Context, gateways: dict[str, Gateway]) -> None:
    """Adds the rules behind the user's: for static routes, if they are asked for, and IPsec, never final."""
    root = context.root
    if root.at("filter").has("bypassstaticroutes"):
        _static_routes(context, gateways)
    if root.at("system").has("disablevpnrules") or not active_tunnels(root):
        return

    def interfaces(tunnel: Element) -> tuple[str, ...]:
        name = tunnel.get("interface")
        return group_interfaces(root, gateways, name) or (_of_virtual(root, name),)

    section = root.at("ipsec")
    ike, nat_t = port_number(section.get("port")) or 500, port_number(section.get("port_nat_t")) or 4500
    ipsec_rules(context, ike, nat_t, interfaces, nat_t_always=True)


def _static_routes(context: Context, gateways: dict[str, Gateway]) -> None:
    """Quick and both ways (filter.inc)."""
    bypass_static_routes(context, gateways, is_off=lambda route: route.has("disabled"), quick=True, direction="any")


def _of_virtual(root: Element, name: str) -> str:
    """The interface of a virtual address ("_vip" and its id), through an alias on CARP; else the name itself."""
    parents = {"_vip" + vip.get("uniqid"): vip.get("interface") for vip in root.at("virtualip").all("vip")}
    for _ in range(3):
        name = parents.get(name, name)
    return name
