"""Addresses and networks that a ruleset gives away, since it states none.

The router's own: what source NAT leaves with, what is translated or let in by a single address. Behind it: what rules
name together with an inside interface, what they let through. What nobody names is a placeholder where it would be
public (IPv6), and nothing where it is private.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import Accept, DestinationNat, Drop, Goto, Jump
from routerlint.netset.addresses import BITS, AddressSet, Family, prefixes
from routerlint.netset.special import link_local, multicast, private, public_destinations, shared
from routerlint.parsing.netfilter.aims import Aims, OuterAddresses, facing, from_inside, lone_addresses
from routerlint.parsing.netfilter.apart import Apart
from routerlint.parsing.netfilter.draft import SourceNat
from routerlint.parsing.netfilter.passages import Passage
from routerlint.parsing.netfilter.roles import Roles, negative, positive

__all__ = ["Network", "Surroundings", "find_surroundings"]

# A rule that names more single addresses than this does not speak of the router's own.
_MOST_OWN = 16
# Wider destinations than these are "anywhere but", not a network behind the router.
_WIDEST = {"ipv4": 1 << 24, "ipv6": 1 << 100}
_MOST_PIECES = 32
_MOST_HOMES = 8


class Network(NamedTuple):
    """A prefix behind an interface; interface None: behind one that nothing names."""

    number: int
    length: int
    interface: str | None


class Surroundings(NamedTuple):
    """What is known of addresses in one family.

    own: the router's addresses by interface. within: numbers that stand for an address in a network of which a rule
    says that it holds the router's. networks: prefixes behind it. unstated: inside interfaces with a public network that
    the file does not state. doubtful: those of them of which nothing says that there is such a network, and that rules
    would treat in another way than what they name. further: the router has addresses besides those that rules name, or
    may have some. perhaps: translated destinations that no rule shows to be a host: they may be the router's own.
    """

    own: dict[str, tuple[int, ...]]
    within: dict[str, tuple[int, ...]]
    networks: tuple[Network, ...]
    unstated: tuple[str, ...]
    perhaps: AddressSet
    doubtful: tuple[str, ...] = ()
    further: Literal["", "yes", "maybe"] = ""


class _Finder:
    def __init__(self, family: Family, roles: Roles) -> None:
        self.family = family
        self.roles = roles
        self.outside = {*roles.wan, *roles.doubtful}
        self.own: dict[str, dict[int, None]] = {}
        self.home_networks: dict[tuple[int, int], tuple[str, ...]] = {}
        self.placed: dict[str, dict[tuple[int, int], None]] = {}
        self.loose: dict[tuple[int, int], None] = {}
        self.targets: dict[int, None] = {}
        self.target_ranges: dict[tuple[int, int], None] = {}
        self.forwarded: set[int] = set()
        self.routed: list[tuple[int, int]] = []
        self.outer = OuterAddresses(family, self.outside)
        self.aims = Aims(family, self.outside)
        self.apart = Apart(family, self.outside)
        self.translates = False
        self.private_inside = False
        self.forwards = False
        self._public = public_destinations(family)
        self._private = private(family) | shared(family)

    def read(self, passage: Passage) -> None:
        draft = passage.draft
        if not passage.of(self.family):
            return
        self.aims.read(passage)
        self.apart.read(passage)
        sources = _plain(draft.sources, self.family)
        destinations = _plain(draft.destinations, self.family)
        if (
            sources is None
            and destinations is None
            and draft.original_destinations is None
            and not passage.nat
            and passage.hook != "forward"
        ):
            return
        for effect in draft.effects:
            if isinstance(effect, SourceNat):
                self._source_nat(passage, effect, sources)
            elif isinstance(effect, DestinationNat) and passage.hook == "prerouting":
                self._translated(passage, effect, destinations)
            elif isinstance(effect, Jump | Goto) and passage.nat and passage.hook == "prerouting":
                self._leads_on(passage, destinations)
        if passage.hook == "input":
            for asked in (destinations, _plain(draft.original_destinations, self.family)):
                if asked is not None:
                    self._own_addresses(asked, passage)
                    self.outer.read(passage, asked)
        self._neighbours(passage, sources, destinations)
        if passage.hook == "prerouting" and not passage.nat and destinations is not None and self.family == "ipv6":
            self._behind(passage, sources, destinations)
        if passage.hook == "forward" and not passage.nat:
            self.forwards = True
            if destinations is not None:
                self.forwarded.update(low for low, high in destinations.ranges[:_MOST_PIECES] if low == high)
                self._behind(passage, sources, destinations)

    def settle(self) -> None:
        """What single rules said, made consistent once all of them were read."""
        routed = AddressSet.of(self.family, self.routed)
        for number, names in self.aims.addresses():
            if number not in self.targets and number not in self.forwarded and number not in routed:
                self._note_own(number, list(names))
        inside = (pair for found in self.placed.values() for pair in found)
        for number, names in self.outer.addresses((*self.targets, *self.forwarded), inside):
            self._note_own(number, list(names))
        for numbers in self.own.values():  # an inside host that a useless input rule names is no address of the router
            for number in list(numbers):
                if number in self.targets or (number in self._private and number in self.forwarded):
                    del numbers[number]
        own = [number for numbers in self.own.values() for number in numbers]
        for found in self.placed.values():  # the WAN's own network is not behind the router
            for number, length in list(found):
                if length < BITS[self.family] and any(
                    o in self._public and o in AddressSet.network(self.family, number, length) for o in own
                ):
                    del found[number, length]

    def _source_nat(self, passage: Passage, effect: SourceNat, sources: AddressSet | None) -> None:
        self.translates = True
        out = [n for n in positive(passage.outputs) if n in self.roles.wan]
        for family, number in effect.addresses[:_MOST_OWN]:
            if family == self.family and (number in self._public or (out and number in self._private)):
                self._note_own(number, out)
        inside = [n for n in negative(passage.outputs) if n in self.roles.inside]
        if len(inside) == 1 and sources is not None:
            self._place(inside[0], sources)

    def _leads_on(self, passage: Passage, destinations: AddressSet | None) -> None:
        """Packets for some addresses are looked at by a chain of forwards."""
        if destinations is not None and not from_inside(passage, self.outside):
            self._own_addresses(destinations & self._public, passage)
            self.outer.read(passage, destinations)

    def _translated(self, passage: Passage, effect: DestinationNat, destinations: AddressSet | None) -> None:
        if effect.to is not None:
            self.target_ranges[_target_range(effect, effect.to, self.family)] = None
        if effect.to is not None and effect.address_map == "host":
            for number in range(effect.to, min(effect.to_last or effect.to, effect.to + _MOST_OWN) + 1):
                self.targets[number] = None
        if destinations is not None:
            block = effect.address_map == "network"
            self._own_addresses(destinations & self._public, passage, block=block)
            self.outer.read(passage, destinations)

    def _own_addresses(self, destinations: AddressSet, passage: Passage, *, block: bool = False) -> None:
        """Single addresses are the router's; of a network it has one, unless the network is translated as a block."""
        asked = destinations - multicast(self.family) - link_local(self.family)
        names = list(positive(passage.inputs))
        numbers = lone_addresses(asked, _MOST_OWN)
        if numbers is None:
            if not block and asked.size <= _WIDEST[self.family]:
                for low, high in (asked & self._public).ranges[:_MOST_OWN]:
                    self.home_networks.setdefault((low, high), facing(names, self.outside))
            return
        for number in numbers:
            if self.family == "ipv4" and (number >> 24 in (0, 127, 255) or number & 255 == 255):
                continue
            if number in self._public:
                self._note_own(number, list(facing(names, self.outside)))
            elif number in self._private and not passage.nat:
                inside = [n for n in names if n in self.roles.inside]
                if names and not inside:
                    continue
                if inside or not self.roles.inside:
                    self._note_own(number, inside)
                elif len(self.roles.inside) == 1:
                    self._note_own(number, list(self.roles.inside))

    def _note_own(self, number: int, names: list[str]) -> None:
        if any(number in known for known in self.own.values()):
            return
        for name in names[:1] or self.roles.wan[:1]:
            self.own.setdefault(name, {})[number] = None

    def _neighbours(self, passage: Passage, sources: AddressSet | None, destinations: AddressSet | None) -> None:
        """What a rule names together with one inside interface lies behind it."""
        for addresses, tests in ((sources, passage.inputs), (destinations, passage.outputs)):
            if addresses is None:
                continue
            names = positive(tests)
            if len(names) == 1 and names[0] in self.roles.inside:
                if addresses.size <= _WIDEST[self.family]:
                    self._place(names[0], addresses)
                elif tests is passage.inputs:  # "! -s LAN -i lan -j DROP"
                    self._place(names[0], ~addresses)
            if not self.private_inside and addresses.size <= _WIDEST[self.family] and addresses & self._private:
                self.private_inside = True

    def _place(self, name: str, addresses: AddressSet) -> None:
        usable = addresses & (self._public | self._private)
        if not usable or usable.size > _WIDEST[self.family] or len(usable.ranges) > _MOST_PIECES:
            return
        for low, high in usable.ranges:
            for number, length in prefixes(self.family, low, high)[:_MOST_PIECES]:
                found = number, length
                if self.family == "ipv6" and number in self._public:  # its neighbours lie there too
                    found = self._widened(number, length, explicit=True)
                self.placed.setdefault(name, {})[found] = None

    def _behind(self, passage: Passage, sources: AddressSet | None, destinations: AddressSet) -> None:
        """Public destinations of forwarded packets that the Internet may send."""
        if self._is_private(destinations):
            return
        named = destinations & self._public
        if not named or destinations.size > _WIDEST[self.family]:
            return
        inputs, outputs = positive(passage.inputs), positive(passage.outputs)
        if (inputs and not facing(inputs, self.outside)) or (outputs and set(outputs) <= self.outside):
            return
        if facing(negative(passage.inputs), self.outside):
            return
        if sources is not None and sources <= self._private | link_local(self.family):
            return
        explicit = bool(inputs or outputs or facing(negative(passage.outputs), self.outside))
        effects = passage.draft.effects
        if not any(isinstance(e, Accept | Drop | Jump | Goto) for e in effects):
            return
        if any(isinstance(e, Drop) for e in effects) and not explicit:
            return  # a block list for what goes out
        self.routed += named.ranges
        for low, high in named.ranges:
            for number, length in prefixes(self.family, low, high)[:_MOST_PIECES]:
                self.loose[self._widened(number, length, explicit=explicit)] = None

    def _is_private(self, addresses: AddressSet) -> bool:
        """Whether a small range is private; the quick answer for most rules."""
        if len(addresses.ranges) != 1:
            return False
        low, high = addresses.ranges[0]
        return high - low < 65536 and low in self._private and high in self._private

    def _widened(self, number: int, length: int, *, explicit: bool) -> tuple[int, int]:
        """The network of a host: a /64, for IPv4 the /24 where the rule is surely about the inside."""
        widest = 64 if self.family == "ipv6" else 24 if explicit else length
        length = min(length, widest)
        host = (1 << BITS[self.family] - length) - 1
        return number & ~host, length


