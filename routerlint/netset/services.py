"""Services: what a packet asks for, as one number, and sets of them.

A service is `protocol << 16 | port`. For TCP, UDP, SCTP, DCCP and UDP-Lite the low half is the destination port, for
ICMP and ICMPv6 it is the message type, for every other protocol a match covers the whole block of 65,536 numbers. That makes
"any protocol" one interval, and a range of ports another.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.netset import intervals as iv
from routerlint.netset.addresses import Family

__all__ = [
    "ECHO_REQUEST",
    "ICMP",
    "ICMP6",
    "PORTED",
    "SCTP",
    "TCP",
    "UDP",
    "ServiceSet",
    "protocol_name",
    "protocol_number",
]

TCP, UDP, SCTP = 6, 17, 132
ICMP, ICMP6 = 1, 58
PORTED = frozenset((TCP, UDP, 33, SCTP, 136))
_TOP = (256 << 16) - 1

# The service number of an echo request, the only ICMP message that exposures speak of.
ECHO_REQUEST: dict[Family, int] = {"ipv4": ICMP << 16 | 8, "ipv6": ICMP6 << 16 | 128}

# IANA protocol numbers, with the spellings that configurations use.
_NUMBERS = {
    "hopopt": 0, "icmp": 1, "igmp": 2, "ggp": 3, "ipip": 4, "ipencap": 4, "ip-encap": 4, "ipv4": 4, "st": 5,
    "tcp": 6, "egp": 8, "igp": 9, "pup": 12, "udp": 17, "hmp": 20, "xns-idp": 22, "rdp": 27, "iso-tp4": 29,
    "dccp": 33, "xtp": 36, "ddp": 37, "idpr-cmtp": 38, "ipv6": 41, "ipv6-encap": 41, "ipv6-route": 43,
    "ipv6-frag": 44, "idrp": 45, "rsvp": 46, "gre": 47, "esp": 50, "ipsec-esp": 50, "ah": 51, "ipsec-ah": 51,
    "skip": 57, "icmpv6": 58, "icmp6": 58, "ipv6-icmp": 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "rspf": 73,
    "vmtp": 81, "eigrp": 88, "ospf": 89, "ospfigp": 89, "ax.25": 93, "etherip": 97, "encap": 98, "pim": 103,
    "ipcomp": 108, "vrrp": 112, "carp": 112, "l2tp": 115, "isis": 124, "sctp": 132, "fc": 133, "mobility-header": 135,
    "udplite": 136, "udp-lite": 136, "mpls-in-ip": 137, "manet": 138, "hip": 139, "shim6": 140, "wesp": 141,
    "rohc": 142,
}  # fmt: skip

# The names that the exposure contract prints; every other protocol is printed as its number.
_PRINTED = {
    1: "icmp",
    2: "igmp",
    4: "ipip",
    6: "tcp",
    17: "udp",
    47: "gre",
    50: "esp",
    51: "ah",
    58: "icmp",
    89: "ospf",
    132: "sctp",
}


def protocol_number(text: str) -> int | None:
    """The number of a protocol name or decimal number (0-255), or None."""
    if text.isascii() and text.isdigit():
        number = int(text)
        return number if number < 256 else None
    return _NUMBERS.get(text.lower())


def protocol_name(number: int) -> str:
    """The printed name of a protocol number: tcp, udp, icmp, ..., or the number itself."""
    return _PRINTED.get(number, str(number))


class ServiceSet:
    """An immutable set of services (see the module's text for the numbers)."""

    __slots__ = ("ranges",)

    ranges: iv.Intervals

    def __init__(self, ranges: iv.Intervals = ()) -> None:
        self.ranges = ranges

    @classmethod
    def any(cls) -> ServiceSet:
        """Every protocol, every port."""
        return _ANY

    @classmethod
    def protocol(cls, number: int) -> ServiceSet:
        """One protocol with all its ports or types."""
        return cls(((number << 16, number << 16 | 0xFFFF),))

    @classmethod
    def protocols(cls, numbers: Iterable[int]) -> ServiceSet:
        """Several protocols with all their ports or types."""
        return cls(iv.normalise((number << 16, number << 16 | 0xFFFF) for number in numbers))

    @classmethod
    def ports(cls, protocol: int, pairs: Iterable[tuple[int, int]]) -> ServiceSet:
        """Closed ranges of ports (or ICMP types) of one protocol; each within 0-65535."""
        base = protocol << 16
        return cls(iv.normalise((base | low, base | high) for low, high in pairs))

    def __or__(self, other: ServiceSet) -> ServiceSet:
        return ServiceSet(iv.union(self.ranges, other.ranges))

    def __and__(self, other: ServiceSet) -> ServiceSet:
        return ServiceSet(iv.intersection(self.ranges, other.ranges))

    def __sub__(self, other: ServiceSet) -> ServiceSet:
        return ServiceSet(iv.difference(self.ranges, other.ranges))

    def __invert__(self) -> ServiceSet:
        return ServiceSet(iv.complement(self.ranges, 0, _TOP))

    def __contains__(self, number: int) -> bool:
        return iv.contains(self.ranges, number)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServiceSet) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return hash(self.ranges)

    def __le__(self, other: ServiceSet) -> bool:
        return not (self - other)

    def __repr__(self) -> str:
        return f"ServiceSet({self})"

    def __str__(self) -> str:
        if self.is_any:
            return "any"
        return ", ".join(
            f"{protocol_name(number)} {_pairs_text(pairs)}".strip() for number, pairs in self.by_protocol().items()
        )

    @property
    def is_any(self) -> bool:
        """Whether every service is in it."""
        return self.ranges == ((0, _TOP),)

    def of_protocol(self, number: int) -> iv.Intervals:
        """The ports (or types) of one protocol in the set, as intervals within 0-65535."""
        block = iv.intersection(self.ranges, ((number << 16, number << 16 | 0xFFFF),))
        return tuple((low & 0xFFFF, high & 0xFFFF) for low, high in block)

    def by_protocol(self) -> dict[int, iv.Intervals]:
        """Protocol number to its ports, for every protocol in the set (up to 256 of them)."""
        numbers = sorted({n for low, high in self.ranges for n in range(low >> 16, (high >> 16) + 1)})
        return {number: self.of_protocol(number) for number in numbers}


def _pairs_text(pairs: iv.Intervals) -> str:
    if pairs == ((0, 0xFFFF),):
        return ""
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in pairs)


_ANY = ServiceSet(((0, _TOP),))
