"""What predicates may look at beside their subject: the whole answer for the device."""

from __future__ import annotations

from functools import cached_property

from routerlint.exposure.result import ExposureReport
from routerlint.model.interface import Role
from routerlint.model.pipeline import Accept, DestinationNat, Hook, StageKind
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family
from routerlint.rules.config import Config
from routerlint.rules.services import ServiceTable
from routerlint.rules.subject import ExposureSubject
from routerlint.text.span import Span

__all__ = ["Context"]

# Stands for a protocol without ports in sets of ports.
_NO_PORTS: iv.Intervals = ((0, 0),)


class Context:
    """One device with all its subjects of kind exposure; what is expensive is worked out when somebody asks."""

    def __init__(
        self, report: ExposureReport, subjects: tuple[ExposureSubject, ...], table: ServiceTable, config: Config
    ) -> None:
        self.report = report
        self.device = report.device
        self.subjects = subjects
        self.table = table
        self.config = config

    @cached_property
    def is_partial(self) -> bool:
        """Whether parts of the configuration are missing, so that an inside network may be among them."""
        return any(found.kind == "partial" for found in self.report.undecided) or any(
            interface.assumed for interface in self.device.interfaces
        )

    def inside(self, family: Family) -> AddressSet:
        """Every network that the file shows behind an interface other than the WAN."""
        return self._inside[family]

    @cached_property
    def _inside(self) -> dict[Family, AddressSet]:
        outer = {interface.name for interface in self.device.interfaces if interface.role is Role.WAN}
        pairs: dict[Family, list[tuple[int, int]]] = {"ipv4": [], "ipv6": []}
        for interface in self.device.interfaces:
            if interface.name not in outer:
                for address in interface.addresses:
                    pairs[address.family] += AddressSet.network(address.family, address.number, address.length).ranges
        for route in self.device.routes:
            if route.length and route.interface is not None and route.interface not in outer:
                pairs[route.family] += AddressSet.network(route.family, route.number, route.length).ranges
        return {family: AddressSet.of(family, found) for family, found in pairs.items()}

    def has_open_input(self, family: Family) -> bool:
        """Whether no filter at all stands before the router itself: no entry, and nothing stopped by default."""
        return family in self._open_input

    @cached_property
    def _open_input(self) -> frozenset[str]:
        found: set[str] = set()
        for pipeline in self.device.pipelines:
            chains = {chain.name: chain for chain in pipeline.chains}
            stages = [
                s for s in pipeline.stages if s.kind is StageKind.FILTER and s.hook in (Hook.PREROUTING, Hook.INPUT)
            ]
            if all(
                isinstance(stage.default, Accept)
                and not stage.default_unknown
                and not (stage.chain in chains and chains[stage.chain].entries)
                for stage in stages
            ):
                found.add(pipeline.family)
        return frozenset(found)

    @cached_property
    def unzoned(self) -> frozenset[str]:
        """WAN interfaces in no zone or list: by the vendor's answer where it gives one, else by the zones of all."""
        for name in ("wan-outside-zones", "wan-outside-lists"):
            fact = self.device.facts.get(name)
            if fact is not None and fact.value is not None:
                return frozenset(fact.value.replace(",", " ").split())
        if not any(interface.zone for interface in self.device.interfaces):
            return frozenset()
        return frozenset(interface.name for interface in self.device.wan_interfaces() if interface.zone is None)

    @cached_property
    def numbers(self) -> dict[Span, str]:
        """The numbers by which the device itself knows its destination NAT entries, by their deciding line."""
        return {
            entry.spans[0]: entry.number
            for pipeline in self.device.pipelines
            for chain in pipeline.chains
            for entry in chain.entries
            if entry.number and entry.spans and isinstance(entry.action, DestinationNat)
        }

    @cached_property
    def mapped_lines(self) -> frozenset[Span]:
        """The lines of NAT entries that a port mapping protocol made."""
        return frozenset(
            entry.spans[0]
            for pipeline in self.device.pipelines
            for chain in pipeline.chains
            for entry in chain.entries
            if entry.spans and isinstance(entry.action, DestinationNat) and entry.action.kind == "upnp_mapping"
        )

    @cached_property
    def ipv4_openings(self) -> dict[tuple[str, str], iv.Intervals]:
        """The outside ports that IPv4 opens, by kind of target ("router" or "inside") and protocol."""
        found: dict[tuple[str, str], iv.Intervals] = {}
        for subject in self.subjects:
            if subject.family == "ipv4":
                for protocol in subject.protocols:
                    key = _side(subject), protocol
                    found[key] = iv.union(found.get(key, ()), subject.ports or _NO_PORTS)
        return found

    def is_closed_over_ipv4(self, subject: ExposureSubject) -> bool | None:
        """Whether IPv4 lets in nothing of what this IPv6 row lets in; None if IPv4 is not settled or not there."""
        if not self.report.complete.ipv4:
            return None
        if self.device.pipeline("ipv4") is None:
            return False
        return not any(
            iv.intersection(self.ipv4_openings.get((_side(subject), protocol), ()), subject.ports or _NO_PORTS)
            for protocol in subject.protocols
        )


def _side(subject: ExposureSubject) -> str:
    return "router" if subject.target_kind == "router" else "inside"
