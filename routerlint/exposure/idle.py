"""NAT and filter entries that no packet of the Internet ever reaches although they are written for it."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.by_service import ByService
from routerlint.exposure.result import IdleEntry
from routerlint.model.device import Device
from routerlint.model.match import Match
from routerlint.model.pipeline import Accept, Chain, DestinationNat, Drop, Entry, Hook, Pipeline, StageKind
from routerlint.wording import phrase

__all__ = ["idle_entries", "nat_entries"]

# Which earlier entry is in the way only explains why another is idle: pairs that are compared for it in one chain.
_MOST_COMPARED = 200_000


def idle_entries(device: Device, hit: set[int]) -> tuple[IdleEntry, ...]:
    """Entries that the parser found void, and destination NAT entries for WAN packets that the evaluation never met.

    hit: ids of the entries that some packet of the Internet reached.
    """
    found = [
        IdleEntry(nat=entry.nat, reason="inert", text=entry.reason, label=entry.label, spans=entry.spans)
        for entry in device.inactive
    ]
    wans = {interface.name for interface in device.wan_interfaces()}
    for pipeline in device.pipelines:
        chains = {chain.name: chain for chain in pipeline.chains}
        for name in _nat_chains(
            chains, [s.chain for s in pipeline.stages if s.kind is StageKind.NAT and s.hook is Hook.PREROUTING]
        ):
            found += _of_chain(chains[name], hit, wans)
    return tuple(found)


def nat_entries(pipeline: Pipeline) -> Iterator[Entry]:
    """All entries that destination NAT stages lead to, stage by stage."""
    chains = {chain.name: chain for chain in pipeline.chains}
    starts = [s.chain for s in pipeline.stages if s.kind is StageKind.NAT and s.hook is Hook.PREROUTING]
    for name in _nat_chains(chains, starts):
        yield from chains[name].entries


def _of_chain(chain: Chain, hit: set[int], wans: set[str]) -> list[IdleEntry]:
    found: list[IdleEntry] = []
    shadows = _Shadows(chain.entries)
    for position, entry in enumerate(chain.entries):
        if id(entry) in hit or not isinstance(entry.action, DestinationNat) or not _written_for(entry.match, wans):
            continue
        earlier = shadows.of(position)
        if earlier is not None:
            found.append(
                IdleEntry(
                    nat=True,
                    reason="shadowed",
                    text=phrase("an earlier entry takes every packet that this one is meant for"),
                    label=entry.label,
                    spans=entry.spans,
                    by=earlier.spans,
                )
            )
        elif wans:
            found.append(
                IdleEntry(
                    nat=True,
                    reason="inert",
                    text=phrase("no packet of the Internet reaches this entry"),
                    label=entry.label,
                    spans=entry.spans,
                )
            )
    return found


def _written_for(match: Match, wans: set[str]) -> bool:
    """Whether an entry is meant for packets of the Internet: it names a WAN interface, or none at all."""
    return match.in_interfaces is None or bool(wans.intersection(match.in_interfaces))


class _Shadows:
    """Finds the first entry that takes everything from a later one."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self._by_service: ByService | None = None
        self._left = _MOST_COMPARED

    def of(self, position: int) -> Entry | None:
        """The entry before this position; None also where so many were compared that it is not worth more time."""
        wanted = self._entries[position].match
        if self._by_service is None:
            self._by_service = ByService()
            for place, entry in enumerate(self._entries):
                asked = entry.match.services
                self._by_service.add(place, None if asked is None else asked.certain)
        ranges = wanted.services.possible.ranges if wanted.services is not None else ()
        for place in sorted(set(self._by_service.find(ranges[0][0] if ranges else 0))):
            if place >= position or self._left <= 0:
                return None
            self._left -= 1
            if _takes_all(self._entries[place], wanted):
                return self._entries[place]
        return None


def _takes_all(entry: Entry, wanted: Match) -> bool:
    """Whether an entry surely takes every packet that the wanted match asks for."""
    match = entry.match
    if not isinstance(entry.action, Accept | Drop | DestinationNat):
        return False
    if match.unknown or match.unknown_not or match.sender_choice or match.marks or match.marks_absent:
        return False
    if match.original_destinations or match.original_services or match.to_router not in (None, wanted.to_router):
        return False
    if match.in_interfaces is not None and not set(wanted.in_interfaces or ("",)) <= set(match.in_interfaces):
        return False
    if match.sources is not None and not (wanted.sources and wanted.sources.possible <= match.sources.certain):
        return False
    if match.destinations is not None and not (
        wanted.destinations and wanted.destinations.possible <= match.destinations.certain
    ):
        return False
    return match.services is None or bool(wanted.services and wanted.services.possible <= match.services.certain)


def _nat_chains(chains: dict[str, Chain], starts: list[str]) -> list[str]:
    found: list[str] = []
    waiting = list(starts)
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in chains:
            continue
        found.append(name)
        waiting += [e.action.chain for e in chains[name].entries if hasattr(e.action, "chain")]
    return found
