"""Long lists are asked through an index; the answers must be those of asking entry by entry."""

from __future__ import annotations

import random

import pytest

from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, ServiceMatch
from routerlint.model.pipeline import Accept, Action, DestinationNat, Drop, Entry, Goto, Jump, Mark, Return
from routerlint.netset.addresses import AddressSet, format_address
from routerlint.netset.services import TCP, ServiceSet
from tests.exposure.small import WAN, L, M, adr, answers, interface, number, on, router, tcp, udp

SENDERS = [f"9.9.{n}.9" for n in range(200)]


def test_a_run_of_senders_is_split_where_another_entry_stands() -> None:
    for place in (0, 1, 63, 64, 65, 130, 200):
        accepts = [on(Accept(), sources=adr(sender)) for sender in SENDERS]
        accepts.insert(place, on(Drop(), services=tcp(22)))
        asked = [0, 62, 63, 64, 65, 69, 70, 127, 128, 129, 130, 198, 199]
        said = answers(router({"input": accepts}), *(f"tcp {SENDERS[n]} wan 22" for n in asked))
        assert said == ["open router:22" if n < place else "closed" for n in asked], place


def test_a_run_may_be_split_more_than_once() -> None:
    entries = [on(Accept(), sources=adr(sender)) for sender in SENDERS]
    entries.insert(150, on(Drop(), services=tcp(22), sources=adr(SENDERS[160])))
    entries.insert(140, on(Drop(), services=tcp((20, 30)), sources=adr(SENDERS[145], SENDERS[150])))
    entries.insert(10, on(Drop(), services=tcp(22), sources=adr(SENDERS[5], SENDERS[12])))
    asked = (4, 5, 12, 13, 144, 145, 150, 151, 160, 161)
    said = answers(router({"input": entries}), *(f"tcp {SENDERS[n]} wan 22" for n in asked))
    stopped = {12, 145, 150, 160}
    assert said == ["closed" if n in stopped else "open router:22" for n in asked]


def test_between_two_splits_only_the_senders_named_there_are_let_in() -> None:
    for first, second in ((70, 110), (5, 60), (10, 14), (64, 128), (60, 130)):
        beyond = (first - 2, second + 5)  # each stands on the other side of the entry that stops it
        entries = [on(Accept(), sources=adr(sender)) for sender in SENDERS]
        entries.insert(second, on(Drop(), services=tcp(22), sources=adr(SENDERS[beyond[1]])))
        entries.insert(first, on(Drop(), services=tcp(22), sources=adr(SENDERS[beyond[0]], SENDERS[first + 1])))
        asked = (*beyond, first - 1, first, first + 1, first + 2, second - 1, second, second + 1, second + 6, 199)
        said = answers(router({"input": entries}), *(f"tcp {SENDERS[n]} wan 22" for n in asked))
        stopped = {first + 1, beyond[1]}
        assert said == ["closed" if n in stopped else "open router:22" for n in asked], (first, second)


def test_a_run_goes_on_behind_a_mark_in_its_middle() -> None:
    entries = [on(Accept(), sources=adr(sender)) for sender in SENDERS]
    entries.insert(100, on(Mark(add=("m",)), services=tcp(22)))
    entries.append(on(Accept(), marks=("m",), sources=adr("8.8.8.8")))
    packets = [*(f"tcp {SENDERS[n]} wan 22" for n in (0, 99, 100, 199)), "tcp 8.8.8.8 wan 22", "tcp 8.8.8.8 wan 23"]
    assert answers(router({"input": entries}), *packets) == [*["open router:22"] * 5, "closed"]


def test_many_forwards_of_one_address_are_told_apart_by_port() -> None:
    forwards = [
        on(
            DestinationNat(to=number(f"192.168.1.{10 + n}")),
            services=tcp((1000 + 10 * n, 1000 + 10 * n + n % 3)),
            destinations=adr("203.0.113.2"),
        )
        for n in range(60)
    ]
    device = router({"nat": forwards, "forward": [on(Accept())]})
    asked: dict[str, str] = {}
    for n in (0, 1, 2, 23, 24, 25, 59):
        first, last = 1000 + 10 * n, 1000 + 10 * n + n % 3
        landing = f"open 192.168.1.{10 + n}"
        said = {first - 1: "closed", first: f"{landing}:{first}", last: f"{landing}:{last}", last + 1: "closed"}
        asked |= {f"tcp 9.9.9.9 wan {port}": answer for port, answer in said.items()}
    assert answers(device, *asked) == list(asked.values())


