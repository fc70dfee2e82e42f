"""The garbage collector is paused for as long as a tree is built, and no longer."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from routerlint.parsing.pause import collector_paused


class _Cycle:
    def __init__(self) -> None:
        self.myself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # tests of the command line leave its own behind, which searches far less often
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    gc.enable()


def test_the_collector_runs_again_afterwards_even_after_an_error() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="bad"), collector_paused():
        raise ValueError("bad")
    assert gc.isenabled()


def test_whoever_has_switched_it_off_finds_it_off() -> None:
    gc.disable()
    with collector_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()


@pytest.mark.parametrize("size", [10, 200_000])
def test_nothing_stays_hidden_from_the_collector(size: int) -> None:
    before = weakref.ref(_Cycle())
    with collector_paused():
        lost = weakref.ref(_Cycle())
        tree = [[number] for number in range(size)]
    assert gc.get_freeze_count() == 0
    assert len(tree) == size
    gc.collect()
    assert before() is None
    assert lost() is None


def test_a_large_tree_is_not_walked_by_the_next_search() -> None:
    with collector_paused():
        tree = [[number] for number in range(200_000)]
    assert gc.get_count()[0] < 50_000
    assert any(one is tree for one in gc.get_objects(2))


def test_what_the_process_froze_stays_frozen() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collector_paused():
        tree = [[number] for number in range(200_000)]
    assert tree
    assert gc.get_freeze_count() == frozen


def test_a_thousand_pauses_leave_the_garbage_of_the_process_to_the_collector() -> None:
    # an editor or a fleet judges file after file in one process
    alive: weakref.WeakSet[_Cycle] = weakref.WeakSet()
    for _ in range(3_000):
        alive.add(_Cycle())
        with collector_paused():
            tree = [[number] for number in range(100)]
        del tree
    assert len(alive) < 2_000
