"""Last match with quick, against the same list in first-match order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routerlint.model.match import Match
from routerlint.model.pipeline import Accept, Drop, Entry
from routerlint.parsing.lists import Ranked, first_match

PACKETS = 6

# A rule: whether it is quick, and which packets it matches.
RULES = st.lists(st.tuples(st.booleans(), st.frozensets(st.integers(0, PACKETS - 1))), max_size=8)


def _last_match(rules: list[tuple[bool, frozenset[int]]], packet: int) -> int | None:
    """pf.conf(5): the last matching rule decides, unless a matching rule is quick."""
    decided = None
    for place, (quick, matched) in enumerate(rules):
        if packet in matched:
            decided = place
            if quick:
                break
    return decided


@given(RULES)
def test_every_packet_meets_the_same_rule(rules: list[tuple[bool, frozenset[int]]]) -> None:
    entries = [Entry(match=Match(), action=Accept(), number=str(place)) for place in range(len(rules))]
    ordered = first_match(Ranked(quick, entry) for (quick, _), entry in zip(rules, entries, strict=True))
    assert sorted(e.number for e in ordered) == sorted(e.number for e in entries)
    for packet in range(PACKETS):
        first = next((int(e.number) for e in ordered if packet in rules[int(e.number)][1]), None)
        assert first == _last_match(rules, packet)


def test_quick_rules_keep_their_order_and_the_others_turn_round() -> None:
    rules = [
        Ranked(quick, Entry(match=Match(), action=Drop(), label=label))
        for quick, label in ((False, "a"), (True, "b"), (False, "c"), (True, "d"))
    ]
    assert [entry.label for entry in first_match(rules)] == ["b", "d", "c", "a"]
