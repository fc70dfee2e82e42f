"""Ports kept by a port pool meet the filter behind NAT one by one."""

from __future__ import annotations

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.match import Match, ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Hook,
    Pipeline,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import parse_address
from routerlint.netset.services import TCP, ServiceSet


def _number(text: str) -> int:
    found = parse_address(text)
    assert found is not None
    return found[1]


def _interface(name: str, role: Role, address: str) -> Interface:
    return Interface(
        name=name, role=role, addresses=(InterfaceAddress(family="ipv4", number=_number(address), length=24),)
    )


def _tcp(*ports: tuple[int, int]) -> Match:
    return Match(services=ServiceMatch.of(ServiceSet.ports(TCP, list(ports))))


def test_a_port_in_the_middle_of_a_kept_pool_stays_closed_if_the_filter_drops_it() -> None:
    pool = DestinationNat(to=_number("192.168.1.5"), ports=(80, 82), port_map="pool")
    chains = (
        Chain(name="nat", entries=(Entry(match=_tcp((1, 65535)), action=pool),)),
        Chain(name="filter", entries=(Entry(match=_tcp((81, 81)), action=Drop()),)),
    )
    stages = (
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(name="filter", hook=Hook.FORWARD, kind=StageKind.FILTER, chain="filter", default=Accept()),
    )
    device = Device(
        vendor="sample",
        interfaces=(_interface("eth0", Role.WAN, "203.0.113.2"), _interface("lan", Role.LAN, "192.168.1.1")),
        pipelines=(Pipeline(family="ipv4", chains=chains, stages=stages),),
    )
    rows = evaluate(device).exposures
    kept = {row.ports for row in rows if row.protocol == "tcp" and row.destination == "wan" and row.port_map == "same"}
    assert kept == {((80, 80), (82, 82))}
