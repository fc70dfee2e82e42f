"""Marks bit by bit agree with the kernel's arithmetic on whole numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.parsing.netfilter.draft import BitTest, CopyBits, Draft, SetBits
from routerlint.parsing.netfilter.marks import Bits
from routerlint.text.source import SourceFile

FILE = SourceFile("x", "")
NIBBLE = st.integers(0, 15)
SETS = st.builds(SetBits, st.sampled_from(["mark", "ct"]), NIBBLE, NIBBLE)
COPIES = st.builds(
    lambda a, s, t: CopyBits(a, "ct" if a == "mark" else "mark", s, t), st.sampled_from(["mark", "ct"]), NIBBLE, NIBBLE
)


def in_numbers(effects: list[SetBits | CopyBits]) -> dict[str, int]:
    """What the kernel does: xt_mark.c, xt_connmark.c."""
    marks = {"mark": 0, "ct": 0}
    for effect in effects:
        if isinstance(effect, SetBits):
            marks[effect.space] = marks[effect.space] & ~effect.mask ^ effect.value
        else:
            source = marks[effect.source] & effect.source_mask
            marks[effect.target] = marks[effect.target] & ~effect.target_mask ^ source
    return marks


def in_bits(bits: Bits, effects: list[SetBits | CopyBits]) -> frozenset[str]:
    marks: frozenset[str] = frozenset()
    for effect in effects:
        for step in bits.steps(effect):
            if marks.issuperset(step.present) and marks.isdisjoint(step.absent):
                marks = (marks - frozenset(step.mark.remove)) | frozenset(step.mark.add)
    return marks


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(SETS, COPIES.filter(lambda c: c.source_mask & ~c.target_mask == 0)), max_size=6), NIBBLE, NIBBLE
)
def test_bits_follow_the_numbers(effects: list[SetBits | CopyBits], value: int, mask: int) -> None:
    test = BitTest("mark", value & mask, mask)
    asking, acting = Draft(FILE, 1, ""), Draft(FILE, 2, "")
    asking.bits, acting.effects = (test, BitTest("ct", value & mask, mask)), tuple(effects)
    bits = Bits([asking, acting])
    numbers, marks = in_numbers(effects), in_bits(bits, effects)
    for space in ("mark", "ct"):
        present, absent, foreign = bits.conditions(BitTest(space, value & mask, mask))
        held = marks.issuperset(present) and marks.isdisjoint(absent) and not foreign
        assert held is (numbers[space] & mask == value & mask)


def test_a_bit_that_no_rule_sets_is_foreign() -> None:
    asking = Draft(FILE, 1, "")
    asking.bits = (BitTest("mark", 4, 4),)
    assert Bits([asking]).conditions(asking.bits[0])[2]
