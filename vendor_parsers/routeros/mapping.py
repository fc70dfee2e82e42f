"""UPnP and NAT-PMP: what clients inside may open at any time.

Source: MikroTik documentation, "UPnP" and "NAT-PMP": a client on an internal interface may map ports to any subnet, not
only to itself; both need an internal and an external interface.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.service import PortMapping
from routerlint.text.span import Span
from vendor_parsers.routeros.daemons import switch
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["port_mappings"]


def port_mappings(export: Export, inventory: Inventory, wans: frozenset[str]) -> Iterator[PortMapping]:
    """The port mapping protocols that the file shows."""
    for kind, menu in (("upnp", "ip upnp"), ("nat-pmp", "ip nat-pmp")):
        internal: list[str] = []
        external: list[str] = []
        spans: list[Span] = []
        for item in export.active(f"{menu} interfaces"):
            name = inventory.layer3(inventory.resolve(item.get("interface")))
            (external if item.get("type") == "external" else internal).append(name)
            spans.append(item.span)
        enabled = switch(export, menu, "enabled", default=False)
        if enabled.value and not (internal and external):
            # Nobody inside is listened to, or no address outside is there to map on.
            enabled = stated(False, *enabled.spans)
        on_wan: Fact[bool] = stated(any(name in wans for name in internal), *spans)
        yield PortMapping(
            kind="upnp" if kind == "upnp" else "nat-pmp",
            enabled=enabled,
            interfaces=tuple(dict.fromkeys(internal)),
            external=tuple(dict.fromkeys(external)),
            secure_mode=by_default(False, f"MikroTik documentation, {kind}: a mapping for any subnet"),
            on_wan=on_wan,
            spans=(*enabled.spans, *spans),
        )
