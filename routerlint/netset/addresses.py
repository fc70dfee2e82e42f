"""Addresses as integers, and sets of them.

IPv4 and IPv6 never mix: every set carries its family. Text enters only through the parse functions, which accept
what a configuration may hold (host, prefix, dotted mask, range) and return None for anything else: whoever reads a
configuration decides what an unreadable address means.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Literal

from routerlint.netset import intervals as iv

__all__ = [
    "BITS",
    "FAMILIES",
    "AddressSet",
    "Family",
    "family_of",
    "format_address",
    "parse_address",
    "parse_addresses",
    "parse_network",
    "prefixes",
    "without_host_length",
]

Family = Literal["ipv4", "ipv6"]

FAMILIES: tuple[Family, Family] = ("ipv4", "ipv6")
_IPV4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\Z", re.ASCII)
BITS: dict[Family, int] = {"ipv4": 32, "ipv6": 128}
_TOP: dict[Family, int] = {"ipv4": (1 << 32) - 1, "ipv6": (1 << 128) - 1}


def parse_address(text: str) -> tuple[Family, int] | None:
    """The family and number of one address, or None. An IPv6 zone ("%eth0") is not an address."""
    if "." in text and ":" not in text:
        found = _IPV4.match(text)
        if found is None:
            return None
        # Leading zeros are read as decimal: no exporting device prints octal.
        a, b, c, d = map(int, found.groups())
        return None if max(a, b, c, d) > 255 else ("ipv4", a << 24 | b << 16 | c << 8 | d)
    if ":" in text and "%" not in text:
        try:
            return "ipv6", int(ipaddress.IPv6Address(text))
        except ValueError:
            return None
    return None


def family_of(text: str) -> Family | None:
    """The family that a piece of address text belongs to, judged by its punctuation alone."""
    return "ipv6" if ":" in text else "ipv4" if "." in text else None


def _mask_length(text: str, bits: int) -> int | None:
    """The prefix length of "24" or "255.255.255.0"; None for what is neither, or for a mask with holes."""
    if text.isascii() and text.isdigit():
        length = int(text)
        return length if length <= bits else None
    mask = parse_address(text)
    if mask is None or bits != 32 or mask[0] != "ipv4":
        return None
    inverted = mask[1] ^ 0xFFFFFFFF
    return 32 - inverted.bit_length() if inverted & (inverted + 1) == 0 else None


def parse_network(text: str) -> tuple[Family, int, int] | None:
    """Family, address and prefix length of "A/24", "A/255.255.255.0" or a bare host; host bits are kept."""
    address_text, slash, mask_text = text.partition("/")
    address = parse_address(address_text.strip())
    if address is None:
        return None
    family, number = address
    bits = BITS[family]
    length = _mask_length(mask_text.strip(), bits) if slash else bits
    return None if length is None else (family, number, length)


def parse_addresses(text: str) -> AddressSet | None:
    """The set of a host, prefix or range ("A", "A/24", "A/255.255.255.0", "A-B"), or None."""
    low_text, dash, high_text = text.partition("-")
    if dash:
        low, high = parse_address(low_text.strip()), parse_address(high_text.strip())
        if low is None or high is None or low[0] != high[0] or low[1] > high[1]:
            return None
        return AddressSet(low[0], ((low[1], high[1]),))
    network = parse_network(text.strip())
    return None if network is None else AddressSet.network(*network)


def format_address(family: Family, number: int) -> str:
    """The usual text of an address."""
    if family == "ipv4":
        return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return str(ipaddress.IPv6Address(number))


def without_host_length(cidr: str) -> str:
    """A prefix as it is, and a single host without its length: "/32" is one of IPv4 only."""
    return cidr.removesuffix("/128") if ":" in cidr else cidr.removesuffix("/32")


def prefixes(family: Family, low: int, high: int) -> list[tuple[int, int]]:
    """The fewest (address, prefix length) that together are the closed range low to high."""
    bits = BITS[family]
    found: list[tuple[int, int]] = []
    while low <= high:
        size = min((low & -low).bit_length() - 1 if low else bits, (high - low + 1).bit_length() - 1)
        found.append((low, bits - size))
        low += 1 << size
    return found


class AddressSet:
    """An immutable set of addresses of one family.

    ranges: normal form of netset.intervals; each number lies in 0 .. 2**bits - 1.
    """

    __slots__ = ("_hash", "family", "ranges")

    family: Family
    ranges: iv.Intervals

    def __init__(self, family: Family, ranges: iv.Intervals = ()) -> None:
        self.family = family
        self.ranges = ranges
        self._hash = 0

    @classmethod
    def any(cls, family: Family) -> AddressSet:
        """Every address."""
        return cls(family, ((0, _TOP[family]),))

    @classmethod
    def network(cls, family: Family, number: int, length: int) -> AddressSet:
        """The prefix number/length; host bits of number are ignored."""
        host = (1 << BITS[family] - length) - 1
        low = number & ~host
        return cls(family, ((low, low | host),))

    @classmethod
    def host(cls, family: Family, number: int) -> AddressSet:
        """One address."""
        return cls(family, ((number, number),))

    @classmethod
    def of(cls, family: Family, pairs: Iterable[tuple[int, int]]) -> AddressSet:
        """The set of any closed ranges, in any order."""
        return cls(family, iv.normalise(pairs))

    @classmethod
    def parse(cls, *texts: str, family: Family = "ipv4") -> AddressSet:
        """The union of texts of one family; raises ValueError for what is no address. For literals in code."""
        pairs: list[tuple[int, int]] = []
        for text in texts:
            found = parse_addresses(text)
            if found is None:
                raise ValueError(f"not an address: {text!r}")
            family = found.family
            pairs += found.ranges
        return cls.of(family, pairs)

    def __or__(self, other: AddressSet) -> AddressSet:
        self._same_family(other)
        return AddressSet(self.family, iv.union(self.ranges, other.ranges))

    def __and__(self, other: AddressSet) -> AddressSet:
        self._same_family(other)
        return AddressSet(self.family, iv.intersection(self.ranges, other.ranges))

    def __sub__(self, other: AddressSet) -> AddressSet:
        self._same_family(other)
        return AddressSet(self.family, iv.difference(self.ranges, other.ranges))

    def __invert__(self) -> AddressSet:
        return AddressSet(self.family, iv.complement(self.ranges, 0, _TOP[self.family]))

    def __contains__(self, number: int) -> bool:
        return iv.contains(self.ranges, number)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AddressSet) and self.family == other.family and self.ranges == other.ranges

    def __hash__(self) -> int:
        if not self._hash:  # large sets are keys again and again
            self._hash = hash((self.family, self.ranges)) or 1
        return self._hash

    def __le__(self, other: AddressSet) -> bool:
        return not (self - other)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self.ranges)

    def __repr__(self) -> str:
        return f"AddressSet({', '.join(self.cidrs()) or 'none'})"

    @property
    def is_any(self) -> bool:
        """Whether every address of the family is in it."""
        return self.ranges == ((0, _TOP[self.family]),)

    @property
    def size(self) -> int:
        """How many addresses it holds (len() overflows on large IPv6 sets)."""
        return sum(high - low + 1 for low, high in self.ranges)

    def cidrs(self) -> list[str]:
        """The set as the fewest prefixes, in order; hosts with their /32 or /128."""
        return [
            f"{format_address(self.family, number)}/{length}"
            for low, high in self.ranges
            for number, length in prefixes(self.family, low, high)
        ]

    def _same_family(self, other: AddressSet) -> None:
        if self.family != other.family:
            raise ValueError("IPv4 and IPv6 sets do not mix")
