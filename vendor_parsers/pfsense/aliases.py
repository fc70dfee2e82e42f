"""Aliases of pfSense.

Source: pfSense src/etc/inc/filter.inc and util.inc at 9363ac5 (filter_generate_alias_tables, alias_expand).
"""

from __future__ import annotations

from routerlint.netset.addresses import Family
from routerlint.parsing.pf.aliases import Alias, AliasTable
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element
from routerlint.wording import phrase

__all__ = ["URL_KINDS", "read_aliases", "url_alias"]

# Types whose content comes from a web address. A rule that names one directly is left out while the device has no
# content for it (alias_expand returns null), so even a negated block is open.
URL_KINDS = ("url", "url_ports", "urltable", "urltable_ports")

# Tables that the system fills (globals.inc, $reserved_table_names); they come before aliases of the same name.
_RESERVED = {
    "bogons": ("ipv4",), "bogonsv6": ("ipv6",), "sshguard": ("ipv4", "ipv6"), "snort2c": ("ipv4", "ipv6"),
    "virusprot": ("ipv4", "ipv6"), "vpn_networks": ("ipv4", "ipv6"), "negate_networks": ("ipv4", "ipv6"),
    "tonatsubnets": ("ipv4",),
}  # fmt: skip

_FETCHED = phrase("its content is fetched from a web address")


def read_aliases(root: Element, places: Places) -> AliasTable:
    """All aliases of a file, with the system's own tables."""
    found: list[Alias] = []
    for element in root.at("aliases").all("alias"):
        name, kind = element.get("name"), element.get("type")
        spans = (places.element(element),)
        if kind in URL_KINDS:
            alias = Alias(name=name, kind="external", why=_FETCHED, spans=spans)
        else:
            items = tuple(element.get("address").split())
            alias = Alias(name=name, kind="ports" if kind == "port" else "addresses", items=items, spans=spans)
        if name and not name.isdigit():  # names of digits alone are skipped (filter_generate_alias_tables)
            found.append(alias)
    for name, families in _RESERVED.items():
        held: tuple[Family, ...] = tuple(family for family in ("ipv4", "ipv6") if family in families)
        found.append(Alias(name=name, kind="external", why=phrase("the system fills it while it runs"), families=held))
    return AliasTable(found)


def url_alias(context: Context, name: str) -> bool:
    """Whether a name is that of an alias whose content comes from a web address."""
    alias = context.addressing.aliases.find(name)
    return alias is not None and alias.kind == "external" and alias.why == _FETCHED
