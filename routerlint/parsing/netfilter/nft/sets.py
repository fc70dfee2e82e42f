"""Named sets and maps of a table, and what a comparison with one holds for certain.

A listing shows the elements of a set as they are at that moment. Elements that packets or programs add at run time
(flags dynamic, timeouts) may be others tomorrow; a set without elements reads the same in a full and in a terse
listing: both are open. Source: nft(8), SETS.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from routerlint.model.match import Unknown
from routerlint.parsing.netfilter.nft.syntax import Item, Right, SetDefinition
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Members", "Sets"]


class Members(NamedTuple):
    """items: elements that are there; unknown: the question about further ones, None if there are none."""

    items: tuple[Item, ...]
    unknown: Unknown | None = None


class Sets:
    """The sets and maps of one table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._definitions: dict[str, SetDefinition] = {}

    def define(self, definition: SetDefinition) -> None:
        """Takes a set, or adds elements to one that is known."""
        known = self._definitions.get(definition.name)
        if known is not None:
            definition = SetDefinition(
                definition.name,
                (*known.items, *definition.items),
                known.stated or definition.stated,
                known.changing or definition.changing,
            )
        self._definitions[definition.name] = definition

    def note_change(self, name: str) -> None:
        """A rule adds elements to the set."""
        known = self._definitions.get(name) or SetDefinition(name)
        self._definitions[name] = replace(known, changing=True)

    def members(self, right: Right, asked: str, spans: tuple[Span, ...]) -> Members:
        """What a comparison holds. asked: what is looked up, part of the identity of the question."""
        if not right.name:
            return Members(right.items)
        key = f"set:{self._table} {right.name}:{asked}"
        what = phrase("set {name}", name=right.name[:60])
        known = self._definitions.get(right.name)
        if known is None:
            return Members((), Unknown(key=key, what=what, why=phrase("it is not in the file"), spans=spans))
        fleeting = known.changing or any(item.fleeting for item in known.items)
        items = tuple(item for item in known.items if not item.fleeting and not known.changing)
        if fleeting:
            why = phrase("its elements come and go at run time")
            return Members(items, Unknown(key=key, what=what, why=why, spans=spans))
        if not items:
            why = phrase("it has no elements in the file, which a terse listing shows of a full set too")
            return Members(items, Unknown(key=key, what=what, why=why, spans=spans))
        return Members(items)
