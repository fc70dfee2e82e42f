"""How rows say what is let in: protocols, ports, senders, destinations, kinds and the lines that decide."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from routerlint.exposure.result import Exposure
from routerlint.model.device import Device
from routerlint.model.fact import stated
from routerlint.model.interface import InterfaceAddress, Role, placeholder_address, placeholder_network
from routerlint.model.match import AddressMatch, ServiceMatch
from routerlint.model.pipeline import Accept, DestinationNat, Drop, Entry, Hook, Jump, Stage, StageKind
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.netset.special import documentation, routable
from tests.exposure.small import LAN, WAN, L, adr, interface, number, on, placed, router, rows, tcp, udp

HOST = number("192.168.1.5")


def shown(device: Device, *fields: str) -> list[tuple[object, ...]]:
    """These fields of all rows."""
    return [tuple(getattr(row, field) for field in fields) for row in rows(device)]


def let_in(services: ServiceSet, **more: Any) -> Device:
    return router({"input": [on(Accept(), services=ServiceMatch.of(services))]}, **more)


def one(device: Device) -> Exposure:
    found = rows(device)
    assert len(found) == 1
    return found[0]


ALL_BUT_SSH = ~ServiceSet.ports(6, [(22, 22)])


@pytest.mark.parametrize(
    ("services", "said"),
    [
        (ServiceSet.any(), [("any", (), ())]),
        (ServiceSet.protocol(6), [("tcp", (), ())]),
        (ServiceSet.ports(6, [(0, 65534)]), [("tcp", (), ((1, 65534),))]),
        (ServiceSet.ports(17, [(53, 53), (443, 444)]), [("udp", (), ((53, 53), (443, 444)))]),
        (ServiceSet.protocol(1), [("icmp", (), ())]),
        (ServiceSet.ports(1, [(8, 8)]), [("icmp", (), ())]),
        (ServiceSet.ports(1, [(0, 7), (9, 255)]), []),
        (ServiceSet.protocols((47, 50, 112)), [("112", (), ()), ("esp", (), ()), ("gre", (), ())]),
        (ServiceSet.protocol(132), [("sctp", (), ())]),
        (ServiceSet.ports(132, [(1, 9)]), [("sctp", (), ((1, 9),))]),
        (ServiceSet.protocol(33), [("33", (), ())]),
        (ServiceSet.protocols((6, 17)), [("tcp", (), ()), ("udp", (), ())]),
        (
            ALL_BUT_SSH,
            [("tcp", (), ((1, 21), (23, 65535))), ("udp", (), ()), ("icmp", (), ()), ("other", (), ())],
        ),
        (
            ~ServiceSet.protocols((47, 112)),
            [("tcp", (), ()), ("udp", (), ()), ("icmp", (), ()), ("other", ("gre", "112"), ())],
        ),
        (
            ~ServiceSet.ports(132, [(7, 7)]),
            [
                ("tcp", (), ()),
                ("udp", (), ()),
                ("icmp", (), ()),
                ("other", ("sctp",), ()),
                ("sctp", (), ((1, 6), (8, 65535))),
            ],
        ),
        (~ServiceSet.protocol(1), [("tcp", (), ()), ("udp", (), ()), ("other", (), ())]),
        (~ServiceSet.protocol(17), [("tcp", (), ()), ("icmp", (), ()), ("other", (), ())]),
    ],
)
def test_protocols_and_ports_are_said_in_few_rows(services: ServiceSet, said: list[tuple[object, ...]]) -> None:
    assert shown(let_in(services), "protocol", "protocols_except", "ports") == said


def test_half_of_the_other_protocols_are_named_one_by_one_and_more_by_exception() -> None:
    few = ServiceSet.protocols(n for n in range(60, 60 + 128))
    many = ServiceSet.protocols(n for n in range(60, 60 + 129))
    assert len(rows(let_in(few))) == 128
    assert [row.protocol for row in rows(let_in(many))] == ["other"]
    assert set(one(let_in(many)).protocols_except) >= {"0", "igmp", "gre", "189", "255"}
    assert len(one(let_in(many)).protocols_except) == 256 - 4 - 129


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (AddressSet.any("ipv4"), (("0.0.0.0/0",), (), "any")),
        (AddressSet.parse("9.9.9.9"), (("9.9.9.9/32",), (), "few")),
        (AddressSet.parse("9.9.9.0/24"), (("9.9.9.0/24",), (), "few")),
        (AddressSet.parse("9.9.9.0/24", "8.8.8.8"), (("8.8.8.8/32", "9.9.9.0/24"), (), "wide")),
        (AddressSet.parse("9.0.0.0/8"), (("9.0.0.0/8",), (), "wide")),
        (~AddressSet.parse("9.0.0.0/8"), (("0.0.0.0/0",), ("9.0.0.0/8",), "any")),
        (~AddressSet.parse("10.0.0.0/8"), (("0.0.0.0/0",), (), "any")),
        (AddressSet.parse("10.0.0.0/8"), (("10.0.0.0/8",), (), "private")),
        (AddressSet.parse("10.0.0.0/8", "9.9.9.9"), (("9.9.9.9/32",), (), "few")),
        (AddressSet.parse("192.0.2.0/24"), (("192.0.2.0/24",), (), "few")),
        (AddressSet.parse("192.0.2.7", "10.0.0.0/8"), (("192.0.2.7/32",), (), "few")),
        (~documentation("ipv4"), (("0.0.0.0/0",), (), "any")),
        (~AddressSet.parse("192.0.2.0/24"), (("0.0.0.0/0",), ("192.0.2.0/24",), "any")),
        (AddressSet.parse("192.168.0.0/16"), (("192.168.0.0/24", "192.168.2.0/23"), (), "private")),
    ],
)
def test_senders_are_said_the_shorter_way_and_in_routable_space(
    sources: AddressSet, said: tuple[tuple[str, ...], tuple[str, ...], str]
) -> None:
    device = router({"input": [on(Accept(), sources=AddressMatch.of(sources), services=tcp(22))]})
    row = one(device)
    if said[0][0].startswith("192.168"):  # own inside networks are nobody's senders
        assert row.source_set == AddressSet.parse("192.168.0.0/16") - AddressSet.parse("192.168.1.0/24")
        assert row.source_scope == "private"
    else:
        assert (row.sources, row.sources_except, row.source_scope) == said


def test_senders_that_cannot_come_from_the_internet_make_no_row() -> None:
    for nobody in ("127.0.0.0/8", "192.168.1.0/24", "224.0.0.0/4", "0.0.0.0/8"):
        assert rows(router({"input": [on(Accept(), sources=adr(nobody))]})) == ()


def test_half_of_all_senders_is_any_and_less_is_wide() -> None:
    half, size = routable("ipv4"), 0
    taken: list[tuple[int, int]] = []
    for low, high in half.ranges:
        room = min(high - low + 1, (half.size + 1) // 2 - size)
        if room > 0:
            taken.append((low, low + room - 1))
            size += room
    just = AddressSet.of("ipv4", taken)
    less = AddressSet.of("ipv4", [*taken[:-1], (taken[-1][0], taken[-1][1] - 1)])
    scopes = [
        one(router({"input": [on(Accept(), sources=AddressMatch.of(s), services=tcp(22))]})).source_scope
        for s in (just, less)
    ]
    assert scopes == ["any", "wide"]


def test_up_to_256_public_addresses_are_few() -> None:
    for more, scope in (((), "few"), (("8.8.8.8",), "wide")):
        device = router({"input": [on(Accept(), sources=adr("9.9.9.0/24", *more), services=tcp(22))]})
        assert one(device).source_scope == scope


def forward(action: DestinationNat, **asked: Any) -> Device:
    return router({"nat": [on(action, **asked)], "forward": [on(Accept())]})


@pytest.mark.parametrize(
    ("action", "asked", "said"),
    [
        ({}, {"services": tcp(80)}, ("tcp", ((80, 80),), "same", ((80, 80),), "forward")),
        ({}, {"services": tcp((1, 65535))}, ("tcp", (), "same", (), "exposed_host")),
        ({}, {"services": tcp((1, 65534))}, ("tcp", ((1, 65534),), "same", ((1, 65534),), "forward")),
        ({}, {"services": udp()}, ("udp", (), "same", (), "exposed_host")),
        ({}, {}, ("any", (), "same", (), "exposed_host")),
        ({"kind": "one_to_one"}, {}, ("any", (), "same", (), "one_to_one")),
        ({"kind": "upnp_mapping"}, {"services": tcp(80)}, ("tcp", ((80, 80),), "same", ((80, 80),), "upnp_mapping")),
        (
            {"ports": (8080, 8080), "port_map": "single"},
            {"services": tcp(80)},
            ("tcp", ((80, 80),), "single", ((8080, 8080),), "forward"),
        ),
        (
            {"ports": (80, 80), "port_map": "single"},
            {"services": tcp(80)},
            ("tcp", ((80, 80),), "same", ((80, 80),), "forward"),
        ),
        (
            {"ports": (8000, 8009), "port_map": "shift", "shift_base": 80},
            {"services": tcp((80, 89))},
            ("tcp", ((80, 89),), "shift", ((8000, 8009),), "forward"),
        ),
        (
            {"ports": (80, 89), "port_map": "shift", "shift_base": 80},
            {"services": tcp((80, 89))},
            ("tcp", ((80, 89),), "same", ((80, 89),), "forward"),
        ),
        (
            {"ports": (8000, 8009), "port_map": "shift", "shift_base": 80},
            {"services": tcp(81)},
            ("tcp", ((81, 81),), "single", ((8001, 8001),), "forward"),
        ),
        (
            {"ports": (8000, 8009), "port_map": "pool"},
            {"services": tcp((80, 89))},
            ("tcp", ((80, 89),), "pool", ((8000, 8009),), "forward"),
        ),
        (
            {"ports": (80, 89), "port_map": "pool"},
            {"services": tcp((80, 89))},
            ("tcp", ((80, 89),), "same", ((80, 89),), "forward"),
        ),
        (
            {"ports": (8080, 8080), "port_map": "pool"},
            {"services": tcp((80, 89))},
            ("tcp", ((80, 89),), "single", ((8080, 8080),), "forward"),
        ),
        ({}, {"services": tcp(80), "original_services": tcp(80)}, ("tcp", ((80, 80),), "same", ((80, 80),), "forward")),
        ({}, {"original_services": tcp(80)}, ("tcp", ((80, 80),), "same", ((80, 80),), "forward")),
    ],
)
def test_a_forward_says_its_ports_and_its_kind(
    action: dict[str, Any], asked: dict[str, Any], said: tuple[object, ...]
) -> None:
    device = forward(DestinationNat(to=HOST, **action), **asked)
    assert (said, "wan", "192.168.1.5", "lan") in [
        ((r.protocol, r.ports, r.port_map, r.target_ports, r.kind), r.destination, r.target, r.target_interface)
        for r in rows(device)
    ]


def test_rows_carry_the_lines_in_the_order_of_the_packet_and_the_label_of_the_forward() -> None:
    nat = placed(on(DestinationNat(to=HOST), services=tcp(80)), 9, "web")
    jump, accept = placed(on(Jump(chain="c")), 3), placed(on(Accept()), 5)
    row = one(router({"nat": [nat], "forward": [jump], "c": [accept]}))
    assert [span.line for span in row.path] == [9, 3, 5]
    assert row.label == "web"
    assert row.nat_line is not None
    assert row.nat_line.line == 9


def test_of_many_ways_to_one_landing_the_first_twelve_lines_are_shown() -> None:
    senders = [placed(on(Accept(), sources=adr(f"9.{n}.0.0/16")), n + 1) for n in range(20)]
    marked = [
        Entry(action=e.action, match=msgspec.structs.replace(e.match, unknown=(L,)), spans=e.spans) for e in senders
    ]
    [row] = {len(r.path) for r in rows(router({"input": [*marked]}))} or {0}
    assert row <= 12


def test_a_default_that_lets_in_is_named() -> None:
    row = one(router({"input": []}, default=Accept(), interfaces=(WAN,)))
    assert [span.text for span in row.path] == ["default: input lets through what no rule decides"]
    assert [s.text for s in one(router({"input": []}, stages=(), interfaces=(WAN,))).path] == [
        "default: nothing filters these packets"
    ]


def test_a_line_is_named_once() -> None:
    accept = placed(on(Accept()), 4)
    stages = [Stage(name=n, hook=Hook.INPUT, kind=StageKind.FILTER, chain="c", default=Drop()) for n in ("a", "b")]
    assert [span.line for span in one(router({"c": [accept]}, stages=stages, interfaces=(WAN,))).path] == [4]


def listener(name: str, *ports: int, enabled: bool = True, **more: Any) -> Listener:
    return Listener(name=name, services=ServiceSet.ports(6, [(p, p) for p in ports]), enabled=stated(enabled), **more)


def test_ports_of_the_router_are_told_apart_by_what_listens_there() -> None:
    heard = (
        listener("ssh", 22),
        listener("http", 80),
        listener("https", 443, enabled=False),
        listener("winbox", 8291, interfaces=("lan",)),
        listener("telnet", 23, interfaces=("wan", "lan")),
        listener("also-ssh", 22),
    )
    device = let_in(ServiceSet.ports(6, [(20, 9000)]), more={"listeners": heard})
    assert sorted(shown(device, "ports", "service")) == [
        (((20, 21), (24, 79), (81, 9000)), ()),
        (((22, 22),), ("ssh", "also-ssh")),
        (((23, 23),), ("telnet",)),
        (((80, 80),), ("http",)),
    ]


def test_without_a_complete_list_of_listeners_a_silent_port_is_unknown() -> None:
    device = let_in(
        ServiceSet.ports(6, [(22, 23)]), more={"listeners": (listener("ssh", 22),), "listeners_complete": False}
    )
    assert sorted(shown(device, "ports", "service")) == [(((22, 22),), ("ssh",)), (((23, 23),), ("unknown",))]


@pytest.mark.parametrize(
    "action",
    [
        DestinationNat(to_router=True, ports=(22, 22), port_map="single"),
        DestinationNat(to_router=True, ports=(20, 29), port_map="shift", shift_base=2220),
        DestinationNat(to_router=True, ports=(20, 29), port_map="pool"),
    ],
)
def test_a_listener_is_found_behind_a_redirect(action: DestinationNat) -> None:
    heard = {"listeners": (listener("ssh", 22), listener("http", 80))}
    device = router({"nat": [on(action, services=tcp(2222))], "input": [on(Accept(), services=tcp(22))]}, more=heard)
    said = {(row.ports, row.service) for row in rows(device)}
    assert (((2222, 2222),), ("ssh",)) in said
    assert all("http" not in (row.service or ()) for row in rows(device))


def test_rows_of_two_wan_interfaces_that_say_the_same_are_one() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    device = router({"input": [on(Accept(), services=tcp(22))]}, interfaces=(WAN, second, LAN))
    assert shown(device, "via", "destination") == [(("wan", "wan2"), "wan")]


def test_a_row_of_one_wan_interface_speaks_of_its_own_addresses() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    device = router({"input": [on(Accept(), services=tcp(22), in_interfaces=("wan2",))]}, interfaces=(WAN, second, LAN))
    assert shown(device, "via", "destination") == [(("wan2",), "198.51.100.2/32")]


def test_an_entry_that_names_the_address_of_another_wan_interface_keeps_it() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    nat = on(DestinationNat(to=HOST), services=tcp(80), destinations=adr("203.0.113.2"), in_interfaces=("wan2",))
    device = router({"nat": [nat], "forward": [on(Accept())]}, interfaces=(WAN, second, LAN))
    assert shown(device, "via", "destination", "target") == [(("wan2",), "203.0.113.2/32", "192.168.1.5")]


def test_one_of_several_addresses_of_the_router_is_named_by_itself() -> None:
    two = interface("wan", Role.WAN, "203.0.113.2/24", "203.0.113.3/24")
    device = router({"input": [on(Accept(), services=tcp(22), destinations=adr("203.0.113.3"))]}, interfaces=(two, LAN))
    assert shown(device, "destination", "target") == [("203.0.113.3/32", "router")]


def unstated(name: str, role: Role, address: int, length: int) -> Any:
    address_held = InterfaceAddress(family="ipv4", number=address, length=length, stated=False)
    return msgspec.structs.replace(interface(name, role), addresses=(address_held,))


def test_an_address_that_the_file_does_not_state_is_called_wan() -> None:
    dynamic = unstated("ppp", Role.WAN, placeholder_address("ipv4", 0), 32)
    fixed = interface("wan2", Role.WAN, "198.51.100.2/24")
    device = router(
        {"input": [on(Accept(), services=tcp(22), in_interfaces=("ppp",))]}, interfaces=(dynamic, fixed, LAN)
    )
    assert shown(device, "via", "destination") == [(("ppp",), "wan")]


def test_rows_that_only_unstated_addresses_tell_apart_are_one() -> None:
    lines = tuple(unstated(f"wan{n}", Role.WAN, placeholder_address("ipv4", n), 32) for n in (1, 2))
    entries = [
        on(Accept(), services=tcp(22), in_interfaces=(line.name,), destinations=AddressMatch.of(own))
        for line in lines
        for own in [AddressSet.host("ipv4", line.addresses[0].number)]
    ]
    same_line = [placed(entry, 3) for entry in entries]
    device = router({"input": same_line}, interfaces=(*lines, LAN))
    assert shown(device, "via", "destination", "ports") == [(("wan1", "wan2"), "wan", ((22, 22),))]


def test_a_network_that_the_file_does_not_state_is_called_by_its_interface() -> None:
    base, length = placeholder_network("ipv4", 1)
    inside = unstated("dmz", Role.DMZ, base + 1, length)
    device = router({"forward": [on(Accept(), services=tcp(80), out_interfaces=("dmz",))]}, interfaces=(WAN, inside))
    assert shown(device, "destination", "target", "kind", "target_interface") == [
        ("lan:dmz", "lan:dmz", "routed", "dmz")
    ]
    held = AddressMatch.of(AddressSet.host("ipv4", base + 1))
    own = router({"input": [on(Accept(), services=tcp(80), destinations=held)]}, interfaces=(WAN, inside))
    assert shown(own, "destination", "target") == [("lan:dmz", "router")]
    both = router({"input": [on(Accept(), services=tcp(80))]}, interfaces=(WAN, inside))
    assert shown(both, "destination", "target") == [("wan", "router")]


def test_what_is_translated_in_a_network_that_the_file_does_not_state_ends_at_the_new_host() -> None:
    base, length = placeholder_network("ipv4", 1)
    inside = unstated("dmz", Role.DMZ, base + 1, length)
    network = AddressMatch.of(AddressSet.network("ipv4", base, length))
    nat = on(DestinationNat(to=HOST), services=tcp(80), destinations=network)
    device = router({"nat": [nat], "forward": [on(Accept())]}, interfaces=(WAN, LAN, inside))
    # one row, though the router's own address lies in the network as well
    said = [row for row in shown(device, "destination", "target", "ports") if row[2] == ((80, 80),)]
    assert said == [("lan:dmz", "192.168.1.5", ((80, 80),))]


def test_a_wan_interface_without_an_address_of_the_family_is_asked_about_every_address_of_the_router() -> None:
    six = interface("wan6", Role.WAN, "2001:db8:9::2/64")
    entry = on(Accept(), services=tcp(22), in_interfaces=("wan6",))
    device = router({"input": [entry]}, interfaces=(WAN, six, PUBLIC_LAN))
    assert shown(device, "via", "destination") == [(("wan6",), "wan")]


PUBLIC_LAN = interface("lan", Role.LAN, "198.51.100.1/24")


def test_the_routers_own_address_splits_a_routed_network_only_into_few_prefixes() -> None:
    web = {"forward": [on(Accept(), services=tcp(80))]}
    small = router(web, interfaces=(WAN, PUBLIC_LAN))
    around = ["0/32", "128/25", "16/28", "2/31", "32/27", "4/30", "64/26", "8/29"]
    assert shown(small, "destination", "kind") == [(f"198.51.100.{part}", "routed") for part in around]
    large = router(web, interfaces=(WAN, interface("lan", Role.LAN, "198.51.100.1/23")))
    assert shown(large, "destination", "target", "kind") == [("198.51.100.0/23", "198.51.100.0/23", "routed")]


def test_a_network_with_other_holes_than_own_addresses_is_not_filled() -> None:
    behind = [on(Drop(), destinations=adr("198.51.101.77")), on(Accept(), services=tcp(80))]
    device = router({"forward": behind}, interfaces=(WAN, interface("lan", Role.LAN, "198.51.100.1/23")))
    said = AddressSet.parse(*(row.destination for row in rows(device)))
    assert AddressSet.parse("198.51.100.0/23") - said == AddressSet.parse("198.51.101.77")


HOSTS_APART = tuple(f"198.51.101.{8 * n + 77}" for n in range(9))


@pytest.mark.parametrize("beside", ["198.51.100.0/32", "198.51.100.2/31"])
def test_what_lies_beside_an_own_address_is_not_widened_over_it_without_need(beside: str) -> None:
    # with the router's 198.51.100.1 it would take as many prefixes or more
    entries = [on(Accept(), services=tcp(80), destinations=adr(beside, *HOSTS_APART))]
    device = router({"forward": entries}, interfaces=(WAN, interface("lan", Role.LAN, "198.51.100.1/23")))
    assert {row.destination for row in rows(device)} == {beside, *(f"{host}/32" for host in HOSTS_APART)}


def test_one_routed_host_is_said_without_length_as_a_target() -> None:
    device = router(
        {"forward": [on(Accept(), services=tcp(80), destinations=adr("198.51.100.7"))]}, interfaces=(WAN, PUBLIC_LAN)
    )
    assert shown(device, "destination", "target") == [("198.51.100.7/32", "198.51.100.7")]


def test_a_mapped_network_is_said_as_network_to_network() -> None:
    mapped = DestinationNat(to=number("192.168.1.64"), address_map="network", length=28)
    inside = on(Accept(), out_interfaces=("lan",), services=tcp(80))
    device = router({"nat": [on(mapped, destinations=adr("203.0.113.32/28"))], "forward": [inside]})
    assert shown(device, "destination", "target") == [("203.0.113.32/28", "192.168.1.64/28")]
    one_host = router({"nat": [on(mapped, destinations=adr("203.0.113.37"))], "forward": [inside]})
    assert shown(one_host, "destination", "target") == [("203.0.113.37/32", "192.168.1.69")]
    own = router({"nat": [on(mapped, destinations=adr("203.0.113.2"))], "forward": [inside]})
    assert shown(own, "destination", "target") == [("wan", "192.168.1.66")]


def test_a_row_under_a_question_is_conditional_and_says_why() -> None:
    row = one(router({"input": [on(Accept(), services=tcp(22), unknown=(L,))]}))
    assert (row.certainty, row.reasons) == ("conditional", ("list L: not in the file",))
    assert one(router({"input": [on(Accept(), services=tcp(22))]})).reasons == ()


def test_the_line_named_is_the_one_that_lets_the_senders_of_the_row_in() -> None:
    # neighbours with the same action are walked as one; an accept for an inside network before the wide one is not the culprit
    inside = placed(on(Accept(), sources=adr("192.168.1.0/24")), 10)
    few = placed(on(Accept(), sources=adr("1.2.3.0/24")), 11)
    ping = placed(on(Accept(), services=ServiceMatch.of(ServiceSet.protocol(1))), 12)
    found = {
        (row.protocol, row.sources): [span.line for span in row.path]
        for row in rows(router({"input": [inside, few, ping]}))
    }
    assert found["icmp", ("0.0.0.0/0",)] == [12]
    assert {protocol: lines for (protocol, sources), lines in found.items() if sources == ("1.2.3.0/24",)} == {
        "tcp": [11],
        "udp": [11],
        "other": [11],
    }


def test_of_very_many_neighbours_the_one_for_everybody_stands_for_all() -> None:
    many = [placed(on(Accept(), sources=adr(f"1.2.{n}.0/24")), n) for n in range(1, 60)]
    everybody = placed(on(Accept(), services=ServiceMatch.of(ServiceSet.protocol(1))), 99)
    found = {row.protocol: [span.line for span in row.path] for row in rows(router({"input": [*many, everybody]}))}
    assert found["icmp"] == [99]


def test_what_stands_behind_the_line_for_everybody_does_not_speak_for_it() -> None:
    # of a long row of neighbours that let in, one line is shown; those behind the one for everybody let nobody in
    many = [placed(on(Accept(), sources=adr(f"1.2.{n}.0/24")), n) for n in range(1, 60)]
    behind = placed(on(Accept(), sources=adr("1.3.0.0/16")), 100)
    device = router({"input": [*many, placed(on(Accept()), 99), behind]}, interfaces=(WAN,))
    assert [span.line for row in rows(device) for span in row.path] == [99]


def test_an_ipv6_network_of_32_bits_is_no_host() -> None:
    # "/32" is one address in IPv4 and a provider's block in IPv6.
    lan = interface("lan", Role.LAN, "2001:db9::1/32")
    device = router({"forward": [on(Accept(), services=tcp(443))]}, family="ipv6", interfaces=(WAN, lan))
    assert ("2001:db9::/32", "2001:db9::/32") in shown(device, "destination", "target")
