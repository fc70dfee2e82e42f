"""Random devices: the evaluator, the plain simulator and the kernel must say the same of boundary packets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role, Route
from routerlint.model.pipeline import DestinationNat, Pipeline
from routerlint.netset.addresses import Family, format_address
from routerlint.netset.services import ECHO_REQUEST, ICMP, PORTED, TCP, UDP
from tests.exposure import strategies
from tests.exposure.test_against_simulator import FOREIGN, answer
from tests.lab.lab import Lab, Landing, Packet, missing, wires_of
from tests.lab.render import rendered
from tests.lab.settled import SPACE, as_ipv6, settled

_LACK = missing("nft")
pytestmark = pytest.mark.skipif(_LACK is not None, reason=str(_LACK))

SERVICES = (
    *(TCP << 16 | port for port in (1, 22, 23, 79, 80, 81, 443, 445, 65535)),
    *(UDP << 16 | port for port in (22, 80, 445)),
    ICMP << 16 | 8,
)
SENDERS = strategies.SENDERS[:2]
DESTINATIONS = (strategies.WAN_STATED, strategies.WAN_SECOND, strategies.PUBLIC[0], strategies.PUBLIC[1])
PROBES = tuple(
    Probe(*parts)
    for parts in product(("eth0", "ppp0"), SENDERS, DESTINATIONS, SERVICES)
    if (parts[0], parts[2]) not in FOREIGN
)
DEFAULT_ROUTE = "eth0"
NAMES = {name: name for name in ("eth0", "ppp0", "lan", "dmz")}
# Shrinking such devices takes minutes and rarely helps.
PHASES = (Phase.explicit, Phase.generate)


def frame() -> Device:
    """The interfaces that all random devices have."""
    address = {"eth0": (strategies.WAN_STATED, 24), "ppp0": (strategies.WAN_SECOND, 32)}
    address |= {"lan": (strategies.ROUTER_LAN, 24), "dmz": (strategies.PUBLIC[0], 29)}
    roles = {"eth0": Role.WAN, "ppp0": Role.WAN, "lan": Role.LAN, "dmz": Role.DMZ}
    return Device(
        vendor="random",
        interfaces=tuple(
            Interface(
                name=name,
                role=roles[name],
                addresses=(InterfaceAddress(family="ipv4", number=number, length=length),),
            )
            for name, (number, length) in address.items()
        ),
        routes=(Route(family="ipv4", number=0, length=0, interface=DEFAULT_ROUTE),),
        pipelines=(Pipeline(family="ipv4"),),
    )


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(wires_of(frame(), NAMES), (("ipv4", sender) for sender in SENDERS)) as made:
        yield made


@pytest.fixture(scope="module")
def lab6() -> Iterator[Lab]:
    wires = wires_of(as_ipv6(frame()), NAMES)
    with Lab(wires, (("ipv6", SPACE + sender) for sender in SENDERS)) as made:
        yield made


def shown(result: Result, family: Family = "ipv4") -> str:
    if not result.open:
        return "closed"
    port = result.service & 0xFFFF if result.service >> 16 in PORTED else 0
    return f"router port {port}" if result.router else f"{format_address(family, result.destination)} port {port}"


def seen(landing: Landing | None) -> str:
    return "closed" if landing is None else f"{landing.place} port {landing.port}"


def keeps_addresses(device: Device) -> bool:
    """Whether an entry translates the port alone.

    For a packet without ports it translates nothing, and the kernel then asks the NAT chain of the next priority too,
    which no system has that writes such entries.
    """
    entries = (entry for chain in device.pipelines[0].chains for entry in chain.entries)
    return any(isinstance(e.action, DestinationNat) and e.action.to is None and not e.action.to_router for e in entries)


def check(lab: Lab, random: Device, *, every: int) -> None:
    device = settled(random, DEFAULT_ROUTE)
    assert wires_of(device, NAMES) == wires_of(frame(), NAMES)
    rules = rendered(device, "ipv4", NAMES)
    lab.load(rules)
    topology = Topology(device, "ipv4")
    simulator = Simulator(device, device.pipelines[0], topology)
    report = evaluate(device)
    probes = [
        p for p in PROBES[len(rules) % every :: every] if p.service >> 16 in PORTED or not keeps_addresses(device)
    ]
    landings = lab.send([Packet(p.via, "ipv4", p.source, p.destination, p.service) for p in probes])
    for probe, landing in zip(probes, landings, strict=True):
        result = simulator.run(probe, {})
        assert shown(result) == seen(landing), f"simulator and kernel on {probe}\n{rules}"
        verdict, places = answer(report, probe, topology)
        where = format_address("ipv4", result.destination) if not result.router else "router"
        expected = ("open", {(where, result.service)}) if result.open else ("closed", set())
        assert (verdict, places) == expected, f"evaluator and kernel on {probe}\n{rules}"


def check6(lab: Lab, random: Device, *, every: int) -> None:
    """The same device in IPv6: simulator and kernel."""
    device = as_ipv6(settled(random, DEFAULT_ROUTE))
    rules = rendered(device, "ipv6", NAMES)
    lab.load(rules)
    simulator = Simulator(device, device.pipelines[0], Topology(device, "ipv6"))
    probes = [
        Probe(
            p.via,
            SPACE + p.source,
            SPACE + p.destination,
            ECHO_REQUEST["ipv6"] if p.service >> 16 == ICMP else p.service,
        )
        for p in PROBES[len(rules) % every :: every]
    ]
    landings = lab.send([Packet(p.via, "ipv6", p.source, p.destination, p.service) for p in probes])
    for probe, landing in zip(probes, landings, strict=True):
        result = simulator.run(probe, {})
        assert shown(result, "ipv6") == seen(landing), f"simulator and kernel on {probe}\n{rules}"


@seed(20)
@given(device=strategies.devices())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES, database=None)
def test_evaluator_simulator_and_kernel_agree(lab: Lab, device: Device) -> None:
    check(lab, device, every=3)


@seed(21)
@given(device=strategies.devices())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES, database=None)
def test_simulator_and_kernel_agree_in_ipv6(lab6: Lab, device: Device) -> None:
    check6(lab6, device, every=3)


@pytest.mark.slow
@given(device=strategies.devices())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_they_agree_for_many_devices_and_all_packets(lab: Lab, device: Device) -> None:
    check(lab, device, every=1)


@pytest.mark.slow
@given(device=strategies.devices())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_they_agree_for_many_devices_in_ipv6(lab6: Lab, device: Device) -> None:
    check6(lab6, device, every=1)
