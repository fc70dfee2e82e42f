"""What one entry says of one address, port or list must not be lost among packets that look alike otherwise."""

from __future__ import annotations

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    DestinationNat,
    Drop,
    Entry,
    Goto,
    Hook,
    Jump,
    Mark,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.netset.special import documentation
from tests.exposure.small import LAN, WAN, L, adr, answers, ask, interface, number, on, placed, router, rows, tcp

HOST = number("192.168.1.5")
PUBLIC_LAN = interface("lan", Role.LAN, "198.51.100.1/24")
UNOWNED = "tcp 9.9.9.9 203.0.113.50 80"


def routed(*forward: Entry, **chains: list[Entry]) -> Device:
    return router({"forward": forward, **chains}, interfaces=(WAN, PUBLIC_LAN))


def test_a_host_that_an_entry_opens_is_open_though_its_network_is_closed() -> None:
    seventh = on(Accept(), destinations=adr("198.51.100.7"), services=tcp(22))
    device = routed(seventh, on(Drop(), services=tcp(22)))
    assert answers(device, *(f"tcp 9.9.9.9 198.51.100.{n} 22" for n in (6, 7, 8))) == [
        "closed",
        "open 198.51.100.7:22",
        "closed",
    ]


def test_one_interface_may_be_open_where_another_is_closed() -> None:
    inside = (interface("lan", Role.LAN, "192.0.2.1/24"), interface("dmz", Role.DMZ, "198.51.100.1/24"))
    device = router({"forward": [on(Accept(), out_interfaces=("dmz",))]}, interfaces=(WAN, *inside))
    assert answers(device, "tcp 9.9.9.9 192.0.2.9 80", "tcp 9.9.9.9 198.51.100.9 80") == [
        "closed",
        "open 198.51.100.9:80",
    ]


@pytest.mark.parametrize("leads", [Jump, Goto])
def test_a_chain_for_one_destination_is_asked_port_by_port(leads: type[Jump | Goto]) -> None:
    jump = on(leads(chain="c"), destinations=adr("198.51.100.7"))
    device = routed(jump, c=[on(Accept(), services=tcp((80, 81))), on(Accept(), services=tcp(65535))])
    ports = (79, 80, 81, 82, 65534, 65535)
    said = answers(device, *(f"tcp 9.9.9.9 198.51.100.7 {port}" for port in ports))
    assert said == [f"open 198.51.100.7:{port}" if port in (80, 81, 65535) else "closed" for port in ports]


def test_chains_for_one_destination_and_for_all_are_both_asked() -> None:
    jumps = on(Jump(chain="c"), destinations=adr("198.51.100.7")), on(Jump(chain="d"))
    device = routed(*jumps, c=[on(Accept(), services=tcp(80))], d=[on(Accept(), services=tcp(90))])
    packets = [f"tcp 9.9.9.9 198.51.100.{host} {port}" for host in (7, 8) for port in (79, 80, 81, 89, 90, 91)]
    opened = {"198.51.100.7 80", "198.51.100.7 90", "198.51.100.8 90"}
    assert [said != "closed" for said in answers(device, *packets)] == [
        packet.removeprefix("tcp 9.9.9.9 ") in opened for packet in packets
    ]


def test_the_last_port_of_an_entry_for_one_destination_is_its_own() -> None:
    device = routed(on(Accept(), services=tcp(65535), destinations=adr("198.51.100.7")))
    assert answers(device, "tcp 9.9.9.9 198.51.100.7 65535", "tcp 9.9.9.9 198.51.100.7 65534") == [
        "open 198.51.100.7:65535",
        "closed",
    ]


def test_of_a_destination_list_known_in_part_the_known_part_is_certain() -> None:
    known = AddressMatch.partly(AddressSet.parse("198.51.100.7"), L)
    device = routed(on(Accept(), destinations=known, services=tcp(22)))
    assert answers(device, *(f"tcp 9.9.9.9 198.51.100.{n} 22" for n in (6, 7, 8))) == [
        "possibly 198.51.100.6:22",
        "open 198.51.100.7:22",
        "possibly 198.51.100.8:22",
    ]
    to_the_router = router({"input": [on(Accept(), destinations=known)]})
    assert ask(to_the_router, "tcp 9.9.9.9 wan 22") == "possibly router:22"


