"""The value types of firewall4's options.

Source: openwrt/firewall4 b6e5157, fw4.uc (parse_bool, parse_policy, parse_port, parse_protocol, ...). Every function
returns None for what firewall4 calls invalid; then it skips the whole section.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "HELPERS",
    "Device",
    "Mark",
    "Port",
    "Protocol",
    "SetMatch",
    "TextRef",
    "parse_bool",
    "parse_cthelper",
    "parse_date",
    "parse_device",
    "parse_direction",
    "parse_dscp",
    "parse_family",
    "parse_identifier",
    "parse_int",
    "parse_limit",
    "parse_mac",
    "parse_mark",
    "parse_monthdays",
    "parse_policy",
    "parse_port",
    "parse_protocol",
    "parse_setmatch",
    "parse_string",
    "parse_target",
    "parse_time",
    "parse_weekdays",
    "prefix_of",
    "split_invert",
]

# The helpers that firewall4 ships (/usr/share/firewall4/helpers).
HELPERS = frozenset(
    ("amanda", "ftp", "RAS", "Q.931", "irc", "netbios-ns", "pptp", "sane", "sip", "snmp", "tftp", "rtsp")
)

_TARGETS = ("accept", "reject", "drop", "notrack", "helper", "mark", "dscp", "dnat", "snat", "masquerade")
_POLICIES = ("accept", "reject", "drop")
_UNITS = ("second", "minute", "hour", "day")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DSCP = frozenset(
    ("CS0", "CS1", "CS2", "CS3", "CS4", "CS5", "CS6", "CS7", "BE", "LE", "AF11", "AF12", "AF13", "AF21", "AF22", "AF23",
     "AF31", "AF32", "AF33", "AF41", "AF42", "AF43", "EF")
)  # fmt: skip

_PORT = re.compile(r"([0-9]{1,5})(?:[-:]([0-9]{1,5}))?")
_LIMIT = re.compile(r"[0-9]+(?:/([a-z]+))?")
_MAC = re.compile(r"(?i)[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:T([0-9:]+))?)?)?")
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2}))?)?")
_MARK = re.compile(r"(?i)(0?x?[0-9a-f]+)(?:/(0?x?[0-9a-f]+))?")
_IDENTIFIER = re.compile(r"[A-Za-z_.][A-Za-z0-9/_.-]*")
_NUMBER = re.compile(r"\s*[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?)\s*")


class Port(NamedTuple):
    """A port or a closed range of ports."""

    low: int
    high: int
    invert: bool


class Protocol(NamedTuple):
    """A protocol by name or number; firewall4 reads a negation and forgets it."""

    name: str
    any: bool


class Device(NamedTuple):
    """A device or network name; `any` for "*"."""

    name: str
    invert: bool
    any: bool


class SetMatch(NamedTuple):
    """A reference to a set: its name, and per column "src", "dst" or "" where the set's own direction holds."""

    name: str
    directions: tuple[str, ...]
    invert: bool


class Mark(NamedTuple):
    """A packet mark under a mask."""

    mark: int
    mask: int
    invert: bool


class TextRef(NamedTuple):
    """A text that may be negated."""

    text: str
    invert: bool


def split_invert(value: str) -> TextRef | None:
    """The value without a leading "!" and blanks; None if nothing is left."""
    stripped = value.lstrip(" \t")
    invert = stripped.startswith("!")
    text = (stripped[1:] if invert else value).strip()
    return TextRef(text, invert) if text else None


def prefix_of(value: str, choices: tuple[str, ...]) -> str | None:
    """The first of the (lower case) choices that begins with the value, in whatever case it is written."""
    lowered = value.lower()
    return next((choice for choice in choices if choice.startswith(lowered)), None)


def parse_bool(value: str) -> bool | None:
    """Exactly these eight words, in lower case."""
    if value in ("1", "on", "true", "yes"):
        return True
    return False if value in ("0", "off", "false", "no") else None


def parse_policy(value: str) -> str | None:
    """accept, reject or drop, or the beginning of such a word."""
    return prefix_of(value, _POLICIES)


def parse_target(value: str) -> str | None:
    """A target or the beginning of one."""
    return prefix_of(value, _TARGETS)


def parse_family(value: str) -> int | None:
    """4, 6, or 0 for both. Any text with a 4 in it means IPv4."""
    if value in ("any", "all", "*"):
        return 0
    if value == "inet" or "4" in value:
        return 4
    return 6 if "6" in value else None


def parse_port(value: str) -> Port | None:
    """A port or a range with "-" or ":"; no names and no commas."""
    reference = split_invert(value)
    found = _PORT.fullmatch(reference.text) if reference is not None else None
    if reference is None or found is None:
        return None
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    return Port(low, high, reference.invert) if low <= high <= 65535 else None


