"""The evaluator must say of every packet what trying all answers in the plain simulator says."""

from __future__ import annotations

import importlib.util
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.netset.addresses import AddressSet, format_address
from routerlint.netset.services import TCP, UDP, protocol_number

_SPEC = importlib.util.spec_from_file_location("exposure_strategies", Path(__file__).with_name("strategies.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
strategies = importlib.util.module_from_spec(_SPEC)
sys.modules["exposure_strategies"] = strategies
_SPEC.loader.exec_module(strategies)

PORTS = (1, 2, 22, 23, 79, 80, 81, 82, 83, 443, 445, 65534, 65535)
SERVICES = (*(TCP << 16 | p for p in PORTS), *(UDP << 16 | p for p in (22, 80, 445)), 1 << 16 | 8, 47 << 16, 50 << 16)


def truth(simulator: Simulator, probe: Probe) -> tuple[str, set[tuple[object, ...]]]:
    """The verdict for a packet and the places where it may land, by trying every answer."""
    by_choice: list[list[Result]] = []
    results = simulator.possibilities(probe)
    choice_keys = sorted({key for answers, _ in results for key in answers if key.startswith("choice:")})
    for chosen in product((0, 1), repeat=len(choice_keys)):
        fixed = tuple(zip(choice_keys, chosen, strict=True))
        by_choice.append([r for answers, r in results if all(answers.get(key, value) == value for key, value in fixed)])
    landings = {shown(result) for _, result in results if result.open}
    if not landings:
        return "closed", set()
    sure = any(ends and all(result.open for result in ends) for ends in by_choice)
    return ("open" if sure else "conditional"), landings


def covers(row: Exposure, probe: Probe, topology: Topology) -> bool:
    protocol, port = probe.service >> 16, probe.service & 0xFFFF
    named = protocol_number(row.protocol)
    if row.protocol == "other":
        excepted = {protocol_number(name) for name in row.protocols_except}
        if protocol in (1, 6, 17, 58) or protocol in excepted:
            return False
    elif row.protocol != "any" and named != protocol:
        return False
    if row.ports and not any(low <= port <= high for low, high in row.ports):
        return False
    if probe.via not in row.via or probe.source not in row.source_set:
        return False
    if row.destination == "wan":
        return probe.destination in topology.reached
    if row.target != "router" and probe.destination in topology.owned and not row.destination.endswith("/32"):
        return False
    return probe.destination in AddressSet.parse(row.destination)


def place(row: Exposure, probe: Probe) -> set[tuple[object, ...]]:
    """Where a row says that a packet lands: (destination, service or None for a pool, router)."""
    service, port = probe.service, probe.service & 0xFFFF
    if row.target_ports and row.port_map == "single":
        service = service >> 16 << 16 | row.target_ports[0][0]
    services: set[int] = {service}
    if row.port_map == "pool":
        low, high = row.target_ports[0]
        services = {service >> 16 << 16 | p for p in range(low, high + 1)}
    del port
    if row.target == "router":
        return {("router", s) for s in services}
    if "/" in row.target:
        inside, outside = AddressSet.parse(row.target), AddressSet.parse(row.destination)
        moved = probe.destination - outside.ranges[0][0] + inside.ranges[0][0]
        return {(format_address("ipv4", moved), s) for s in services}
    return {(row.target, s) for s in services}


def shown(result: Result) -> tuple[object, ...]:
    return ("router" if result.router else format_address("ipv4", result.destination), result.service)


def answer(report: ExposureReport, probe: Probe, topology: Topology) -> tuple[str, set[tuple[object, ...]]]:
    rows = [row for row in report.exposures if covers(row, probe, topology)]
    landings = {landing for row in rows for landing in place(row, probe)}
    if any(row.certainty == "certain" for row in rows):
        return "open", landings
    return ("conditional" if rows else "closed"), landings


def check(device: Device, *, every: int) -> None:
    """Compares the answers for every n-th packet of a fixed list of boundary packets."""
    report = evaluate(device)
    topology = Topology(device, "ipv4")
    simulator = Simulator(device, device.pipelines[0], topology)
    senders = strategies.SENDERS[:3]
    destinations = (strategies.WAN_STATED, strategies.WAN_SECOND, strategies.PUBLIC[1], strategies.PUBLIC[0])
    packets = list(product(("eth0", "ppp0"), senders, destinations, SERVICES))
    offset = sum(len(chain.entries) for chain in device.pipelines[0].chains) % every
    # a packet for the address of one WAN interface comes in there, and the rows say no more than that
    elsewhere = {"eth0": strategies.WAN_SECOND, "ppp0": strategies.WAN_STATED}
    for via, source, destination, service in packets[offset::every]:
        if (via, destination) in FOREIGN:
            continue
        if destination == elsewhere[via]:
            continue
        probe = Probe(via, source, destination, service)
        expected = truth(simulator, probe)
        got = answer(report, probe, topology)
        assert got[0] == expected[0], (probe, expected, got)
        assert got[1] == expected[1], (probe, expected, got)


# Packets for the address of one WAN interface that come in by the other are not promised an answer.
FOREIGN = {("eth0", strategies.WAN_SECOND), ("ppp0", strategies.WAN_STATED)}

# Shrinking such devices takes minutes and rarely helps.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@given(device=strategies.devices())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_every_packet_is_answered_as_trying_all_answers_does(device: Device) -> None:
    check(device, every=7)


@pytest.mark.slow
@given(device=strategies.devices())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_the_same_for_many_devices_and_all_packets(device: Device) -> None:
    check(device, every=1)
