"""What destination NAT makes of a packet, and what the stages behind it see."""

from __future__ import annotations

from typing import Any

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role, Route
from routerlint.model.match import ServiceMatch
from routerlint.model.pipeline import Accept, DestinationNat, Drop, Entry, Hook, Mark, NoTrack, Stage, StageKind
from routerlint.netset.services import ServiceSet
from tests.exposure.small import LAN, WAN, L, adr, answers, ask, interface, number, on, router, rows, tcp, udp

HOST = number("192.168.1.5")
WEB = "tcp 9.9.9.9 wan 80"


def forwarding(*nat: Entry, behind: tuple[Entry, ...] = (on(Accept()),), **more: Any) -> Device:
    """A router with these NAT entries; the filters accept, unless entries are given for the forward filter."""
    return router({"nat": nat, "forward": behind, "input": [on(Accept(), to_router=True)]}, **more)


def to(host: int = HOST, **more: Any) -> DestinationNat:
    return DestinationNat(to=host, **more)


def test_a_forward_keeps_the_port_or_changes_it() -> None:
    kept = forwarding(on(to(), services=tcp(80)))
    changed = forwarding(on(to(ports=(8080, 8080), port_map="single"), services=tcp((80, 81))))
    assert answers(kept, WEB, "tcp 9.9.9.9 wan 81") == ["open 192.168.1.5:80", "open router:81"]
    assert answers(changed, WEB, "tcp 9.9.9.9 wan 81", "tcp 9.9.9.9 wan 82", "udp 9.9.9.9 wan 80") == [
        "open 192.168.1.5:8080",
        "open 192.168.1.5:8080",
        "open router:82",
        "open router:80",
    ]


def test_a_shifted_range_runs_through_and_meets_the_filter_port_by_port() -> None:
    shift = to(ports=(8000, 8009), port_map="shift", shift_base=80)
    device = forwarding(on(shift, services=tcp((80, 89))), behind=(on(Drop(), services=tcp(8003)), on(Accept())))
    assert answers(device, *(f"tcp 9.9.9.9 wan {port}" for port in (79, 80, 82, 83, 84, 89, 90))) == [
        "open router:79",
        "open 192.168.1.5:8000",
        "open 192.168.1.5:8002",
        "closed",
        "open 192.168.1.5:8004",
        "open 192.168.1.5:8009",
        "open router:90",
    ]


def test_a_range_may_be_shifted_downwards() -> None:
    shift = to(ports=(80, 89), port_map="shift", shift_base=8000)
    device = forwarding(on(shift, services=tcp((8000, 8009))), behind=(on(Accept(), services=tcp(85)),))
    assert answers(device, "tcp 9.9.9.9 wan 8004", "tcp 9.9.9.9 wan 8005", "tcp 9.9.9.9 wan 8006") == [
        "closed",
        "open 192.168.1.5:85",
        "closed",
    ]


def test_of_a_port_pool_the_system_picks_unless_the_port_lies_in_it() -> None:
    device = forwarding(on(to(ports=(8000, 8003), port_map="pool"), services=tcp()))
    assert answers(device, WEB, *(f"tcp 9.9.9.9 wan {port}" for port in (7999, 8000, 8003, 8004))) == [
        "open 192.168.1.5:8000-8003",
        "open 192.168.1.5:8000-8003",
        "open 192.168.1.5:8000",
        "open 192.168.1.5:8003",
        "open 192.168.1.5:8000-8003",
    ]


def test_a_filter_that_knows_only_some_ports_of_a_pool_makes_it_possible() -> None:
    pool = on(to(ports=(8000, 8003), port_map="pool"), services=tcp((80, 90)))
    part = forwarding(pool, behind=(on(Accept(), services=tcp((8001, 8002))),))
    assert ask(part, WEB) == "possibly 192.168.1.5:8001-8002"
    assert ask(forwarding(pool, behind=(on(Accept(), services=tcp(9)),)), WEB) == "closed"


def test_a_pool_of_one_port_is_a_single_port() -> None:
    device = forwarding(on(to(ports=(8000, 8000), port_map="pool"), services=tcp((80, 90))))
    assert ask(device, WEB) == "open 192.168.1.5:8000"


