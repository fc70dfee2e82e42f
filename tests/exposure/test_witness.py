"""The witness of a row, and the self-check that no row can leave without."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from routerlint.errors import InternalError
from routerlint.exposure.result import Exposure
from routerlint.exposure.simulate import Simulator
from routerlint.exposure.topology import Topology
from routerlint.exposure.witness import witnessed
from routerlint.model.device import Device
from routerlint.model.interface import Role
from routerlint.model.match import ServiceMatch
from routerlint.model.pipeline import Accept, DestinationNat, Entry
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ServiceSet
from tests.exposure.small import LAN, WAN, adr, interface, number, on, router, rows, tcp, udp

OPEN = {"input": [on(Accept())]}
WEB = DestinationNat(to=number("192.168.1.5"))


def simulator(device: Device, family: Family = "ipv4") -> Simulator:
    return Simulator(device, device.pipelines[0], Topology(device, family))


def only(chains: dict[str, list[Entry]], **more: Any) -> Exposure:
    [row] = rows(router(chains, **more))
    return row


def let_in(services: ServiceSet, **more: Any) -> Exposure:
    return only({"input": [on(Accept(), services=ServiceMatch.of(services))]}, **more)


@pytest.mark.parametrize(
    ("services", "witness"),
    [
        (ServiceSet.any(), "tcp 9.9.9.9 -> wan:1"),
        (ServiceSet.ports(6, [(22, 23)]), "tcp 9.9.9.9 -> wan:22"),
        (ServiceSet.ports(17, [(53, 53)]), "udp 9.9.9.9 -> wan:53"),
        (ServiceSet.ports(132, [(7, 9)]), "sctp 9.9.9.9 -> wan:7"),
        (ServiceSet.protocol(17), "udp 9.9.9.9 -> wan:1"),
        (ServiceSet.protocol(1), "icmp 9.9.9.9 -> wan"),
        (ServiceSet.protocol(47), "gre 9.9.9.9 -> wan"),
        (ServiceSet.protocol(0), "0 9.9.9.9 -> wan"),
        (ServiceSet.protocol(33), "33 9.9.9.9 -> wan"),
    ],
)
def test_the_witness_is_a_packet_of_the_row(services: ServiceSet, witness: str) -> None:
    assert let_in(services).witness == witness


def test_the_witness_of_other_protocols_names_one_of_them() -> None:
    most = ServiceSet.any() - ServiceSet.protocol(6)
    for services, protocol in ((most, "gre"), (most - ServiceSet.protocol(47), "esp")):
        found = rows(router({"input": [on(Accept(), services=ServiceMatch.of(services))]}))
        assert [row.witness for row in found if row.protocol == "other"] == [f"{protocol} 9.9.9.9 -> wan"]


def test_a_witness_comes_from_somebody_whom_the_row_lets_in() -> None:
    for sources, sender in (
        (adr("8.8.8.8"), "8.8.8.8"),
        (adr("10.0.0.0/8"), "10.0.0.0"),
        (adr("9.9.9.8/30"), "9.9.9.9"),
    ):
        row = only({"input": [on(Accept(), sources=sources, services=tcp(22))]})
        assert row.witness == f"tcp {sender} -> wan:22"
    mixed = msgspec.structs.replace(
        row, source_set=AddressSet.parse("2.2.2.2", "192.0.2.7") - AddressSet.parse("2.2.2.3")
    )
    assert witnessed(mixed, number("203.0.113.2"), None).witness == "tcp 2.2.2.2 -> wan:22"
    documented = msgspec.structs.replace(row, source_set=AddressSet.parse("10.0.0.1", "198.51.100.0/24", "203.0.114.9"))
    assert witnessed(documented, number("203.0.113.2"), None).witness == "tcp 203.0.114.9 -> wan:22"


def test_a_witness_names_addresses_that_have_no_name() -> None:
    public = interface("lan", Role.LAN, "198.51.100.1/24")
    seventh = on(Accept(), destinations=adr("198.51.100.7"), services=tcp(22))
    assert only({"forward": [seventh]}, interfaces=(WAN, public)).witness == "tcp 9.9.9.9 -> 198.51.100.7:22"
    six = on(Accept(), destinations=adr("2001:db8:2::7"), services=tcp(22))
    row = only({"forward": [six]}, family="ipv6")
    assert row.witness == "tcp 2620:fe::9 -> [2001:db8:2::7]:22"
    echo = on(Accept(), destinations=adr("2001:db8:2::7"), services=ServiceMatch.of(ServiceSet.protocol(58)))
    assert only({"forward": [echo]}, family="ipv6").witness == "icmp 2620:fe::9 -> 2001:db8:2::7"


def test_other_protocols_are_witnessed_by_one_that_is_in_the_row() -> None:
    device = router({"input": [on(Accept(), services=ServiceMatch.of(~ServiceSet.protocols((6, 17, 1, 47, 50))))]})
    [row] = rows(device)
    assert (row.protocol, set(row.protocols_except)) == ("other", {"gre", "esp"})
    closed = router({"input": [on(Accept(), services=ServiceMatch.of(ServiceSet.protocols((47, 50))))]})
    with pytest.raises(InternalError):
        witnessed(row, number("203.0.113.2"), simulator(closed))
    named = router({"input": [on(Accept(), services=ServiceMatch.of(ServiceSet.protocol(41)))]})
    assert witnessed(row, number("203.0.113.2"), simulator(named)).witness == row.witness


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (let_in(ServiceSet.ports(6, [(22, 22)])), {"input": []}),
        (let_in(ServiceSet.ports(6, [(22, 22)])), {"input": [on(Accept(), services=tcp(23))]}),
        (let_in(ServiceSet.any()), {"input": [on(Accept(), services=udp())]}),
        (let_in(ServiceSet.protocol(47)), {"input": [on(Accept(), services=tcp())]}),
        (let_in(ServiceSet.protocol(1)), {"input": [on(Accept(), services=tcp())]}),
        (let_in(ServiceSet.ports(6, [(22, 22)])), {"nat": [on(WEB)], "forward": [on(Accept())]}),
        (only({"nat": [on(WEB, services=tcp(80))], "forward": [on(Accept())]}), OPEN),
        (
            only({"nat": [on(WEB, services=tcp(80))], "forward": [on(Accept())]}),
            {"nat": [on(DestinationNat(to=number("192.168.1.6")))], "forward": [on(Accept())]},
        ),
    ],
)
def test_a_row_that_the_simulator_contradicts_is_never_printed(row: Exposure, wrong: dict[str, list[Entry]]) -> None:
    with pytest.raises(InternalError, match="the plain simulator does not"):
        witnessed(row, number("203.0.113.2"), simulator(router(wrong)))
    assert witnessed(row, number("203.0.113.2"), None).witness == row.witness


def test_protocols_whose_ports_rows_do_not_print_cannot_be_checked() -> None:
    for protocol in (33, 136):
        row = let_in(ServiceSet.ports(protocol, [(7, 9)]))
        assert witnessed(row, number("203.0.113.2"), simulator(router({"input": []}))).protocol == str(protocol)


def test_of_a_port_pool_the_checked_packet_gets_a_port_of_the_row() -> None:
    pool = DestinationNat(to=number("192.168.1.5"), ports=(1000, 1100), port_map="pool")
    chains = {"nat": [on(pool, services=tcp(80))], "forward": [on(Accept(), services=tcp((1090, 1095)))]}
    row = only(chains)
    assert (row.port_map, row.target_ports) == ("pool", ((1090, 1095),))
    assert row.certainty == "conditional"


def test_a_witness_for_ipv6_to_the_router() -> None:
    row = only({"input": [on(Accept(), services=tcp(22))]}, family="ipv6", interfaces=(WAN, LAN))
    assert row.witness.startswith("tcp 2620:fe::9 -> ")
    assert row.witness.endswith(":22")
