"""Addresses in firewall options: what firewall4 makes of them, as sets.

Source: openwrt/firewall4 b6e5157, fw4.uc: parse_subnet, parse_network, subnets_split_af, subnets_group_by_masking.
A word is an address, a prefix, a mask (also one with holes, as for a host part under a changing prefix), a range, or the
name of a logical interface, which stands for the networks of its addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import BITS, FAMILIES, AddressSet, Family, format_address, parse_address
from routerlint.netset.special import public_destinations
from routerlint.wording import phrase
from vendor_parsers.openwrt.network import Network
from vendor_parsers.openwrt.values import split_invert

__all__ = ["NetworkRef", "Resolver", "Subnet"]

_LEADING_ZERO = re.compile(r"(?:^|\.)0[0-9]")
_MAX_PIECES = 1024


class Subnet(NamedTuple):
    """One address expression.

    mask: with or without holes. last: end of a range, which may lie before its start (nft refuses such a one). stated:
    False for an address that the file does not tell (the network around it is unknown then).
    """

    family: Family
    number: int
    mask: int
    last: int | None = None
    stated: bool = True

    @property
    def backward(self) -> bool:
        """Whether it is a range that ends before it begins."""
        return self.last is not None and self.last < self.number

    @property
    def length(self) -> int:
        """The prefix length, or -1 for a mask with holes."""
        inverted = self.mask ^ ((1 << BITS[self.family]) - 1)
        return BITS[self.family] - inverted.bit_length() if inverted & (inverted + 1) == 0 else -1


class NetworkRef(NamedTuple):
    """A word: the subnets that it stands for, and "!" in front.

    name: an interface that nobody can look up. own: the subnets are those of an interface.
    """

    subnets: tuple[Subnet, ...]
    invert: bool
    name: str = ""
    own: bool = False


class Resolver:
    """Reads address words and makes sets of them, for one device."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._refs: dict[str, NetworkRef | None] = {}
        self._matches: dict[tuple[tuple[NetworkRef, ...], Family, bool], AddressMatch | None] = {}
        # The networks in which a host-part mask is looked up.
        self.inside: dict[Family, list[tuple[int, int]]] = {"ipv4": [], "ipv6": []}
        for logical in network.logicals.values():
            for address in logical.addresses if logical.enabled else ():
                self.inside[address.family].append((address.number, address.length))
        # Addresses that the provider gives: a public address of the firewall that no line gives the router may be one.
        self.provided: dict[Family, AddressSet] = {}
        self._public: dict[Family, AddressSet] = {}
        for family in FAMILIES:
            held = [
                address.number
                for logical in network.logicals.values()
                if logical.enabled and logical.handler.side == "wan"
                for address in logical.addresses
                if address.family == family and not address.stated
            ]
            known = AddressSet.of(
                family, (r for n, length in self.inside[family] for r in AddressSet.network(family, n, length).ranges)
            )
            self.provided[family] = AddressSet.of(family, ((number, number) for number in held))
            self._public[family] = public_destinations(family) - known

    def parse(self, value: str) -> NetworkRef | None:
        """The word, or None if firewall4 takes it for invalid."""
        if value not in self._refs:
            self._refs[value] = self._parse(value)
        return self._refs[value]

    def _parse(self, value: str) -> NetworkRef | None:
        reference = split_invert(value)
        if reference is None:
            return None
        text, invert = reference
        parts = text.split("/")
        if len(parts) == 2:
            subnet = _masked(*parts)
        elif len(parts) == 1 and text.count("-") == 1 and (":" in text or "." in text):
            subnet = _range(text)
        else:
            subnet = _host(text)
        if subnet is not None:
            return NetworkRef((subnet,), invert)
        if len(parts) > 1:
            return None
        addresses = self.network.addresses_of(text)
        if addresses is None:
            known = self.network.known or ":" in text or text.replace(".", "").isdigit()
            return None if known else NetworkRef((), invert, text)
        found = [
            Subnet(a.family, a.number, _mask(BITS[a.family], a.length), stated=a.stated or a.length == 64)
            for a in addresses
        ]
        return NetworkRef(tuple(found), invert, own=True)

    def match(self, references: Iterable[NetworkRef], family: Family, *, source: bool) -> AddressMatch | None:
        """The set of a list of words in one family; None if no word concerns the family.

        Several positive words are one set, from which the negated ones are taken.
        """
        asked = tuple(references)
        if not asked:
            return None
        key = asked, family, source
        if key not in self._matches:
            self._matches[key] = self._match(asked, family, source=source)
        return self._matches[key]

    def _match(self, references: tuple[NetworkRef, ...], family: Family, *, source: bool) -> AddressMatch | None:
        wanted = [_Part(family), _Part(family)]  # positive, negated
        for reference in references:
            part = wanted[reference.invert]
            if reference.name:
                part.unknown_name(reference.name)
            for subnet in reference.subnets:
                if subnet.family == family:
                    self._add(part, subnet, source=source)
        positive, negated = wanted
        if not positive.used and not negated.used:
            return None
        if not positive.used:
            positive.certain = positive.possible = AddressSet.any(family)
        return AddressMatch(
            certain=positive.certain - negated.possible,
            possible=positive.possible - negated.certain,
            unknown=positive.unknown or negated.unknown,
        )

    def _add(self, part: _Part, subnet: Subnet, *, source: bool) -> None:
        family = subnet.family
        if not source and subnet.length > 0 and self.provided[family]:
            self._perhaps_provided(part, subnet)
        if not subnet.stated and source:
            part.unknown_name("an address that the provider gives")
        elif subnet.last is not None:
            part.add(AddressSet(family, () if subnet.backward else ((subnet.number, subnet.last),)))
        elif subnet.length >= 0:
            part.add(AddressSet.network(family, subnet.number, subnet.length))
        elif source:
            part.unknown_name("a host part under any prefix")
        else:
            self._add_masked(part, subnet)

    def _perhaps_provided(self, part: _Part, subnet: Subnet) -> None:
        """A public address that no line gives the router may be the one that the provider gives."""
        family = subnet.family
        if subnet.backward:
            return
        if subnet.last is not None:
            asked = AddressSet(family, ((subnet.number, subnet.last),))
        else:
            asked = AddressSet.network(family, subnet.number, subnet.length)
        if asked <= self._public[family]:
            address = format_address(family, subnet.number)
            part.possible |= self.provided[family]
            part.unknown = part.unknown or Unknown(
                key=f"provided:{address}",
                what=phrase("whether {address} is the router's own address", address=address),
                why=phrase("the provider gives the address of the Internet line"),
            )

    def _add_masked(self, part: _Part, subnet: Subnet) -> None:
        """A mask with holes: the hosts of that number in every network that the router has."""
        part.used = True
        bits = BITS[subnet.family]
        if subnet.number & ~subnet.mask:
            return  # "2001:db8::30/-64": compared as it stands, so it never matches
        for number, length in self.inside[subnet.family]:
            network_mask = _mask(bits, length)
            if (number ^ subnet.number) & subnet.mask & network_mask:
                continue
            base = (number & network_mask) | (subnet.number & ~network_mask)
            free = ~subnet.mask & ~network_mask & ((1 << bits) - 1)
            pieces = _pieces(base & ~free, free)
            if pieces is None:
                part.unknown_name("a mask with many holes")
            else:
                part.add(AddressSet.of(subnet.family, pieces))