def test_of_a_service_list_known_in_part_the_known_part_is_certain() -> None:
    known = ServiceMatch.partly(ServiceSet.ports(6, [(22, 22)]), L)
    device = router({"input": [on(Accept(), services=known)]})
    assert answers(device, *(f"tcp 9.9.9.9 wan {port}" for port in (21, 22, 23))) == [
        "possibly router:21",
        "open router:22",
        "possibly router:23",
    ]


def test_entries_may_ask_for_one_original_destination() -> None:
    for asked in (adr("198.51.100.7"), AddressMatch.partly(AddressSet.parse("198.51.100.7"), L)):
        device = routed(on(Accept(), original_destinations=asked, services=tcp(22)))
        sixth = "closed" if asked.unknown is None else "possibly 198.51.100.6:22"
        assert answers(device, "tcp 9.9.9.9 198.51.100.6 22", "tcp 9.9.9.9 198.51.100.7 22") == [
            sixth,
            "open 198.51.100.7:22",
        ]


def test_the_last_original_port_is_told_apart() -> None:
    nat = on(DestinationNat(to=HOST, ports=(8080, 8080), port_map="single"), services=tcp())
    device = router({"nat": [nat], "forward": [on(Accept(), original_services=tcp(65535))]})
    assert answers(device, "tcp 9.9.9.9 wan 65534", "tcp 9.9.9.9 wan 65535") == ["closed", "open 192.168.1.5:8080"]


def test_an_entry_for_the_router_and_some_destinations_wants_both() -> None:
    asked = adr("203.0.113.2", "198.51.100.7")
    both = [on(Accept(), to_router=True, destinations=asked)]
    packets = "tcp 9.9.9.9 wan 22", "tcp 9.9.9.9 198.51.100.7 22", "tcp 9.9.9.9 198.51.100.1 22"
    device = router({"input": both, "forward": both}, interfaces=(WAN, PUBLIC_LAN))
    assert answers(device, *packets) == ["open router:22", "closed", "closed"]
    others = [on(Accept(), to_router=False, destinations=asked)]
    device = router({"input": others, "forward": others}, interfaces=(WAN, PUBLIC_LAN))
    assert answers(device, *packets) == ["closed", "open 198.51.100.7:22", "closed"]
    partly = AddressMatch.partly(AddressSet.parse("203.0.113.2"), L)
    device = router({"input": [on(Accept(), to_router=True, destinations=partly)]}, interfaces=(WAN, PUBLIC_LAN))
    assert answers(device, *packets) == ["open router:22", "closed", "possibly router:22"]


def test_senders_of_entries_before_a_mark_are_not_taken_again_behind_it() -> None:
    entries = [
        on(Accept(), sources=adr("9.9.9.9"), marks=("m",)),
        on(Accept(), sources=adr("8.8.8.8")),
        on(Mark(add=("m",)), services=tcp(22)),
        on(Accept(), sources=adr("1.1.1.1")),
        on(Accept(), sources=adr("4.4.4.4"), marks=("m",)),
    ]
    senders = ("9.9.9.9", "8.8.8.8", "1.1.1.1", "4.4.4.4")
    said = answers(router({"input": entries}), *(f"tcp {sender} wan 22" for sender in senders))
    assert said == ["closed", "open router:22", "open router:22", "open router:22"]


@pytest.mark.parametrize("place", [0, 1, 70, 139, 140])
def test_a_mark_may_stand_anywhere_in_a_run(place: int) -> None:
    senders = [f"9.9.{n}.9" for n in range(140)]
    entries = [on(Accept(), sources=adr(sender)) for sender in senders]
    entries.insert(place, on(Mark(add=("m",)), services=tcp(22)))
    device = router({"input": entries})
    asked = [f"tcp {senders[n]} wan 22" for n in (0, 1, 69, 70, 138, 139)]
    assert answers(device, *asked, "tcp 8.8.8.8 wan 22") == [*["open router:22"] * 6, "closed"]
    last = router({"input": [*entries, on(Accept(), marks=("m",), sources=adr("8.8.8.8"))]})
    assert ask(last, "tcp 8.8.8.8 wan 22") == "open router:22"


