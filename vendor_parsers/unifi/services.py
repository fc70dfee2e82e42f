"""UPnP, the gateway's own services and VPN servers of a site.

UPnP stands in the setting with the key "usg", SSH in "mgmt". A VPN server is a network of a purpose of its own; the
gateway opens its port by itself, and which one that is the record says only in part.
"""

from __future__ import annotations

from routerlint.model.fact import NOT_STATED, stated
from routerlint.model.match import Unknown
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, ports
from routerlint.wording import phrase
from vendor_parsers.unifi.interfaces import Network
from vendor_parsers.unifi.records import Record

__all__ = ["open_vpn_servers", "read_listeners", "read_port_mappings", "setting"]

_KINDS = (("upnp", "upnp_enabled"), ("nat-pmp", "upnp_nat_pmp_enabled"))


def setting(records: tuple[Record, ...], key: str) -> Record | None:
    """The setting of a key."""
    return next((record for record in records if record.text("key") == key), None)


def read_port_mappings(settings: tuple[Record, ...], network: Network) -> tuple[PortMapping, ...]:
    """UPnP and NAT-PMP, where the setting speaks of them."""
    record = setting(settings, "usg")
    if record is None or record.flag("upnp_enabled") is None:
        return ()
    on = record.flag("upnp_enabled") is True
    secure = record.flag("upnp_secure_mode")
    found: list[PortMapping] = []
    for kind, switch in _KINDS:
        if record.flag(switch) is None:
            continue
        found.append(
            PortMapping(
                kind="upnp" if kind == "upnp" else "nat-pmp",
                enabled=stated(on and record.flag(switch) is True, *record.span(switch)),
                interfaces=tuple(interface.name for interface in network.lan),
                external=tuple(interface.name for interface in network.wan),
                secure_mode=NOT_STATED if secure is None else stated(secure, *record.span("upnp_secure_mode")),
                spans=record.span(*dict.fromkeys(("upnp_enabled", switch, "upnp_secure_mode"))),
            )
        )
    return tuple(found)


def read_listeners(settings: tuple[Record, ...]) -> tuple[Listener, ...]:
    """SSH of the devices, which the site switches."""
    record = setting(settings, "mgmt")
    switch = None if record is None else record.flag("x_ssh_enabled")
    if record is None or switch is None:
        return ()
    spans = record.span("x_ssh_enabled")
    return (Listener(name="ssh", services=ports("tcp", 22), enabled=stated(switch, *spans), spans=spans),)


def open_vpn_servers(rules: RuleWriter, records: tuple[Record, ...]) -> None:
    """Appends the ports that a VPN server may open on the WAN."""
    for record in records:
        services = _vpn_services(record)
        if services and record.flag("enabled") is not False:
            spans = record.span("vpn_type", "purpose", "local_port", "openvpn_local_port")
            why = phrase("the gateway opens the port of a VPN server by itself; the record does not settle which")
            what = phrase("VPN server {name}", name=record.text("name"))
            unknown = (Unknown(key=f"vpn:{record.text('_id') or record.line}", what=what, why=why, spans=spans),)
            rules.add(ACCEPT, spans, label=record.text("name"), services=services, unknown=unknown)


def _vpn_services(record: Record) -> ServiceSet:
    kind = f"{record.text('purpose')} {record.text('vpn_type')}"
    port = parse_port(record.text("local_port") or record.text("openvpn_local_port"))
    if "wireguard-server" in kind:
        return ports("udp", port or 51820)
    if "openvpn-server" in kind:
        return ports("both", port or 1194)
    if "ipsec" in kind:
        return ports("udp", ((500, 500), (4500, 4500)))
    if "l2tp" in kind or "remote-user-vpn" in kind or "vpn-server" in kind:
        return ports("udp", ((500, 500), (1701, 1701), (4500, 4500))) | ports("tcp", 1723)
    return ServiceSet()
