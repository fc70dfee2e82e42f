"""Listeners outside /ip service: name resolver, proxies, SNMP, bandwidth test and the like.

Source: MikroTik documentation, "Services" (ports) and the page of each menu (defaults); verbose exports of 6.49 and 7.6.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.fact import Fact, State, by_default, by_version, stated
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import Span
from vendor_parsers.routeros.conditions import parse_port_list
from vendor_parsers.routeros.export import Export, is_yes
from vendor_parsers.routeros.interface_lists import InterfaceLists

__all__ = ["daemon_listeners", "switch"]

# name, menu, key that switches it on, default, TCP ports, UDP ports, key that moves the ports
_DAEMONS: tuple[tuple[str, str, str, bool, tuple[int, ...], tuple[int, ...], str], ...] = (
    ("dns", "ip dns", "allow-remote-requests", False, (53,), (53,), ""),
    ("socks", "ip socks", "enabled", False, (1080,), (), "port"),
    ("http-proxy", "ip proxy", "enabled", False, (8080,), (), "port"),
    ("bandwidth-test", "tool bandwidth-server", "enabled", True, (2000,), (), ""),
    ("ntp", "system ntp server", "enabled", False, (), (123,), ""),
    ("upnp", "ip upnp", "enabled", False, (2828,), (1900,), ""),
    ("nat-pmp", "ip nat-pmp", "enabled", False, (), (5351,), ""),
    ("capsman", "caps-man manager", "enabled", False, (), (5246, 5247), ""),
    ("capsman", "interface wifi capsman", "enabled", False, (), (5246, 5247), ""),
    ("radius", "user-manager", "enabled", False, (), (1812, 1813), ""),
    ("radius", "radius incoming", "accept", False, (), (3799,), "port"),
)


def switch(export: Export, menu: str, key: str, *, default: bool) -> Fact[bool]:
    """A setting that is on or off."""
    fact = export.setting(menu, key)
    if fact.state is not State.KNOWN:
        return by_default(default, f"MikroTik documentation, /{menu} {key}")
    return stated(is_yes(fact.value), *fact.spans)


def daemon_listeners(export: Export, lists: InterfaceLists, *, partial: bool) -> Iterator[Listener]:
    """The listeners; menus that a partial input does not have are left out."""
    for name, menu, key, default, tcp, udp, port_key in _DAEMONS:
        if partial and not export.has(menu):
            continue
        enabled = switch(export, menu, key, default=default)
        if not enabled.value and not enabled.spans and name in ("capsman", "radius"):
            continue
        moved = export.setting(menu, port_key).value if port_key else None
        pairs = parse_port_list(moved) if moved else None
        tcp_pairs = pairs if pairs and tcp else tuple((p, p) for p in tcp)
        udp_pairs = pairs if pairs and not tcp else tuple((p, p) for p in udp)
        services = ServiceSet.ports(TCP, tcp_pairs) | ServiceSet.ports(UDP, udp_pairs)
        listener = Listener(name=name, services=services, enabled=enabled, spans=enabled.spans)
        yield _with_access_list(export, menu, listener, moved=export.setting(menu, port_key).spans if moved else ())
    if not partial or export.has_below("snmp"):
        yield _snmp(export)
    if not partial or export.has_below("ip smb"):
        yield _smb(export)
    if not partial or export.has("ip neighbor discovery-settings"):
        yield _neighbor_discovery(export, lists)
    for menu in ("routing bgp peer", "routing bgp connection"):
        spans = tuple(item.span for item in export.active(menu))
        if spans:
            port = ServiceSet.ports(TCP, ((179, 179),))
            yield Listener(name="bgp", services=port, enabled=stated(True, *spans[:1]), spans=spans[:4])
    if any(export.active("ip tftp")):
        spans = tuple(item.span for item in export.active("ip tftp"))
        yield Listener(
            name="tftp", services=ServiceSet.ports(UDP, ((69, 69),)), enabled=stated(True, *spans[:1]), spans=spans[:4]
        )
    if any(export.active("ipv6 dhcp-client")):
        spans = tuple(item.span for item in export.active("ipv6 dhcp-client"))
        port = ServiceSet.ports(UDP, ((546, 546),))
        yield Listener(name="dhcpv6-client", services=port, enabled=stated(True, *spans[:1]), spans=spans[:4])


def _with_access_list(export: Export, menu: str, listener: Listener, *, moved: tuple[Span, ...]) -> Listener:
    """The listener with the networks that its own access list names, and every line that changes it."""
    rows = [item for item in export.items(f"{menu} access") if item.get("src-address")]
    if not rows and not moved:
        return listener
    return msgspec.structs.replace(
        listener,
        named_sources=tuple(dict.fromkeys(item.get("src-address").lstrip("!") for item in rows)),
        spans=tuple(dict.fromkeys((*listener.spans, *moved, *(item.span for item in rows[:4])))),
    )


def _snmp(export: Export) -> Listener:
    """SNMP with its communities: their addresses are who may ask; their names are passwords and stay out."""
    enabled = switch(export, "snmp", "enabled", default=False)
    spans: list[Span] = list(enabled.spans)
    default_name, default_open, writable = True, True, False
    allowed: list[AddressSet] | None = []
    for change in export.changes("snmp community"):
        spans.append(change.span)
        default_name = default_name and change.values.get("name", "public") == "public"
        writable = writable or is_yes(change.values.get("write-access"))
        if is_yes(change.values.get("disabled")):
            default_open = False
        if "addresses" in change.values:
            default_open = False
            allowed = _sources(allowed, change.values["addresses"])
    for item in export.active("snmp community"):
        spans.append(item.span)
        writable = writable or is_yes(item.get("write-access"))
        allowed = _sources(allowed, item.get("addresses", "::/0"))
    everybody = default_open or allowed is None
    return Listener(
        name="snmp",
        services=ServiceSet.ports(UDP, ((161, 161),)),
        enabled=enabled,
        allowed=None if everybody or not allowed else tuple(allowed),
        facts={
            "default-community": stated("yes" if default_name else "no", *spans[:1]),
            "write-access": stated("yes" if writable else "no", *spans[:1]),
        },
        spans=tuple(spans[:6]),
    )


def _sources(known: list[AddressSet] | None, text: str) -> list[AddressSet] | None:
    """The known sources and these; None for everybody (also "::/0", which stands for IPv4 too)."""
    if known is None:
        return None
    for part in text.split(","):
        found = parse_addresses(part)
        if found is None or found.is_any:
            return None
        others = [s for s in known if s.family != found.family]
        known = [*others, next((s for s in known if s.family == found.family), found) | found]
    return known


def _smb(export: Export) -> Listener:
    """File sharing. "auto", the default of later versions, switches it on with the first enabled share."""
    fact = export.setting("ip smb", "enabled")
    shares = [item.span for item in export.active("ip smb shares")]
    source = "MikroTik documentation, SMB"
    enabled: Fact[bool]
    if fact.value in ("yes", "no", "true", "false"):
        enabled = stated(is_yes(fact.value), *fact.spans)
    elif shares and not fact.known:
        enabled = by_version("routeros-smb-with-shares", shares[:1])
    else:
        enabled = by_default(bool(shares), source, shares[:1])
    return Listener(
        name="smb", services=ServiceSet.ports(TCP, ((139, 139), (445, 445))), enabled=enabled, spans=enabled.spans
    )


def _neighbor_discovery(export: Export, lists: InterfaceLists) -> Listener:
    """MNDP on the interfaces of a list; without the setting on every interface that is not dynamic."""
    fact = export.setting("ip neighbor discovery-settings", "discover-interface-list")
    text = fact.value or "static"
    negated, name = text[:1] == "!", text.lstrip("!")
    members = lists.members(name).names
    if negated:
        members = lists.members("all").names - members
    enabled: Fact[bool] = (
        stated(bool(members), *fact.spans)
        if fact.known
        else by_default(True, "MikroTik documentation, Neighbor discovery")
    )
    return Listener(
        name="mndp",
        services=ServiceSet.ports(UDP, ((5678, 5678),)),
        enabled=enabled,
        interfaces=tuple(sorted(members)),
        spans=fact.spans,
    )
