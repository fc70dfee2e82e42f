"""Which entries of a chain can concern a packet, found without walking the chain.

A chain of 10,000 entries is asked thousands of times, and nearly always only a handful of entries speak of the
destination and service in question. The index keeps entries by destination prefix; entries for any
destination are kept by service, and those for whole ranges of services in run-compressed lists: neighbours with the same
final action become one step whose source mask is made once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from routerlint.exposure.atoms import SourceAtoms
from routerlint.exposure.by_service import ByService
from routerlint.exposure.context import UNKNOWN_ROUTE, Context, Packet
from routerlint.exposure.steps import Doubt, Run, Step
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Goto, Jump
from routerlint.netset.addresses import BITS, AddressSet, Family, prefixes
from routerlint.wording import phrase

__all__ = ["ChainIndex"]

# An entry whose destinations need more prefixes than this is looked at for every packet instead.
_MOST_PREFIXES = 16
# A list of more entries than this gets a service look-up of its own.
_SMALL = 24


_ROUTE = Unknown(key="route", what=phrase("the route to the destination"), why=phrase("it is not in the file"))
_SET = Unknown(key="set", what=phrase("a set of the entry"), why=phrase("the file does not settle it"))


class ChainIndex:
    """One chain as the packets of one WAN interface meet it.

    owned: the router's addresses, for entries that ask whether the destination is the router; perhaps: further ones that
    a packet may be taken to be for the router with (Context.taken_for_own).
    """

    def __init__(
        self, chain: Chain, via: str, family: Family, owned: AddressSet, atoms: SourceAtoms, perhaps: AddressSet
    ) -> None:
        self.name = chain.name
        self._family = family
        self._bits = BITS[family]
        self._atoms = atoms
        self._entries = chain.entries
        self._owned = owned
        self._perhaps = perhaps
        self._destinations: dict[int, tuple[AddressSet, AddressSet]] = {}
        self._narrow: dict[int, dict[int, list[int]]] = {}
        self._broad: list[int] = []
        self._wide = ByService()
        self._wide_jumps: set[str] = set()
        self._local_jumps: dict[int, str] = {}
        self._original_cuts: set[int] = set()
        self._originals: list[int] = []
        for position, entry in enumerate(chain.entries):
            match = entry.match
            if match.in_interfaces is not None and via not in match.in_interfaces:
                continue
            if match.original_services is not None:
                for ranges in (match.original_services.possible.ranges, match.original_services.certain.ranges):
                    self._original_cuts.update(cut for low, high in ranges for cut in (low, high + 1))
            if match.original_destinations is not None:
                self._originals.append(position)
            local = self._add(position, match, owned)
            if isinstance(entry.action, Jump | Goto):
                if local:
                    self._local_jumps[position] = entry.action.chain
                else:
                    self._wide_jumps.add(entry.action.chain)
        self._lengths = sorted(self._narrow, reverse=True)
        self._lookups: dict[tuple[int, int], ByService] = {}
        self._wide_cuts = sorted({0, *self._wide.range_cuts()})
        self._classes: dict[int, tuple[int, ...]] = {}
        self._runs: dict[tuple[int, Context, bool], list[Step]] = {}
        self._service_cuts: list[int] | None = None

    def plan(self, packet: Packet, context: Context, start: int = 0) -> tuple[tuple[object, ...], list[Step]]:
        """A key and the steps for a packet from position `start`, in order.

        Two packets with equal keys meet the same steps, jumps into other chains aside.
        """
        service = packet.service
        local = [s for p in self._local(packet) if p >= start and (s := self._step(p, packet, context)) is not None]
        base_class = bisect_right(self._wide_cuts, service)
        base = self._base(base_class, context, whole=start > 0)
        key = (self.name, start, base_class, tuple((s.position, len(s.doubts)) for s in local))
        if start:
            base = [part for s in base if (part := self._tail(s, start)) is not None]
        return key, self._merge(base, local) if local else base

    def cuts(self, destination: int, low: int, high: int) -> set[int]:
        """Services in (low, high] at which an entry that may concern the destination begins or ends."""
        if self._service_cuts is None:
            self._service_cuts = sorted(self._wide.cuts())
        first, last = bisect_right(self._service_cuts, low), bisect_right(self._service_cuts, high)
        cuts = set(self._service_cuts[first:last])
        for position in self.positions(destination):
            match = self._entries[position].match
            for part in (match.services, match.original_services):
                if part is None:
                    continue
                for ranges in (part.possible.ranges, part.certain.ranges):
                    cuts.update(cut for a, b in ranges for cut in (a, b + 1) if low < cut <= high)
        return cuts

    def destinations(self) -> Iterator[AddressSet]:
        """Every destination set that an entry asks for."""
        originals = (self._entries[p].match.original_destinations for p in self._originals)
        asked = [(part.possible, part.certain) for part in originals if part is not None]
        for possible, certain in (*self._destinations.values(), *asked):
            yield possible
            if certain is not possible:
                yield certain

    def treatment(self, destination: int) -> tuple[object, ...]:
        """Equal for two destinations exactly if no entry of the chain tells them apart."""
        found: list[object] = []
        for position in self.positions(destination):
            sets = self._destinations.get(position)
            found.append((position, sets is None or sets[0] is sets[1] or destination in sets[1]))
        return tuple(found)

    def singles_out(self, destination: int, service: int) -> bool:
        """Whether an entry with conditions of its own on the destination may match this one and this service."""
        for length in self._lengths:
            prefix = destination >> (self._bits - length)
            bucket = self._narrow[length].get(prefix)
            if bucket is None:
                continue
            if len(bucket) > _SMALL:
                if self._lookup(length, prefix, bucket).find(service):
                    return True
            elif any(self._asks_for(position, service) for position in bucket):
                return True
        for position in self._broad:
            sets = self._destinations.get(position)
            if (sets is None or destination in sets[0]) and self._asks_for(position, service):
                return True
        return False

    def _asks_for(self, position: int, service: int) -> bool:
        services = self._entries[position].match.services
        return services is None or service in services.possible

    def original_treatment(self, destination: int) -> tuple[object, ...]:
        """The same for entries that ask for the destination as it arrived."""
        found: list[object] = []
        for position in self._originals:
            part = self._entries[position].match.original_destinations
            if part is not None:
                found.append((position, destination in part.possible, destination in part.certain))
        return tuple(found)

    def positions(self, destination: int) -> tuple[int, ...]:
        """The entries with conditions of their own on the destination that may match this one, in order."""
        found: list[int] = []
        for length in self._lengths:
            found += self._narrow[length].get(destination >> (self._bits - length), ())
        for position in self._broad:
            sets = self._destinations.get(position)
            if sets is None or destination in sets[0]:
                found.append(position)
        if len(found) < 2:
            return tuple(found)
        return tuple(sorted(set(found)))

    def jumps(self, destination: int) -> set[str]:
        """Chains to which an entry that may concern the destination leads."""
        if not self._local_jumps:
            return self._wide_jumps
        local = {self._local_jumps[p] for p in self.positions(destination) if p in self._local_jumps}
        return self._wide_jumps | local

    @property
    def asks_for_original(self) -> bool:
        """Whether an entry asks for the destination or service as it arrived."""
        return bool(self._originals or self._original_cuts)

    def original_cuts(self) -> set[int]:
        """Services at which an entry that asks for the original service begins or ends."""
        return self._original_cuts

    def _add(self, position: int, match: Match, owned: AddressSet) -> bool:
        """Files an entry; returns whether it has conditions of its own on the destination."""
        possible: AddressSet | None = None
        certain: AddressSet | None = None
        if match.destinations is not None:
            possible, certain = match.destinations.possible, match.destinations.certain
        if match.to_router is not None:
            local = owned | self._perhaps if match.to_router else ~owned
            possible = local if possible is None else possible & local
            certain = local if certain is None else certain & local
        if possible is None or certain is None or (possible.is_any and certain.is_any):
            services = match.services
            partly = services is not None and services.certain != services.possible
            if partly or match.original_destinations is not None or match.original_services is not None:
                self._broad.append(position)
                return True
            self._wide.add(position, None if services is None else services.possible)
            return False
        self._destinations[position] = (possible, certain)
        pieces: list[tuple[int, int]] = []
        for low, high in possible.ranges[: _MOST_PREFIXES + 1]:
            pieces += [(low, self._bits)] if low == high else prefixes(self._family, low, high)
        if len(pieces) > _MOST_PREFIXES:
            self._broad.append(position)
            return True
        for number, length in pieces:
            bucket = self._narrow.setdefault(length, {})
            bucket.setdefault(number >> (self._bits - length), []).append(position)
        return True

    def _local(self, packet: Packet) -> list[int]:
        """Positions of all entries that may match, those of the run lists aside, in order."""
        bits, service = self._bits, packet.service
        found: list[int] = []
        for length in self._lengths:
            bucket = self._narrow[length].get(packet.destination >> (bits - length))
            if bucket is None:
                continue
            if len(bucket) > _SMALL:
                found += self._lookup(length, packet.destination >> (bits - length), bucket).find(service)
            else:
                found += bucket
        for position in self._broad:
            sets = self._destinations.get(position)
            if sets is None or packet.destination in sets[0]:
                found.append(position)
        found += self._wide.exact.get(service, ())
        return sorted(set(found)) if len(found) > 1 else found

    def _lookup(self, length: int, prefix: int, bucket: list[int]) -> ByService:
        services = self._lookups.get((length, prefix))
        if services is None:
            services = self._lookups[length, prefix] = ByService()
            for position in bucket:
                asked = self._entries[position].match.services
                services.add(position, None if asked is None else asked.possible)
        return services

    def _step(self, position: int, packet: Packet, context: Context) -> Step | None:
        """The step of one entry for a packet, or None if it cannot match."""
        entry = self._entries[position]
        match = entry.match
        doubts = _context_doubts(match, context)
        if doubts is None:
            return None
        parts: tuple[tuple[AddressMatch | ServiceMatch | None, int], ...] = (
            (match.services, packet.service),
            (match.original_services, packet.original_service),
            (match.original_destinations, packet.original_destination),
            (match.destinations, packet.destination),
        )
        for part, value in parts:
            if part is None or value in part.certain:
                continue
            if value not in part.possible:
                return None
            doubts = (*doubts, (part.unknown or _SET, not part.negated))
        if match.to_router is not None:
            own = context.taken_for_own or packet.destination in self._owned
            if own is not match.to_router:
                return None
        return Step(position, entry, doubts)

    def _base(self, base_class: int, context: Context, *, whole: bool) -> list[Step]:
        """The run-compressed list of entries for any destination and a range of services that holds this class.

        whole: also what stands behind an entry that takes every packet, for a walk that may begin behind that entry.
        """
        runs = self._runs.get((base_class, context, whole))
        if runs is None:
            low = self._wide_cuts[base_class - 1]
            positions = self._classes.get(base_class)
            if positions is None:
                found = sorted(set(self._wide.in_ranges(low)))
                positions = self._classes[base_class] = tuple(found)
            runs = self._runs[base_class, context, whole] = list(self._compress(positions, context, whole=whole))
        return runs

    def _compress(self, positions: tuple[int, ...], context: Context, *, whole: bool) -> Iterator[Step]:
        run: list[int] = []
        for position in positions:
            entry = self._entries[position]
            doubts = _context_doubts(entry.match, context)
            if doubts is None:
                continue
            if doubts or not _depends_on_source_only(entry):
                if run:
                    yield self._run(tuple(run))
                    run = []
                yield Step(position, entry, doubts)
                continue
            if run and type(self._entries[run[0]].action) is not type(entry.action):
                yield self._run(tuple(run))
                run = []
            run.append(position)
            if entry.match.sources is None and not whole:  # nothing comes past this one
                break
        if run:
            yield self._run(tuple(run))

    def _run(self, positions: tuple[int, ...]) -> Step:
        return Run(positions, self._entries, self._atoms).step(0, len(positions))

    def _merge(self, base: list[Step], local: list[Step]) -> list[Step]:
        """Both lists in order; a run is split where an entry with another action stands within it."""
        merged: list[Step] = []
        place = 0
        for step in base:
            run, low = step.run, step.low
            last = step.position if run is None else run.positions[step.high - 1]
            while place < len(local) and local[place].position < last:
                entry = local[place]
                # An entry with the run's own final action may as well stand in front of it.
                if run is not None and type(entry.entry.action) is not type(step.entry.action):
                    cut = bisect_right(run.positions, entry.position, low, step.high)
                    if cut > low:
                        merged.append(run.step(low, cut))
                        low = cut
                merged.append(entry)
                place += 1
            if run is None or low == step.low:
                merged.append(step)
            elif low < step.high:
                merged.append(run.step(low, step.high))
        merged.extend(local[place:])
        return merged

    def _tail(self, step: Step, start: int) -> Step | None:
        """What of a step stands at or behind position `start`."""
        if step.run is None:
            return step if step.position >= start else None
        low = bisect_right(step.run.positions, start - 1, step.low, step.high)
        return step.run.step(low, step.high) if low < step.high else None


def _depends_on_source_only(entry: Entry) -> bool:
    match = entry.match
    if not isinstance(entry.action, Accept | Drop) or match.unknown or match.unknown_not or match.sender_choice:
        return False
    if match.original_destinations is not None or match.original_services is not None:
        return False
    return match.sources is None or match.sources.certain is match.sources.possible


def _context_doubts(match: Match, context: Context) -> tuple[Doubt, ...] | None:
    """() if the discrete conditions hold, None if they do not, a doubt where the route is unknown."""
    if match.destination_nat is not None and match.destination_nat is not context.translated:
        return None
    if match.tracked is not None and match.tracked is not context.tracked:
        return None
    if match.marks and not context.marks.issuperset(match.marks):
        return None
    if match.marks_absent and not context.marks.isdisjoint(match.marks_absent):
        return None
    if match.out_interfaces is not None:
        if context.out == UNKNOWN_ROUTE:
            return ((_ROUTE, True),) if match.out_interfaces else None
        if context.out not in match.out_interfaces:
            return None
    return ()
