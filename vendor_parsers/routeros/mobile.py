"""Mobile connections that are handed on: an IPv6 prefix, or all packets to one host.

Source: MikroTik documentation, "LTE/5G": an APN with ipv6-interface hands the prefix of the provider to that interface; one
with passthrough-interface hands the whole line to a host there, past the router's firewall.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.device import Undecided
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.routeros.addressing import Addressing
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.inventory import Inventory
from vendor_parsers.routeros.masking import label

__all__ = ["mobile_prefixes", "passed_through"]

_MENU = "interface lte apn"


def mobile_prefixes(export: Export, inventory: Inventory, addressing: Addressing) -> None:
    """Gives the interfaces that an APN serves with IPv6 their prefix, and the mobile interfaces an address."""
    mobiles = inventory.of_kind("lte")
    if not mobiles:
        return
    for values, span in _profiles(export):
        inside = values.get("ipv6-interface", "none")
        if inside == "none" or "ipv6" not in values.get("ip-type", "ipv6"):
            continue
        addressing.add_delegated(inventory.layer3(inside), (span,))
        for name in mobiles:
            if not addressing.of(name, "ipv6"):
                addressing.add_unstated(name, "ipv6", (span,))


def passed_through(export: Export) -> Iterator[Undecided]:
    """The hosts that get everything that arrives on a mobile connection."""
    for values, span in _profiles(export):
        name = values.get("passthrough-interface", "none")
        if name not in ("", "none"):
            what = phrase("the host behind {name}, which has the mobile connection to itself", name=label(name))
            why = phrase("the modem passes everything from the Internet to it, past this router's firewall")
            yield Undecided(what=what, why=why, span=span)


def _profiles(export: Export) -> Iterator[tuple[dict[str, str], Span]]:
    yield from ((item.values, item.span) for item in export.active(_MENU))
    yield from ((change.values, change.span) for change in export.changes(_MENU))
