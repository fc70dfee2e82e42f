"""Forwards that no packet of the Internet reaches."""

from __future__ import annotations

from typing import Any

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import InactiveEntry
from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, ServiceMatch
from routerlint.model.pipeline import Accept, Continue, DestinationNat, Drop, Entry, Goto, Jump, Mark, SkipNat
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.wording import phrase
from tests.exposure.small import LAN, WAN, L, adr, interface, number, on, placed, router, tcp

TO = DestinationNat(to=number("192.168.1.5"))


def idle(*nat: Entry, **more: Any) -> list[tuple[str, int | None, int | None]]:
    """Reason, line and the line of the entry that takes the packets, of each idle entry."""
    lines = [placed(entry, n + 1, f"entry {n + 1}") for n, entry in enumerate(nat)]
    chains = {"nat": lines, "forward": [on(Accept())], **more.pop("chains", {})}
    return [
        (entry.reason, entry.spans[0].line, entry.by[0].line if entry.by else None)
        for entry in evaluate(router(chains, **more)).idle
    ]


def test_a_forward_that_packets_reach_is_not_idle() -> None:
    assert idle(on(TO, services=tcp(80)), on(TO, services=tcp(81))) == []


def test_a_forward_behind_one_that_takes_all_its_packets_is_shadowed() -> None:
    assert idle(on(TO, services=tcp((80, 90))), on(TO, services=tcp(85))) == [("shadowed", 2, 1)]
    assert idle(on(TO), on(TO, services=tcp(85))) == [("shadowed", 2, 1)]
    assert idle(on(TO), on(TO)) == [("shadowed", 2, 1)]
    assert idle(on(TO, services=tcp(80)), on(TO, services=tcp(81)), on(TO, services=tcp(80))) == [("shadowed", 3, 1)]


def test_the_first_of_the_entries_before_it_that_takes_all_is_named() -> None:
    others = [on(TO, services=tcp(1000 + n)) for n in range(7)]
    first, again = on(TO, services=tcp(80)), on(TO, services=tcp(80))
    # in lists of eight and more; numbers that are looked up come in another order than that of the list
    assert idle(others[0], first, *others[1:], again) == [("shadowed", 9, 2)]
    assert idle(others[0], first, *others[1:], again, on(TO, services=tcp(80))) == [
        ("shadowed", 9, 2),
        ("shadowed", 10, 2),
    ]


def test_an_entry_for_most_services_does_not_take_all_from_one_for_every_service() -> None:
    most = ServiceMatch.of(~ServiceSet.ports(6, [(22, 22)]))
    never = {"chains": {"raw": [on(Drop())]}}
    assert idle(on(TO, services=most), on(TO), **never) == [("inert", 1, None), ("inert", 2, None)]


@pytest.mark.parametrize("stops", [Accept(), Drop(), TO])
def test_an_entry_that_ends_the_list_shadows_what_stands_behind_it(stops: Accept | Drop | DestinationNat) -> None:
    assert idle(on(stops), on(TO, services=tcp(85))) == [("shadowed", 2, 1)]


def test_an_entry_that_takes_a_part_shadows_nothing() -> None:
    assert idle(on(TO, services=tcp(80)), on(TO, services=tcp((80, 81)))) == []
    assert idle(on(TO, services=tcp(80)), on(TO)) == []
    assert idle(on(TO, sources=adr("9.9.9.9")), on(TO)) == []
    assert idle(on(TO, destinations=adr("203.0.113.9")), on(TO)) == []


def test_senders_and_destinations_must_be_taken_as_well() -> None:
    few, more = adr("9.9.9.9"), adr("9.9.9.0/24")
    assert idle(on(TO, sources=more), on(TO, sources=few)) == [("shadowed", 2, 1)]
    assert idle(on(TO, sources=few), on(TO, sources=more)) == []
    here, block = adr("203.0.113.2"), adr("203.0.113.0/24")
    assert idle(on(TO, destinations=block), on(TO, destinations=here)) == [("shadowed", 2, 1)]


def test_two_entries_that_together_take_all_leave_an_inert_one() -> None:
    halves = on(TO, services=tcp((1, 100))), on(TO, services=tcp((101, 200)))
    assert idle(*halves, on(TO, services=tcp((50, 150)))) == [("inert", 3, None)]


def test_what_is_not_sure_to_take_a_packet_shadows_nothing_by_itself() -> None:
    two = ServiceMatch(certain=ServiceSet(), possible=ServiceSet.any(), unknown=L)
    people = AddressMatch.partly(AddressSet.parse("9.9.9.9"), L)
    for asked in (
        {"unknown": (L,)},
        {"unknown_not": (L,)},
        {"sender_choice": ("rate",)},
        {"services": two},
        {"sources": people},
    ):
        assert idle(on(TO, **asked), on(TO, services=tcp(80))) == []


def test_an_entry_that_cannot_be_met_is_inert_and_not_shadowed() -> None:
    never = {"chains": {"raw": [on(Drop())]}}
    for asked in (
        {"unknown": (L,)},
        {"unknown_not": (L,)},
        {"sender_choice": ("rate",)},
        {"marks": ("m",)},
        {"marks_absent": ("m",)},
        {"original_destinations": adr("203.0.113.2")},
        {"original_services": tcp(80)},
        {"to_router": True},
        {"services": tcp(81)},
        {"services": ServiceMatch(certain=ServiceSet(), possible=ServiceSet.any(), unknown=L)},
        {"sources": adr("9.9.9.9")},
        {"sources": AddressMatch.partly(AddressSet.parse("9.9.9.9"), L)},
        {"destinations": adr("203.0.113.2")},
        {"destinations": AddressMatch.partly(AddressSet.parse("203.0.113.2"), L)},
        {"in_interfaces": ("wan",)},
    ):
        found = idle(on(TO, **asked), on(TO, services=tcp(80)), **never)
        assert found == [("inert", 1, None), ("inert", 2, None)], asked


