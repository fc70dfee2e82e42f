"""How a packet goes through a chain: first match, jumps and returns, marks, and what nobody can read."""

from __future__ import annotations

import pytest

from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import (
    Accept,
    Action,
    Continue,
    DestinationNat,
    Drop,
    Goto,
    Jump,
    Mark,
    NoTrack,
    Return,
    SkipNat,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet
from tests.exposure.small import L, M, adr, answers, ask, on, router, rows, tcp

SSH = "tcp 9.9.9.9 wan 22"


def test_neighbours_that_accept_other_senders_let_all_of_them_in() -> None:
    device = router({"input": [on(Accept(), sources=adr("9.9.9.9")), on(Accept(), sources=adr("8.8.8.8"))]})
    packets = [f"tcp {sender} wan 22" for sender in ("9.9.9.9", "8.8.8.8", "1.1.1.1")]
    assert answers(device, *packets) == ["open router:22", "open router:22", "closed"]


def test_neighbours_that_drop_senders_stop_all_of_them() -> None:
    dropped = [on(Drop(), sources=adr("9.9.9.9")), on(Drop(reject=True), sources=adr("8.8.8.8"))]
    device = router({"input": dropped}, default=Accept())
    packets = [f"tcp {sender} wan 22" for sender in ("9.9.9.9", "8.8.8.8", "1.1.1.1")]
    assert answers(device, *packets) == ["closed", "closed", "open router:22"]


@pytest.mark.parametrize("leads", [Jump, Goto])
@pytest.mark.parametrize(("deep", "verdict"), [(48, "open router:22"), (49, "possibly router:22")])
def test_jumps_are_followed_48_deep_and_what_is_deeper_is_undecided(
    leads: type[Jump | Goto], deep: int, verdict: str
) -> None:
    chains = {f"c{n}": [on(leads(chain=f"c{n + 1}"))] for n in range(1, deep)}
    device = router({"input": [on(leads(chain="c1"))], **chains, f"c{deep}": [on(Accept())]})
    assert ask(device, SSH) == verdict


@pytest.mark.parametrize("leads", [Jump(chain="input"), Goto(chain="input")])
def test_a_chain_that_leads_to_itself_ends_undecided(leads: Action) -> None:
    assert ask(router({"input": [on(leads)]}), SSH) == "possibly router:22"


@pytest.mark.parametrize("leads", [Jump, Goto])
def test_the_first_entry_of_a_chain_that_is_led_to_is_asked_first(leads: type[Jump | Goto]) -> None:
    device = router({"input": [on(leads(chain="c"))], "c": [on(Drop()), on(Accept(), services=tcp(22))]})
    assert ask(device, SSH) == "closed"


def test_what_a_jump_does_not_decide_goes_on_behind_it_and_what_a_goto_does_not_decide_meets_the_default() -> None:
    behind = on(Accept(), services=tcp(22))
    for ends in ([], [on(Return())], [on(Continue())], [on(Return(), services=tcp(22)), on(Drop())]):
        jump = router({"input": [on(Jump(chain="c")), behind], "c": ends})
        goto = router({"input": [on(Goto(chain="c")), behind], "c": ends})
        assert [ask(jump, SSH), ask(goto, SSH)] == ["open router:22", "closed"]


def test_a_return_in_the_first_chain_of_a_stage_leads_to_its_default() -> None:
    assert ask(router({"input": [on(Return()), on(Accept())]}), SSH) == "closed"
    assert ask(router({"input": [on(Return()), on(Drop())]}, default=Accept()), SSH) == "open router:22"


def test_entries_that_only_some_senders_reach_decide_for_those_alone() -> None:
    device = router({"input": [on(Jump(chain="c"), sources=adr("9.9.9.9"))], "c": [on(Accept())]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["open router:22", "closed"]
    device = router({"input": [on(Return(), sources=adr("9.9.9.9")), on(Accept())]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["closed", "open router:22"]


def test_a_mark_is_seen_by_entries_behind_it_and_not_by_those_before() -> None:
    marked = on(Accept(), marks=("m",))
    assert ask(router({"input": [on(Mark(add=("m",))), marked]}), SSH) == "open router:22"
    assert ask(router({"input": [marked, on(Mark(add=("m",)))]}), SSH) == "closed"
    stopped = [on(Drop(), marks=("m",)), on(Mark(add=("m",))), on(Accept())]
    assert ask(router({"input": stopped}), SSH) == "open router:22"


def test_a_mark_that_was_taken_away_again_is_gone() -> None:
    entries = [on(Mark(add=("m", "n"))), on(Mark(remove=("m",))), on(Drop(), marks=("m",)), on(Accept(), marks=("n",))]
    assert ask(router({"input": entries}), SSH) == "open router:22"
    absent = [on(Mark(add=("m",))), on(Accept(), marks_absent=("m",))]
    assert ask(router({"input": absent}), SSH) == "closed"
    assert ask(router({"input": [on(Accept(), marks_absent=("m",))]}), SSH) == "open router:22"


def test_an_entry_for_two_marks_wants_both() -> None:
    both = on(Accept(), marks=("m", "n"))
    assert ask(router({"input": [on(Mark(add=("m",))), both]}), SSH) == "closed"
    assert ask(router({"input": [on(Mark(add=("m",))), on(Mark(add=("n",))), both]}), SSH) == "open router:22"


def test_only_the_senders_that_an_entry_marks_carry_the_mark() -> None:
    device = router({"input": [on(Mark(add=("m",)), sources=adr("9.9.9.9")), on(Accept(), marks=("m",))]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["open router:22", "closed"]


@pytest.mark.parametrize("back", [[], [on(Return())]])
def test_a_mark_set_in_a_called_chain_is_seen_behind_the_jump_and_not_before(back: list[object]) -> None:
    inner = [on(Mark(add=("m",))), *back]
    behind = {"input": [on(Drop(), marks=("m",)), on(Jump(chain="c")), on(Accept(), marks=("m",))], "c": inner}
    assert ask(router(behind), SSH) == "open router:22"  # type: ignore[arg-type]  # entries and an empty list


def test_marks_pass_from_stage_to_stage() -> None:
    chains = {"raw": [on(Mark(add=("m",)))], "input": [on(Accept(), marks=("m",))]}
    assert ask(router(chains), SSH) == "open router:22"


def test_an_entry_without_tracking_ends_its_stage_only_if_it_is_terminal() -> None:
    web = DestinationNat(to=_host("192.168.1.5"))
    chains = {"nat": [on(web)], "forward": [on(Accept())], "input": [on(Accept(), tracked=False)]}
    ends = router({"raw": [on(NoTrack()), on(Drop())], **chains})
    goes_on = router({"raw": [on(NoTrack(terminal=False)), on(Drop())], **chains})
    passes = router({"raw": [on(NoTrack(terminal=False))], **chains})
    assert [ask(d, SSH) for d in (ends, goes_on, passes)] == ["open router:22", "closed", "open router:22"]


def test_entries_ask_whether_connections_are_tracked() -> None:
    tracked = {"input": [on(Accept(), tracked=True)]}
    assert ask(router(tracked), SSH) == "open router:22"
    assert ask(router({"raw": [on(NoTrack())], **tracked}), SSH) == "closed"


def test_an_entry_that_nobody_can_read_may_do_anything_where_it_stands() -> None:
    unread = on(Undetermined(), services=tcp(22))
    assert ask(router({"input": [unread]}), SSH) == "possibly router:22"
    assert ask(router({"input": [unread]}, default=Accept()), SSH) == "possibly router:22"
    assert ask(router({"input": [on(Accept()), unread]}), SSH) == "open router:22"
    assert ask(router({"input": [on(Drop()), unread]}), SSH) == "closed"
    assert ask(router({"input": [unread]}), "tcp 9.9.9.9 wan 23") == "closed"


def test_one_unreadable_entry_that_is_met_twice_does_the_same_both_times() -> None:
    twice = {"input": [on(Jump(chain="c")), on(Jump(chain="c")), on(Accept())], "c": [on(Undetermined())]}
    assert ask(router(twice), SSH) == "possibly router:22"


def test_one_unknown_has_one_answer_wherever_it_is_asked() -> None:
    blocked_then_passed = [on(Drop(), unknown=(L,)), on(Accept(), unknown=(L,))]
    assert ask(router({"input": blocked_then_passed}), SSH) == "closed"
    passed_then_rest = [on(Accept(), unknown=(L,)), on(Accept(), unknown_not=(L,))]
    assert ask(router({"input": passed_then_rest}), SSH) == "open router:22"
    two_lists = [on(Accept(), unknown=(L,)), on(Accept(), unknown_not=(M,))]
    assert ask(router({"input": two_lists}), SSH) == "possibly router:22"


def test_an_unknown_of_a_called_chain_is_the_same_behind_it_for_every_service() -> None:
    known = AddressMatch.partly(AddressSet.parse("8.8.8.8"), L)
    for first, second in (
        ({"unknown": (L,)}, {"unknown_not": (L,)}),
        ({"unknown_not": (L,)}, {"unknown": (L,)}),
        ({"sources": known}, {"sources": known.inverted()}),
    ):
        device = router({"input": [on(Jump(chain="c")), on(Accept(), **second)], "c": [on(Accept(), **first)]})
        packets = [SSH, "tcp 9.9.9.9 wan 80", "udp 9.9.9.9 wan 53", "gre 9.9.9.9 wan", "icmp 9.9.9.9 wan"]
        said = ["open router:22", "open router:80", "open router:53", "open router", "open router"]
        assert answers(device, *packets) == said


def test_an_entry_with_two_unknowns_matches_only_if_both_are_answered_so() -> None:
    both = [on(Accept(), unknown=(L,), unknown_not=(M,)), on(Accept(), unknown_not=(L,)), on(Accept(), unknown=(M,))]
    assert ask(router({"input": both}), SSH) == "open router:22"


def test_a_set_of_senders_that_is_known_in_part_is_certain_for_that_part() -> None:
    known = AddressMatch.partly(AddressSet.parse("9.9.9.9"), L)
    device = router({"input": [on(Accept(), sources=known)]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["open router:22", "possibly router:22"]
    device = router({"input": [on(Accept(), sources=known.inverted())]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["closed", "possibly router:22"]


def test_a_list_of_senders_and_its_negation_let_everybody_in() -> None:
    known = AddressMatch.partly(AddressSet.parse("9.9.9.9"), L)
    device = router({"input": [on(Accept(), sources=known), on(Accept(), sources=known.inverted())]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["open router:22", "open router:22"]
    device = router({"input": [on(Drop(), sources=known), on(Accept(), sources=known)]})
    assert answers(device, SSH, "tcp 8.8.8.8 wan 22") == ["closed", "closed"]


def test_a_set_that_differs_without_a_reason_is_undecided_all_the_same() -> None:
    odd = AddressMatch(certain=AddressSet.parse("9.9.9.9"), possible=AddressSet.parse("9.9.9.8/31"))
    device = router({"input": [on(Accept(), sources=odd)]})
    assert answers(device, SSH, "tcp 9.9.9.8 wan 22", "tcp 8.8.8.8 wan 22") == [
        "open router:22",
        "possibly router:22",
        "closed",
    ]


def test_a_limit_does_not_protect_and_does_not_narrow() -> None:
    rate = ("rate",)
    assert ask(router({"input": [on(Accept(), sender_choice=rate)]}), SSH) == "open router:22"
    assert ask(router({"input": [on(Drop(), sender_choice=rate)]}, default=Accept()), SSH) == "open router:22"
    assert (
        ask(router({"input": [on(Jump(chain="c"), sender_choice=rate)], "c": [on(Accept())]}), SSH) == "open router:22"
    )
    assert ask(router({"input": [on(Return(), sender_choice=rate), on(Accept())]}), SSH) == "open router:22"


def test_a_sender_cannot_choose_both_answers_at_once() -> None:
    chains = {
        "input": [on(Mark(add=("m",)), sender_choice=("a",)), on(Jump(chain="c"), marks=("m",))],
        "c": [on(Goto(chain="gone"), sender_choice=("a",)), on(Accept())],
    }
    assert ask(router(chains), SSH) == "closed"


def test_a_choice_of_two_things_needs_both() -> None:
    chains = {
        "input": [
            on(Mark(add=("m",)), sender_choice=("a", "b")),
            on(Mark(add=("n",)), sender_choice=("a",)),
            on(Accept(), marks=("n",), marks_absent=("m",)),
        ]
    }
    assert ask(router(chains), SSH) == "open router:22"


def test_a_conditional_row_names_what_it_depends_on_and_nothing_that_comes_too_late() -> None:
    device = router({"input": [on(Accept(), unknown=(L,)), on(Drop()), on(Accept(), unknown=(M,))]})
    assert {row.reasons for row in rows(device)} == {("list L: not in the file",)}
    device = router({"input": [on(Accept(), unknown=(L,)), on(Accept(), unknown=(M,))]})
    assert {row.reasons for row in rows(device)} == {("list L: not in the file", "list M: not in the file")}


def test_an_unreadable_entry_is_named_by_its_place() -> None:
    device = router({"input": [on(Drop(), services=tcp(1)), on(Undetermined())]})
    assert {row.reasons for row in rows(device)} == {("entry 2 of input: what it does cannot be read",)}


def test_an_accept_in_a_nat_stage_and_a_skip_leave_the_packet_untranslated() -> None:
    web = DestinationNat(to=_host("192.168.1.5"))
    rest = {"forward": [on(Accept())], "input": [on(Accept())]}
    for skips in (Accept(), SkipNat(), SkipNat(only_this_stage=True)):
        assert ask(router({"nat": [on(skips), on(web)], **rest}), SSH) == "open router:22"


def test_a_skip_for_one_stage_leaves_the_next_one_to_translate() -> None:
    web = on(DestinationNat(to=_host("192.168.1.5")))
    rest = {"nat2": [web], "forward": [on(Accept())]}
    assert ask(router({"nat": [on(SkipNat(only_this_stage=True))], **rest}), SSH) == "open 192.168.1.5:22"
    assert ask(router({"nat": [on(SkipNat())], **rest}), SSH) == "closed"
    assert ask(router({"nat": [on(Accept())], **rest}), SSH) == "open 192.168.1.5:22"


def _host(text: str) -> int:
    return AddressSet.parse(text).ranges[0][0]
