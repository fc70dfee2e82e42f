"""An unreadable NAT entry may lead anywhere: what no row covers is then not closed."""

from __future__ import annotations

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.match import Match
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Pipeline, Stage, StageKind, Undetermined
from routerlint.netset.addresses import parse_address


def device(entry: Entry) -> Device:
    number = (parse_address("203.0.113.2") or ("ipv4", 0))[1]
    wan = Interface(name="wan", role=Role.WAN, addresses=(InterfaceAddress(family="ipv4", number=number, length=24),))
    stages = (
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=Drop()),
        Stage(name="forward", hook=Hook.FORWARD, kind=StageKind.FILTER, chain="forward", default=Drop()),
    )
    chains = (Chain(name="nat", entries=(entry,)),)
    return Device(vendor="x", interfaces=(wan,), pipelines=(Pipeline(family="ipv4", chains=chains, stages=stages),))


def test_an_unreadable_nat_entry_makes_its_family_incomplete() -> None:
    report = evaluate(device(Entry(match=Match(), action=Undetermined())))
    assert (report.complete.ipv4, report.complete.ipv6) == (False, True)
    assert report.complete.reasons


def test_one_for_packets_from_inside_does_not() -> None:
    report = evaluate(device(Entry(match=Match(in_interfaces=("lan",)), action=Undetermined())))
    assert report.complete.ipv4
