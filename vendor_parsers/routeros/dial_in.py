"""Clients that dial in by PPP (L2TP, PPTP, SSTP, OpenVPN, PPPoE): the interfaces and networks that appear with them.

Source: MikroTik documentation, "PPP AAA" (profile and secret: local-address, remote-address, a pool's name for either;
a secret goes before its profile) and "L2TP" (a static interface takes the place of the dynamic one of its user).
"""

from __future__ import annotations

from routerlint.netset.addresses import parse_addresses, prefixes
from routerlint.text.span import Span
from vendor_parsers.routeros.addressing import Addressing
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.inventory import Inventory, Port

__all__ = ["add_dial_in"]


def add_dial_in(export: Export, inventory: Inventory, addressing: Addressing) -> None:
    """Adds an interface for the clients of each profile that states addresses, with its addresses."""
    static = {
        item.get("user"): item.get("name")
        for kind in ("l2tp", "pptp", "sstp", "ovpn", "pppoe")
        for item in export.items(f"interface {kind}-server")
        if item.get("user")
    }
    pools = {item.get("name"): item.get("ranges") for item in export.items("ip pool")}
    profiles = [(item.get("name"), item.values, item.span) for item in export.active("ppp profile")]
    for change in export.changes("ppp profile"):
        name = change.target.names[0] if change.target is not None and change.target.names else "default"
        profiles.append((name, change.values, change.span))
    for name, values, span in profiles:
        _add(f"ppp clients of {name}", name, values, span, pools, inventory, addressing)
    for item in export.active("ppp secret"):
        profile = item.get("profile", "default")
        bound = static.get(item.get("name"), "")
        _add(bound or f"ppp clients of {profile}", profile, item.values, item.span, pools, inventory, addressing)


def _add(
    name: str,
    profile: str,
    values: dict[str, str],
    span: Span,
    pools: dict[str, str],
    inventory: Inventory,
    addressing: Addressing,
) -> None:
    local, remote = values.get("local-address", ""), values.get("remote-address", "")
    if not local and not remote:
        return
    if name not in inventory.ports:
        inventory.ports[name] = Port(
            name=name, kind="ppp-dynamic", spans=(span,), defined=False, vpn=True, profile=profile
        )
    found = parse_addresses(local)
    if found is not None and found.family == "ipv4":
        for low, high in found.ranges:
            if low == high:
                addressing.add_host(name, low, (span,))
    for text in pools.get(remote, remote).split(","):
        network = parse_addresses(text)
        if network is not None and network.family == "ipv4":
            for low, high in network.ranges:
                for number, length in prefixes("ipv4", low, high):
                    addressing.beyond.append((number, length, name, span))
