"""Answers about the device as a whole that rules ask for by name."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.fact import Fact, by_default, by_version, stated
from routerlint.model.service import Account
from routerlint.text.span import Span
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.interface_lists import InterfaceLists
from vendor_parsers.routeros.masking import label

__all__ = ["accounts", "device_facts", "used_lists"]

_TABLES = ("filter", "nat", "raw")


def used_lists(export: Export) -> dict[str, Span]:
    """The interface lists that enabled rules ask for, with the first such rule."""
    found: dict[str, Span] = {}
    for root in ("ip firewall", "ipv6 firewall"):
        for table in _TABLES:
            for item in export.active(f"{root} {table}"):
                for key in ("in-interface-list", "out-interface-list"):
                    name = item.values.get(key)
                    if name:
                        found.setdefault(name.lstrip("!"), item.span)
    return found


def device_facts(
    export: Export,
    lists: InterfaceLists,
    used: dict[str, Span],
    wans: Iterable[str],
    filters: dict[str, bool],
    *,
    partial: bool,
) -> dict[str, Fact[str]]:
    """The facts by name.

    firewall-enabled, firewall-enabled-ipv6: "no" if no rule of chain input or forward decides anything.
    wan-outside-lists: WAN interfaces that are in none of the lists by which the firewall tells inside from outside,
    with commas; "none" if there is no such interface.
    scep-server-enabled, tftp-server-enabled, hotspot-enabled, vxlan-enabled, ipv6-accepts-advertisements: "yes" or
    "no"; services with advisories of their own. Without an entry they are off, so a whole export settles them.
    """
    facts: dict[str, Fact[str]] = {}
    for family, name in (("ipv4", "firewall-enabled"), ("ipv6", "firewall-enabled-ipv6")):
        if family in filters and not partial:
            menu = "ip firewall filter" if family == "ipv4" else "ipv6 firewall filter"
            spans = tuple(item.span for item in export.items(menu)[:1])
            source = "MikroTik documentation, Firewall: a chain without rules accepts"
            facts[name] = stated("yes", *spans) if filters[family] else by_default("no", source, spans)
    outer = [name for name in used if lists.is_defined(name) and name not in lists.pseudo and lists.members(name).names]
    if outer:
        members = frozenset().union(*(lists.members(name).names for name in outer))
        outside = [name for name in wans if name not in members]
        spans = tuple(used[name] for name in outer[:2])
        facts["wan-outside-lists"] = stated(",".join(outside) or "none", *spans)
    for name, menu, key in (
        ("mac-winbox-interfaces", "tool mac-server mac-winbox", "allowed-interface-list"),
        ("romon-enabled", "tool romon", "enabled"),
        ("cloud-name-enabled", "ip cloud", "ddns-enabled"),
        ("ssh-strong-crypto", "ip ssh", "strong-crypto"),
    ):
        fact = export.setting(menu, key)
        if fact.known:
            facts[name] = fact
    if not partial:
        facts.setdefault("cloud-name-enabled", by_version("routeros-cloud-name"))
    return facts | _rare_services(export, partial=partial)


def _rare_services(export: Export, *, partial: bool) -> dict[str, Fact[str]]:
    facts: dict[str, Fact[str]] = {}
    for name, menu in (
        ("scep-server-enabled", "certificate scep-server"),
        ("tftp-server-enabled", "ip tftp"),
        ("hotspot-enabled", "ip hotspot"),
        ("vxlan-enabled", "interface vxlan"),
    ):
        item = next(export.active(menu), None)
        if item is not None:
            facts[name] = stated("yes", item.span)
        elif not partial:
            facts[name] = by_default("no", "MikroTik documentation: these menus are empty until somebody adds an entry")
    accepts = export.setting("ipv6 settings", "accept-router-advertisements")
    if accepts.value in ("yes", "no"):
        facts["ipv6-accepts-advertisements"] = accepts
    elif not partial:
        forwards = export.setting("ipv6 settings", "forward")
        answer = "yes" if forwards.value == "no" else "no"
        facts["ipv6-accepts-advertisements"] = by_default(
            answer, "MikroTik documentation, IPv6 settings: accepted by default only where packets are not forwarded"
        )
    return facts


def accounts(export: Export) -> tuple[Account, ...]:
    """The logins that the file makes. Exports never hold them, scripts do."""
    return tuple(
        Account(
            name=label(item.get("name")),
            enabled=not item.disabled,
            password="set" if item.get("password") else "empty" if "password" in item.values else "not stated",
            spans=(item.span,),
        )
        for item in export.items("user")
        if item.get("name")
    )
