"""Addresses as UCI writes them, and how netifd divides an IPv6 prefix among the inside networks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routerlint.netset.addresses import BITS, Family, parse_address, parse_network
from routerlint.text.span import Span

__all__ = ["Address", "Prefix", "Request", "assign", "host_in", "read_addresses", "read_prefix"]


class Address(NamedTuple):
    """An address that the router holds, with the length of its network. stated: the file says it."""

    family: Family
    number: int
    length: int
    stated: bool
    span: Span | None = None


class Prefix(NamedTuple):
    """An IPv6 prefix that netifd hands out. source: the interface that brings it, or "local" for the ULA prefix."""

    source: str
    number: int
    length: int
    stated: bool


class Request(NamedTuple):
    """What an inside interface asks for (ip6assign, 48 to 64; ip6hint, -1 for none; ip6weight)."""

    name: str
    length: int
    hint: int
    weight: int


def read_addresses(words: Iterable[str], netmask: str, span: Span) -> list[Address]:
    """The addresses of `ipaddr` or `ip6addr`; without a length they are single hosts (netifd's default)."""
    found: list[Address] = []
    for word in words:
        text = word if "/" in word or ":" in word or not netmask else f"{word}/{netmask}"
        network = parse_network(text)
        if network is not None:
            found.append(Address(*network, True, span))
    return found


def read_prefix(text: str) -> tuple[int, int] | None:
    """The number and length of an IPv6 prefix."""
    network = parse_network(text.partition(",")[0])
    if network is None or network[0] != "ipv6":
        return None
    _, number, length = network
    return number >> (128 - length) << (128 - length), length


def host_in(number: int, length: int, suffix: str) -> int | None:
    """The router's own address in a network that it got by assignment (ip6ifaceid, default ::1); None if random."""
    if suffix in ("", "::1"):
        return number | 1
    parsed = parse_address(suffix)
    if parsed is None or parsed[0] != "ipv6":
        return None
    return number | (parsed[1] & ((1 << BITS["ipv6"] - length) - 1))


def assign(prefix: Prefix, requests: Iterable[Request]) -> dict[str, tuple[int, int]]:
    """Network number and length by interface.

    Source: openwrt/netifd interface-ip.c, interface_update_prefix_assignments: requests with a hint first, if their
    place is free; the others by length, then weight, then name, each in the first gap, made smaller until it fits.
    """
    space = 1 << max(0, 64 - prefix.length)
    taken: list[tuple[int, int]] = []  # first and last /64 of the prefix
    found: dict[str, tuple[int, int]] = {}

    def place(name: str, length: int, start: int) -> bool:
        size = 1 << (64 - length)
        if start % size or start + size > space or any(start <= last and first < start + size for first, last in taken):
            return False
        taken.append((start, start + size - 1))
        found[name] = prefix.number | start << 64, length
        return True

    later: list[Request] = []
    for request in requests:
        size = 1 << (64 - request.length)
        if request.hint < 0 or not place(request.name, request.length, request.hint // size * size):
            later.append(request)
    for request in sorted(later, key=lambda one: (one.length, -one.weight, one.name)):
        for length in range(request.length, 65):
            size = 1 << (64 - length)
            starts = sorted({0, *(-(-(last + 1) // size) * size for _, last in taken)})
            if any(place(request.name, length, start) for start in starts):
                break
    return found
