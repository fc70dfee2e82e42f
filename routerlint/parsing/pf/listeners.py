"""What the firewall itself offers, as far as both products write it alike."""

from __future__ import annotations

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.ports import port_number
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = [
    "accounts",
    "automatic_listeners",
    "bound_to",
    "listener",
    "openvpn_servers",
    "port_mappings",
    "tcp",
    "udp",
]


def tcp(*ports: int) -> ServiceSet:
    """Single TCP ports."""
    return ServiceSet.ports(TCP, ((port, port) for port in ports))


def udp(*ports: int) -> ServiceSet:
    """Single UDP ports."""
    return ServiceSet.ports(UDP, ((port, port) for port in ports))


def listener(
    name: str,
    services: ServiceSet,
    spans: tuple[Span, ...],
    *,
    interfaces: tuple[str, ...] | None = None,
    default: str = "",
) -> Listener:
    """A service that is switched on; default: who says so, where the file says nothing."""
    enabled: Fact[bool] = by_default(value=True, source=default, spans=spans) if default else stated(True, *spans)
    return Listener(name=name, services=services, enabled=enabled, interfaces=interfaces, spans=spans)


def openvpn_servers(context: Context) -> list[Listener]:
    """The servers of <openvpn>; they open nothing by themselves."""
    found: list[Listener] = []
    for server in context.root.at("openvpn").all("openvpn-server"):
        if server.filled("disable"):
            continue
        port = port_number(server.get("local_port")) or 1194
        services = tcp(port) if server.get("protocol").upper().startswith("TCP") else udp(port)
        interface = server.get("interface")
        bound = None if interface in ("", "any") else context.addressing.members(interface)
        found.append(listener("openvpn", services, (context.places.element(server),), interfaces=bound))
    return found


def port_mappings(context: Context, *, third_party_key: str = "") -> tuple[PortMapping, ...]:
    """UPnP IGD and NAT-PMP of the miniupnpd package, which both products keep in the same place.

    Source: pfSense miniupnpd.inc and OPNsense os-upnp miniupnpd.inc: the daemon runs with secure_mode=yes; permdefault
    ends the permission list with a deny. third_party_key: an element that allows mapping for other hosts (os-upnp).
    """
    config = context.root.at("installedpackages", "miniupnpd", "config")
    if config.get("enable") in ("", "off", "no", "0"):
        return ()
    spans = (context.places.child(config, "enable"),)
    inside = tuple(name for name in config.get("iface_array").split(",") if name)
    external = config.get("ext_iface") or "wan"
    denied = config.get("permdefault") not in ("", "0", "off", "no")
    others = config.get(third_party_key) if third_party_key else ""
    found: list[PortMapping] = []
    for kind, switch in (("upnp", "enable_upnp"), ("nat-pmp", "enable_natpmp")):
        if config.get(switch) in ("", "0", "off", "no"):
            continue
        found.append(
            PortMapping(
                kind="upnp" if kind == "upnp" else "nat-pmp",
                enabled=stated(True, *spans, context.places.child(config, switch)),
                interfaces=inside,
                external=(external,),
                secure_mode=by_default(
                    others not in ("1", "upnp-igd"), "miniupnpd.inc of the package writes secure_mode=yes", spans
                ),
                third_party=by_default(others in ("1", "pcp"), "miniupnpd: pcp_allow_thirdparty is no", spans),
                default_deny=stated(denied, context.places.child(config, "permdefault")),
                may_open=phrase("ports that the permission list allows")
                if denied
                else phrase("any port to the host that asks"),
                spans=(*spans, context.places.child(config, switch)),
            )
        )
    return tuple(found)


def accounts(context: Context, password_keys: tuple[str, ...]) -> tuple[Account, ...]:
    """The users of the firewall, without their passwords."""
    found: list[Account] = []
    for user in context.root.at("system").all("user"):
        hashes = [user.get(key) for key in password_keys if user.has(key)]
        found.append(
            Account(
                name=user.get("name"),
                enabled=not user.has("disabled") or user.get("disabled") == "0",
                password="set" if any(hashes) else "empty" if hashes else "not stated",
                spans=(context.places.child(user, "name"),),
            )
        )
    return tuple(found)


def bound_to(context: Context, element: Element) -> tuple[str, ...] | None:
    """The interfaces of a comma list in <interfaces>, None for all."""
    names = tuple(name for name in element.get("interfaces").split(",") if name)
    return tuple(member for name in names for member in context.addressing.members(name)) or None


def automatic_listeners(context: Context, *, ipsec: bool) -> list[Listener]:
    """Services that come with what is switched on: address clients, IPsec, UPnP."""
    found: list[Listener] = []
    for interface in context.enabled():
        if interface.kind4 == "dhcp":
            found.append(listener("dhcp-client", udp(68), interface.spans, interfaces=(interface.name,)))
        if interface.kind6 == "dhcp6":
            found.append(listener("dhcpv6-client", udp(546), interface.spans, interfaces=(interface.name,)))
    for section in context.root.at("dhcpd").children:
        if section.has("enable") and section.tag in context.addressing.names():
            spans = (context.places.child(section, "enable"),)
            found.append(listener("dhcp-server", udp(67), spans, interfaces=(section.tag,)))
    if ipsec:
        spans = (context.places.element(context.root.at("ipsec")),)
        found.append(listener("ipsec-ike", udp(500), spans))
        found.append(listener("ipsec-nat-t", udp(4500), spans))
        found.append(listener("ipsec-esp", ServiceSet.protocols((50, 51)), spans))
    for mapping in port_mappings(context):
        services = udp(1900) | tcp(2189) if mapping.kind == "upnp" else udp(5351)
        found.append(listener(mapping.kind, services, mapping.spans, interfaces=mapping.interfaces))
    return found
