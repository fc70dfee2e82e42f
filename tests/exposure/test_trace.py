"""Following one packet: what may be asked, the verdict, and every way that it may go."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from routerlint.errors import UsageError
from routerlint.exposure.trace import Query, Trace, check_query, trace
from routerlint.model.device import Completeness, Device
from routerlint.model.interface import Role, Route
from routerlint.model.match import ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    DestinationNat,
    Drop,
    Entry,
    Goto,
    Hook,
    Jump,
    Mark,
    NoTrack,
    Return,
    SkipNat,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.text.span import Span
from routerlint.wording import spoken
from tests.exposure.small import LAN, WAN, L, adr, interface, number, on, placed, router, tcp

WEB = DestinationNat(to=number("192.168.1.5"), ports=(8080, 8080), port_map="single")


def office(**more: Any) -> Device:
    chains = {
        "nat": [placed(on(WEB, services=tcp(80)), 4, "web")],
        "input": [placed(on(Drop(reject=True), services=tcp(23)), 7, "no telnet")],
        "forward": [placed(on(Jump(chain="dmz")), 8)],
        "dmz": [placed(on(Accept(), services=tcp(8080)), 9)],
    }
    return router(chains, **more)


def steps(found: Trace, way: int = 0) -> list[tuple[str, str, str, int | None]]:
    return [
        (step.stage, step.what, step.label, step.span.line if step.span else None) for step in found.outcomes[way].steps
    ]


def test_every_decision_is_told_with_its_stage_label_and_line() -> None:
    found = trace(office(), Query(protocol="TCP", port=80))
    assert (found.verdict, found.family, found.via, found.protocol, found.port) == ("open", "ipv4", "wan", "tcp", 80)
    assert (found.source, found.destination) == ("9.9.9.9", "wan")
    [way] = found.outcomes
    assert (way.open, way.target, way.target_port, way.depends_on) == (True, "192.168.1.5", 8080, ())
    assert steps(found) == [
        ("nat", "translate", "web", 4),
        ("forward", "jump to dmz", "", 8),
        ("forward", "accept", "", 9),
    ]


def test_what_stops_a_packet_is_told_an_entry_or_the_default() -> None:
    rejected = trace(office(), Query(protocol="tcp", port=23))
    assert (rejected.verdict, rejected.outcomes[0].open) == ("closed", False)
    assert steps(rejected)[-1] == ("input", "reject", "no telnet", 7)
    dropped = trace(office(), Query(protocol="tcp", port=22))
    assert steps(dropped)[-1] == ("input", "drop", "default", None)
    let_in = trace(office(default=Accept()), Query(protocol="tcp", port=22))
    assert steps(let_in)[-1] == ("input", "accept", "default", None)
    assert (let_in.outcomes[0].target, let_in.outcomes[0].target_port) == ("router", 22)


def test_each_kind_of_step_has_its_word() -> None:
    chains = {
        "raw": [on(NoTrack(terminal=False)), on(Mark(add=("m",)))],
        "input": [on(Goto(chain="c"))],
        "c": [on(Jump(chain="d")), on(Accept())],
        "d": [on(Return())],
    }
    words = [what for _, what, _, _ in steps(trace(router(chains), Query(protocol="tcp", port=22)))]
    assert words == ["no tracking", "accept", "jump to c", "jump to d", "return", "accept"]
    skipped = trace(router({"nat": [on(SkipNat())], "input": []}), Query(protocol="tcp", port=22))
    assert [what for _, what, _, _ in steps(skipped)] == ["no translation", "drop"]


def test_a_device_that_does_not_route_says_so() -> None:
    found = trace(office(forwarding=False), Query(protocol="tcp", port=80))
    assert steps(found)[-1] == ("routing", "the device does not route", "default", None)


def test_without_a_row_and_without_the_whole_configuration_a_packet_is_undecided() -> None:
    partial = office(more={"complete": Completeness(ipv4=False)})
    assert trace(partial, Query(protocol="tcp", port=22)).verdict == "undecided"
    assert trace(partial, Query(protocol="tcp", port=80)).verdict == "open"


def test_open_questions_give_several_ways_the_open_ones_first() -> None:
    device = router({"input": [on(Drop(), unknown=(L,)), on(Accept())]})
    found = trace(device, Query(protocol="tcp", port=22))
    assert found.verdict == "conditional"
    assert [(way.open, way.depends_on) for way in found.outcomes] == [(True, (("L", False),)), (False, (("L", True),))]
    unread = trace(router({"input": [on(Undetermined())]}), Query(protocol="tcp", port=22))
    assert [way.open for way in unread.outcomes] == [True, False, False]
    assert sorted(steps(unread, n)[-1][1:3] for n in range(3)) == [
        ("drop", "default"),
        ("undetermined", ""),
        ("undetermined", ""),
    ]


def test_ways_that_look_the_same_are_told_once() -> None:
    device = router({"input": [on(Mark(add=("x",)), unknown=(L,)), on(Accept())]})
    assert len(trace(device, Query(protocol="tcp", port=22)).outcomes) == 1


def test_the_sender_takes_the_choice_that_lets_him_in() -> None:
    device = router({"input": [on(Return(), sender_choice=("rate",)), on(Accept())]})
    assert trace(device, Query(protocol="tcp", port=22)).verdict == "open"
    other = router({"input": [on(Return(), unknown=(L,), sender_choice=("rate",)), on(Accept(), unknown=(L,))]})
    assert trace(other, Query(protocol="tcp", port=22)).verdict == "conditional"


def test_the_family_follows_from_the_addresses_or_the_protocol() -> None:
    six = router({"input": [on(Accept())]}, family="ipv6")
    assert trace(six, Query(protocol="tcp", port=22, source="2620:fe::9")).family == "ipv6"
    assert trace(six, Query(protocol="tcp", port=22, destination="2001:db8:1::2")).family == "ipv6"
    assert trace(six, Query(protocol="tcp", port=22, destination="wan", source="2620:fe::9")).destination == "wan"
    for name in ("icmpv6", "ICMP6", "ipv6-icmp"):
        found = trace(six, Query(protocol=name))
        assert (found.family, found.source, found.verdict) == ("ipv6", "2620:fe::9", "open")
        assert found.outcomes[0].target_port is None
    assert trace(six, Query(protocol="tcp", port=22, family="ipv6")).verdict == "open"


def test_the_destination_and_the_interface_may_be_named() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    chains: dict[str, list[Entry]] = {
        "input": [on(Accept(), in_interfaces=("wan2",), destinations=adr("198.51.100.2"))]
    }
    device = router(chains, interfaces=(WAN, second, LAN))
    assert trace(device, Query(protocol="tcp", port=22)).verdict == "closed"
    found = trace(device, Query(protocol="tcp", port=22, via="wan2"))
    assert (found.via, found.verdict) == ("wan2", "open")
    assert trace(device, Query(protocol="tcp", port=22, via="wan2", destination="203.0.113.2")).verdict == "closed"
    assert trace(device, Query(protocol="tcp", port=22, via="wan2", destination="198.51.100.2")).verdict == "open"


@pytest.mark.parametrize(
    ("protocol", "port"),
    [("tcp", 1), ("tcp", 65535), ("udp", 9), ("sctp", 9), ("icmp", None), ("gre", None), ("47", None)],
)
def test_protocols_with_and_without_ports_may_be_asked(protocol: str, port: int | None) -> None:
    device = router({"input": [on(Accept())]})
    [way] = trace(device, Query(protocol=protocol, port=port)).outcomes
    assert (way.open, way.target_port) == (True, port)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"protocol": "telepathy"}, "telepathy"),
        ({"protocol": "tcp"}, "--port"),
        ({"protocol": "tcp", "port": 0}, "between 1 and 65535"),
        ({"protocol": "tcp", "port": 65536}, "between 1 and 65535"),
        ({"protocol": "tcp", "port": 22, "via": "lan"}, "no WAN interface"),
        ({"protocol": "tcp", "port": 22, "source": "nowhere"}, "not an address"),
        ({"protocol": "tcp", "port": 22, "source": "9.9.9.9", "destination": "2001:db8::1"}, "IPv6"),
        ({"protocol": "tcp", "port": 22, "destination": "9.9.9.9", "source": "2001:db8::1"}, "different families"),
        ({"protocol": "tcp", "port": 22, "family": "ipv6"}, "IPv6"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        trace(office(), Query(**asked))


def test_a_device_without_a_wan_side_cannot_be_asked() -> None:
    with pytest.raises(UsageError, match="no WAN interface is known"):
        trace(office(interfaces=(LAN,)), Query(protocol="tcp", port=22))
    bare = office(interfaces=(interface("ppp", Role.WAN), LAN))
    with pytest.raises(UsageError, match="no address on its WAN side"):
        trace(bare, Query(protocol="tcp", port=22))
    assert trace(bare, Query(protocol="tcp", port=22, destination="192.168.1.5")).verdict == "closed"


def test_a_default_that_nothing_settles_gives_both_ways() -> None:
    stages = [Stage(name="in", hook=Hook.INPUT, kind=StageKind.FILTER, chain="c", default=Drop(), default_unknown=True)]
    found = trace(router({"c": []}, stages=stages), Query(protocol="tcp", port=22))
    assert [(way.open, way.depends_on) for way in found.outcomes] == [
        (True, (("default:in", True),)),
        (False, (("default:in", False),)),
    ]


def test_a_query_may_say_wan_and_nothing_else_that_is_no_address() -> None:
    check_query(Query(protocol="tcp", port=22, destination="wan"))
    check_query(Query(protocol="tcp", port=22, source="9.9.9.9"))
    with pytest.raises(UsageError, match="not an address"):
        check_query(Query(protocol="tcp", port=22, destination="router"))


def test_the_answer_names_the_destination_that_was_asked() -> None:
    device = router({"input": [on(Accept())]})
    assert trace(device, Query(protocol="tcp", port=22, destination="203.0.113.2")).destination == "203.0.113.2"


def test_icmp_is_an_echo_request_and_another_protocol_is_itself() -> None:
    device = router({"input": [on(Accept(), services=ServiceMatch.of(ServiceSet.protocol(47)))]})
    assert trace(device, Query(protocol="gre")).verdict == "open"
    assert trace(device, Query(protocol="icmp")).verdict == "closed"


def test_the_sender_may_need_a_choice_to_get_in_and_of_more_than_eight_not_all_are_tried() -> None:
    chains = {"input": [on(Jump(chain="c"), sender_choice=("rate",))], "c": [on(Accept())]}
    assert trace(router(chains), Query(protocol="tcp", port=22)).verdict == "open"
    many = [on(Return(), sender_choice=(f"c{n}",)) for n in range(9)]
    assert trace(router({"input": [*many, on(Accept())]}), Query(protocol="tcp", port=22)).verdict == "conditional"


def test_a_default_is_told_with_its_line() -> None:
    line = Span(file="f", line=2, text="")
    stage = Stage(
        name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=Drop(), default_spans=(line,)
    )
    [way] = trace(router({"input": []}, stages=(stage,)), Query(protocol="tcp", port=22)).outcomes
    assert [(step.label, step.span) for step in way.steps] == [("default", line)]


def test_a_packet_that_nothing_translates_is_not_taken_to_be_for_the_router() -> None:
    # whether the router has an address is asked of translated packets alone: others come in for its own addresses
    dmz = interface("dmz", Role.DMZ, "198.51.100.1/24")
    chains = {"nat": [on(WEB, services=tcp(80))], "input": [on(Accept())]}
    device = router(chains, interfaces=(WAN, LAN, dmz), perhaps_own=AddressSet.parse("198.51.100.7"))
    found = trace(device, Query(protocol="tcp", port=22, destination="198.51.100.7"))
    assert (found.verdict, [(way.open, way.depends_on) for way in found.outcomes]) == ("closed", [(False, ())])


def test_a_translated_packet_may_land_on_the_router_if_it_has_the_address() -> None:
    chains = {"nat": [on(WEB, services=tcp(80))], "input": [on(Accept(), to_router=True)]}
    device = router(chains, perhaps_own=AddressSet.parse("192.168.1.5"))
    found = trace(device, Query(protocol="tcp", port=80))
    assert found.verdict == "conditional"
    assert [(way.open, way.target) for way in found.outcomes] == [(True, "router"), (False, "192.168.1.5")]


def test_the_question_about_a_route_and_about_a_loop_is_named() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    away = on(DestinationNat(to=number("172.16.5.5")))
    chains = {"nat": [away], "forward": [on(Accept(), out_interfaces=("lan",))]}
    found = trace(router(chains, interfaces=(WAN, second, LAN)), Query(protocol="tcp", port=80))
    assert [(way.open, way.depends_on) for way in found.outcomes] == [
        (True, (("route", True),)),
        (False, (("route", False),)),
    ]
    loop = router({"input": [on(Jump(chain="c"))], "c": [on(Jump(chain="c"))]})
    assert {way.depends_on for way in trace(loop, Query(protocol="tcp", port=22)).outcomes} == {
        (("loop", True),),
        (("loop", False),),
    }


def test_a_sender_who_is_let_in_by_his_own_choice_has_one_way() -> None:
    # a limit on an accept: he sends so that it holds
    device = router({"input": [on(Accept(), services=tcp(22), sender_choice=("rate",))]})
    found = trace(device, Query(protocol="tcp", port=22))
    assert [(way.open, way.depends_on) for way in found.outcomes] == [(True, ())]


def test_questions_about_routes_and_own_addresses_are_said_in_words() -> None:
    alternatives = tuple(
        Route(family="ipv4", number=number("10.0.0.0"), length=8, interface=name) for name in ("lan", "dmz")
    )
    dmz = interface("dmz", Role.DMZ, "192.168.9.1/24")
    away = on(DestinationNat(to=number("10.5.5.5")))
    chains = {"nat": [away], "forward": [on(Accept(), out_interfaces=("dmz",))]}
    device = router(chains, interfaces=(WAN, LAN, dmz), perhaps_own=AddressSet.parse("10.5.5.5"))
    device = msgspec.structs.replace(device, routes=alternatives)
    said = {way.depends_on for way in trace(device, Query(protocol="tcp", port=80)).outcomes}
    assert (("10.5.5.5 lies behind dmz", True),) in said
    assert (("10.5.5.5 lies behind lan", True), ("the router has the address 10.5.5.5", False)) in said
    german = {spoken(question, "de") for way in said for question, _ in way}
    assert german == {"10.5.5.5 liegt hinter dmz", "10.5.5.5 liegt hinter lan", "der Router hat die Adresse 10.5.5.5"}