def test_ports_are_not_changed_where_a_protocol_has_none() -> None:
    device = forwarding(on(to(ports=(8080, 8080), port_map="single")))
    assert answers(device, "icmp 9.9.9.9 wan", "gre 9.9.9.9 wan", "udp 9.9.9.9 wan 1", "sctp 9.9.9.9 wan 1") == [
        "open 192.168.1.5",
        "open 192.168.1.5",
        "open 192.168.1.5:8080",
        "open 192.168.1.5:8080",
    ]


def test_of_an_address_pool_each_address_is_possible_and_being_let_in_is_certain() -> None:
    pool = to(to_last=HOST + 2)
    assert ask(forwarding(on(pool)), WEB) == "open 192.168.1.5:80 | open 192.168.1.6:80 | open 192.168.1.7:80"
    part = forwarding(on(pool), behind=(on(Accept(), destinations=adr("192.168.1.7")),))
    assert ask(part, WEB) == "possibly 192.168.1.7:80"
    assert all(row.one_of for row in rows(forwarding(on(pool))) if row.target != "router")


def test_of_a_large_address_pool_the_first_64_addresses_are_looked_at() -> None:
    device = forwarding(on(to(number("192.168.1.10"), to_last=number("192.168.1.250")), services=tcp(80)))
    hosts = {row.target for row in rows(device) if row.target != "router"}
    assert hosts == {f"192.168.1.{n}" for n in range(10, 74)}


def test_a_pool_that_runs_backwards_is_its_first_address() -> None:
    assert ask(forwarding(on(to(to_last=HOST - 1))), WEB) == "open 192.168.1.5:80"
    assert ask(forwarding(on(to(to_last=HOST))), WEB) == "open 192.168.1.5:80"


def test_a_redirect_leads_to_the_router_itself() -> None:
    redirect = DestinationNat(to_router=True, ports=(22, 22), port_map="single")
    device = router({"nat": [on(redirect, services=tcp(2222))], "input": [on(Accept(), services=tcp(22))]})
    assert answers(device, "tcp 9.9.9.9 wan 2222", "tcp 9.9.9.9 wan 22", "tcp 9.9.9.9 wan 80") == [
        "open router:22",
        "open router:22",
        "closed",
    ]


def test_a_translation_to_an_address_of_the_router_meets_the_input_filter() -> None:
    device = forwarding(on(to(number("192.168.1.1")), services=tcp(80)), behind=())
    assert ask(device, WEB) == "open router:80"


def test_a_translation_of_the_port_alone_keeps_the_address() -> None:
    ports = DestinationNat(ports=(8080, 8080), port_map="single")
    assert ask(forwarding(on(ports, services=tcp(80))), WEB) == "open router:8080"
    block = adr("203.0.113.64/30")
    kept = forwarding(on(ports, services=tcp(80), destinations=block), behind=(on(Accept(), services=tcp(8080)),))
    assert answers(kept, "tcp 9.9.9.9 203.0.113.66 80", "tcp 9.9.9.9 203.0.113.66 81") == [
        "open 203.0.113.66:8080",
        "closed",
    ]


def test_a_network_is_mapped_host_by_host() -> None:
    mapped = DestinationNat(to=number("192.168.1.64"), address_map="network", length=28)
    inside = on(Accept(), out_interfaces=("lan",))
    device = forwarding(
        on(mapped, destinations=adr("203.0.113.32/28")),
        behind=(on(Drop(), destinations=adr("192.168.1.70")), inside),
    )
    assert answers(device, *(f"tcp 9.9.9.9 203.0.113.{n} 80" for n in (31, 32, 37, 38, 39, 47, 48))) == [
        "closed",
        "open 192.168.1.64:80",
        "open 192.168.1.69:80",
        "closed",
        "open 192.168.1.71:80",
        "open 192.168.1.79:80",
        "closed",
    ]