def _within(finder: _Finder) -> dict[str, tuple[int, ...]]:
    """A number in each network that holds an address of the router, where no single address in it is known."""
    known = [number for numbers in finder.own.values() for number in numbers]
    found: dict[str, list[int]] = {}
    for low, high in sorted(finder.home_networks, key=lambda pair: pair[1] - pair[0]):
        if any(low <= number <= high for number in known):
            continue
        number = low + (high - low) // 2 + 1
        known.append(number)
        for name in finder.home_networks[low, high][:1] or finder.roles.wan[:1]:
            found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}


def find_surroundings(
    family: Family, roles: Roles, seen: Iterable[Passage], named: tuple[str, ...], elsewhere: tuple[str, ...] = ()
) -> Surroundings:
    """What the passages say of addresses.

    named: the inside interfaces that tables of this family name; elsewhere: those that only the other family's do.
    """
    finder = _Finder(family, roles)
    for passage in seen:
        if passage.table.covers(family):
            finder.read(passage)
    finder.settle()
    inside = tuple(n for n in named if n in roles.inside)
    own_numbers = {number for numbers in finder.own.values() for number in numbers}
    networks = [Network(n, length, name) for name, found in finder.placed.items() for n, length in found]
    loose, unstated = _share_out(finder, inside)
    networks += loose
    networks += _for_targets(finder, inside, own_numbers)
    networks += _private_space(finder, inside)
    own = {name: tuple(numbers) for name, numbers in finder.own.items()}
    perhaps = AddressSet.of(family, finder.target_ranges) - AddressSet.of(family, ((n, n) for n in finder.forwarded))
    apart, doubtful = finder.apart, tuple[str, ...]()
    if family == "ipv6" and apart.forwarded:
        doubtful = tuple(name for name in (*inside, *elsewhere) if name not in unstated)
    return Surroundings(
        own,
        _within(finder),
        tuple(dict.fromkeys(networks)),
        (*unstated, *doubtful),
        perhaps,
        doubtful,
        further="" if not own else "yes" if apart.own else "maybe" if apart.others else "",
    )