@pytest.mark.parametrize("many", [2, 15, 16, 17, 40])
def test_an_entry_may_ask_for_many_single_ports(many: int) -> None:
    ports = tuple(range(1000, 1000 + 2 * many, 2))
    device = router({"input": [on(Accept(), services=tcp(*ports))]})
    asked = (ports[0] - 1, ports[0], ports[0] + 1, ports[-1] - 1, ports[-1], ports[-1] + 1)
    said = answers(device, *(f"tcp 9.9.9.9 wan {port}" for port in asked))
    assert said == [f"open router:{port}" if port in ports else "closed" for port in asked]


@pytest.mark.parametrize("many", [1, 15, 16, 17, 40])
def test_an_entry_may_ask_for_many_destinations(many: int) -> None:
    hosts = [f"203.0.113.{100 + 2 * n}" for n in range(many)]
    ports = DestinationNat(to=number("192.168.1.5"))
    entries = [on(ports, destinations=adr(*hosts), services=tcp(80))]
    device = router({"nat": entries, "forward": [on(Accept(), destinations=adr("192.168.1.5"))]})
    asked = ["203.0.113.99", hosts[0], "203.0.113.101", hosts[-1]]
    said = answers(device, *(f"tcp 9.9.9.9 {host} 80" for host in asked))
    assert said == ["open 192.168.1.5:80" if host in hosts else "closed" for host in asked]


SOME_SENDERS = ("9.9.9.9", "8.8.8.8", "1.1.1.1", "4.4.4.4")
SOME_HOSTS = ("203.0.113.2", "198.51.100.9", "198.51.100.17", "198.51.100.33")


def _random_entry(draw: random.Random, actions: list[Action]) -> Entry:
    asked: dict[str, object] = {}
    if draw.random() < 0.7:
        asked["sources"] = AddressMatch.of(AddressSet.parse(*draw.sample(SOME_SENDERS, 2)))
    if draw.random() < 0.4:
        low = draw.choice((20, 22, 80, 443))
        services = ServiceSet.ports(TCP, [(low, low + draw.choice((0, 1, 100)))])
        asked["services"] = ServiceMatch.of(services if draw.random() < 0.9 else ~services)
    if draw.random() < 0.3:
        hosts = AddressSet.parse(*draw.sample(SOME_HOSTS, 2))
        asked["destinations"] = AddressMatch.of(hosts if draw.random() < 0.8 else ~hosts)
    if draw.random() < 0.1:
        asked["marks" if draw.random() < 0.5 else "marks_absent"] = ("m",)
    if draw.random() < 0.05:
        asked["to_router"] = draw.random() < 0.5
    if draw.random() < 0.03:
        asked["unknown" if draw.random() < 0.5 else "unknown_not"] = (draw.choice((L, M)),)
    return on(draw.choice(actions), **asked)


@pytest.mark.parametrize("seed", range(6))
def test_random_lists_are_answered_as_entry_by_entry(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # the same lists in every run
    often: list[Action] = [Accept(), Drop(), Accept(), Drop(), Drop(reject=True)]
    rare: list[Action] = [*often * 6, Jump(chain="one"), Goto(chain="two"), Mark(add=("m",)), Mark(remove=("m",))]
    lan = adr("198.51.100.0/26")
    chains = {
        "input": [_random_entry(draw, rare) for _ in range(50)],
        "forward": [
            on(Drop(), sources=adr(draw.choice(SOME_SENDERS)), destinations=lan, services=udp(53)),
            *(_random_entry(draw, rare) for _ in range(80)),
        ],
        "one": [_random_entry(draw, [*often, Return(), Mark(add=("m",))]) for _ in range(8)],
        "two": [_random_entry(draw, [*often, Return()]) for _ in range(8)],
    }
    device = router(chains, interfaces=(WAN, interface("lan", Role.LAN, "198.51.100.1/26")))
    hosts = [*SOME_HOSTS, format_address("ipv4", number("198.51.100.40"))]
    packets = [
        f"{kind} {sender} {host} {port}"
        for kind, port in (("tcp", 22), ("tcp", 81), ("tcp", 443), ("udp", 53), ("gre", ""))
        for sender in SOME_SENDERS
        for host in hosts
    ]
    assert len(answers(device, *packets)) == len(packets)


def test_a_mark_behind_a_run_leaves_the_run_behind() -> None:
    entries = [on(Accept(), sources=adr(sender)) for sender in SENDERS[:40]]
    entries += [on(Mark(add=("m",)), services=tcp(22)), on(Drop(), marks=("m",), sources=adr("7.7.7.7"))]
    entries += [on(Accept(), marks=("m",), sources=adr("8.8.8.8"))]
    asked = ("tcp 9.9.39.9 wan 22", "tcp 8.8.8.8 wan 22", "tcp 8.8.8.8 wan 23", "tcp 7.7.7.7 wan 22")
    assert answers(router({"input": entries}), *asked) == ["open router:22", "open router:22", "closed", "closed"]