def test_a_larger_block_is_mapped_again_and_again_onto_a_smaller_network() -> None:
    mapped = DestinationNat(to=number("192.168.1.64"), address_map="network", length=30)
    device = forwarding(
        on(mapped, destinations=adr("203.0.113.32/28")), behind=(on(Accept(), destinations=adr("192.168.1.66")),)
    )
    assert answers(device, *(f"tcp 9.9.9.9 203.0.113.{n} 80" for n in (33, 34, 35, 38, 46, 47))) == [
        "closed",
        "open 192.168.1.66:80",
        "closed",
        "open 192.168.1.66:80",
        "open 192.168.1.66:80",
        "closed",
    ]


def test_the_filter_behind_nat_sees_the_new_address_and_port() -> None:
    nat = on(to(ports=(8080, 8080), port_map="single"), services=tcp(80))
    seen = forwarding(nat, behind=(on(Accept(), services=tcp(8080), destinations=adr("192.168.1.5")),))
    unseen = forwarding(nat, behind=(on(Accept(), services=tcp(80)), on(Accept(), destinations=adr("203.0.113.2"))))
    assert [ask(seen, WEB), ask(unseen, WEB)] == ["open 192.168.1.5:8080", "closed"]


def test_the_filter_before_nat_sees_the_packet_as_it_arrived() -> None:
    nat = on(to(ports=(8080, 8080), port_map="single"))
    chains = {"raw": [on(Drop(), services=tcp(80))], "nat": [nat], "forward": [on(Accept())]}
    assert answers(router(chains), WEB, "tcp 9.9.9.9 wan 8080") == ["closed", "open 192.168.1.5:8080"]
    late = {"mangle": [on(Drop(), services=tcp(8080))], "nat": [nat], "forward": [on(Accept())]}
    assert ask(router(late), WEB) == "closed"


def test_a_stage_with_the_original_view_sees_the_packet_as_it_arrived() -> None:
    nat = on(to(ports=(8080, 8080), port_map="single"))
    stages = (
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(
            name="policy", hook=Hook.FORWARD, kind=StageKind.FILTER, chain="forward", default=Drop(), view="original"
        ),
    )
    policy = [on(Accept(), services=tcp(80), destinations=adr("203.0.113.2"))]
    device = router({"nat": [nat], "forward": policy}, stages=stages)
    assert answers(device, WEB, "tcp 9.9.9.9 wan 8080", "tcp 9.9.9.9 wan 81") == [
        "open 192.168.1.5:8080",
        "closed",
        "closed",
    ]


def test_entries_behind_nat_may_ask_what_the_packet_asked_for_when_it_arrived() -> None:
    nat = on(to(ports=(8080, 8080), port_map="single"), services=tcp((80, 89)))
    by_port = forwarding(nat, behind=(on(Accept(), original_services=tcp(85)),))
    assert answers(by_port, *(f"tcp 9.9.9.9 wan {port}" for port in (84, 85, 86))) == [
        "closed",
        "open 192.168.1.5:8080",
        "closed",
    ]
    by_address = forwarding(nat, behind=(on(Accept(), original_destinations=adr("203.0.113.2")),))
    elsewhere = forwarding(nat, behind=(on(Accept(), original_destinations=adr("203.0.113.3")),))
    assert [ask(by_address, WEB), ask(elsewhere, WEB)] == ["open 192.168.1.5:8080", "closed"]


def test_entries_may_ask_whether_a_packet_was_translated() -> None:
    public = (WAN, interface("lan", Role.LAN, "192.168.1.1/24", "198.51.100.1/24"))
    for asked, said in ((True, ["open 192.168.1.5:80", "closed"]), (False, ["closed", "open 198.51.100.7:80"])):
        behind = (on(Accept(), destination_nat=asked, out_interfaces=("lan",)),)
        nat = on(to(), services=tcp(80), destinations=adr("203.0.113.2"))
        assert answers(forwarding(nat, behind=behind, interfaces=public), WEB, "tcp 9.9.9.9 198.51.100.7 80") == said


def test_a_packet_is_translated_once() -> None:
    chains = {
        "nat": [on(to(), services=tcp(80)), on(to(HOST + 1))],
        "nat2": [on(to(HOST + 2))],
        "forward": [on(Accept())],
    }
    assert answers(router(chains), WEB, "tcp 9.9.9.9 wan 81") == ["open 192.168.1.5:80", "open 192.168.1.6:81"]