def parse_protocol(value: str) -> tuple[Protocol, ...] | None:
    """One protocol, or two for "tcpudp"."""
    reference = split_invert(value)
    if reference is None:
        return None
    name = reference.text.lower()
    if name in ("all", "any", "*"):
        return (Protocol("", any=True),)
    if name == "tcpudp":
        return Protocol("tcp", any=False), Protocol("udp", any=False)
    name = {"1": "icmp", "58": "ipv6-icmp", "icmpv6": "ipv6-icmp", "6": "tcp", "17": "udp"}.get(name, name)
    return (Protocol(name, any=False),)


def parse_device(value: str) -> Device | None:
    """A device or network name."""
    reference = split_invert(value)
    return None if reference is None else Device(reference.text, reference.invert, reference.text == "*")


def parse_direction(value: str) -> bool | None:
    """True for outgoing."""
    if value in ("in", "ingress"):
        return False
    return True if value in ("out", "egress") else None


def parse_setmatch(value: str) -> SetMatch | None:
    """A set's name, with directions behind it."""
    reference = split_invert(value)
    if reference is None:
        return None
    name, _, rest = reference.text.partition(" ")
    name, _, more = name.partition("\t")
    words = re.split(r"[ \t,]", (more + rest).strip())[:3]
    sides = tuple("dst" if word in ("dst", "dest") else "src" if word == "src" else "" for word in words)
    return SetMatch(name, sides, reference.invert)


def parse_cthelper(value: str) -> TextRef | None:
    """A connection tracking helper that firewall4 knows."""
    reference = split_invert(value)
    return reference if reference is not None and reference.text in HELPERS else None


def parse_mac(value: str) -> TextRef | None:
    """A hardware address."""
    reference = split_invert(value)
    return reference if reference is not None and _MAC.fullmatch(reference.text) else None


def parse_limit(value: str) -> str | None:
    """A rate such as "10/minute"."""
    reference = split_invert(value)
    found = _LIMIT.fullmatch(reference.text) if reference is not None else None
    if reference is None or found is None or (found[1] and prefix_of(found[1], _UNITS) is None):
        return None
    return reference.text


def parse_int(value: str) -> str | None:
    """A number."""
    return value if _NUMBER.fullmatch(value) else None


def parse_date(value: str) -> str | None:
    """A date with or without a time."""
    found = _DATE.fullmatch(value)
    if found is None or not 1970 <= int(found[1]) <= 2038 or int(found[2] or 0) > 12 or int(found[3] or 0) > 31:
        return None
    return value if parse_time(found[4] or "0") is not None else None


def parse_time(value: str) -> str | None:
    """A time of day."""
    found = _TIME.fullmatch(value)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59 or int(found[3] or 0) > 59:
        return None
    return value


def parse_weekdays(value: str) -> str | None:
    """Days of the week, each by the beginning of its name."""
    reference = split_invert(value)
    if reference is None:
        return None
    days = [prefix_of(day, _WEEKDAYS) for day in reference.text.split()]
    if None in days:
        return None
    return ("!" if reference.invert else "") + " ".join(sorted({day for day in days if day}))


def parse_monthdays(value: str) -> str | None:
    """Days of the month; firewall4 checks and then ignores them."""
    reference = split_invert(value)
    if reference is None:
        return None
    days = [_number(day) for day in reference.text.split()]
    return value if all(day is None or 1 <= day <= 31 for day in days) else None


def parse_mark(value: str) -> Mark | None:
    """A packet mark with an optional mask."""
    reference = split_invert(value)
    found = _MARK.fullmatch(reference.text) if reference is not None else None
    if reference is None or found is None:
        return None
    mark, mask = _number(found[1]), _number(found[2]) if found[2] else 0xFFFFFFFF
    return None if mark is None or mask is None else Mark(mark, mask, reference.invert)


def parse_dscp(value: str) -> TextRef | None:
    """A class name or a number up to 63."""
    reference = split_invert(value)
    if reference is None:
        return None
    number = _number(reference.text)
    known = reference.text.upper() in _DSCP or (number is not None and number <= 0x3F)
    return reference if known else None


def parse_identifier(value: str) -> str | None:
    """A name that nftables takes."""
    return value if _IDENTIFIER.fullmatch(value) else None


def parse_string(value: str) -> str:
    """Any text."""
    return value


def _number(text: str) -> int | None:
    """A number as ucode reads it: decimal, or hexadecimal behind 0x; at most 32 bits."""
    try:
        number = int(text, 16) if text.lower().startswith("0x") else int(text)
    except ValueError:
        return None
    return number if number <= 0xFFFFFFFF else None
