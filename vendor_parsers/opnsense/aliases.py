"""Aliases of OPNsense: the MVC section, else the old one.

Source: opnsense/core f95e815, models/OPNsense/Firewall/Alias.xml (types), scripts/filter/lib/alias, filter.inc
(filter_generate_aliases).
"""

from __future__ import annotations

from routerlint.netset.addresses import Family
from routerlint.parsing.pf.aliases import Alias, AliasTable
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element
from routerlint.wording import phrase

__all__ = ["read_aliases"]

# Types whose content only the device has.
_EXTERNAL = {
    "url": phrase("its content is fetched from a web address"), "urltable": phrase("its content is fetched from a web address"),
    "urljson": phrase("its content is fetched from a web address"), "geoip": phrase("which networks belong to a country is fetched"),
    "mac": phrase("it holds the addresses of devices seen on the network"), "asn": phrase("the networks of a provider are fetched"),
    "dynipv6host": phrase("its beginning is the prefix that the provider delegates"),
    "authgroup": phrase("it holds the addresses of VPN users"), "internal": phrase("the system fills it while it runs"),
    "external": phrase("a service fills it while it runs"),
}  # fmt: skip

# Types that no longer exist; a rule with such a port alias matches no port (filter_generate_aliases).
_DROPPED = ("url_ports", "urltable_ports")

# Tables of the system (models/OPNsense/Firewall/static_aliases/core.json).
_SYSTEM: dict[str, tuple[Family, ...]] = {
    "bogons": ("ipv4",),
    "bogonsv6": ("ipv6",),
    "virusprot": ("ipv4", "ipv6"),
    "sshlockout": ("ipv4", "ipv6"),
}


def read_aliases(root: Element, places: Places) -> AliasTable:
    """All aliases of a file, with the system's own tables."""
    found = [_system(name, families) for name, families in _SYSTEM.items()]
    modern = root.at("OPNsense", "Firewall", "Alias", "aliases")
    found += [_alias(e, e.get("content").split(), places, enabled=_enabled(e)) for e in modern.all("alias")]
    if not modern.children:
        found += [_alias(e, e.get("address").split(), places, enabled=True) for e in root.at("aliases").all("alias")]
    return AliasTable(found, wildcards=True)


def _enabled(element: Element) -> bool:
    """The check box is on unless it is emptied (BooleanField with default 1)."""
    return not element.has("enabled") or element.filled("enabled")


def _system(name: str, families: tuple[Family, ...]) -> Alias:
    return Alias(name=name, kind="external", why=phrase("the system fills it while it runs"), families=families)


def _alias(element: Element, items: list[str], places: Places, *, enabled: bool) -> Alias:
    name, kind = element.get("name"), element.get("type")
    spans = places.rule(element, "name")
    if kind in _EXTERNAL:
        return Alias(
            name=name,
            kind="external",
            why=_EXTERNAL[kind],
            enabled=enabled,
            families=_families(element, kind),
            spans=spans,
        )
    ports = kind == "port" or kind in _DROPPED
    return Alias(
        name=name,
        kind="ports" if ports else "addresses",
        items=() if kind in _DROPPED else tuple(items),
        enabled=enabled,
        spans=spans,
    )


def _families(element: Element, kind: str) -> tuple[Family, ...]:
    """The families of a list; countries can be limited to one."""
    chosen = element.get("proto")
    if kind == "dynipv6host" or chosen == "IPv6":
        return ("ipv6",)
    return ("ipv4",) if chosen == "IPv4" else ("ipv4", "ipv6")
