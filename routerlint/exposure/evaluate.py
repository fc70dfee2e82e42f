"""The evaluator: a Device in, everything that the Internet can reach out."""

from __future__ import annotations

from typing import cast

import msgspec

from routerlint.exposure.idle import idle_entries, nat_entries
from routerlint.exposure.pieces import Surveyor
from routerlint.exposure.result import Capability, Exposure, ExposureReport
from routerlint.exposure.rows import RowBuilder
from routerlint.exposure.simulate import Simulator
from routerlint.exposure.topology import Topology
from routerlint.exposure.witness import witnessed
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.pipeline import Entry, Pipeline, Undetermined
from routerlint.netset.addresses import FAMILIES
from routerlint.wording import Phrase, phrase

__all__ = ["evaluate"]

# The self-check walks entry by entry. Every row is checked as long as that costs no more than this many entries in all
# (a tenth of a second); on larger devices it is every n-th row, spread evenly.
_MOST_CHECKED = 100_000

_FAMILY_ORDER = {"ipv4": 0, "ipv6": 1}
_PROTOCOL_ORDER = {"any": 0, "tcp": 1, "udp": 2, "icmp": 3}
_KIND_ORDER = {"exposed_host": 0, "one_to_one": 1, "forward": 2, "upnp_mapping": 3, "routed": 4, "router": 5}


def evaluate(device: Device) -> ExposureReport:
    """All exposures, capabilities and open questions of one device, in a stable order.

    Raises InternalError if the plain simulator contradicts the evaluator.
    """
    exposures: list[Exposure] = []
    hit: set[int] = set()
    for family in FAMILIES:
        pipeline = device.pipeline(family)
        if pipeline is not None:
            exposures += _of_family(device, pipeline, hit)
    exposures.sort(key=_order)
    undecided = (*device.undecided, *_open_questions(device, exposures))
    return ExposureReport(
        device=device,
        exposures=tuple(exposures),
        capabilities=_capabilities(device),
        undecided=tuple(dict.fromkeys(undecided)),
        complete=_completeness(device),
        idle=idle_entries(device, hit),
    )


def _of_family(device: Device, pipeline: Pipeline, hit: set[int]) -> list[Exposure]:
    topology = Topology(device, pipeline.family)
    if not topology.owned:  # the router has no address in this family
        return []
    surveyors = [Surveyor(pipeline, topology, via) for via in topology.wans]
    pieces = [(piece, surveyor.atoms) for surveyor in surveyors for piece in surveyor.pieces()]
    for surveyor in surveyors:
        hit |= surveyor.walker.hit
    simulator = Simulator(device, pipeline, topology)
    rows = RowBuilder(device, topology).rows(pieces)
    step = max(1, -(-len(rows) * simulator.entries // _MOST_CHECKED))
    return [
        _printed_via(device, witnessed(row, sample, simulator if place % step == 0 else None))
        for place, (row, sample) in enumerate(rows)
    ]


def _printed_via(device: Device, row: Exposure) -> Exposure:
    """Interfaces that only stand for "the WAN, whatever it is called" are not printed."""
    names = tuple(name for name in row.via if (i := device.interface(name)) is None or not (i.assumed and name == ""))
    return row if names == row.via else msgspec.structs.replace(row, via=names)


def _completeness(device: Device) -> Completeness:
    """What the parser says, less the families in which an unreadable NAT entry may lead anywhere."""
    complete = device.complete
    wans = {interface.name for interface in device.wan_interfaces()}
    for pipeline in device.pipelines:
        entry = next((e for e in nat_entries(pipeline) if isinstance(e.action, Undetermined) and _meets(e, wans)), None)
        if entry is not None and complete.of(pipeline.family):
            line = entry.spans[0].line if entry.spans else None
            reason = (
                phrase("line {line} of the translations cannot be read: it may lead anywhere", line=line)
                if line is not None
                else phrase("an entry of the translations cannot be read: it may lead anywhere")
            )
            changed = {pipeline.family: False, "reasons": (*complete.reasons, reason)}
            complete = msgspec.structs.replace(complete, **changed)
    return complete


def _meets(entry: Entry, wans: set[str]) -> bool:
    asked = entry.match.in_interfaces
    return asked is None or not wans.isdisjoint(asked)


def _open_questions(device: Device, exposures: list[Exposure]) -> list[Undecided]:
    """Unknowns on which a conditional row depends, unless the parser has said so itself."""
    said = {(u.what, u.why) for u in device.undecided}
    found: dict[tuple[Phrase, Phrase], Undecided] = {}
    for row in exposures:
        for reason in row.reasons:
            what, why = _question(reason)
            if (what, why) not in said and (what, why) not in found:
                span = next((s for s in row.path if s.line is not None), None)
                found[what, why] = Undecided(what=what, why=why, kind="unknown", span=span, family=row.family)
    return list(found.values())


def _question(reason: Phrase) -> tuple[Phrase, Phrase]:
    """What is open, and why, of which a reason was made (rows.RowBuilder)."""
    what, why = reason.values["what"], reason.values["why"]
    return cast("Phrase", what), cast("Phrase", why)  # an Unknown holds phrases


def _capabilities(device: Device) -> tuple[Capability, ...]:
    return tuple(
        Capability(kind=mapping.kind, interfaces=mapping.interfaces, may_open=mapping.may_open, path=mapping.spans)
        for mapping in device.port_mappings
        if not (mapping.enabled.known and mapping.enabled.value is False)
    )


def _order(row: Exposure) -> tuple[object, ...]:
    return (
        _FAMILY_ORDER[row.family],
        _KIND_ORDER[row.kind],
        row.target,
        _PROTOCOL_ORDER.get(row.protocol, 9),
        row.protocol,
        row.ports,
        row.destination,
        row.certainty,
        row.sources,
        row.sources_except,
        row.via,
        tuple((span.file, span.line or 0) for span in row.path),
    )
