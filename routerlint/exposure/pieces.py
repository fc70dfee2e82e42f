"""Asks the journey about every destination and service that matters, and yields what is let in, piece by piece."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from routerlint.exposure.atoms import SourceAtoms
from routerlint.exposure.journey import Arrival, Fates, Journey, Landing, Trail
from routerlint.exposure.topology import Topology
from routerlint.exposure.walk import Met, Walker
from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.model.pipeline import Chain, DestinationNat, Entry, Hook, Pipeline, StageKind
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ECHO_REQUEST, ICMP, ICMP6, PORTED
from routerlint.netset.special import public_destinations

__all__ = ["Piece", "Surveyor", "service_universe"]

# How many repeated unknowns and sender's choices are answered one by one; beyond, each use counts as its own unknown,
# which can only turn "certain" or "closed" into "conditional".
_MOST_UNKNOWNS = 6
_MOST_CHOICES = 4

# A mapping of networks that needs more cuts than this maps a huge network onto a small one, which nobody does.
_MOST_BLOCK_CUTS = 200_000

# A NAT destination wider than this is not somebody's public block but a negation or "any".
_WIDEST_BLOCK = {"ipv4": 1 << 20, "ipv6": 1 << 96}


class Piece(NamedTuple):
    """Packets that are let in alike: destinations x services (low to high) x senders, with their landing.

    mask: the senders, in the atoms of this WAN interface. trails: ways, the widest first.
    """

    via: str
    destinations: AddressSet
    low: int
    high: int
    landing: Landing
    mask: int
    certain: bool
    one_of: bool
    trails: tuple[Trail, ...]
    unknowns: tuple[Unknown, ...]


def service_universe(family: Family) -> list[tuple[int, int]]:
    """The services that exposures speak of, in blocks that behave alike where no entry tells them apart.

    A protocol with ports is a block of its own (from port 1), since NAT changes its ports; of ICMP only the echo
    request counts; all other protocols between those form common blocks.
    """
    blocks = [(ECHO_REQUEST[family], ECHO_REQUEST[family])]
    start = 0
    for number in sorted((*PORTED, ICMP, ICMP6, 256)):
        if start < number:
            blocks.append((start << 16, (number << 16) - 1))
        if number in PORTED:
            blocks.append((number << 16 | 1, number << 16 | 0xFFFF))
        start = number + 1
    return sorted(blocks)


class Surveyor:
    """All questions about one pipeline and one WAN interface."""

    def __init__(self, pipeline: Pipeline, topology: Topology, via: str) -> None:
        self._pipeline = pipeline
        self._topology = topology
        self._via = via
        self._family = pipeline.family
        chains = {chain.name: chain for chain in pipeline.chains}
        self.atoms = SourceAtoms(pipeline.family, _sources(chains, via))
        perhaps = (pipeline.perhaps_own or AddressSet(pipeline.family)) - topology.owned
        self.walker = Walker(chains, via, pipeline.family, topology.owned, self.atoms, perhaps)
        self._journey = Journey(pipeline, topology, self.walker, perhaps)
        self._chains = chains
        # Slices that are closed for every destination that no entry singles out: asked once, not for each network.
        self._closed: set[tuple[object, ...]] = set()
        self._kept: frozenset[int] = frozenset()
        mapped = (e.match for e in self._nat_entries() if _maps_network(e))
        self._maps_anybody = any(m.destinations is None and m.original_destinations is None for m in mapped)

    def pieces(self) -> Iterator[Piece]:
        """Everything that is let in from this WAN interface."""
        for destinations in self._destination_groups():
            for low, high in self._slices(destinations.ranges[0][0]):
                yield from self._settle(destinations, low, high)

    def _settle(self, destinations: AddressSet, low: int, high: int) -> Iterator[Piece]:
        """The pieces of one slice; cuts it further where NAT leads to places that tell its services apart.

        A part may be cut again: what lies behind a port pool shows only for the part that keeps its port.
        """
        representative = destinations.ranges[0][0]
        # where networks are mapped, each host of one has a landing of its own, though no entry singles it out
        apart = self._maps_anybody or representative in self._kept
        ordinary = None if apart else self._journey.ordinary(representative, low)
        if ordinary is not None and (*ordinary, high) in self._closed:
            return
        waiting = [(low, high)]
        while waiting:
            first, last = waiting.pop()
            met = self.walker.met = Met()
            fates, splits = self._journey.travel(representative, first, last, self._via, self.atoms.all, {})
            inner = sorted(cut for cut in splits if first < cut <= last)
            if inner:
                parts = zip([first, *inner], [*(cut - 1 for cut in inner), last], strict=True)
                waiting += reversed(list(parts))
                continue
            if ordinary is not None and (first, last) == (low, high) and not fates.arrivals:
                self._closed.add((*ordinary, high))
            yield from self._judge(destinations, first, last, fates, met)

    def _judge(self, destinations: AddressSet, low: int, high: int, fates: Fates, met: Met) -> Iterator[Piece]:
        """Turns what is possible into certain and conditional pieces, after fixing answers that count more than once."""
        repeated = sorted(key for key, count in met.counts.items() if count > 1)[:_MOST_UNKNOWNS]
        choices = sorted(met.choices)[:_MOST_CHOICES]
        unknowns = tuple(met.unknowns[key] for key in sorted(met.unknowns))
        if not fates.arrivals:  # nothing is possible, so nothing is under any assumption
            return
        certain = 0
        if repeated or choices:
            fates = Fates()
            for chosen in product((True, False), repeat=len(choices)):
                under_choice = Fates()
                for answers in product((True, False), repeat=len(repeated)):
                    assumptions = dict(zip((*choices, *repeated), (*chosen, *answers), strict=True))
                    one, _ = self._journey.travel(
                        destinations.ranges[0][0], low, high, self._via, self.atoms.all, assumptions
                    )
                    under_choice.merge(one)
                certain |= _open(under_choice) & ~under_choice.closed
                fates.merge(under_choice)
        else:
            certain = _open(fates) & ~fates.closed
        yield from self._arrivals(destinations, low, high, fates, certain, unknowns)

    def _arrivals(
        self,
        destinations: AddressSet,
        low: int,
        high: int,
        fates: Fates,
        certain: int,
        unknowns: tuple[Unknown, ...],
    ) -> Iterator[Piece]:
        arrivals = list(fates.arrivals.values())
        for arrival in arrivals:
            elsewhere = 0
            for other in arrivals:
                if other is not arrival:
                    elsewhere |= other.mask
            for sure, mask in ((True, arrival.mask & certain), (False, arrival.mask & ~certain)):
                for one_of, part in ((True, mask & elsewhere), (False, mask & ~elsewhere)):
                    if part:
                        trails = _trails(arrival, part, self.atoms)
                        yield Piece(
                            self._via, destinations, low, high, arrival.landing, part, sure, one_of, trails,
                            () if sure else unknowns,
                        )  # fmt: skip

    def _slices(self, destination: int) -> Iterator[tuple[int, int]]:
        for low, high in service_universe(self._family):
            arriving = self._journey.arrival_cuts(low, high)
            cuts = sorted(self._journey.cuts(destination, low, high) | arriving)
            start = low
            for cut in cuts:
                yield start, cut - 1
                start = cut
            yield start, high

    def _destination_groups(self) -> Iterator[AddressSet]:
        """The destinations to ask about; each group holds those that no entry tells apart."""
        topology = self._topology
        universe = topology.reached | topology.inside | self._translated_destinations()
        cuts = self._destination_cuts(universe)
        kept = self._kept = self._kept_destinations(universe)
        cuts |= {cut for address in kept for cut in (address, address + 1)}
        groups: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        networks_mapped = any(map(_maps_network, self._nat_entries()))
        for low, high in _cut(universe.ranges, sorted(cuts)):
            own_group = low if low in kept else None
            key: tuple[object, ...] = (low in topology.reached, own_group, self._journey.treatment(low))
            if networks_mapped:
                key = (low, *key)
            groups.setdefault(key, []).append((low, high))
        for pairs in groups.values():
            yield AddressSet.of(self._family, pairs)

    def _kept_destinations(self, universe: AddressSet) -> frozenset[int]:
        """Destinations to which some translation leads, so that for them, and no other, it may change nothing."""
        if not self._pipeline.unchanged_is_untranslated:
            return frozenset()
        found: set[int] = set()
        for entry in self._nat_entries():
            action = entry.action
            if isinstance(action, DestinationNat) and action.address_map == "host":
                found.update(self._journey.targets(action, self._via))
        return frozenset(number for number in found if number in universe)

    def _nat_entries(self) -> Iterator[Entry]:
        for stage in self._pipeline.stages:
            if stage.hook is Hook.PREROUTING and stage.kind is StageKind.NAT:
                for name in sorted(self._nat_chains(stage.chain)):
                    chain = self._chains.get(name)
                    if chain is not None:
                        yield from (e for e in chain.entries if _enters(e.match, self._via))

    def _nat_chains(self, start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            chain = self._chains.get(name)
            for entry in chain.entries if chain is not None else ():
                target = getattr(entry.action, "chain", None)
                if isinstance(target, str):
                    waiting.append(target)
        return found

    def _translated_destinations(self) -> AddressSet:
        """Public addresses that the router does not hold but translates (proxy ARP, 1:1, routed blocks)."""
        topology = self._topology
        public = public_destinations(self._family) | topology.wan_networks
        found: list[tuple[int, int]] = []
        for entry in self._nat_entries():
            asked = entry.match.destinations
            if asked is None or asked.certain.size > _WIDEST_BLOCK[self._family]:
                continue
            if isinstance(entry.action, DestinationNat) or hasattr(entry.action, "chain"):
                found += (asked.certain & public).ranges
        return AddressSet.of(self._family, found) - topology.owned

    def _destination_cuts(self, universe: AddressSet) -> set[int]:
        cuts = self._topology.boundaries()
        sets: list[AddressSet] = []
        for name in self._chains:
            sets += self.walker.index(name).destinations()
        for addresses in sets:
            for low, high in addresses.ranges:
                cuts.add(low)
                cuts.add(high + 1)
        for entry in self._nat_entries():
            if _maps_network(entry):
                cuts |= self._pulled_back(entry, universe, sorted(cuts))
        return cuts

    def _pulled_back(self, entry: Entry, universe: AddressSet, cuts: list[int]) -> set[int]:
        """Cuts inside a network to which another one is mapped, as cuts of the network outside."""
        action = entry.action
        if not isinstance(action, DestinationNat) or action.to is None:
            return set()
        host = (1 << self._topology.bits - action.length) - 1
        inside = action.to & ~host
        within = cuts[bisect_left(cuts, inside) : bisect_right(cuts, inside + host + 1)]
        offsets = [0, *(cut - inside for cut in within)]  # a new block begins anew, whatever is asked inside
        asked = universe if entry.match.destinations is None else universe & entry.match.destinations.possible
        found: set[int] = set()
        for low, high in asked.ranges:
            for block in range(low & ~host, high + 1, host + 1):
                found.update(block + offset for offset in offsets)
                if len(found) > _MOST_BLOCK_CUTS:
                    return found
        return found


def _open(fates: Fates) -> int:
    mask = 0
    for arrival in fates.arrivals.values():
        mask |= arrival.mask
    return mask


def _trails(arrival: Arrival, mask: int, atoms: SourceAtoms) -> tuple[Trail, ...]:
    """The trails that senders of the mask take, that of most addresses first.

    Where one trail serves nearly everybody, it alone decides: an entry for a few of those senders before it changes
    nothing, and whoever took it away would still be open. What lets in forged private senders only says nothing of the
    rows, which speak of routable ones.
    """
    mask = mask & atoms.routable or mask
    found = [(trail, part & mask) for trail, part in arrival.trails.values() if part & mask]
    if len(found) < 2:
        return tuple(trail for trail, _ in found)
    sized = sorted(((atoms.addresses(part).size, place) for place, (_, part) in enumerate(found)), reverse=True)
    nearly_everybody = sized[0][0] * 10 > atoms.addresses(mask).size * 9
    return tuple(found[place][0] for _, place in sized[: 1 if nearly_everybody else None])


def _maps_network(entry: Entry) -> bool:
    return isinstance(entry.action, DestinationNat) and entry.action.address_map == "network"


def _enters(match: Match, via: str) -> bool:
    return match.in_interfaces is None or via in match.in_interfaces


def _sources(chains: dict[str, Chain], via: str) -> Iterator[AddressSet]:
    for chain in chains.values():
        for entry in chain.entries:
            sources: AddressMatch | None = entry.match.sources
            if sources is not None and _enters(entry.match, via):
                yield sources.possible
                if sources.certain is not sources.possible:
                    yield sources.certain


def _cut(ranges: iv.Intervals, cuts: list[int]) -> Iterator[tuple[int, int]]:
    place = 0
    for low, high in ranges:
        while place < len(cuts) and cuts[place] <= low:
            place += 1
        start = low
        index = place
        while index < len(cuts) and cuts[index] <= high:
            yield start, cuts[index] - 1
            start = cuts[index]
            index += 1
        yield start, high