def test_a_range_is_asked_at_its_last_port_among_many_entries() -> None:
    forwards = [
        on(DestinationNat(to=HOST), services=tcp((1000 + 10 * n, 1009 + 10 * n)), destinations=adr("203.0.113.2"))
        for n in range(40)
    ]
    device = router({"nat": forwards, "forward": [on(Drop(), services=tcp(1)), on(Accept())], "input": []})
    apart = router({"raw": [on(Jump(chain="none"), services=tcp(1399))], "nat": forwards, "forward": [on(Accept())]})
    for one in (device, apart):
        assert answers(one, "tcp 9.9.9.9 wan 1399", "tcp 9.9.9.9 wan 1400") == ["open 192.168.1.5:1399", "closed"]


# Addresses that the router does not hold: they answer only where a translation for the Internet names them.


@pytest.mark.parametrize(
    "nat",
    [
        {"nat": [on(DestinationNat(to=HOST), destinations=adr("203.0.113.50"))]},
        {"nat": [on(Jump(chain="c"))], "c": [on(DestinationNat(to=HOST), destinations=adr("203.0.113.50"))]},
        {"nat": [on(Jump(chain="c"), destinations=adr("203.0.113.50"))], "c": [on(DestinationNat(to=HOST))]},
        {
            "nat": [on(Jump(chain="d")), on(Jump(chain="c"))],
            "c": [on(Jump(chain="nat"), services=tcp(7))],
            "d": [on(DestinationNat(to=HOST), destinations=adr("203.0.113.50"))],
        },
        {
            "nat": [
                on(DestinationNat(to=HOST + 1), services=tcp(81)),
                on(DestinationNat(to=HOST), destinations=adr("203.0.113.50")),
            ]
        },
        {"nat": [on(Jump(chain="gone")), on(DestinationNat(to=HOST), destinations=adr("203.0.113.50"))]},
    ],
)
def test_an_address_that_a_translation_names_answers(nat: dict[str, list[Entry]]) -> None:
    device = router({**nat, "forward": [on(Accept(), destinations=adr("192.168.1.5"))]})
    assert ask(device, UNOWNED) == "open 192.168.1.5:80"
    assert {row.destination for row in rows(device)} >= {"203.0.113.50/32"}


@pytest.mark.parametrize(
    "chains",
    [
        {"nat": [on(DestinationNat(to=HOST), destinations=adr("203.0.113.50"), in_interfaces=("lan",))]},
        {"raw": [on(Jump(chain="c"), destinations=adr("203.0.113.50"))], "c": []},
        {"nat": [on(Accept(), destinations=adr("203.0.113.50"))]},
        {
            "nat": [
                on(
                    DestinationNat(to=HOST),
                    services=tcp(80),
                    destinations=AddressMatch.of(~AddressSet.parse("9.9.9.9")),
                )
            ]
        },
    ],
)
def test_an_address_that_no_translation_for_the_internet_names_makes_no_row(chains: dict[str, list[Entry]]) -> None:
    device = router({**chains, "forward": [on(Accept())]})
    assert not [row for row in rows(device) if row.destination not in ("wan", "203.0.113.2/32")]


def test_a_block_that_ends_where_a_mapped_network_begins_anew_maps_that_address_too() -> None:
    mapped = DestinationNat(to=number("192.168.1.64"), address_map="network", length=28)
    inside = on(Accept(), out_interfaces=("lan",), services=tcp(80))
    device = router({"nat": [on(mapped, destinations=adr("203.0.113.32-203.0.113.48"))], "forward": [inside]})
    assert answers(device, *(f"tcp 9.9.9.9 203.0.113.{n} 80" for n in (47, 48, 49))) == [
        "open 192.168.1.79:80",
        "open 192.168.1.64:80",
        "closed",
    ]


