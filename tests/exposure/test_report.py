"""The report as a whole: its order, open questions, capabilities and what makes it incomplete."""

from __future__ import annotations

from typing import Any, Literal
from unittest.mock import patch

import msgspec

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import Exposure
from routerlint.exposure.simulate import Simulator
from routerlint.exposure.witness import witnessed
from routerlint.model.device import Completeness, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Role
from routerlint.model.match import ServiceMatch
from routerlint.model.pipeline import Accept, DestinationNat, Drop, Hook, Stage, StageKind, Undetermined
from routerlint.model.service import PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.wording import phrase
from tests.exposure.small import LAN, WAN, L, M, adr, interface, number, on, placed, router, tcp, udp


def to(last: int, **more: Any) -> DestinationNat:
    return DestinationNat(to=number(f"192.168.1.{last}"), **more)


def test_rows_stand_in_order_of_their_kind_and_then_of_target_protocol_and_port() -> None:
    public = interface("dmz", Role.DMZ, "198.51.100.1/30")
    nat = [
        on(to(6), services=ServiceMatch.of(ServiceSet.any()), destinations=adr("203.0.113.50")),
        on(to(9), services=tcp(81)),
        on(to(5), services=ServiceMatch.of(ServiceSet.protocol(47))),
        on(to(5), services=udp(53)),
        on(to(5), services=tcp(90)),
        on(to(5), services=tcp(80)),
        on(to(5), services=ServiceMatch.of(ServiceSet.protocol(1))),
        on(to(7, kind="upnp_mapping"), services=tcp(82)),
        on(to(8, kind="one_to_one"), services=tcp(83)),
    ]
    forward = [on(Accept(), destinations=adr("192.168.1.0/24")), on(Accept(), services=tcp(22))]
    device = router(
        {"nat": nat, "forward": forward, "input": [on(Accept(), services=tcp(22))]}, interfaces=(WAN, LAN, public)
    )
    said = list(dict.fromkeys((row.kind, row.target, row.protocol) for row in evaluate(device).exposures))
    assert said == [
        ("exposed_host", "192.168.1.6", "any"),
        ("one_to_one", "192.168.1.8", "tcp"),
        ("forward", "192.168.1.5", "tcp"),
        ("forward", "192.168.1.5", "udp"),
        ("forward", "192.168.1.5", "icmp"),
        ("forward", "192.168.1.5", "gre"),
        ("forward", "192.168.1.9", "tcp"),
        ("upnp_mapping", "192.168.1.7", "tcp"),
        ("routed", "198.51.100.0", "tcp"),
        ("routed", "198.51.100.2/31", "tcp"),
        ("router", "router", "tcp"),
    ]


def test_the_questions_of_conditional_rows_are_undecided_once_and_not_if_the_parser_said_so() -> None:
    device = router({"input": [placed(on(Accept(), services=tcp((22, 23)), unknown=(L, M)), 7), on(Drop())]})
    found = evaluate(device).undecided
    assert [(u.what, u.why, u.kind, u.family, u.span.line if u.span else None) for u in found] == [
        ("list L", "not in the file", "unknown", "ipv4", 7),
        ("list M", "not in the file", "unknown", "ipv4", 7),
    ]
    told = Undecided(what=L.what, why=L.why, kind="include")
    assert [u.kind for u in evaluate(msgspec.structs.replace(device, undecided=(told, told))).undecided] == [
        "include",
        "unknown",
    ]


def test_capabilities_are_what_is_switched_on_or_not_known() -> None:
    states: tuple[tuple[Literal["upnp", "nat-pmp", "pcp"], Fact[bool]], ...] = (
        ("upnp", stated(True)),
        ("nat-pmp", stated(False)),
        ("pcp", NOT_STATED),
    )
    mappings = tuple(
        PortMapping(kind=kind, enabled=enabled, interfaces=("lan",), may_open=phrase("any port to any LAN host"))
        for kind, enabled in states
    )
    found = evaluate(router({}, more={"port_mappings": mappings})).capabilities
    assert [(c.kind, c.interfaces, c.may_open) for c in found] == [
        ("upnp", ("lan",), "any port to any LAN host"),
        ("pcp", ("lan",), "any port to any LAN host"),
    ]


def test_an_unreadable_translation_is_named_by_its_line() -> None:
    unread = on(Undetermined(), in_interfaces=("wan", "lan"))
    found = evaluate(router({"nat": [placed(unread, 12)]})).complete
    assert found == Completeness(
        ipv4=False,
        reasons=("line 12 of the translations cannot be read: it may lead anywhere",),  # type: ignore[arg-type]  # a phrase is a str
    )
    unplaced = evaluate(router({"nat": [unread]})).complete
    assert unplaced.reasons == ("an entry of the translations cannot be read: it may lead anywhere",)
    known = Completeness(ipv4=False)
    assert evaluate(router({"nat": [unread]}, more={"complete": known})).complete == known


def test_an_unreadable_entry_of_a_filter_leaves_the_family_complete() -> None:
    before = Stage(name="raw", hook=Hook.PREROUTING, kind=StageKind.FILTER, chain="raw", default=Accept())
    for stage in (before, msgspec.structs.replace(before, hook=Hook.INPUT)):
        assert evaluate(router({"raw": [on(Undetermined())]}, stages=[stage])).complete.ipv4


def test_an_interface_that_only_stands_for_the_wan_is_not_printed() -> None:
    for name, assumed, said in (("", True, ()), ("", False, ("",)), ("wan", True, ("wan",))):
        wan = msgspec.structs.replace(WAN, name=name, assumed=assumed)
        [row] = evaluate(router({"input": [on(Accept(), services=tcp(22))]}, interfaces=(wan, LAN))).exposures
        assert row.via == said


def test_a_family_without_an_address_has_no_rows() -> None:
    bare = interface("wan", Role.WAN, "2001:db8:1::2/64")
    assert evaluate(router({"input": [on(Accept())]}, interfaces=(bare,))).exposures == ()


def test_the_plain_simulator_is_asked_about_every_row_of_a_small_device() -> None:
    entries = [on(Accept(), services=tcp(port), sources=adr(f"9.9.9.{port}")) for port in range(1, 9)]
    asked: list[bool] = []

    def noted(row: Exposure, destination: int, simulator: Simulator | None) -> Exposure:
        asked.append(simulator is not None)
        return witnessed(row, destination, simulator)

    with patch("routerlint.exposure.evaluate.witnessed", noted):
        evaluate(router({"input": entries}))
    assert asked == [True] * 8
