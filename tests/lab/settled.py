"""Takes out of a random device what nft has no exact word for, and moves it from IPv4 to IPv6.

Out go open questions, pools and translations of whole networks.
"""

from __future__ import annotations

from msgspec.structs import replace

from routerlint.model.device import Device
from routerlint.model.interface import InterfaceAddress
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import Action, Continue, DestinationNat, Entry, Pipeline, Stage, Undetermined
from routerlint.netset.addresses import AddressSet

__all__ = ["SPACE", "as_ipv6", "settled"]

# Where the IPv4 addresses of a random device lie in IPv6: the same number behind a prefix that is globally routable.
SPACE = 0x2A00_0077 << 96
_TOP4, _TOP6 = (1 << 32) - 1, (1 << 128) - 1


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
    stages = tuple(_stage(stage) for stage in pipeline.stages)
    # The kernel that judges here is Linux.
    return replace(pipeline, chains=chains, stages=stages, perhaps_own=None, unchanged_is_untranslated=True)


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


def as_ipv6(device: Device) -> Device:
    """The same device with every address moved to IPv6; what began at the first or ended at the last address still does."""
    interfaces = tuple(replace(i, addresses=tuple(map(_address6, i.addresses))) for i in device.interfaces)
    routes = tuple(replace(route, family="ipv6") for route in device.routes)  # of length 0
    (pipeline,) = device.pipelines
    chains = tuple(replace(c, entries=tuple(map(_entry6, c.entries))) for c in pipeline.chains)
    moved = replace(pipeline, family="ipv6", chains=chains)
    return replace(device, interfaces=interfaces, routes=routes, pipelines=(moved,))


def _address6(address: InterfaceAddress) -> InterfaceAddress:
    return replace(address, family="ipv6", number=SPACE + address.number, length=96 + address.length)


def _entry6(entry: Entry) -> Entry:
    match, action = entry.match, entry.action
    if isinstance(action, DestinationNat) and action.to is not None:
        action = replace(action, to=SPACE + action.to)
    moved = replace(
        match,
        sources=_match6(match.sources),
        destinations=_match6(match.destinations),
        original_destinations=_match6(match.original_destinations),
    )
    return replace(entry, match=moved, action=action)


def _match6(part: AddressMatch | None) -> AddressMatch | None:
    if part is None:
        return None
    ranges = (
        (0 if low == 0 else SPACE + low, _TOP6 if high == _TOP4 else SPACE + high) for low, high in part.certain.ranges
    )
    return AddressMatch.of(AddressSet.of("ipv6", ranges))