def test_a_large_block_is_mapped_onto_a_small_network_over_and_over_whatever_the_filter_asks() -> None:
    mapped = DestinationNat(to=number("192.168.1.64"), address_map="network", length=30)
    inside = on(Accept(), out_interfaces=("lan",), services=tcp(80))
    device = router({"nat": [on(mapped, destinations=adr("203.0.113.32/28"))], "forward": [inside]})
    assert answers(device, *(f"tcp 9.9.9.9 203.0.113.{n} 80" for n in (32, 35, 36, 38, 47, 48))) == [
        "open 192.168.1.64:80",
        "open 192.168.1.67:80",
        "open 192.168.1.64:80",
        "open 192.168.1.66:80",
        "open 192.168.1.67:80",
        "closed",
    ]


def test_where_whatever_arrives_is_mapped_one_own_address_may_lead_to_the_router_and_the_next_to_a_host() -> None:
    mapped = DestinationNat(to=number("192.168.1.0"), address_map="network", length=29)
    device = router({"nat": [on(mapped)], "forward": [on(Accept())], "input": []}, interfaces=(WAN, PUBLIC_LAN, LAN))
    assert answers(device, "tcp 9.9.9.9 198.51.100.1 80", "tcp 9.9.9.9 203.0.113.2 80") == [
        "closed",
        "open 192.168.1.2:80",
    ]


def test_a_host_to_which_a_whole_block_is_translated_stays_untranslated_itself() -> None:
    nat = [on(DestinationNat(to=number("198.51.100.7")), destinations=adr("198.51.100.0/28"))]
    chains = {"nat": nat, "forward": [on(Accept(), destination_nat=True)]}
    device = router(chains, interfaces=(WAN, PUBLIC_LAN), unchanged_is_untranslated=True)
    assert answers(device, *(f"tcp 9.9.9.9 198.51.100.{n} 80" for n in (6, 7, 8))) == [
        "open 198.51.100.7:80",
        "closed",
        "open 198.51.100.7:80",
    ]


def test_a_single_port_is_the_first_of_a_range() -> None:
    single = DestinationNat(to=HOST, ports=(8000, 8009), port_map="single")
    device = router({"nat": [on(single, services=tcp((80, 89)))], "forward": [on(Accept())]})
    assert ask(device, "tcp 9.9.9.9 wan 85") == "open 192.168.1.5:8000"


def test_the_first_port_of_a_pool_is_kept_though_it_is_the_last_of_the_entry() -> None:
    pool = DestinationNat(to=HOST, ports=(8000, 8003), port_map="pool")
    device = router({"nat": [on(pool, services=tcp((7990, 8000)))], "forward": [on(Accept())]})
    assert answers(device, "tcp 9.9.9.9 wan 7999", "tcp 9.9.9.9 wan 8000") == [
        "open 192.168.1.5:8000-8000 | open 192.168.1.5:8001-8003",  # cut where the entry ends
        "open 192.168.1.5:8000",
    ]


def test_what_is_not_routed_makes_a_doubtful_translation_no_certain_way_to_the_router() -> None:
    nat = [on(DestinationNat(to=HOST), unknown=(L,))]
    device = router({"nat": nat, "input": [on(Accept())], "forward": [on(Accept())]}, forwarding=False)
    assert ask(device, "tcp 9.9.9.9 wan 80") == "possibly router:80"


def test_an_unreadable_entry_may_do_nothing_and_leave_the_packet_to_a_translation() -> None:
    chains = {"nat": [on(Undetermined()), on(DestinationNat(to=HOST))], "forward": [on(Accept())]}
    assert ask(router(chains), "tcp 9.9.9.9 wan 80") == "possibly 192.168.1.5:80"


def test_a_list_of_senders_and_a_question_about_it_have_one_answer() -> None:
    known = AddressMatch.partly(AddressSet.parse("9.9.9.9"), L)
    services = ServiceMatch.partly(ServiceSet.ports(6, [(80, 80)]), L)
    for asked in (Match(sources=known), Match(services=services)):
        listed = Entry(match=asked, action=Accept())
        packets = "tcp 8.8.8.8 wan 22", "udp 8.8.8.8 wan 53", "gre 8.8.8.8 wan"
        said = ["open router:22", "open router:53", "open router"]
        assert answers(router({"input": [listed, on(Accept(), unknown_not=(L,))]}), *packets) == said
        called = router({"input": [on(Jump(chain="c")), on(Accept(), unknown_not=(L,))], "c": [listed]})
        assert answers(called, *packets) == said


