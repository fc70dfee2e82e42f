"""Destination NAT: the dstnat chain and the chains that it jumps to.

Source: MikroTik documentation, "NAT" and CLI reference of ip/firewall/nat. A new port range is given to Linux as it
stands, which does not shift ports: a port within the new range is kept, for any other the kernel picks one (packets).
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.device import InactiveEntry
from routerlint.model.match import Match
from routerlint.model.pipeline import (
    Action,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Jump,
    NatKind,
    PortMap,
    Return,
    SkipNat,
    Undetermined,
)
from routerlint.netset.addresses import BITS, Family, parse_addresses, parse_network
from routerlint.wording import Phrase, phrase
from vendor_parsers.routeros.conditions import parse_port_list
from vendor_parsers.routeros.export import Item
from vendor_parsers.routeros.masking import label
from vendor_parsers.routeros.matching import Matcher

__all__ = ["DestinationNatChains"]

_OTHER_CHAINS = frozenset(("srcnat", "input", "output"))
_PASSING = frozenset(
    ("passthrough", "log", "add-src-to-address-list", "add-dst-to-address-list", "src-nat", "masquerade")
)
_LOOPBACK = 127
_NO_ADDRESS = frozenset(("", "0.0.0.0", "::", "0.0.0.0/0", "::/0"))  # noqa: S104  # what exports write for none


class DestinationNatChains:
    """The destination NAT of one family. inactive: rules that can never act."""

    def __init__(self, family: Family, matcher: Matcher, *, partial: bool) -> None:
        self._family = family
        self._matcher = matcher
        self._partial = partial
        self._entries: dict[str, list[Entry]] = {}
        self.inactive: list[InactiveEntry] = []

    def read(self, items: list[Item]) -> None:
        """Reads all rules of the NAT table."""
        pairs = _source_pairs(items)
        for number, item in enumerate(items):
            chain, action = item.get("chain"), item.get("action")
            if item.disabled or chain in _OTHER_CHAINS or action in _PASSING:
                continue
            if item.inactive:
                self._set_aside(item, phrase("its export says that its interface matcher is not possible"))
                continue
            if not chain or "chain" in item.computed:
                self._put("dstnat", Entry(match=Match(), action=Undetermined(), spans=(item.span,), number=str(number)))
                continue
            found = self._matcher.read(item, doubt_lists=self._partial)
            if found.why_not and action in ("dst-nat", "netmap", "redirect", "same"):
                self._set_aside(item, found.why_not)
            for match in found.matches:
                entry = Entry(
                    match=match,
                    action=self._action(item, action, pairs),
                    spans=(item.span,),
                    label=label(item.get("comment")),
                    number=str(number),
                )
                self._put(chain, entry)

    def chains(self) -> Iterator[Chain]:
        """What was read."""
        for name, entries in self._entries.items():
            yield Chain(name=name, entries=tuple(entries))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is translated."""
        return not self._entries

    def _put(self, chain: str, entry: Entry) -> None:
        self._entries.setdefault(f"nat {chain}", []).append(entry)

    def _set_aside(self, item: Item, reason: Phrase) -> None:
        self.inactive.append(
            InactiveEntry(label=label(item.get("comment")), reason=reason, nat=True, spans=(item.span,))
        )

    def _action(self, item: Item, action: str, pairs: frozenset[tuple[str, str]]) -> Action:
        match action:
            case "" if item.doubtful:  # what it does may be what cannot be read
                return Undetermined()
            case "" | "accept":
                return SkipNat()
            case "return":
                return Return()
            case "jump" if item.get("jump-target"):
                return Jump(chain=f"nat {item.get('jump-target')}")
            case "redirect":
                ports, port_map = _new_ports(item)
                return (
                    Undetermined()
                    if port_map is None
                    else DestinationNat(to_router=True, ports=ports, port_map=port_map)
                )
            case "dst-nat" | "netmap" | "same":
                return self._translation(item, action, pairs)
            case _:
                return Undetermined()

    def _translation(self, item: Item, action: str, pairs: frozenset[tuple[str, str]]) -> Action:
        ports, port_map = _new_ports(item)
        text = item.get("to-addresses") or item.get("to-address")
        if port_map is None or "to-addresses" in item.computed:
            return Undetermined()
        if text in _NO_ADDRESS:
            if item.doubtful or ports is None:  # no manual says where a dst-nat without address and port leads
                return Undetermined()
            return DestinationNat(ports=ports, port_map=port_map)
        found = parse_addresses(text)
        if found is None or found.family != self._family or len(found.ranges) != 1:
            return Undetermined()
        low, high = found.ranges[0]
        if self._family == "ipv4" and low >> 24 == _LOOPBACK:
            return Drop()  # Linux lets no packet from outside reach 127.0.0.0/8
        kind = self._kind(item, action, pairs)
        if low == high:
            return DestinationNat(to=low, ports=ports, port_map=port_map, kind=kind)
        if action != "netmap":
            return DestinationNat(to=low, to_last=high, ports=ports, port_map=port_map, kind=kind)
        length = BITS[self._family] - (high - low).bit_length()
        if low & (high - low) or (high - low + 1) & (high - low):
            return Undetermined()  # a range that is no network
        return DestinationNat(to=low, address_map="network", length=length, ports=ports, port_map=port_map, kind=kind)

    @staticmethod
    def _kind(item: Item, action: str, pairs: frozenset[tuple[str, str]]) -> NatKind | None:
        """One to one: netmap, or a whole address that also leaves as that address."""
        if "dst-port" in item.values or "port" in item.values or "protocol" in item.values:
            return None
        if action == "netmap":
            return "one_to_one"
        pair = (_host(item.get("dst-address")), _host(item.get("to-addresses")))
        return "one_to_one" if pair[0] and pair in pairs else None


def _new_ports(item: Item) -> tuple[tuple[int, int] | None, PortMap | None]:
    """The new ports and how the old ones map on them; a map of None: not readable."""
    text = item.get("to-ports") or item.get("to-port")
    if text in ("", "0-65535"):
        return None, "same"
    pairs = parse_port_list(text)
    if pairs is None or len(pairs) != 1 or not pairs[0][0] or "to-ports" in item.computed:
        return None, None
    low, high = pairs[0]
    if low == high:
        return (low, low), "single"
    old = item.get("dst-port")
    old_pairs = parse_port_list(old) if old and old[0] != "!" else None
    if old_pairs and all(low <= a and b <= high for a, b in old_pairs):
        return None, "same"  # every port lies in the new range and is kept
    return (low, high), "pool"


def _source_pairs(items: list[Item]) -> frozenset[tuple[str, str]]:
    """(public, inside) host pairs of source NAT."""
    return frozenset(
        (_host(item.get("to-addresses")), _host(item.get("src-address")))
        for item in items
        if item.get("chain") == "srcnat" and item.get("action") in ("src-nat", "netmap", "same") and not item.disabled
    ) - {("", "")}


def _host(text: str) -> str:
    """The address of a single host, or ""."""
    found = parse_network(text)
    if found is None or found[2] != BITS[found[0]]:
        return ""
    return text.partition("/")[0]
