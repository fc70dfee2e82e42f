"""The laws of set algebra, for address sets and service sets alike."""

from __future__ import annotations

import operator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.netset import intervals as iv
from routerlint.netset.addresses import BITS, FAMILIES, AddressSet, Family, parse_address, parse_addresses, prefixes
from routerlint.netset.services import ServiceSet

_TOP = 60


def _pairs(top: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    pair = st.tuples(st.integers(0, top), st.integers(0, top)).map(lambda p: (min(p), max(p)))
    return st.lists(pair, max_size=6)


small = _pairs(_TOP).map(iv.normalise)
families: st.SearchStrategy[Family] = st.sampled_from(FAMILIES)


@st.composite
def address_sets(draw: st.DrawFn, family: Family) -> AddressSet:
    top = (1 << BITS[family]) - 1
    near = st.sampled_from((0, 1, 2, 255, 256, top - 1, top)) | st.integers(0, top)
    pairs = draw(st.lists(st.tuples(near, near).map(lambda p: (min(p), max(p))), max_size=5))
    return AddressSet.of(family, pairs)


service_sets = _pairs((256 << 16) - 1).map(lambda pairs: ServiceSet(iv.normalise(pairs)))


def members(a: iv.Intervals) -> set[int]:
    return {n for low, high in a for n in range(low, high + 1)}


@given(_pairs(_TOP))
def test_normal_form_is_sorted_disjoint_and_not_adjacent(pairs: list[tuple[int, int]]) -> None:
    normal = iv.normalise(pairs)
    assert all(low <= high for low, high in normal)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(normal))
    assert members(normal) == members(tuple(pairs))


@given(_pairs(_TOP), st.randoms())
def test_normal_form_does_not_depend_on_order(pairs: list[tuple[int, int]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it as object
    assert iv.normalise(shuffled) == iv.normalise(pairs)


@given(small, small)
def test_operations_mean_what_they_mean_for_sets_of_numbers(a: iv.Intervals, b: iv.Intervals) -> None:
    assert members(iv.union(a, b)) == members(a) | members(b)
    assert members(iv.intersection(a, b)) == members(a) & members(b)
    assert members(iv.difference(a, b)) == members(a) - members(b)
    assert members(iv.complement(a, 0, _TOP)) == set(range(_TOP + 1)) - members(a)
    assert all(iv.contains(a, n) == (n in members(a)) for n in range(-1, _TOP + 2))


@given(families.flatmap(lambda f: st.tuples(address_sets(f), address_sets(f), address_sets(f))))
def test_address_sets_form_a_boolean_algebra(sets: tuple[AddressSet, AddressSet, AddressSet]) -> None:
    a, b, c = sets
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert ~~a == a
    assert a - b == a & ~b
    assert (a | ~a).is_any
    assert not (a & ~a)
    assert (a <= b) == (a | b == b)
    assert a.size + b.size == (a | b).size + (a & b).size


@given(service_sets, service_sets, service_sets)
def test_service_sets_form_a_boolean_algebra(a: ServiceSet, b: ServiceSet, c: ServiceSet) -> None:
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b
    assert a & (b | c) == (a & b) | (a & c)
    assert ~~a == a
    assert a - b == a & ~b
    assert (a | ~a).is_any
    assert not (a & ~a)


@given(families.flatmap(address_sets))
def test_prefixes_cover_a_set_exactly_and_can_be_read_back(addresses: AddressSet) -> None:
    cidrs = addresses.cidrs()
    if cidrs:
        assert AddressSet.parse(*cidrs) == addresses


@given(families.flatmap(lambda f: st.tuples(st.just(f), address_sets(f))))
def test_prefixes_are_disjoint(pair: tuple[Family, AddressSet]) -> None:
    family, addresses = pair
    pieces = [p for low, high in addresses.ranges for p in prefixes(family, low, high)]
    assert sum(AddressSet.network(family, n, length).size for n, length in pieces) == addresses.size


@given(st.text(alphabet="0123456789./:-abcdefx% ", max_size=24))
def test_any_text_is_an_address_or_none(text: str) -> None:
    parse_address(text)
    parse_addresses(text)


def test_families_do_not_mix() -> None:
    v4, v6 = AddressSet.parse("192.0.2.1"), AddressSet.parse("2001:db8::1")
    for operation in (operator.or_, operator.and_, operator.sub, operator.le):
        with pytest.raises(ValueError, match="mix"):
            operation(v4, v6)
