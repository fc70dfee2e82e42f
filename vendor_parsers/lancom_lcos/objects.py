"""The objects of the IPv4 firewall: what a source, a destination or an action stands for.

Source: LANCOM reference manual (%A addresses, %M mask, %P protocol, %S ports, %L local networks; "0" or nothing is any;
lists with commas, ranges with a dash; %a accept, %r reject, %d drop). %H, %D and %E name peers, hosts and MAC addresses.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.model.pipeline import Accept, Action, Drop, Undetermined
from routerlint.netset.addresses import AddressSet, parse_addresses, parse_network
from routerlint.netset.services import PORTED, TCP, UDP, ServiceSet, protocol_number

__all__ = ["Part", "action_of", "services_of", "station"]

_PIECE = re.compile(r"%([A-Za-z])\s*([^%\s]*)|([^%\s]+)")
_ANY = frozenset(("", "0", "any", "anyhost", "all"))
_PROTOCOL_NAMES = {"tcp": TCP, "udp": UDP, "icmp": 1}
_ACTIONS = {"accept": "%a", "reject": "%r", "drop": "%d"}
_DEEPEST = 6


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What the objects of one side say.

    addresses: None for any. peers: names of remote sites. protocols, ports: None for any. unread: pieces that cannot be
    resolved.
    """

    addresses: AddressSet | None = None
    peers: tuple[str, ...] = ()
    protocols: frozenset[int] | None = None
    ports: tuple[tuple[int, int], ...] | None = None
    unread: tuple[str, ...] = ()


class _Collector:
    def __init__(self, objects: dict[str, str], local: AddressSet) -> None:
        self.objects, self.local = objects, local
        self.ranges: list[tuple[int, int]] = []
        self.anywhere = False
        self.limited = False
        self.peers: list[str] = []
        self.protocols: set[int] = set()
        self.ports: list[tuple[int, int]] = []
        self.unread: list[str] = []
        self.waiting = ""  # an address whose mask may follow

    def add(self, text: str, depth: int = 0) -> None:
        """Takes a text of objects; names are looked up, a few levels deep."""
        if text.strip().lower() in _ANY:
            self.anywhere = True
            return
        for letter, value, name in _PIECE.findall(text):
            if name:
                self._flush()
                self._name(name.strip(","), depth)
            elif letter == "M":
                self._mask(value)
            else:
                self._flush()
                self._letter(letter, value)
        self._flush()

    def _name(self, name: str, depth: int) -> None:
        known = self.objects.get(name.lower())
        if known is not None and depth < _DEEPEST and known.strip().lower() not in (name.lower(), ""):
            self.add(known, depth + 1)
        elif name.lower() in _ANY:
            self.anywhere = True
        elif name.lower() == "localnet":
            self._local()
        elif name.lower() in _PROTOCOL_NAMES:
            self.protocols.add(_PROTOCOL_NAMES[name.lower()])
        else:
            self.unread.append(name)

    def _local(self) -> None:
        self.limited = True
        self.ranges += self.local.ranges

    def _letter(self, letter: str, value: str) -> None:
        if letter == "A":
            self.waiting = value or "0"
        elif letter == "L":
            self._local()
        elif letter == "P":
            numbers = [protocol_number(part) for part in value.split(",")]
            self.protocols |= {number for number in numbers if number}
            if None in numbers:
                self.unread.append(f"%P{value}")
        elif letter == "S":
            self._ports(value)
        elif letter == "H" and value:
            self.limited = True
            self.peers.append(value)
        else:
            self.unread.append(f"%{letter}{value}")

    def _ports(self, value: str) -> None:
        for part in value.split(","):
            low, dash, high = part.partition("-")
            last = high if dash else low
            if low.isdigit() and last.isdigit() and len(low) < 6 and len(last) < 6 and int(low) <= int(last) < 65536:
                self.ports.append((int(low), int(last)))
            else:
                self.unread.append(f"%S{value}")
                return

    def _mask(self, mask: str) -> None:
        address, self.waiting = self.waiting, ""
        if address in ("0", "0.0.0.0") and mask in ("0", "0.0.0.0", ""):  # noqa: S104  # values of the file
            self.anywhere = True
            return
        found = parse_network(f"{address}/{mask}")
        if found is None or found[0] != "ipv4":
            self.unread.append(f"%A{address} %M{mask}")
            return
        self.limited = True
        self.ranges += AddressSet.network("ipv4", found[1], found[2]).ranges

    def _flush(self) -> None:
        """An address without a mask: hosts, ranges, or 0 for all."""
        text, self.waiting = self.waiting, ""
        for part in text.split(",") if text else ():
            if part in ("0", "0.0.0.0"):  # noqa: S104  # a value of the file
                self.anywhere = True
                continue
            found = parse_addresses(part)
            if found is None or found.family != "ipv4":
                self.unread.append(f"%A{part}")
            else:
                self.limited = True
                self.ranges += found.ranges


def station(text: str, objects: dict[str, str], local: AddressSet) -> Part:
    """What a Source or Destination column says."""
    found = _Collector(objects, local)
    found.add(text)
    anywhere = found.anywhere or not found.limited
    return Part(
        addresses=None if anywhere or found.peers else AddressSet.of("ipv4", found.ranges),
        peers=tuple(found.peers),
        protocols=frozenset(found.protocols) or None,
        ports=tuple(found.ports) or None,
        # A peer and addresses in one column: nobody says whether both or either must hold.
        unread=tuple(found.unread) + (("peer and addresses",) if found.peers and found.ranges else ()),
    )


def services_of(protocol: Part, source: Part, target: Part) -> ServiceSet | None:
    """Protocols of all three columns and the ports of the destination; None for every service."""
    numbers: frozenset[int] | None = None
    for part in (protocol, source, target):
        if part.protocols is not None:
            numbers = part.protocols if numbers is None else numbers & part.protocols
    if numbers is None and target.ports is None:
        return None
    if target.ports is None:
        return ServiceSet.protocols(numbers or ())
    found = ServiceSet()
    for number in (TCP, UDP) if numbers is None else numbers:
        ported = number in PORTED
        found |= ServiceSet.ports(number, target.ports) if ported else ServiceSet.protocol(number)
    return found


def action_of(text: str, actions: dict[str, str]) -> tuple[Action, bool]:
    """What an Action column does, and whether only under conditions that nobody reads."""
    body, seen = text.strip(), 0
    while seen < _DEEPEST and not body.startswith("%"):
        known = actions.get(body.lower(), _ACTIONS.get(body.lower(), ""))
        if not known:
            return Undetermined(), False
        body, seen = known.strip(), seen + 1
    pieces = body.split()
    final: list[Action] = []
    for piece in pieces:
        if piece == "%a":
            final.append(Accept())
        elif piece in ("%r", "%d"):
            final.append(Drop(reject=piece == "%r"))
    if len(final) != 1:
        return Undetermined(), False
    return final[0], len(pieces) > 1
