"""The ipsets that zones and rules name, as far as their files say what is in them."""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.firewalld.items import read_root

__all__ = ["AddressList", "read_set"]

_PLAIN = ("hash:ip", "hash:net")


class AddressList(NamedTuple):
    """The addresses of a set in one family; families: those of which it can hold any. unknown: they cannot be told."""

    match: AddressMatch | None
    unknown: Unknown | None


def read_set(name: str, file: SourceFile | None, family: Family) -> AddressList:
    """What the set holds of a family; match None: no packet of the family can be in it."""
    unknown = Unknown(
        key=f"ipset:{name}",
        what=phrase("ipset {name}", name=name[:60]),
        why=phrase("what it holds is not in the input"),
    )
    root = read_root(file, "ipset") if file is not None else None
    if root is None:
        return AddressList(AddressMatch.partly(AddressSet(family), unknown), unknown)
    options = {option.get("name"): option.get("value") for option in root.all("option")}
    of: Family = "ipv6" if options.get("family") == "inet6" else "ipv4"
    kind = root.get("type")
    if kind != "hash:mac" and of != family:
        return AddressList(None, None)
    if kind not in _PLAIN or options.get("timeout", "0") != "0":
        return AddressList(AddressMatch.partly(AddressSet(family), unknown), unknown)
    held = AddressSet(family)
    for entry in root.all("entry"):
        found = parse_addresses(entry.text)
        if found is None or found.family != family:
            return AddressList(AddressMatch.partly(held, unknown), unknown)
        held |= found
    return AddressList(AddressMatch.of(held), None)
