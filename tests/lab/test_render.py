"""What nft has no word for is refused, never left out: a rule that is missing would look like an answer."""

from __future__ import annotations

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Hook,
    Jump,
    NoTrack,
    Pipeline,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import TCP, ServiceSet
from routerlint.wording import phrase
from tests.lab.render import CannotRender, rendered

LIST = Unknown(key="list", what=phrase("a list"), why=phrase("it is not in the file"))
SSH = ServiceMatch.of(ServiceSet.ports(TCP, [(22, 22)]))


def device(*entries: Entry, kind: StageKind = StageKind.FILTER, hook: Hook = Hook.FORWARD, **stage: bool) -> Device:
    made = Stage(name="stage", hook=hook, kind=kind, chain="a b", default=Accept(), **stage)  # type: ignore[arg-type]  # default_unknown
    wan = Interface(
        name="WAN 1",
        role=Role.WAN,
        addresses=(InterfaceAddress(family="ipv4", number=AddressSet.parse("203.0.113.2").ranges[0][0], length=24),),
    )
    pipeline = Pipeline(family="ipv4", chains=(Chain(name="a b", entries=entries),), stages=(made,))
    return Device(vendor="made", interfaces=(wan,), pipelines=(pipeline,))


def rules(made: Device) -> str:
    return rendered(made, "ipv4", {"WAN 1": "w0"})


def entry(action: Action, match: Match | None = None) -> Entry:
    return Entry(match=match or Match(), action=action)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (device(entry(Undetermined())), "Undetermined"),
        (device(entry(Accept(), Match(unknown=(LIST,)))), "leaves open"),
        (device(entry(Accept(), Match(sources=AddressMatch.partly(AddressSet("ipv4"), LIST)))), "addresses"),
        (device(entry(Accept(), Match(original_services=SSH))), "original port"),
        (device(entry(Jump(chain="a b"))), "calls itself"),
        (device(entry(NoTrack())), "notrack"),
        (device(default_unknown=True), "default"),
        (device(entry(Jump(chain="x"), Match(sender_choice=("rate",)))), "sender"),
        (
            device(entry(DestinationNat(to=1, to_last=9)), kind=StageKind.NAT, hook=Hook.PREROUTING),
            "pool",
        ),
        (
            device(
                entry(DestinationNat(to=1, ports=(1, 9), port_map="pool")), kind=StageKind.NAT, hook=Hook.PREROUTING
            ),
            "range of ports",
        ),
    ],
)
def test_what_cannot_be_said_is_refused(made: Device, reason: str) -> None:
    with pytest.raises(CannotRender, match=reason):
        rules(made)


def test_a_drop_that_the_sender_avoids_is_no_rule() -> None:
    assert "drop" not in rules(device(entry(Drop(), Match(sender_choice=("rate",)))))


def test_an_entry_that_can_never_match_is_no_rule() -> None:
    never = Match(in_interfaces=())
    assert rules(device(entry(Drop(), never))) == rules(device())


def test_names_that_nft_would_not_take_are_written_otherwise() -> None:
    assert "chain s0_a_20_b {" in rules(device())
    assert 'iifname != { "w0" } accept' in rules(device())
