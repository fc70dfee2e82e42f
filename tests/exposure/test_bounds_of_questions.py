"""How many open questions are answered one by one, what they are called, and translations of IPv6 destinations."""

from __future__ import annotations

import pytest

from routerlint.exposure.trace import Query, trace
from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, DestinationNat, Drop, Entry, Mark, Return
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import TCP, ServiceSet
from routerlint.wording import phrase
from tests.exposure.small import WAN, adr, answers, ask, interface, number, on, router, rows, tcp


def asked(place: int) -> Unknown:
    return Unknown(key=f"k{place}", what=phrase("list {name}", name=str(place)), why=phrase("not in the file"))


def both_answers(place: int) -> list[Entry]:
    """Lets everybody in, whatever the answer is."""
    return [
        on(Accept(), services=tcp(22), unknown=(asked(place),)),
        on(Accept(), services=tcp(22), unknown_not=(asked(place),)),
    ]


@pytest.mark.parametrize(("many", "certainty"), [(1, "certain"), (6, "certain"), (7, "conditional")])
def test_up_to_six_questions_that_come_again_are_answered_one_by_one(many: int, certainty: str) -> None:
    # all but the last question stop nobody: they are asked twice and change nothing
    entries = [
        on(Return(), services=tcp(22), sources=adr("1.2.3.4"), unknown=(asked(n),))
        for n in range(many - 1)
        for _ in "12"
    ]
    found = rows(router({"input": [*entries, *both_answers(many - 1)]}))
    assert {row.certainty for row in found if "9.9.9.9" in row.witness} == {certainty}


@pytest.mark.parametrize(("many", "certainty"), [(1, "certain"), (4, "certain"), (5, "conditional")])
def test_up_to_four_choices_of_the_sender_are_tried(many: int, certainty: str) -> None:
    entries = [on(Return(), services=tcp(22), sender_choice=(f"c{n}",)) for n in range(many)]
    found = rows(router({"input": [*entries, on(Accept(), services=tcp(22))]}))
    assert {row.certainty for row in found} == {certainty}


def test_what_is_open_without_a_name_is_called_the_set_or_the_route() -> None:
    sets = ServiceMatch(certain=ServiceSet(), possible=ServiceSet.ports(TCP, [(22, 22)]))
    found = rows(router({"input": [on(Accept(), services=sets)]}))
    assert [row.reasons for row in found] == [("a set of the entry: the file does not settle it",)]
    nowhere = on(DestinationNat(to=number("10.9.9.9")), services=tcp(80))
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    lan = interface("lan", Role.LAN, "192.168.1.1/24")
    chains = {"nat": [nowhere], "forward": [on(Accept(), out_interfaces=frozenset({"lan"}))]}
    [row] = [row for row in rows(router(chains, interfaces=(WAN, second, lan))) if row.target == "10.9.9.9"]
    assert row.reasons == ("the route to the destination: it is not in the file",)


def test_an_ipv6_address_that_the_router_only_translates_leads_inside() -> None:
    web = DestinationNat(to=number("2001:db8:2::5"))
    everything = AddressMatch.of(AddressSet.any("ipv6"))
    for destinations in (adr("2001:db8:1::80"), adr("2001:db8:1::80/124")):
        chains = {"nat": [on(web, destinations=destinations)], "forward": [on(Accept(), destinations=everything)]}
        device = router(chains, family="ipv6")
        assert ask(device, "tcp 2620:fe::9 2001:db8:1::80 443") == "open 2001:db8:2::5:443"
        assert ask(device, "icmp 2620:fe::9 2001:db8:1::80") == "open 2001:db8:2::5"


def test_a_destination_of_most_of_the_internet_is_nobodys_block() -> None:
    web = DestinationNat(to=number("192.168.1.5"))
    for destinations in (AddressMatch.of(AddressSet.any("ipv4")), AddressMatch.of(AddressSet.parse("8.0.0.0/8"))):
        chains = {"nat": [on(web, destinations=destinations)], "forward": [on(Accept())], "input": [on(Drop())]}
        assert {row.destination for row in rows(router(chains))} <= {"wan"}
    block = router({"nat": [on(web, destinations=adr("8.0.0.0/12"))], "forward": [on(Accept())]})
    assert answers(block, "tcp 9.9.9.9 8.0.0.0 80", "tcp 9.9.9.9 8.15.255.255 80") == ["open 192.168.1.5:80"] * 2


@pytest.mark.parametrize("last", [Drop(), Accept()])
def test_with_more_questions_than_are_followed_a_packet_is_never_said_to_be_closed(last: Drop | Accept) -> None:
    # ten questions have 1024 answers, of which the plain simulator tries half
    marks = [on(Mark(add=(f"m{n}",)), unknown=(asked(n),)) for n in range(10)]
    asks = [on(Return(), marks=tuple(f"m{n}" for n in range(10)))]
    first = Accept() if isinstance(last, Drop) else Drop()
    device = router({"input": [*marks, on(first, marks=("m0",)), *asks, on(last)]})
    assert {row.certainty for row in rows(device)} == {"conditional"}
    verdict = trace(device, Query(protocol="tcp", port=22)).verdict
    assert verdict == ("conditional" if isinstance(last, Drop) else "undecided")


def test_as_many_questions_as_are_followed_have_an_answer() -> None:
    marks = [on(Mark(add=(f"m{n}",)), unknown=(asked(n),)) for n in range(8)]
    for action, said in ((Drop(), "closed"), (Accept(), "open")):
        chain = [*marks, *(on(action, marks=(f"m{n}",)) for n in range(8)), on(action)]
        assert trace(router({"input": chain}), Query(protocol="tcp", port=22)).verdict == said
