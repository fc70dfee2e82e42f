"""IPv6 prefixes of mobile connections.

Source: MikroTik documentation, "LTE/5G": an APN with ipv6-interface hands the prefix of the provider to that interface.
"""

from __future__ import annotations

from vendor_parsers.routeros.addressing import Addressing
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["mobile_prefixes"]


def mobile_prefixes(export: Export, inventory: Inventory, addressing: Addressing) -> None:
    """Gives the interfaces that an APN serves with IPv6 their prefix, and the mobile interfaces an address."""
    mobiles = inventory.of_kind("lte")
    if not mobiles:
        return
    menu = "interface lte apn"
    profiles = [(item.values, item.span) for item in export.active(menu)]
    profiles += [(change.values, change.span) for change in export.changes(menu)]
    for values, span in profiles:
        inside = values.get("ipv6-interface", "none")
        if inside == "none" or "ipv6" not in values.get("ip-type", "ipv6"):
            continue
        addressing.add_delegated(inventory.layer3(inside), (span,))
        for name in mobiles:
            if not addressing.of(name, "ipv6"):
                addressing.add_unstated(name, "ipv6", (span,))
