"""Puts pieces together into as few rows as say the same, in the words of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from routerlint.exposure.atoms import SourceAtoms
from routerlint.exposure.destinations import Destinations
from routerlint.exposure.journey import Landing, Trail
from routerlint.exposure.mapped import inside_network, is_open_mapping
from routerlint.exposure.pieces import Piece
from routerlint.exposure.result import Exposure, ExposureKind
from routerlint.exposure.senders import Senders
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.match import Unknown
from routerlint.model.pipeline import DestinationNat, Entry, PortMap
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ECHO_REQUEST, ICMP, ICMP6, PORTED, SCTP, TCP, UDP, ServiceSet, protocol_name
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase

__all__ = ["RowBuilder"]

_MOST_PATH = 12
_SPOKEN_OF = frozenset((TCP, UDP, ICMP, ICMP6))
_OTHERS = frozenset(range(256)) - _SPOKEN_OF
_FULL_PORTS = ((1, 65535),)


class _Sameness(NamedTuple):
    """What pieces must share to be one row; destinations, services and WAN interfaces may differ."""

    target: tuple[str, int]
    nat: int
    port_map: PortMap
    new_ports: tuple[int, int]
    sources: AddressSet
    certain: bool
    one_of: bool
    path: tuple[Span, ...]
    reasons: tuple[Phrase, ...]


class _Bundle:
    """Pieces that are the same but for destinations and services, of one or several WAN interfaces."""

    def __init__(self, same: _Sameness, landing: Landing) -> None:
        self.same = same
        self.landing = landing
        self.via: tuple[str, ...] = ()
        self.areas: dict[iv.Intervals, list[tuple[int, int]]] = {}

    def add(self, piece: Piece) -> None:
        self.areas.setdefault(piece.destinations.ranges, []).append((piece.low, piece.high))


class RowBuilder:
    """Makes the rows of one family of a device."""

    def __init__(self, device: Device, topology: Topology) -> None:
        self._device = device
        self._topology = topology
        self._family: Family = topology.family
        self._senders = Senders(device, topology)
        self._destinations = Destinations(device, topology)

    def rows(self, pieces: Iterable[tuple[Piece, SourceAtoms]]) -> list[tuple[Exposure, int]]:
        """All rows, unordered, each with one destination address of it."""
        by_via: dict[str, dict[_Sameness, _Bundle]] = {}
        senders: dict[tuple[int, int], AddressSet] = {}
        for piece, atoms in pieces:
            key = (id(atoms), piece.mask)
            if key not in senders:
                senders[key] = self._senders.of(atoms, piece.mask)
            sources = senders[key]
            if not sources:
                continue
            same = self._sameness(piece, sources)
            bundles = by_via.setdefault(piece.via, {})
            if same not in bundles:
                bundles[same] = _Bundle(same, piece.landing)
            bundles[same].add(piece)
        rows = [row for bundle in self._across_wans(by_via) for row in self._of_bundle(bundle)]
        return self._told_once(rows) if self._names_are_shared() else rows

    def _names_are_shared(self) -> bool:
        """Whether two parts of a row may have one name: several unstated addresses, or one and the network around it."""
        unstated = self._topology.unstated
        return len(unstated) > 1 or any(self._topology.inside_name(number) is not None for number in unstated)

    @staticmethod
    def _told_once(rows: list[tuple[Exposure, int]]) -> list[tuple[Exposure, int]]:
        """Addresses that the file does not state share one name: rows that only such an address tells apart are one."""
        kept: dict[Exposure, tuple[Exposure, int]] = {}
        for row, sample in rows:
            said = msgspec.structs.replace(row, via=(), sources=(), sources_except=())  # the set says the senders
            known, its_sample = kept.get(said, (row, sample))
            via = tuple(dict.fromkeys((*known.via, *row.via)))
            kept[said] = msgspec.structs.replace(known, via=via), its_sample
        return list(kept.values())

    def _sameness(self, piece: Piece, sources: AddressSet) -> _Sameness:
        landing = piece.landing
        port_map, new_ports = _port_map(piece)
        return _Sameness(
            target=self._target_key(piece),
            nat=id(landing.nat) if landing.nat is not None else 0,
            port_map=port_map,
            new_ports=new_ports,
            sources=sources,
            certain=piece.certain,
            one_of=piece.one_of,
            path=_path(piece.trails),
            reasons=() if piece.certain else _reasons(piece.unknowns),
        )

    def _target_key(self, piece: Piece) -> tuple[str, int]:
        landing = piece.landing
        if landing.router:
            return "router", 0
        if landing.nat is None:
            return "same", 0
        action = landing.nat.action
        outside = piece.destinations.ranges[0][0]
        if isinstance(action, DestinationNat) and is_open_mapping(action, outside, self._topology):
            return "network", inside_network(action, self._topology.bits)[0]
        if isinstance(action, DestinationNat) and (action.address_map == "network" or action.to is None):
            return "offset", landing.target - outside
        return "host", landing.target

    @staticmethod
    def _across_wans(by_via: dict[str, dict[_Sameness, _Bundle]]) -> Iterator[_Bundle]:
        """Bundles that are equal on several WAN interfaces become one with all their names."""
        merged: dict[tuple[object, ...], _Bundle] = {}
        for via, bundles in by_via.items():
            for same, bundle in bundles.items():
                areas = tuple(sorted((d, iv.normalise(s)) for d, s in bundle.areas.items()))
                known = merged.setdefault((same, areas), bundle)
                known.via = (*known.via, via)
        yield from merged.values()

    def _of_bundle(self, bundle: _Bundle) -> Iterator[tuple[Exposure, int]]:
        """The rows of a bundle: destinations with the same services go together, listeners of the router do not."""
        by_services: dict[iv.Intervals, list[tuple[int, int]]] = {}
        for destination_ranges, pairs in bundle.areas.items():
            by_services.setdefault(iv.normalise(pairs), []).extend(destination_ranges)
        for services, ranges in by_services.items():
            destinations = AddressSet.of(self._family, ranges)
            named = list(self._destinations.named(destinations, bundle.same.target, bundle.via, bundle.landing.nat))
            for listeners, part in self._by_listener(bundle, ServiceSet(services)):
                for protocol, excepted, ports in self._protocols(part):
                    for name, target, sample in named:
                        row = self._row(bundle, protocol, excepted, ports, name, target)
                        yield row if listeners is None else msgspec.structs.replace(row, service=listeners), sample

    def _by_listener(
        self, bundle: _Bundle, services: ServiceSet
    ) -> Iterator[tuple[tuple[str, ...] | None, ServiceSet]]:
        """The services of rows to the router, apart by what listens there (after NAT); None for other targets."""
        if bundle.same.target[0] != "router":
            yield None, services
            return
        parts: list[tuple[tuple[str, ...], ServiceSet]] = [((), services)]
        for listener in self._device.listeners:
            off = listener.enabled.known and listener.enabled.value is False
            elsewhere = listener.interfaces is not None and not set(listener.interfaces) & set(bundle.via)
            if off or elsewhere:
                continue
            heard = _before_nat(bundle.same, listener.services)
            split: list[tuple[tuple[str, ...], ServiceSet]] = []
            for names, part in parts:
                inside = part & heard
                if inside:
                    split.append((names if listener.name in names else (*names, listener.name), inside))
                if part - heard:
                    split.append((names, part - heard))
            parts = split
        silent = () if self._device.listeners_complete else ("unknown",)
        for names, part in parts:
            yield names or silent, part

    def _protocols(self, services: ServiceSet) -> Iterator[tuple[str, tuple[str, ...], iv.Intervals]]:
        """The protocols of a row with their ports: "any" for everything, "other" for all that has no name here."""
        numbers = {n for low, high in services.ranges for n in range(low >> 16, (high >> 16) + 1)}
        tcp = iv.intersection(services.of_protocol(TCP), _FULL_PORTS) if TCP in numbers else ()
        udp = iv.intersection(services.of_protocol(UDP), _FULL_PORTS) if UDP in numbers else ()
        echo = ECHO_REQUEST[self._family] in services
        names = sorted(numbers - _SPOKEN_OF)
        partial_sctp = SCTP in numbers and iv.intersection(services.of_protocol(SCTP), _FULL_PORTS) != _FULL_PORTS
        most = len(names) > 128
        missing = sorted(_OTHERS.difference(names)) if most else [0]
        if tcp == udp == _FULL_PORTS and echo and not missing and not partial_sctp:
            yield "any", (), ()
            return
        if tcp:
            yield "tcp", (), () if tcp == _FULL_PORTS else tcp
        if udp:
            yield "udp", (), () if udp == _FULL_PORTS else udp
        if echo:
            yield "icmp", (), ()
        if most:
            excepted = sorted({*missing, *([SCTP] if partial_sctp else [])})
            yield "other", tuple(protocol_name(n) for n in excepted), ()
        for number in names if not most else [SCTP] if partial_sctp else []:
            ports = iv.intersection(services.of_protocol(SCTP), _FULL_PORTS) if number == SCTP else ()
            yield protocol_name(number), (), () if ports == _FULL_PORTS else ports

    def _row(
        self,
        bundle: _Bundle,
        protocol: str,
        excepted: tuple[str, ...],
        ports: iv.Intervals,
        destination: str,
        target: str,
    ) -> Exposure:
        same = bundle.same
        port_map, target_ports = _target_ports(same, ports, protocol)
        nat = bundle.landing.nat
        sources, sources_except, scope = self._senders.words(same.sources)
        target_number = bundle.landing.target
        inside = None if same.target[0] == "router" else self._topology.interface_of(target_number)
        return Exposure(
            family=self._family,
            protocol=protocol,
            protocols_except=excepted,
            ports=ports,
            destination=destination,
            via=bundle.via,
            target=target,
            target_ports=target_ports,
            port_map=port_map,
            service=None,
            sources=sources,
            sources_except=sources_except,
            source_set=same.sources,
            source_scope=scope,
            certainty="certain" if same.certain else "conditional",
            one_of=same.one_of,
            kind=_kind(same, nat),
            quirk=nat.quirk if nat is not None else None,
            path=same.path,
            witness="",
            reasons=same.reasons,
            label=nat.label if nat is not None else "",
            nat_line=nat.spans[0] if nat is not None and nat.spans else None,
            target_interface=inside.name if inside is not None else None,
        )


def _before_nat(same: _Sameness, services: ServiceSet) -> ServiceSet:
    """The services outside that lead to these services of the router."""
    if same.port_map in ("single", "pool"):
        first, last = same.new_ports
        protocols = [p for p in PORTED if iv.intersection(services.of_protocol(p), ((first, last),))]
        return ServiceSet.protocols(protocols)
    if same.port_map == "shift" and same.new_ports[0]:
        return ServiceSet(
            iv.normalise((max(0, low - same.new_ports[0]), high - same.new_ports[0]) for low, high in services.ranges)
        )
    return services


def _port_map(piece: Piece) -> tuple[PortMap, tuple[int, int]]:
    """How ports map in a piece, with what the new ports depend on (offset for shift, range for single and pool)."""
    landing = piece.landing
    action = landing.nat.action if landing.nat is not None else None
    if not isinstance(action, DestinationNat) or action.ports is None:
        return "same", (0, 0)
    if landing.pool:
        return "pool", (landing.low & 0xFFFF, landing.high & 0xFFFF)
    if action.port_map == "shift":
        return "shift", (landing.low - piece.low, 0)
    if action.port_map == "pool" and action.ports[0] != action.ports[1]:
        return "same", (0, 0)  # the port lies in the new range and is kept
    new = landing.low & 0xFFFF
    return ("same", (0, 0)) if piece.low == piece.high and piece.low & 0xFFFF == new else ("single", (new, new))


def _target_ports(same: _Sameness, ports: iv.Intervals, protocol: str) -> tuple[PortMap, iv.Intervals]:
    if protocol not in ("tcp", "udp", "sctp"):
        return "same", ()
    if same.port_map in ("single", "pool"):
        if ports == ((same.new_ports[0], same.new_ports[0]),):
            return "same", ports
        return same.port_map, (same.new_ports,)
    if same.port_map == "shift" and same.new_ports[0]:
        offset = same.new_ports[0]
        moved = tuple((low + offset, high + offset) for low, high in ports)
        return ("single" if len(ports) == 1 and ports[0][0] == ports[0][1] else "shift"), moved
    return "same", ports


def _kind(same: _Sameness, nat: Entry | None) -> ExposureKind:
    if same.target[0] == "router":
        return "router"
    if nat is None:
        return "routed"
    action = nat.action
    if isinstance(action, DestinationNat) and action.kind is not None:
        return action.kind
    services = nat.match.services
    asked = ServiceSet.any() if services is None else services.possible
    if nat.match.original_services is not None:
        asked &= nat.match.original_services.possible
    every = iv.intersection(asked.of_protocol(TCP), _FULL_PORTS), iv.intersection(asked.of_protocol(UDP), _FULL_PORTS)
    return "exposed_host" if _FULL_PORTS in every else "forward"


def _path(trails: tuple[Trail, ...]) -> tuple[Span, ...]:
    """The deciding lines in the packet's order; further ways to the same landing add theirs behind."""
    spans: list[Span] = []
    for trail in trails:
        for entry in trail.entries:
            if entry.spans and entry.spans[0] not in spans:
                spans.append(entry.spans[0])
        for stage in trail.defaults:
            for span in stage.default_spans[:1] or (
                default_span(phrase("{name} lets through what no rule decides", name=stage.name)),
            ):
                if span not in spans:
                    spans.append(span)
        if len(spans) >= _MOST_PATH:
            break
    return tuple(spans[:_MOST_PATH]) or (default_span(phrase("nothing filters these packets")),)


def _reasons(unknowns: tuple[Unknown, ...]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrase("{what}: {why}", what=unknown.what, why=unknown.why) for unknown in unknowns))
