"""On Linux a redirect that changes neither address nor port is no translation (packets: ct status dnat does not match)."""

from __future__ import annotations

import ipaddress

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Completeness, Device
from routerlint.model.fact import NOT_STATED
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.match import Match, ServiceMatch
from routerlint.model.pipeline import Accept, Chain, DestinationNat, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.services import TCP, ServiceSet
from routerlint.text.coverage import Coverage

PORT = ServiceMatch.of(ServiceSet.ports(TCP, [(22, 22)]))


def wan(name: str, address: str) -> Interface:
    number = int(ipaddress.IPv4Address(address))
    return Interface(name=name, role=Role.WAN, addresses=(InterfaceAddress(family="ipv4", number=number, length=24),))


def test_a_redirect_to_the_same_port_translates_only_what_is_addressed_to_another_wan() -> None:
    redirect = DestinationNat(to_router=True, ports=(22, 22), port_map="single")
    nat = Chain(name="nat", entries=(Entry(match=Match(services=PORT), action=redirect),))
    translated = Chain(name="input", entries=(Entry(match=Match(destination_nat=True), action=Accept()),))
    stages = (
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=Drop()),
    )
    pipeline = Pipeline(family="ipv4", chains=(nat, translated), stages=stages, unchanged_is_untranslated=True)
    device = Device(
        vendor="nft", model=NOT_STATED, version=NOT_STATED, hostname=NOT_STATED,
        interfaces=(wan("eth0", "198.51.100.1"), wan("eth1", "203.0.113.1")),
        pipelines=(pipeline,), complete=Completeness(ipv4=True, ipv6=True), coverage=Coverage(),
    )  # fmt: skip
    rows = {(row.via, row.destination) for row in evaluate(device).exposures}
    assert rows == {(("eth0",), "203.0.113.1/32"), (("eth1",), "198.51.100.1/32")}
