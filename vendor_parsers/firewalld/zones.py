"""Zones and policies: from their files, or as firewalld ships them (config/zones of firewalld 1.3.3)."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Place, default_place
from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.firewalld.items import Item, read_root

__all__ = ["Policy", "Zone", "read_policy", "read_zone"]

_STOCK: dict[str, tuple[str, tuple[str, ...]]] = {
    "block": ("REJECT", ()),
    "dmz": ("REJECT", ("ssh",)),
    "drop": ("DROP", ()),
    "external": ("REJECT", ("ssh",)),
    "home": ("REJECT", ("ssh", "mdns", "samba-client", "dhcpv6-client")),
    "internal": ("REJECT", ("ssh", "mdns", "samba-client", "dhcpv6-client")),
    "public": ("REJECT", ("ssh", "dhcpv6-client")),
    "trusted": ("ACCEPT", ()),
    "work": ("REJECT", ("ssh", "dhcpv6-client")),
}
_TARGETS = {"ACCEPT": "ACCEPT", "DROP": "DROP", "REJECT": "REJECT", "%%REJECT%%": "REJECT"}


class Zone(NamedTuple):
    """One zone. target: what becomes of the rest; usual: no target is stated, which also lets ICMP to the router in.

    known: False if what is in the zone cannot be told. ingress, egress: priorities among zones.
    """

    name: str
    target: str
    usual: bool
    items: tuple[Item, ...]
    place: Place
    known: bool = True
    ingress: int = 0
    egress: int = 0

    def has(self, tag: str) -> bool:
        """Whether the zone holds a statement."""
        return any(item.tag == tag for item in self.items)


class Policy(NamedTuple):
    """One policy. target: ACCEPT, DROP, REJECT or CONTINUE. ingress, egress: zones, ANY or HOST."""

    name: str
    target: str
    priority: int
    ingress: tuple[str, ...]
    egress: tuple[str, ...]
    items: tuple[Item, ...]
    place: Place


def read_zone(name: str, files: tuple[SourceFile, ...]) -> Zone:
    """The zone of that name; files: those that define it."""
    if not files:
        return _stock(name)
    roots = [root for root in (read_root(file, "zone") for file in files) if root is not None]
    if not roots:
        return Zone(
            name, "REJECT", usual=True, items=(), place=default_place(phrase("zone {name}", name=name)), known=False
        )
    first = roots[0]
    stated = next((root.get("target") for root in roots if root.get("target") not in ("", "default")), "")
    usual = stated not in _TARGETS
    return Zone(
        name,
        _TARGETS.get(stated, "REJECT"),
        usual=usual,
        items=tuple(item for root in roots for item in root.parts),
        place=first.place,
        known=len(roots) == len(files) and (not usual or stated in ("", "{chain}_{zone}")),
        ingress=_number(first.get("ingress-priority")),
        egress=_number(first.get("egress-priority")),
    )


def _stock(name: str) -> Zone:
    place = default_place(phrase("zone {name} as firewalld ships it", name=name))
    target, services = _STOCK.get(name, ("REJECT", ()))
    items = [Item("service", {"name": service}, "", place) for service in services]
    items.append(Item("forward", {}, "", place))
    if name == "external":
        items.append(Item("masquerade", {}, "", place))
    usual = name not in ("block", "drop", "trusted")
    return Zone(name, target, usual=usual, items=tuple(items), place=place, known=name in _STOCK)


def read_policy(name: str, file: SourceFile) -> Policy | None:
    """A policy, or None if its file cannot be read or switches it off."""
    root = read_root(file, "policy")
    if root is None:
        return None
    if root.first("disable") is not None:
        return Policy(name, "CONTINUE", 0, (), (), (), root.place)
    return Policy(
        name,
        _TARGETS.get(root.get("target"), "CONTINUE"),
        _number(root.get("priority")) or -1,
        tuple(item.get("name") for item in root.all("ingress-zone")),
        tuple(item.get("name") for item in root.all("egress-zone")),
        root.parts,
        root.place,
    )


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else 0