def _target_range(effect: DestinationNat, to: int, family: Family) -> tuple[int, int]:
    if effect.address_map == "network":
        host = (1 << BITS[family] - effect.length) - 1
        return to & ~host, to | host
    return to, max(to, effect.to_last or to)


def _share_out(finder: _Finder, inside: tuple[str, ...]) -> tuple[list[Network], tuple[str, ...]]:
    """The networks that no interface is named with, and the interfaces whose network nobody names."""
    family = finder.family
    public = public_destinations(family)
    settled = {n for n, found in finder.placed.items() if any(number in public for number, _ in found)}
    known = [AddressSet.network(family, n, length) for found in finder.placed.values() for n, length in found]
    own = [number for numbers in finder.own.values() for number in numbers]
    loose = [
        (n, length)
        for n, length in finder.loose
        if not any(AddressSet.network(family, n, length) <= other for other in known[:256])
        # the WAN's own network; in IPv6 nobody forwards to that, so it is the network of an address inside
        and (family == "ipv6" or not any(number in AddressSet.network(family, n, length) for number in own))
    ]
    waiting = [n for n in inside if n not in settled]
    homes = _homes(tuple(waiting) or inside)
    networks = [Network(n, length, home) for n, length in loose for home in homes]
    if family == "ipv6":
        return networks, () if len(loose) >= len(waiting) else tuple(waiting)
    if loose or settled or finder.translates or finder.private_inside or not finder.forwards:
        return networks, ()
    return networks, tuple(waiting)