def test_the_second_nat_stage_translates_what_the_first_one_leaves() -> None:
    chains = {"nat": [on(to(), services=tcp(80))], "nat2": [on(to(HOST + 2))], "forward": [on(Accept())]}
    assert answers(router(chains), WEB, "tcp 9.9.9.9 wan 81") == ["open 192.168.1.5:80", "open 192.168.1.7:81"]


def test_untracked_packets_are_not_translated() -> None:
    chains = {
        "raw": [on(NoTrack(), sources=adr("8.8.8.8"))],
        "nat": [on(to())],
        "forward": [on(Accept())],
        "input": [on(Accept())],
    }
    assert answers(router(chains), WEB, "tcp 8.8.8.8 wan 80") == ["open 192.168.1.5:80", "open router:80"]


def test_marks_of_a_translation_are_seen_behind_it() -> None:
    marked = on(Accept(), marks=("passed",))
    assert ask(forwarding(on(to(marks=("passed",))), behind=(marked,)), WEB) == "open 192.168.1.5:80"
    assert ask(forwarding(on(to()), behind=(marked,)), WEB) == "closed"
    kept = {"raw": [on(Mark(add=("passed",)))], "nat": [on(to(marks=("other",)))], "forward": [marked]}
    assert ask(router(kept), WEB) == "open 192.168.1.5:80"


def test_a_translation_for_some_senders_leaves_the_others() -> None:
    device = forwarding(on(to(), sources=adr("9.9.9.9")))
    assert answers(device, WEB, "tcp 8.8.8.8 wan 80") == ["open 192.168.1.5:80", "open router:80"]


def test_a_translation_under_a_question_may_or_may_not_happen() -> None:
    device = forwarding(on(to(), unknown=(L,)))
    assert ask(device, WEB) == "open 192.168.1.5:80 | open router:80"
    closed = router({"nat": [on(to(), unknown=(L,))], "forward": [on(Accept())]})
    assert ask(closed, WEB) == "possibly 192.168.1.5:80"


def test_a_device_that_does_not_route_a_family_forwards_nothing() -> None:
    assert ask(forwarding(on(to(), services=tcp(80)), forwarding=False), WEB) == "closed"
    assert ask(forwarding(on(to(), services=tcp(80)), forwarding=False), "tcp 9.9.9.9 wan 81") == "open router:81"


def test_the_route_of_the_new_address_decides_about_the_outgoing_interface() -> None:
    for name, said in (("lan", "open 192.168.1.5:80"), ("wan", "closed")):
        device = forwarding(on(to()), behind=(on(Accept(), out_interfaces=(name,)),))
        assert ask(device, WEB) == said
    nothing = forwarding(on(to()), behind=(on(Accept(), out_interfaces=()),))
    assert ask(nothing, WEB) == "closed"


def test_a_packet_to_the_router_has_no_outgoing_interface() -> None:
    assert ask(router({"input": [on(Accept(), out_interfaces=("lan", "wan"))]}), WEB) == "closed"


TWO_WANS = (
    WAN,
    interface("wan2", Role.WAN, "198.51.100.2/24"),
    LAN,
)


def test_where_the_route_is_not_known_an_outgoing_interface_is_a_question() -> None:
    away = on(to(number("172.16.5.5")), services=tcp(80))
    asked = forwarding(away, behind=(on(Accept(), out_interfaces=("lan",)),), interfaces=TWO_WANS)
    assert ask(asked, WEB) == "possibly 172.16.5.5:80"
    none = forwarding(away, behind=(on(Accept(), out_interfaces=()),), interfaces=TWO_WANS)
    assert ask(none, WEB) == "closed"
    known = forwarding(
        away,
        behind=(on(Accept(), out_interfaces=("lan",)),),
        interfaces=TWO_WANS,
        routes=(Route(family="ipv4", number=number("172.16.0.0"), length=12, interface="lan"),),
    )
    assert ask(known, WEB) == "open 172.16.5.5:80"


