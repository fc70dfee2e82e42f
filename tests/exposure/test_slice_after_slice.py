"""What was asked about one service or destination is asked about the next one too, and neighbours keep their own lines."""

from __future__ import annotations

from typing import Literal

import pytest

from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import (
    Accept,
    Action,
    Continue,
    DestinationNat,
    Drop,
    Hook,
    Return,
    SkipNat,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import AddressSet
from tests.exposure.small import L, M, adr, answers, ask, number, on, placed, router, rows, tcp

WEB = on(DestinationNat(to=number("192.168.1.5")), services=tcp(80))


def test_an_entry_that_goes_on_takes_nobody() -> None:
    for asked in ({}, {"services": tcp(22)}, {"sources": adr("9.9.9.0/24")}, {"unknown": (L,)}):
        chains = {"input": [on(Continue(), **asked), on(Accept())]}
        assert answers(router(chains), "tcp 9.9.9.9 wan 22", "tcp 8.8.8.8 wan 23") == [
            "open router:22",
            "open router:23",
        ]


@pytest.mark.parametrize("action", [Return(), Drop(), SkipNat()])
def test_what_the_sender_chooses_is_his_choice_for_every_service(action: Action) -> None:
    chains = {"nat": [WEB], "input": [on(action, sender_choice=("rate",)), on(Accept())]}
    device = router(chains)
    assert {row.certainty for row in rows(device)} == {"certain"}
    ports = (1, 22, 79, 81, 65535)
    assert answers(device, *(f"tcp 9.9.9.9 wan {port}" for port in ports)) == [f"open router:{port}" for port in ports]


def test_a_list_that_is_not_in_the_file_is_the_reason_for_every_service() -> None:
    listed = AddressMatch(certain=AddressSet("ipv4"), possible=AddressSet.parse("1.2.3.0/24"), unknown=L)
    chains = {"nat": [WEB], "input": [on(Accept(), sources=listed)], "forward": []}
    found = rows(router(chains))
    assert {(row.certainty, row.reasons) for row in found} == {("conditional", ("list L: not in the file",))}
    assert {low for row in found if row.protocol == "tcp" for low, _ in row.ports} == {1, 81}


def test_a_list_that_makes_no_difference_to_who_is_left_is_no_reason() -> None:
    sure = AddressSet.parse("1.2.3.0/24")
    listed = AddressMatch(certain=sure, possible=sure | AddressSet.parse("5.6.7.0/24"), unknown=L)
    chains = {"input": [on(Drop(), sources=adr("5.6.7.0/24")), on(Drop(), sources=listed), on(Accept(), unknown=(M,))]}
    assert {row.reasons for row in rows(router(chains))} == {("list M: not in the file",)}


@pytest.mark.parametrize("many", [2, 12, 16, 17, 40])
def test_of_more_than_16_neighbours_one_line_stands_for_all(many: int) -> None:
    entries = [placed(on(Accept(), sources=adr(f"1.2.{n}.0/24")), n) for n in range(1, many + 1)]
    lines = {tuple(span.line for span in row.path) for row in rows(router({"input": entries}))}
    assert lines == {(1,) if many > 16 else tuple(range(1, min(many, 12) + 1))}


def test_the_last_port_may_be_told_apart_by_where_a_packet_arrived() -> None:
    nat = on(DestinationNat(to=number("192.168.1.5"), ports=(8080, 8080), port_map="single"), services=tcp((80, 65535)))
    for port in (80, 81, 65534, 65535):
        device = router({"nat": [nat], "forward": [on(Accept(), original_services=tcp(port))]})
        asked = (80, 81, 82, 65533, 65534, 65535)
        said = answers(device, *(f"tcp 9.9.9.9 wan {p}" for p in asked))
        assert said == ["open 192.168.1.5:8080" if p == port else "closed" for p in asked]


def test_a_filter_with_the_original_view_sees_the_packet_as_it_arrived() -> None:
    nat = on(DestinationNat(to=number("192.168.1.5"), ports=(8080, 8080), port_map="single"), services=tcp(80))
    accept = [on(Accept(), services=tcp(80), destinations=adr("203.0.113.2"))]
    device = router({"nat": [nat], "forward": accept}, stages=_stages("original"))
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.1.5:8080"
    device = router({"nat": [nat], "forward": accept}, stages=_stages("current"))
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"


def _stages(view: Literal["current", "original"]) -> tuple[Stage, ...]:
    nat = Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept())
    policy = Stage(name="policy", hook=Hook.FORWARD, kind=StageKind.FILTER, chain="forward", default=Drop(), view=view)
    return nat, policy


@pytest.mark.parametrize("first", range(8001, 8009))
def test_a_pool_of_ports_is_cut_where_the_filter_cuts_it_wherever_it_begins(first: int) -> None:
    pool = DestinationNat(to=number("192.168.1.5"), ports=(first, first + 9), port_map="pool")
    accepts = [on(Accept(), services=tcp((first + 2, first + 3))), on(Accept(), services=tcp((first + 6, first + 8)))]
    found = rows(router({"nat": [on(pool, services=tcp(80))], "forward": accepts}))
    said = sorted((row.ports, row.target_ports, row.port_map, row.certainty, row.one_of) for row in found)
    low, high = ((first + 2, first + 3),), ((first + 6, first + 8),)
    web = ((80, 80),)
    assert said == [(web, low, "pool", "conditional", True), (web, high, "pool", "conditional", True)]
