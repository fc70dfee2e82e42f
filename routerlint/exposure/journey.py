"""The way of one slice of packets through all stages: prerouting, route, then input or forward.

A slice is a destination and an interval of services in which no entry sees a difference. The journey of a slice ends
in landings, each with the senders for whom it is possible, and in "closed".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from routerlint.exposure.context import Context, Packet, whose
from routerlint.exposure.index import ChainIndex
from routerlint.exposure.mapped import is_open_mapping, possible_hosts
from routerlint.exposure.topology import Topology
from routerlint.exposure.walk import Outcome, Walker
from routerlint.model.pipeline import (
    DestinationNat,
    Drop,
    Entry,
    Hook,
    Pipeline,
    SkipNat,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import PORTED

__all__ = ["Arrival", "Fates", "Journey", "Landing", "Trail"]

# A pool of more addresses is looked at through its first ones.
_MOST_POOL = 64


class Landing(NamedTuple):
    """Where packets of a slice end, if they are let in.

    target: address after NAT. router: it is one of the router's own. nat: the entry that translated, or None.
    low, high: services after NAT as an interval. pool: the system picks one of them.
    """

    target: int
    router: bool
    nat: Entry | None
    low: int
    high: int
    pool: bool

    def key(self) -> tuple[object, ...]:
        """What makes two landings the same; entries are told apart by identity, which is cheap."""
        return (self.target, self.router, id(self.nat), self.low, self.high, self.pool)


class Trail(NamedTuple):
    """The deciding entries on a packet's way, and stages whose default decided."""

    entries: tuple[Entry, ...] = ()
    defaults: tuple[Stage, ...] = ()

    def key(self) -> tuple[int, ...]:
        """What makes two trails the same."""
        return (*map(id, self.entries), 0, *map(id, self.defaults))


class Arrival:
    """One landing with the senders for whom it is possible and the trails that lead there."""

    __slots__ = ("landing", "mask", "trails")

    def __init__(self, landing: Landing) -> None:
        self.landing = landing
        self.mask = 0
        self.trails: dict[tuple[int, ...], tuple[Trail, int]] = {}

    def add(self, mask: int, trail: Trail) -> None:
        """Notes that the senders of `mask` may come here on this trail."""
        self.mask |= mask
        key = trail.key()
        known = self.trails.get(key)
        self.trails[key] = (trail, mask if known is None else known[1] | mask)


class Fates:
    """What is possible for the senders of a slice: closed, or arrivals."""

    __slots__ = ("arrivals", "closed")

    def __init__(self) -> None:
        self.closed = 0
        self.arrivals: dict[tuple[object, ...], Arrival] = {}

    def let_in(self, landing: Landing, mask: int, trail: Trail) -> None:
        """Notes that the senders of `mask` may reach the landing on this way."""
        key = landing.key()
        arrival = self.arrivals.get(key)
        if arrival is None:
            arrival = self.arrivals[key] = Arrival(landing)
        arrival.add(mask, trail)

    def merge(self, other: Fates) -> None:
        """Adds what is possible under another assumption."""
        self.closed |= other.closed
        for arrival in other.arrivals.values():
            for trail, mask in arrival.trails.values():
                self.let_in(arrival.landing, mask, trail)


class _Traveller(NamedTuple):
    """A slice on its way: where it is addressed now, what it carries, who may have sent it."""

    low: int
    high: int
    packet: Packet
    context: Context
    mask: int
    nat: Entry | None
    pool: bool
    trail: Trail