# What rows say besides.


def test_each_row_shows_the_lines_of_its_own_senders() -> None:
    entries = [
        placed(on(Accept(), sources=adr("9.9.9.9"), unknown=(L,)), 1),
        placed(on(Accept(), sources=adr("8.8.8.8"), services=tcp((1, 100))), 2),
    ]
    said = {(row.sources, row.ports, tuple(span.line for span in row.path)) for row in rows(router({"input": entries}))}
    assert {lines for sources, _, lines in said if sources == ("9.9.9.9/32",)} == {(1,)}
    assert {lines for sources, _, lines in said if sources == ("8.8.8.8/32",)} == {(2,)}


def test_senders_that_are_nobody_hide_no_other_row() -> None:
    entries = [on(Accept(), sources=adr("127.0.0.0/8"), services=tcp(22)), on(Accept(), services=tcp(80))]
    assert [row.ports for row in rows(router({"input": entries}))] == [((80, 80),)]


def test_a_list_of_all_bogons_leaves_everybody() -> None:
    everybody = AddressMatch.of(~documentation("ipv4"))
    [row] = rows(router({"input": [on(Accept(), sources=everybody, services=tcp(22))]}))
    assert row.source_set.is_any
    assert row.label == ""
    some = AddressMatch.of(~AddressSet.parse("192.0.2.0/24"))
    [row] = rows(router({"input": [on(Accept(), sources=some, services=tcp(22))]}))
    assert row.source_set == some.certain


@pytest.mark.parametrize("many", [8, 9, 12])
def test_many_senders_are_listed_and_many_exceptions_too(many: int) -> None:
    hosts = [f"9.9.{n}.9/32" for n in range(many)]
    [few] = rows(router({"input": [on(Accept(), sources=adr(*hosts), services=tcp(22))]}))
    assert (few.sources, few.sources_except) == (tuple(hosts), ())
    [most] = rows(router({"input": [on(Accept(), sources=adr(*hosts).inverted(), services=tcp(22))]}))
    assert (most.sources, most.sources_except) == (("0.0.0.0/0",), tuple(hosts))


def test_of_a_long_way_the_first_twelve_lines_are_shown() -> None:
    stages = [
        Stage(name=f"s{n}", hook=Hook.INPUT, kind=StageKind.FILTER, chain=f"s{n}", default=Drop()) for n in range(14)
    ]
    chains = {f"s{n}": [placed(on(Accept(), services=tcp(22)), n + 1)] for n in range(14)}
    [row] = rows(router(chains, stages=stages, interfaces=(WAN,)))
    assert [span.line for span in row.path] == list(range(1, 13))


def test_a_doubtful_default_before_routing_is_shown_and_a_plain_one_is_not() -> None:
    def stage(*, unknown: bool) -> Stage:
        return Stage(
            name="raw",
            hook=Hook.PREROUTING,
            kind=StageKind.FILTER,
            chain="raw",
            default=Accept(),
            default_unknown=unknown,
        )

    entered = Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=Drop())
    accept = {"raw": [], "input": [placed(on(Accept(), services=tcp(22)), 5)]}
    [doubtful] = rows(router(accept, stages=[stage(unknown=True), entered], interfaces=(WAN,)))
    assert [span.line for span in doubtful.path] == [5, None]
    assert doubtful.certainty == "conditional"
    [plain] = rows(router(accept, stages=[stage(unknown=False), entered], interfaces=(WAN,)))
    assert [span.line for span in plain.path] == [5]


def test_one_routed_ipv6_host_is_a_target_without_length() -> None:
    seventh = on(Accept(), destinations=adr("2001:db8:2::7"), services=tcp(22))
    [row] = rows(router({"forward": [seventh]}, family="ipv6", interfaces=(WAN, LAN)))
    assert (row.destination, row.target) == ("2001:db8:2::7/128", "2001:db8:2::7")
