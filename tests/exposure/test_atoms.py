"""Senders as bit masks: to a mask and back without loss, however many ranges there are."""

from __future__ import annotations

import random

import pytest

from routerlint.exposure.atoms import SourceAtoms
from routerlint.netset.addresses import AddressSet
from routerlint.netset.special import documentation, routable


@pytest.mark.parametrize("many", [1, 7, 8, 9, 40])
def test_a_mask_stands_for_its_set(many: int) -> None:
    draw = random.Random(many)  # noqa: S311  # the same sets in every run
    hosts = [draw.randrange(1 << 32) for _ in range(2 * many)]
    sets = [
        AddressSet.of("ipv4", ((h, min(h + draw.randrange(300), (1 << 32) - 1)) for h in hosts[n::2])) for n in (0, 1)
    ]
    atoms = SourceAtoms("ipv4", sets)
    for addresses in (*sets, AddressSet("ipv4"), AddressSet.any("ipv4"), routable("ipv4"), documentation("ipv4")):
        assert atoms.addresses(atoms.mask(addresses)) == addresses
        assert atoms.addresses(atoms.mask(addresses)) == addresses  # from memory
    assert atoms.mask(sets[0]) & atoms.mask(sets[1]) == atoms.mask(sets[0] & sets[1])
    assert atoms.mask_of_many(sets) == atoms.mask(sets[0] | sets[1])
    assert atoms.mask_of_many([*sets, *sets, sets[0] & sets[1]]) == atoms.mask(sets[0] | sets[1])
    assert atoms.all & ~atoms.mask(sets[0]) == atoms.mask(~sets[0])


def test_the_union_of_many_overlapping_sets_is_their_union() -> None:
    sets = [AddressSet("ipv4", ((10 * n, 10 * n + 35),)) for n in range(20)]
    inner = [AddressSet("ipv4", ((10 * n + 12, 10 * n + 14),)) for n in range(20)]
    atoms = SourceAtoms("ipv4", [*sets, *inner])
    assert atoms.addresses(atoms.mask_of_many([*sets, *inner])) == AddressSet("ipv4", ((0, 225),))
    assert atoms.addresses(atoms.mask_of_many([*sets, *inner, AddressSet("ipv4", ((0, 225),))])).size == 226


def test_nothing_is_the_empty_mask() -> None:
    atoms = SourceAtoms("ipv6", [AddressSet.parse("2001:db8::/64")])
    assert atoms.mask_of_many([]) == 0
    assert atoms.mask_of_many([AddressSet("ipv6")] * 20) == 0
    assert not atoms.addresses(0)
    assert atoms.all == atoms.mask(AddressSet.any("ipv6"))