@pytest.mark.parametrize(
    ("default", "unknown", "said"),
    [
        (Accept(), False, "open 192.168.1.5:80"),
        (Drop(), False, "closed"),
        (Accept(), True, "possibly 192.168.1.5:80"),
        (Drop(), True, "possibly 192.168.1.5:80"),
    ],
)
def test_a_default_that_nothing_settles_is_a_question(default: Accept | Drop, unknown: bool, said: str) -> None:
    stages = (
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(
            name="forward",
            hook=Hook.FORWARD,
            kind=StageKind.FILTER,
            chain="forward",
            default=default,
            default_unknown=unknown,
        ),
    )
    assert ask(router({"nat": [on(to())]}, stages=stages), WEB) == said


def test_all_stages_of_a_hook_must_let_a_packet_through() -> None:
    def device(*chains: list[Entry]) -> Device:
        stages = [
            Stage(name=f"s{n}", hook=Hook.INPUT, kind=StageKind.FILTER, chain=f"s{n}", default=Accept())
            for n in range(len(chains))
        ]
        return router({f"s{n}": chain for n, chain in enumerate(chains)}, stages=stages)

    web, drop = on(Accept(), services=tcp(80)), on(Drop(), services=tcp(80))
    assert ask(device([web], [web]), WEB) == "open router:80"
    assert ask(device([web], [drop]), WEB) == "closed"
    assert ask(device([drop], [web]), WEB) == "closed"


def test_a_mark_decides_in_a_later_stage_of_the_same_hook() -> None:
    stages = [
        Stage(name=name, hook=Hook.FORWARD, kind=StageKind.FILTER, chain=name, default=default)
        for name, default in (("one", Accept()), ("two", Drop()))
    ]
    stages.insert(0, Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()))
    chains = {"nat": [on(to())], "one": [on(Mark(add=("m",)), services=tcp(80))], "two": [on(Accept(), marks=("m",))]}
    assert answers(router(chains, stages=stages), WEB, "tcp 9.9.9.9 wan 81") == ["open 192.168.1.5:80", "closed"]


def test_an_unchanged_packet_counts_as_translated_except_where_the_system_says_not() -> None:
    same = on(DestinationNat(to=number("203.0.113.2"), ports=(80, 80), port_map="single"), services=tcp((80, 81)))
    chains = {"nat": [same], "input": [on(Accept(), destination_nat=True)]}
    assert answers(router(chains), WEB, "tcp 9.9.9.9 wan 81") == ["open router:80", "open router:80"]
    linux = router(chains, unchanged_is_untranslated=True)
    assert answers(linux, WEB, "tcp 9.9.9.9 wan 81") == ["closed", "open router:80"]


def test_a_forward_of_two_protocols_is_both() -> None:
    both = ServiceMatch.of(ServiceSet.ports(6, [(53, 53)]) | ServiceSet.ports(17, [(53, 54)]))
    device = router({"nat": [on(to(), services=both)], "forward": [on(Accept())]})
    assert answers(device, "tcp 9.9.9.9 wan 53", "udp 9.9.9.9 wan 54", "tcp 9.9.9.9 wan 54") == [
        "open 192.168.1.5:53",
        "open 192.168.1.5:54",
        "closed",
    ]
    assert udp(53).certain <= both.certain


def test_ipv6_is_translated_and_routed_alike() -> None:
    device = router(
        {
            "nat": [on(to(number("2001:db8:2::5")), services=tcp(80))],
            "forward": [on(Accept(), destinations=adr("2001:db8:2::5")), on(Accept(), services=tcp(22))],
        },
        family="ipv6",
    )
    sender = "2620:fe::9"
    assert answers(
        device,
        f"tcp {sender} wan 80",
        f"tcp {sender} wan 81",
        f"tcp {sender} 2001:db8:2::5 443",
        f"icmp {sender} 2001:db8:2::5",
        f"tcp {sender} 2001:db8:2::6 22",
        f"tcp {sender} 2001:db8:2::6 23",
    ) == [
        "open 2001:db8:2::5:80",
        "closed",
        "open 2001:db8:2::5:443",
        "open 2001:db8:2::5",
        "open 2001:db8:2::6:22",
        "closed",
    ]