def _for_targets(finder: _Finder, inside: tuple[str, ...], own: set[int]) -> list[Network]:
    """Routes for translated destinations outside private space."""
    bits = BITS[finder.family]
    placed = AddressSet.of(
        finder.family,
        (
            pair
            for found in finder.placed.values()
            for n, length in found
            for pair in AddressSet.network(finder.family, n, length).ranges
        ),
    )
    private_space = private(finder.family) | shared(finder.family)
    return [
        Network(number, bits, home)
        for number in finder.targets
        if number not in own and number not in placed and number not in private_space
        for home in _homes(inside)
    ]


def _private_space(finder: _Finder, inside: tuple[str, ...]) -> list[Network]:
    """Private space lies inside: hosts near a placed one behind the same interface, the rest behind any that may hold it."""
    family = finder.family
    space = private(family) | shared(family)
    near: list[Network] = []
    for name, found in finder.placed.items():
        for number, length in found:
            widened = 24 if family == "ipv4" else 64
            if length > widened and number in space:
                host = (1 << BITS[family] - widened) - 1
                near.append(Network(number & ~host, widened, name))
    free = tuple(n for n in inside if n not in finder.placed) or inside
    rest = [
        Network(number, length, home)
        for low, high in space.ranges
        for number, length in prefixes(family, low, high)
        for home in _homes(free)
    ]
    return [*near, *rest]


def _homes(names: tuple[str, ...]) -> tuple[str | None, ...]:
    """Where a network may lie: behind any of a few interfaces; of many nothing is known."""
    return names if 0 < len(names) <= _MOST_HOMES else (None,)


def _plain(match: AddressMatch | None, family: Family) -> AddressSet | None:
    """The addresses of a match that the file settles."""
    if match is None or match.family != family or match.unknown is not None:
        return None
    return match.possible
