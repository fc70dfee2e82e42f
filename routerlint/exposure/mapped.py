"""Where a mapping of networks leads if the file does not state the address that it maps.

NETMAP keeps the host part. Of a dynamic WAN address nobody knows it, so the packet may land at any address of the network
inside. The addresses that no entry tells apart are one case; the first of each stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.topology import Topology
from routerlint.model.pipeline import DestinationNat, Pipeline
from routerlint.netset.addresses import AddressSet

__all__ = ["inside_network", "is_open_mapping", "possible_hosts"]

_MOST_HOSTS = 64


def is_open_mapping(action: DestinationNat, destination: int, topology: Topology) -> bool:
    """Whether a network is mapped and the address that is mapped here is not stated."""
    return action.address_map == "network" and action.to is not None and destination in topology.unstated


def inside_network(action: DestinationNat, bits: int) -> tuple[int, int]:
    """First and last address of the network to which packets are mapped."""
    host = (1 << bits - action.length) - 1
    base = (action.to or 0) & ~host
    return base, base | host


def possible_hosts(action: DestinationNat, pipeline: Pipeline, topology: Topology) -> tuple[int, ...]:
    """One address for each part of the network inside that entries, routes or own addresses tell apart."""
    low, high = inside_network(action, topology.bits)
    cuts = {low, *(cut for cut in topology.boundaries() if low < cut <= high)}
    for addresses in _asked(pipeline):
        for first, last in addresses.ranges:
            cuts.update(cut for cut in (first, last + 1) if low < cut <= high)
    return tuple(sorted(cuts)[:_MOST_HOSTS])


def _asked(pipeline: Pipeline) -> Iterator[AddressSet]:
    if pipeline.perhaps_own is not None:
        yield pipeline.perhaps_own
    for chain in pipeline.chains:
        for entry in chain.entries:
            if entry.match.destinations is not None:
                yield entry.match.destinations.possible
                yield entry.match.destinations.certain
