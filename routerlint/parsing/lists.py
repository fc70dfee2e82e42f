"""Lists in which the last match counts, written as lists in which the first match counts.

pf reads all rules and remembers the last one that matches, unless a matching rule says `quick`, which ends the search
at once (pf.conf(5), "Filtering": "the last matching rule decides what action is taken", and `quick`). So a packet gets the
first matching quick rule or, if none matches, the last matching other rule. The same packet gets the same rule from
this order: the quick rules as they stand, then the others backwards. It holds for each answer to what a file leaves
open, hence for rules that may or may not match too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routerlint.model.pipeline import Entry

__all__ = ["Ranked", "first_match"]


class Ranked(NamedTuple):
    """An entry and whether a match ends the search. Entries that only set marks are quick: they act in their place."""

    quick: bool
    entry: Entry


def first_match(rules: Iterable[Ranked]) -> tuple[Entry, ...]:
    """The entries of a last-match list in an order in which the first match decides the same."""
    at_once: list[Entry] = []
    last: list[Entry] = []
    for rule in rules:
        (at_once if rule.quick else last).append(rule.entry)
    return (*at_once, *reversed(last))
