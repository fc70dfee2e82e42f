"""Random devices: the evaluator, the plain simulator and the kernel must say the same of boundary packets."""

from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.netset.addresses import format_address
from routerlint.netset.services import PORTED, TCP, UDP
from tests.exposure import strategies
from tests.exposure.test_against_simulator import answer
from tests.lab.lab import Lab, Landing, Packet, missing, wires_of
from tests.lab.render import CannotRender, rendered

_LACK = missing("nft")
pytestmark = pytest.mark.skipif(_LACK is not None, reason=str(_LACK))

SERVICES = (*(TCP << 16 | p for p in (1, 22, 23, 80, 81, 443, 445, 65535)), UDP << 16 | 80, UDP << 16 | 445, 1 << 16 | 8)
SENDERS = strategies.SENDERS[:2]
NAMES = {"eth0": "eth0", "ppp0": "ppp0", "lan": "lan", "dmz": "dmz"}


def without_doubt(device: Device) -> Device:
    """The device with every open question settled, so that nft can say it; what remains unsayable is left out."""

    def settled(value: Any) -> Any:
        if value.match.sources is not None and value.match.sources.unknown is not None:
            value = msgspec.structs.replace(value, match=msgspec.structs.replace(value.match, sources=None))
        return value

    pipeline = device.pipelines[0]
    chains = tuple(
        msgspec.structs.replace(c, entries=tuple(e for e in map(settled, c.entries) if sayable(device, e)))
        for c in pipeline.chains
    )
    stages = tuple(msgspec.structs.replace(s, default_unknown=False, view="current") for s in pipeline.stages)
    route = msgspec.structs.replace(device.routes[0], interface="eth0")
    made = msgspec.structs.replace(pipeline, chains=chains, stages=stages)
    return msgspec.structs.replace(device, pipelines=(made,), routes=(route,))


def sayable(device: Device, entry: Any) -> bool:
    return True


def landing(result: Result) -> str:
    if not result.open:
        return "closed"
    port = result.service & 0xFFFF if result.service >> 16 in PORTED else 0
    return f"{'router' if result.router else format_address('ipv4', result.destination)}:{port}"


def seen(found: Landing | None) -> str:
    return "closed" if found is None else f"{found.place}:{found.port}"