class Journey:
    """The stages of one pipeline for the packets of one WAN interface.

    perhaps: addresses of which the file does not settle whether they are the router's.
    """

    def __init__(self, pipeline: Pipeline, topology: Topology, walker: Walker, perhaps: AddressSet) -> None:
        self._pipeline = pipeline
        self._topology = topology
        self._walker = walker
        self._perhaps = perhaps
        self._hosts: dict[int, tuple[int, ...]] = {}
        self._stages: dict[Hook, tuple[Stage, ...]] = {
            hook: tuple(s for s in pipeline.stages if s.hook is hook) for hook in Hook
        }
        self._looking_back = [stage for stage in pipeline.stages if stage.view == "original"]
        indexes = [walker.index(chain.name) for chain in pipeline.chains]
        self._original_cuts = {cut for index in indexes for cut in index.original_cuts()}
        self._originals = [index for index in indexes if index.asks_for_original]
        self._last: tuple[int, tuple[ChainIndex, ...]] = (-1, ())

    def cuts(self, destination: int, low: int, high: int) -> set[int]:
        """Services in (low, high] at which something may change for a destination, if it is not translated."""
        cuts: set[int] = set()
        for index in self._indexes(destination):
            cuts |= index.cuts(destination, low, high)
        return cuts

    def arrival_cuts(self, low: int, high: int) -> set[int]:
        """Services in (low, high] that an entry behind NAT tells apart by what the packet asked for when it arrived."""
        return {cut for cut in self._original_cuts if low < cut <= high}

    def treatment(self, destination: int) -> tuple[object, ...]:
        """Equal for two destinations that no entry tells apart before NAT or, if not translated, after it."""
        owned = destination in self._topology.owned
        found: list[object] = [owned, None if owned else self._topology.outgoing(destination)]
        found += [index.treatment(destination) for index in self._indexes(destination)]
        # Entries behind NAT may ask for the destination as it arrived.
        found += [index.original_treatment(destination) for index in self._originals]
        return tuple(found)

    def ordinary(self, destination: int, service: int) -> tuple[object, ...] | None:
        """A key for packets that no entry singles out by destination, or None if one does.

        Equal keys meet the same entries, whatever the destination.
        """
        if self._originals or any(index.singles_out(destination, service) for index in self._indexes(destination)):
            return None
        owned = destination in self._topology.owned
        return (owned, None if owned else self._topology.outgoing(destination), service)

    def _indexes(self, destination: int) -> tuple[ChainIndex, ...]:
        """The chains that an untranslated packet may meet, and those that look at where a translated one arrived."""
        if self._last[0] != destination:
            hook = Hook.INPUT if destination in self._topology.owned else Hook.FORWARD
            stages = [*self._stages[Hook.PREROUTING], *self._stages[hook], *self._looking_back]
            if destination in self._perhaps:
                stages += self._stages[Hook.INPUT]
            names = {name for stage in stages for name in self._walker.reachable(stage.chain, destination)}
            self._last = destination, tuple(self._walker.index(name) for name in sorted(names))
        return self._last[1]

    def travel(
        self, destination: int, low: int, high: int, via: str, mask: int, assumptions: Mapping[str, bool]
    ) -> tuple[Fates, set[int]]:
        """The fates of a slice, and cuts within it that make the answer exact if there are any (then ask again)."""
        packet = Packet(destination, low, destination, low)
        start = _Traveller(low, high, packet, Context(via), mask, None, pool=False, trail=Trail())
        fates, splits = Fates(), set[int]()
        stages = self._stages[Hook.PREROUTING]
        waiting = [(start, 0)]
        while waiting:
            traveller, place = waiting.pop()
            if place == len(stages):
                self._route(traveller, fates, assumptions)
                continue
            stage = stages[place]
            if stage.kind is StageKind.NAT and (traveller.context.nat_done or not traveller.context.tracked):
                waiting.append((traveller, place + 1))
                continue
            for outcome in self._ask(stage, traveller, assumptions):
                for after in self._apply(stage, outcome, traveller, fates, splits):
                    waiting.append((after, place + 1))
        return fates, splits

    def _ask(self, stage: Stage, traveller: _Traveller, assumptions: Mapping[str, bool]) -> list[Outcome]:
        packet = traveller.packet
        if stage.view == "original":
            packet = packet._replace(destination=packet.original_destination, service=packet.original_service)
        return self._walker.walk(stage.chain, packet, traveller.context, traveller.mask, assumptions)

    def _apply(
        self, stage: Stage, outcome: Outcome, traveller: _Traveller, fates: Fates, splits: set[int]
    ) -> list[_Traveller]:
        """The travellers that go on behind a stage with one outcome."""
        action = outcome.action
        going = traveller._replace(mask=outcome.mask, context=outcome.context)
        if action is None:
            return self._by_default(stage, going, fates)
        trail = Trail((*traveller.trail.entries, *outcome.path), traveller.trail.defaults)
        match action:
            case Drop():
                fates.closed |= outcome.mask
                return []
            case DestinationNat() if stage.kind is StageKind.NAT and outcome.entry is not None:
                going = going._replace(trail=trail, nat=outcome.entry)
                return self._translate(going, action, splits)
            case SkipNat(only_this_stage=False):
                return [going._replace(context=going.context._replace(nat_done=True))]
            case _:
                return [going if stage.hook is Hook.PREROUTING else going._replace(trail=trail)]

    def _by_default(self, stage: Stage, going: _Traveller, fates: Fates) -> list[_Traveller]:
        closed = isinstance(stage.default, Drop)
        if closed or stage.default_unknown:
            fates.closed |= going.mask
        if closed and not stage.default_unknown:
            return []
        if stage.kind is StageKind.NAT or (stage.hook is Hook.PREROUTING and not stage.default_unknown):
            return [going]
        return [going._replace(trail=Trail(going.trail.entries, (*going.trail.defaults, stage)))]

    def _translate(self, going: _Traveller, action: DestinationNat, splits: set[int]) -> list[_Traveller]:
        """The slice after destination NAT: one traveller for each address and port class that the system may pick."""
        done = going.context._replace(nat_done=True, marks=going.context.marks | frozenset(action.marks))
        travellers: list[_Traveller] = []
        for target in self._targets(action, going.packet.destination, going.context.via):
            for low, high, pool in self._ports(action, going, target, splits):
                packet = going.packet._replace(destination=target, service=low)
                changed = target != going.packet.destination or low != going.low or pool
                counts = changed or not self._pipeline.unchanged_is_untranslated
                context = done._replace(translated=True) if counts else done
                travellers.append(
                    going._replace(low=low, high=high, packet=packet, context=context, pool=pool or going.pool)
                )
        return travellers

    def _targets(self, action: DestinationNat, destination: int, via: str) -> list[int]:
        if action.to_router:
            own = self._topology.redirect_address(via)
            return [destination if own is None else own]
        if action.to is None:
            return [destination]
        if is_open_mapping(action, destination, self._topology):
            if id(action) not in self._hosts:
                self._hosts[id(action)] = possible_hosts(action, self._pipeline, self._topology)
            return list(self._hosts[id(action)])
        if action.address_map == "network":
            host = (1 << self._topology.bits - action.length) - 1
            return [action.to & ~host | destination & host]
        if action.to_last is not None and action.to_last > action.to:
            return list(range(action.to, min(action.to_last, action.to + _MOST_POOL - 1) + 1))
        return [action.to]

    def targets(self, action: DestinationNat, via: str) -> tuple[int, ...]:
        """The addresses that a translation writes itself, whatever the packet's destination."""
        own = self._topology.redirect_address(via) if action.to_router else action.to
        return () if own is None else tuple(self._targets(action, own, via))

    def _ports(
        self, action: DestinationNat, going: _Traveller, target: int, splits: set[int]
    ) -> list[tuple[int, int, bool]]:
        """Intervals of services after NAT, and whether the system picks within them.

        Cuts of later stages that lie within the slice are added to `splits`, pulled back to the ports outside.
        """
        protocol = going.low >> 16
        if action.ports is None or protocol not in PORTED:
            splits |= self._inner_cuts(target, going.low, going.high)
            return [(going.low, going.high, False)]
        base = protocol << 16
        first, last = base | action.ports[0], base | action.ports[1]
        if action.port_map == "shift":
            offset = first - (base | action.shift_base)
            splits |= {c - offset for c in self._inner_cuts(target, going.low + offset, going.high + offset)}
            return [(going.low + offset, going.high + offset, False)]
        if action.port_map == "pool" and first != last:
            splits |= {cut for cut in (first, last + 1) if going.low < cut <= going.high}
            if first <= going.low <= last:  # a port that lies in the new range is kept
                splits |= self._inner_cuts(target, going.low, going.high)
                return [(going.low, going.high, False)]
            cuts = sorted({first, last + 1, *self._inner_cuts(target, first, last)})
            return [(a, b - 1, True) for a, b in pairwise(cuts)]
        if target == going.packet.destination:  # the one port that stays the same is not translated
            splits |= {cut for cut in (first, first + 1) if going.low < cut <= going.high}
        return [(first, first, False)]

    def _inner_cuts(self, destination: int, low: int, high: int) -> set[int]:
        """Cuts within (low, high] for a packet after NAT."""
        if low == high:
            return set()
        return self.cuts(destination, low, high)

    def _route(self, traveller: _Traveller, fates: Fates, assumptions: Mapping[str, bool]) -> None:
        destination = traveller.packet.destination
        if destination in self._topology.owned:
            self._pass(traveller, self._stages[Hook.INPUT], fates, assumptions, router=True)
            return
        if not self._pipeline.forwarding:
            fates.closed |= traveller.mask
            return
        if traveller.nat is not None and destination in self._perhaps:
            self._to_somebody(traveller, fates, assumptions)
            return
        self._forward(traveller, fates, assumptions)

    def _forward(self, traveller: _Traveller, fates: Fates, assumptions: Mapping[str, bool]) -> None:
        for out in self._topology.outgoing(traveller.packet.destination):
            going = traveller._replace(context=traveller.context._replace(out=out))
            self._pass(going, self._stages[Hook.FORWARD], fates, assumptions, router=False)

    def _to_somebody(self, traveller: _Traveller, fates: Fates, assumptions: Mapping[str, bool]) -> None:
        """A host as far as packets are forwarded; what is not may be let in if the address is the router's."""
        forwarded = Fates()
        self._forward(traveller, forwarded, assumptions)
        fates.merge(forwarded)
        if forwarded.closed:
            unknown = whose(self._topology.family, traveller.packet.destination)
            self._walker.met.unknowns.setdefault(unknown.key, unknown)
            context = traveller.context._replace(taken_for_own=True)
            going = traveller._replace(mask=forwarded.closed, context=context)
            self._pass(going, self._stages[Hook.INPUT], fates, assumptions, router=True)

    def _pass(
        self,
        traveller: _Traveller,
        stages: tuple[Stage, ...],
        fates: Fates,
        assumptions: Mapping[str, bool],
        *,
        router: bool,
    ) -> None:
        waiting = [(traveller, 0)]
        while waiting:
            going, place = waiting.pop()
            if place == len(stages):
                destination = going.packet.destination
                landing = Landing(destination, router, going.nat, going.low, going.high, going.pool)
                fates.let_in(landing, going.mask, going.trail)
                continue
            for outcome in self._ask(stages[place], going, assumptions):
                for after in self._apply(stages[place], outcome, going, fates, set()):
                    waiting.append((after, place + 1))
