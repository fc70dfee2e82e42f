"""Takes out of a random device what nft has no exact word for: open questions, pools, whole networks."""

from __future__ import annotations

from msgspec.structs import replace

from routerlint.model.device import Device
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import Action, Continue, DestinationNat, Entry, Pipeline, Stage, Undetermined

__all__ = ["settled"]


def settled(device: Device, default_route: str) -> Device:
    """The device with every open question answered with no, and its default route through one interface."""
    (pipeline,) = device.pipelines
    return replace(
        device,
        pipelines=(_pipeline(pipeline),),
        routes=tuple(replace(route, interface=default_route) for route in device.routes),
    )


def _pipeline(pipeline: Pipeline) -> Pipeline:
    original = {stage.chain for stage in pipeline.stages if stage.view == "original"}
    chains = tuple(
        replace(c, entries=tuple(_entry(e, original=c.name in original) for e in c.entries)) for c in pipeline.chains
    )
    return replace(pipeline, chains=chains, stages=tuple(_stage(stage) for stage in pipeline.stages))


def _stage(stage: Stage) -> Stage:
    return replace(stage, default_unknown=False)


def _entry(entry: Entry, *, original: bool) -> Entry:
    return replace(entry, match=_match(entry.match, original=original), action=_action(entry.action))


def _match(match: Match, *, original: bool) -> Match:
    """original: the entry sees the packet as it arrived, whose port nft cannot ask for."""
    return replace(
        match,
        sources=_addresses(match.sources),
        destinations=_addresses(match.destinations),
        original_destinations=_addresses(match.original_destinations),
        services=None if match.services is None or original else ServiceMatch.of(match.services.certain),
        original_services=None,
        to_router=None if original else match.to_router,
        unknown=(),
        unknown_not=(),
        sender_choice=(),
    )


def _addresses(part: AddressMatch | None) -> AddressMatch | None:
    return None if part is None else AddressMatch.of(part.certain)


def _action(action: Action) -> Action:
    if isinstance(action, Undetermined):
        return Continue()
    if isinstance(action, DestinationNat):
        single = action.ports and (action.ports[0], action.ports[0])
        port_map = "single" if single else "same"
        return replace(action, to_last=None, address_map="host", length=0, ports=single, port_map=port_map)
    return action