def test_an_entry_shadows_only_what_lies_within_its_own_sets() -> None:
    never = {"chains": {"raw": [on(Drop())]}}
    for asked, wanted in (
        ({"sources": adr("9.9.9.9")}, {"sources": adr("9.9.9.0/24")}),
        ({"destinations": adr("203.0.113.2")}, {"destinations": adr("203.0.113.0/24")}),
        ({"services": tcp(80)}, {"services": tcp((80, 81))}),
    ):
        assert idle(on(TO, **asked), on(TO, **wanted), **never) == [("inert", 1, None), ("inert", 2, None)], asked


def test_entries_of_other_stages_are_not_judged() -> None:
    inner = {"raw": [on(Drop()), placed(on(TO), 8)], "input": [placed(on(TO), 9)]}
    assert idle(on(Accept()), chains=inner) == []


def test_a_loop_of_chains_hides_no_chain_behind_it() -> None:
    inner = {
        "c": [on(Jump(chain="nat"))],
        "d": [placed(on(TO, services=tcp(80)), 11), placed(on(TO, services=tcp(80)), 12)],
    }
    undecided_before = [("inert", 11, None), ("shadowed", 12, 11)]
    assert idle(on(Jump(chain="c")), on(Jump(chain="d")), chains=inner) == undecided_before
    gone = {"d": inner["d"]}
    assert idle(on(Jump(chain="gone")), on(Jump(chain="d")), chains=gone) == [("shadowed", 12, 11)]


def test_an_entry_shadows_one_that_asks_the_same_and_more() -> None:
    never = {"chains": {"raw": [on(Drop())]}}
    for asked, wanted in (
        ({"to_router": True}, {"to_router": True, "services": tcp(80)}),
        ({"in_interfaces": ("wan", "lan")}, {"in_interfaces": ("wan",)}),
        ({"sources": adr("9.9.9.0/24")}, {"sources": AddressMatch.of(AddressSet.parse("9.9.9.9"))}),
        ({"destinations": adr("203.0.113.0/24")}, {"destinations": adr("203.0.113.2")}),
        ({"services": tcp((80, 81))}, {"services": tcp(80)}),
        ({}, {"unknown": (L,)}),
    ):
        assert idle(on(TO, **asked), on(TO, **wanted), **never) == [("inert", 1, None), ("shadowed", 2, 1)], asked
    for other in (Mark(add=("m",)), Continue(), SkipNat(only_this_stage=True), Jump(chain="c")):
        assert idle(on(other), on(TO), **never) == [("inert", 2, None)], other
    assert idle(on(TO, in_interfaces=("wan",)), on(TO, in_interfaces=("wan", "lan")), **never) == [
        ("inert", 1, None),
        ("inert", 2, None),
    ]


def test_forwards_for_packets_from_inside_are_not_judged() -> None:
    assert idle(on(TO, in_interfaces=("lan",))) == []
    assert idle(on(TO, in_interfaces=("lan",)), chains={"raw": [on(Drop())]}) == []
    assert idle(on(TO, in_interfaces=("lan", "wan")), chains={"raw": [on(Drop())]}) == [("inert", 1, None)]


def test_without_a_wan_interface_nothing_is_inert() -> None:
    assert idle(on(TO), interfaces=(LAN,)) == []


def test_only_translations_are_judged() -> None:
    assert idle(on(Accept()), on(Drop()), on(Accept()), chains={"raw": [on(Drop())]}) == []


def test_forwards_in_called_chains_are_judged_once() -> None:
    inner = {"c": [placed(on(TO, services=tcp(80)), 11), placed(on(TO, services=tcp(80)), 12)]}
    assert idle(on(Jump(chain="c")), on(Goto(chain="c")), chains=inner) == [("shadowed", 12, 11)]
    assert idle(on(Jump(chain="gone")), on(TO)) == []
    assert idle(on(Jump(chain="nat"))) == []


def test_what_the_parser_found_void_is_inert_with_its_reason() -> None:
    void = InactiveEntry(label="old", reason=phrase("its interface is gone"), nat=True)
    [found] = evaluate(router({}, more={"inactive": (void,)})).idle
    assert (found.reason, found.text, found.label, found.nat) == ("inert", "its interface is gone", "old", True)


def test_the_report_says_why_an_entry_is_idle() -> None:
    chains = {"nat": [placed(on(TO), 1, "all"), placed(on(TO), 2, "web")], "forward": [on(Accept())]}
    [shadowed] = evaluate(router(chains)).idle
    assert (shadowed.nat, shadowed.label) == (True, "web")
    assert shadowed.text == "an earlier entry takes every packet that this one is meant for"
    [inert] = evaluate(router({"raw": [on(Drop())], "nat": [placed(on(TO), 1, "all")]})).idle
    assert (inert.nat, inert.label) == (True, "all")
    assert inert.text == "no packet of the Internet reaches this entry"


def test_an_entry_for_one_of_two_wan_interfaces_is_met_there() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    assert idle(on(TO, in_interfaces=("wan2",)), interfaces=(WAN, second, LAN)) == []
