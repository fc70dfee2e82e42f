"""States of a first packet, priorities of base chains, loops of jumps, shifted ports, words."""

from __future__ import annotations

import pytest

from routerlint.model.match import Match, ServiceMatch
from routerlint.model.pipeline import DestinationNat, Jump
from routerlint.netset.services import TCP, ServiceSet
from routerlint.parsing.netfilter.compiler import looping_jumps
from routerlint.parsing.netfilter.draft import Draft, InterfaceTest
from routerlint.parsing.netfilter.interfaces import Universe, matches_pattern
from routerlint.parsing.netfilter.iptables.words import split_words
from routerlint.parsing.netfilter.order import priority_number
from routerlint.parsing.netfilter.shift import shifted
from routerlint.parsing.netfilter.states import ALL_CASES, conditions, state_cases, status_cases
from routerlint.parsing.netfilter.tables import Table
from routerlint.text.source import SourceFile


@pytest.mark.parametrize(
    ("names", "tracked_only", "with_untracked"),
    [
        ("new", ((None, None),), ((True, None),)),
        ("established,related", (), ()),
        ("dnat", ((None, True),), ((None, True),)),
        ("untracked", (), ((False, None),)),
        ("new,untracked", ((None, None),), ((None, None),)),
        ("dnat,untracked", ((None, True),), ((None, True), (False, None))),
        ("invalid", (), ()),
    ],
)
def test_states_become_questions_of_the_model(
    names: str, tracked_only: tuple[object, ...], with_untracked: tuple[object, ...]
) -> None:
    cases = state_cases(names.split(","))
    assert cases is not None
    assert conditions(cases, early=False, untracked=False) == tracked_only
    assert conditions(cases, early=False, untracked=True) == with_untracked


def test_before_tracking_everything_is_invalid() -> None:
    for names, holds in (("invalid", True), ("new", False), ("new,invalid", True)):
        cases = state_cases(names.split(","))
        assert cases is not None
        assert bool(conditions(cases, early=True, untracked=True)) is holds
        assert bool(conditions(ALL_CASES & ~cases, early=True, untracked=True)) is not holds


def test_unknown_states_are_not_guessed() -> None:
    assert state_cases(["NEW", "TOMORROW"]) is None
    assert status_cases(["offload"]) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("filter", 0), ("raw", -300), ("dstnat + 10", -90), ("mangle - 1", -151), ("-150", -150), ("5", 5), ("filter+5", 5),
        ("", None), ("soon", None), ("1 2", None), ("- 5", -5),
    ],
)  # fmt: skip
def test_priorities(text: str, number: int | None) -> None:
    assert priority_number(text) == number


def test_loops_of_jumps_are_found_and_plain_jumps_are_not() -> None:
    table = Table("ipv4", "filter")
    for name, targets in {"a": "bc", "b": "c", "c": "a", "d": "dc"}.items():
        for target in targets:
            draft = Draft(SourceFile("x", ""), 1, "")
            draft.effects = (Jump(chain=target),)
            table.chain(name).rules.append(draft)
    assert looping_jumps(table) == {("c", "a"), ("d", "d")}


def after_shift(port: int, *, low: int, high: int, base: int, asked: tuple[int, int]) -> set[int]:
    """Where a port lands by the entries that a shift is written with."""
    match = Match(services=ServiceMatch.of(ServiceSet.ports(TCP, (asked,))))
    action = DestinationNat(to=1, ports=(low, high), port_map="shift", shift_base=base)
    for narrowed, moved in shifted(match, action):
        assert narrowed.services is not None
        assert moved.ports is not None
        if TCP << 16 | port in narrowed.services.possible:
            if moved.port_map == "pool":
                return set(range(moved.ports[0], moved.ports[1] + 1))
            return {port - moved.shift_base + moved.ports[0]}
    return set()


def test_a_shift_wraps_like_the_kernel_s() -> None:
    # nf_nat_l4proto_unique_tuple: min + (port - base) % size, in 16 bits. Measured: 22 becomes 6003.
    assert after_shift(22, low=6000, high=6010, base=5000, asked=(22, 22)) == {6003}
    for port in (1, 5, 4999, 5000, 5010, 5011, 5100):
        expected = 6000 + (port - 5000) % 65536 % 101
        assert after_shift(port, low=6000, high=6100, base=5000, asked=(port, port)) == {expected}
    assert expected in after_shift(port, low=6000, high=6100, base=5000, asked=(1, 65535))


def test_patterns_and_the_names_that_fit() -> None:
    assert matches_pattern("eth+", "eth0.10")
    assert matches_pattern("*", "anything")
    assert not matches_pattern("eth*", "")
    universe = Universe(("eth0", "br0", "lo"))
    assert universe.resolve((InterfaceTest(("eth+", "lo"), negated=True),)) == ("br0",)
    assert universe.resolve((InterfaceTest(("+",)),)) is None
    assert universe.resolve((InterfaceTest(("wan",)),)) == ()
    assert universe.resolve((InterfaceTest(("eth*", "br0")), InterfaceTest(("br0",), negated=True))) == ("eth0",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-A x  -j y", ["-A", "x", "-j", "y"]),
        ('--comment "a \\"b\\" c" -j', ["--comment", 'a "b" c', "-j"]),
        ('--comment "open', ["--comment", "open"]),
        ("it's", ["it's"]),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    assert split_words(line) == words
