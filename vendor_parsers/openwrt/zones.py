"""Zones: which devices and subnets they cover, in both directions, and their policies.

Source: openwrt/firewall4 b6e5157, fw4.uc parse_zone and templates/zone-match.uc. A zone that lists only networks that do
not exist covers nothing: its rules are never asked and the real interface falls to `defaults`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from routerlint.model.match import AddressMatch
from routerlint.netset.addresses import BITS, FAMILIES, Family
from routerlint.wording import phrase
from vendor_parsers.openwrt.network import Link, Network
from vendor_parsers.openwrt.options import ZONE, Invalid, read_options
from vendor_parsers.openwrt.subnets import NetworkRef, Resolver, Subnet
from vendor_parsers.openwrt.uci import Section
from vendor_parsers.openwrt.values import Device

__all__ = ["Cover", "Zone", "family_number", "infer_family", "read_zone"]

_NUMBERS: dict[Family, int] = {"ipv4": 4, "ipv6": 6}


class Cover(NamedTuple):
    """One match of a zone: links (None: any) and addresses on the far side (None: any)."""

    links: tuple[str, ...] | None
    incoming: AddressMatch | None
    outgoing: AddressMatch | None


class Zone:
    """One zone that is in force.

    family: 4, 6, 0 for both by its own words, None if it says nothing. covers: its matches by family. redirects: it has
    some, so it lets in what they have translated. accepts: something may leave through it.
    """

    def __init__(self, section: Section, options: Mapping[str, Any], policies: Mapping[str, str]) -> None:
        self.section = section
        self.options = dict(options)
        self.name: str = options["name"]
        self.family: int | None = options.get("family")
        self.input: str = options.get("input") or policies["input"]
        self.output: str = options.get("output") or policies["output"]
        self.forward: str = options.get("forward") or policies["forward"]
        self.masquerades = bool(options.get("masq") or options.get("masq6"))
        self.masquerades_ipv4 = bool(options.get("masq"))
        self.covers: dict[Family, tuple[Cover, ...]] = {"ipv4": (), "ipv6": ()}
        self.networks: tuple[Device, ...] = tuple(options.get("network") or ())
        self.subnets: tuple[NetworkRef, ...] = tuple(options.get("subnet") or ())
        self.links: tuple[Link, ...] = ()
        self.redirects = False
        self.accepts = "accept" in (self.output, self.forward)
        self._loose = bool(options.get("masq_allow_invalid"))
        self._one_family = bool(options.get("masq")) != bool(options.get("masq6"))

    def related(self, network: Network) -> Iterator[Subnet]:
        """Its own subnets and those of its networks, negated ones too, as firewall4 lists them."""
        for entry in self.networks:
            for address in network.addresses_of(entry.name) or ():
                if address.stated:
                    mask = ((1 << address.length) - 1) << (BITS[address.family] - address.length)
                    yield Subnet(address.family, address.number, mask)
        for reference in self.subnets:
            yield from (subnet for subnet in reference.subnets if subnet.last is None)

    @property
    def contradicts(self) -> bool:
        """Whether its rule against untranslated packets names one family and its subnets the other."""
        if self._loose or not self._one_family or not self.accepts:
            return False
        kinds = families_of(self.subnets)
        return kinds in (0, 6 if self.masquerades_ipv4 else 4)

    @property
    def empty(self) -> bool:
        """Whether it covers nothing at all."""
        return not self.covers["ipv4"] and not self.covers["ipv6"]


def family_number(family: Family) -> int:
    """4 or 6."""
    return _NUMBERS[family]


def infer_family(start: int | None, *objects: int | None) -> int | Invalid | None:
    """firewall4's infer_family: narrows a family by those of the things that a section names, or finds a conflict.

    None and 0 (both) are narrowed alike; objects without a family of their own do not count.
    """
    family = start
    for other in objects:
        if not other or other == family:
            continue
        if family:
            return Invalid("family", phrase("its parts are of different address families"))
        family = other
    return family


def families_of(references: tuple[NetworkRef, ...] | list[NetworkRef]) -> int | None:
    """The family of a list of address words: 4 or 6 if all are of it, 0 if both occur, None for an empty list."""
    if not references:
        return None
    found = {subnet.family for reference in references for subnet in reference.subnets}
    if not found:
        return None
    return 0 if len(found) == 2 else 4 if "ipv4" in found else 6


def read_zone(
    section: Section, network: Network, resolver: Resolver, policies: Mapping[str, str]
) -> Zone | Invalid | None:
    """A zone, why it is skipped, or None if it is switched off."""
    options = read_options(section, ZONE, {"network": resolver.parse})
    if isinstance(options, Invalid):
        return options
    if options.get("enabled") is False:
        return None
    zone = Zone(section, options, policies)
    family = infer_family(zone.family, families_of(zone.subnets))
    if isinstance(family, Invalid):
        return family
    zone.family = family
    positive: list[tuple[str, ...]] = []  # a group for each wildcard, one for all plain names
    plain: list[str] = []
    negative: set[str] = set()
    asked = False
    for entry in zone.networks:
        link = network.link_of(entry.name)
        if link is not None:
            asked = True
            if entry.invert:
                negative.add(link.name)
            else:
                plain.append(link.name)
    for entry in options.get("device") or ():
        if entry.any:
            continue
        asked = True
        names = _devices(network, entry.name)
        if entry.name == "+":
            if entry.invert:
                positive.append(())  # "no device"
            continue  # "any device": firewall4 leaves the match out
        if entry.invert:
            negative.update(names)
        elif entry.name.endswith("+"):
            positive.append(names)
        else:
            plain.extend(names)
    if plain:
        positive.append(tuple(dict.fromkeys(plain)))
    by_name = {link.name: link for link in network.links}
    groups: list[tuple[str, ...] | None] = [tuple(n for n in group if n not in negative) for group in positive]
    if not groups:
        groups = [tuple(name for name in by_name if name not in negative) if negative else None]
    zone.links = tuple(by_name[n] for group in groups for n in (by_name if group is None else group))
    if asked or families_of(zone.subnets) is not None:
        for one in FAMILIES:
            zone.covers[one] = _covers(zone, one, groups, resolver)
    return zone


def _covers(zone: Zone, family: Family, groups: list[tuple[str, ...] | None], resolver: Resolver) -> tuple[Cover, ...]:
    if zone.family and zone.family != family_number(family):
        return ()
    incoming = resolver.match(zone.subnets, family, source=True)
    outgoing = resolver.match(zone.subnets, family, source=False)
    return tuple(Cover(group, incoming, outgoing) for group in groups if group is None or group)


def _devices(network: Network, name: str) -> tuple[str, ...]:
    """The links of a device name, or of all devices that a wildcard names."""
    if name.endswith("+"):
        stem = name.removesuffix("+")
        return tuple(link.name for link in network.links if link.device.startswith(stem))
    link = network.by_device.get(name)
    return () if link is None else (link.name,)