class _Part:
    """The positive or the negated half of a list."""

    def __init__(self, family: Family) -> None:
        self.certain = AddressSet(family)
        self.possible = AddressSet(family)
        self.unknown: Unknown | None = None
        self.used = False

    def add(self, addresses: AddressSet) -> None:
        """These addresses belong to it."""
        self.certain |= addresses
        self.possible |= addresses
        self.used = True

    def unknown_name(self, name: str) -> None:
        """Any address may belong to it."""
        self.possible = AddressSet.any(self.possible.family)
        self.used = True
        self.unknown = Unknown(
            key=f"network:{name}",
            what=phrase("the network of {name}", name=name),
            why=phrase("the file does not state it"),
        )


def _mask(bits: int, length: int) -> int:
    return ((1 << length) - 1) << (bits - length)


def _host(text: str) -> Subnet | None:
    found = None if _LEADING_ZERO.search(text) and ":" not in text else parse_address(text)
    return None if found is None else Subnet(found[0], found[1], (1 << BITS[found[0]]) - 1)


def _range(text: str) -> Subnet | None:
    low, _, high = text.partition("-")
    first, last = _host(low), _host(high)
    if first is None or last is None or first.family != last.family:
        return None
    return first._replace(last=last.number)


def _masked(text: str, mask_text: str) -> Subnet | None:
    """ADDRESS/LENGTH, ADDRESS/MASK, or ADDRESS/-LENGTH for the last bits."""
    address, mask = _host(text), _host(mask_text)
    if address is None:
        return None
    bits = BITS[address.family]
    if mask is not None:
        return (
            address._replace(mask=mask.number, number=address.number & mask.number)
            if mask.family == address.family
            else None
        )
    digits = mask_text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 3 or int(digits) > bits:
        return None
    length = int(digits)
    if digits != mask_text:
        return address._replace(mask=(1 << (bits - length)) - 1)
    return address._replace(mask=_mask(bits, length))


def _pieces(base: int, free: int) -> list[tuple[int, int]] | None:
    """The ranges of all numbers base | (any subset of the bits in free); None if they are too many."""
    low = 0
    while free >> low & 1:
        low += 1
    holes = [bit for bit in range(low, free.bit_length()) if free >> bit & 1]
    if 1 << len(holes) > _MAX_PIECES:
        return None
    starts = [base]
    for bit in holes:
        starts += [start | 1 << bit for start in starts]
    return [(start, start + (1 << low) - 1) for start in starts]
