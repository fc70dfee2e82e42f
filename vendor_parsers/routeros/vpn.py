"""VPN servers and tunnels that answer from outside.

Source: MikroTik documentation, "Virtual Private Networks" (menus, ports, defaults: every server is off).
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import Span
from vendor_parsers.routeros.conditions import parse_port_list
from vendor_parsers.routeros.daemons import switch
from vendor_parsers.routeros.export import Export, Item, is_yes

__all__ = ["vpn_listeners"]

_OFF = "MikroTik documentation, Virtual Private Networks"
# menu, name, IP protocol
_TUNNELS = (
    ("interface gre", "gre", 47),
    ("interface eoip", "eoip", 47),
    ("interface ipip", "ipip", 4),
    ("interface 6to4", "6to4", 41),
)


def vpn_listeners(export: Export, *, partial: bool) -> Iterator[Listener]:
    """The VPN listeners; menus that a partial input does not have are left out."""
    yield from _dial_in(export, partial=partial)
    yield from _openvpn(export, partial=partial)
    yield from _ipsec(export)
    for item in export.active("interface wireguard"):
        pairs = parse_port_list(item.get("listen-port", "13231")) or ((13231, 13231),)
        yield Listener(
            name="wireguard", services=ServiceSet.ports(UDP, pairs), enabled=stated(True, item.span), spans=(item.span,)
        )
    for menu, name, protocol in _TUNNELS:
        for item in export.active(menu):
            yield Listener(
                name=name,
                services=ServiceSet.protocol(protocol),
                enabled=stated(True, item.span),
                allowed=_peer(item),
                spans=(item.span,),
            )


def _dial_in(export: Export, *, partial: bool) -> Iterator[Listener]:
    for kind, services, port_key in (
        ("l2tp", ServiceSet.ports(UDP, ((1701, 1701),)), ""),
        ("pptp", ServiceSet.ports(TCP, ((1723, 1723),)) | ServiceSet.protocol(47), ""),
        ("sstp", ServiceSet.ports(TCP, ((443, 443),)), "port"),
    ):
        menu = f"interface {kind}-server server"
        if partial and not export.has(menu):
            continue
        moved = export.setting(menu, port_key).value if port_key else None
        pairs = parse_port_list(moved) if moved else None
        heard = ServiceSet.ports(TCP, pairs) if pairs else services
        enabled = switch(export, menu, "enabled", default=False)
        facts: dict[str, Fact[str]] = {}
        for key in ("authentication", "use-ipsec"):
            value = export.setting(menu, key)
            if value.known:
                facts[key] = value
        yield Listener(name=kind, services=heard, enabled=enabled, facts=facts, spans=enabled.spans)


def _openvpn(export: Export, *, partial: bool) -> Iterator[Listener]:
    """One server up to 7.16, a list of them since, whose first entry stands in every export and is switched off.

    An entry is off unless it says disabled=no: the untouched one reads disabled=yes in verbose exports.
    """
    menu = "interface ovpn-server server"
    servers = [(item.values, item.span) for item in export.active(menu)]
    servers += [(change.values, change.span) for change in export.changes(menu) if "enabled" in change.values]
    for values, span in servers:
        pairs = parse_port_list(values.get("port", "1194")) or ((1194, 1194),)
        protocol = UDP if values.get("protocol") == "udp" else TCP
        off = is_yes(values.get("disabled", "no" if "enabled" in values else "yes"))
        on = not off and is_yes(values.get("enabled", "yes"))
        yield Listener(
            name="openvpn", services=ServiceSet.ports(protocol, pairs), enabled=stated(on, span), spans=(span,)
        )
    if not servers and not (partial and not export.has(menu)):
        port = ServiceSet.ports(TCP, ((1194, 1194),))
        yield Listener(name="openvpn", services=port, enabled=by_default(False, _OFF))


def _ipsec(export: Export) -> Iterator[Listener]:
    """IKE runs where a peer, an identity, or L2TP with IPsec is set up."""
    spans: list[Span] = [item.span for item in export.active("ip ipsec peer")]
    spans += [item.span for item in export.active("ip ipsec identity")]
    menu = "interface l2tp-server server"
    if switch(export, menu, "enabled", default=False).value and export.setting(menu, "use-ipsec").value in (
        "yes",
        "required",
    ):
        spans += export.setting(menu, "use-ipsec").spans
    for kind in ("gre", "eoip", "ipip", "l2tp-client"):
        spans += [item.span for item in export.active(f"interface {kind}") if item.get("ipsec-secret")]
    if not spans:
        return
    enabled = stated(True, spans[0])
    for name, services in (
        ("ipsec-ike", ServiceSet.ports(UDP, ((500, 500),))),
        ("ipsec-nat-t", ServiceSet.ports(UDP, ((4500, 4500),))),
        ("ipsec-esp", ServiceSet.protocol(50)),
    ):
        yield Listener(name=name, services=services, enabled=enabled, spans=tuple(spans[:4]))


def _peer(item: Item) -> tuple[AddressSet, ...] | None:
    """A tunnel answers its other end only."""
    found = parse_addresses(item.get("remote-address"))
    if found is None or any(low == high == 0 for low, high in found.ranges):
        return None
    return (found,)
