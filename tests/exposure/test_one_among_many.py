"""What is open for one destination, port or sender only, while its neighbours are closed."""

from __future__ import annotations

import pytest

from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import Accept, DestinationNat, Drop
from routerlint.netset.addresses import AddressSet
from tests.exposure.small import LAN, WAN, adr, answers, ask, interface, number, on, router, rows, tcp

DMZ = interface("dmz", Role.DMZ, "198.51.100.1/25")
ALL = (WAN, LAN, DMZ)
MANY = [f"198.51.100.{10 + 2 * n}" for n in range(30)]


def test_a_host_with_two_open_ports_is_open_where_its_neighbours_are_closed() -> None:
    opened = [on(Accept(), services=tcp(port), destinations=adr("198.51.100.50")) for port in (22, 23)]
    device = router({"forward": [*opened, on(Drop(), services=tcp(22)), on(Drop(), services=tcp(23))]}, interfaces=ALL)
    asked = [f"tcp 9.9.9.9 198.51.100.{host} {port}" for host in (49, 50, 51) for port in (22, 23)]
    said = answers(device, *asked)
    assert said == ["closed"] * 2 + ["open 198.51.100.50:22", "open 198.51.100.50:23"] + ["closed"] * 2


@pytest.mark.parametrize("many", [1, 17, 30])
def test_each_host_of_a_long_list_is_open_where_its_neighbours_are_closed(many: int) -> None:
    opened = on(Accept(), services=tcp(22), destinations=AddressMatch.of(AddressSet.parse(*MANY[:many])))
    device = router({"forward": [opened, on(Drop(), services=tcp(22))]}, interfaces=ALL)
    for host in (MANY[0], MANY[many - 1]):
        assert ask(device, f"tcp 9.9.9.9 {host} 22") == f"open {host}:22"
    assert answers(device, "tcp 9.9.9.9 198.51.100.9 22", "tcp 9.9.9.9 198.51.100.11 22") == ["closed"] * 2


@pytest.mark.parametrize("port", [7, 8, 15, 16, 31, 1023])
def test_one_port_behind_a_translation_of_all_ports_is_open_alone(port: int) -> None:
    nat = on(DestinationNat(to=number("192.168.1.5")))
    device = router({"nat": [nat], "forward": [on(Accept(), services=tcp(port))]})
    said = answers(device, *(f"tcp 9.9.9.9 wan {p}" for p in (port - 1, port, port + 1, 65535)))
    assert said == ["closed", f"open 192.168.1.5:{port}", "closed", "closed"]


def test_a_translated_address_that_may_be_the_routers_own_meets_both_filters() -> None:
    nat = on(DestinationNat(to=number("192.168.1.7")))
    chains = {
        "nat": [nat],
        "forward": [on(Accept(), services=tcp(80), sources=adr("9.9.9.0/24")), on(Drop())],
        "input": [on(Accept(), services=tcp((80, 90)))],
    }
    device = router(chains, perhaps_own=AddressSet.parse("192.168.1.7"))
    found = {(row.target, row.ports, row.sources_except or row.sources) for row in rows(device)}
    assert {target for target, _, _ in found} == {"192.168.1.7", "router"}
    assert answers(device, "tcp 9.9.9.9 wan 79", "tcp 9.9.9.9 wan 91") == ["closed", "closed"]
    # who is forwarded for certain does not land on the router; who is not may
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.1.7:80"
    assert ask(device, "tcp 8.8.8.8 wan 80") == "possibly router:80"
    assert ask(device, "tcp 9.9.9.9 wan 90") == "possibly router:90"


def test_the_filter_of_the_router_cuts_what_is_translated_to_an_address_that_may_be_its_own() -> None:
    to = DestinationNat(to=number("192.168.1.7"), ports=(80, 90), port_map="shift", shift_base=1000)
    chains = {
        "nat": [on(to, services=tcp((1000, 1010)))],
        "forward": [on(Drop())],
        "input": [on(Accept(), services=tcp(85))],
    }
    device = router(chains, perhaps_own=AddressSet.parse("192.168.1.7"))
    said = answers(device, *(f"tcp 9.9.9.9 wan {port}" for port in (1004, 1005, 1006)))
    assert said == ["closed", "possibly router:85", "closed"]
