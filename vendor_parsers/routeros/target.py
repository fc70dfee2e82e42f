"""Which items a command means: `[ find ... ]`, a number, a name, an internal id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from vendor_parsers.routeros.words import STRING, unquote

__all__ = ["Target", "read_target"]

_CONDITION = re.compile(rf'([a-z][\w.-]*+)=({STRING}|[^\s"\]]++)', re.DOTALL)
_PLAIN = re.compile(
    rf'\[\s*+find\s*+(?:where\s++)?((?:\s*+[a-z][\w.-]*+=(?:{STRING}|[^\s"\]]++))*+)\s*+\]\Z', re.DOTALL
)


class _Valued(Protocol):
    @property
    def values(self) -> dict[str, str]: ...


class Target(msgspec.Struct, frozen=True):
    """What a command is aimed at.

    every: all items. conditions: of a find, all must hold. names: as written, also numbers and *ids.
    unclear: the find asks something that is not read (regular expressions, flags, variables).
    """

    every: bool = False
    conditions: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    unclear: bool = False

    def hits(self, items: Sequence[_Valued]) -> list[int] | None:
        """The places of the items that are meant; None if that cannot be told."""
        if self.unclear:
            return None
        if self.every:
            return list(range(len(items)))
        if self.conditions:
            return [
                place
                for place, item in enumerate(items)
                if all(item.values.get(key, _DEFAULTS.get(key, "")) == value for key, value in self.conditions)
            ]
        found: list[int] = []
        for name in self.names:
            if name.isascii() and name.isdigit() and len(name) < 7:
                if int(name) >= len(items):
                    return None
                found.append(int(name))
            elif name[:1] == "*":
                return None
            else:
                found += [place for place, item in enumerate(items) if item.values.get("name") == name]
        return sorted(set(found))

    def condition(self, key: str) -> str | None:
        """The value that a find asks of a key."""
        return dict(self.conditions).get(key)


_DEFAULTS = {"disabled": "no", "dynamic": "no"}


def read_target(words: Sequence[str], values: Mapping[str, str]) -> Target:
    """The target in the positional arguments of a command, or under numbers=."""
    names: list[str] = []
    for word in (*words, *((values["numbers"],) if "numbers" in values else ())):
        if word[:1] == "[":
            found = _PLAIN.match(word)
            if found is None:
                return Target(unclear=True)
            conditions = tuple((key, unquote(value)) for key, value in _CONDITION.findall(found[1]))
            return Target(every=not conditions, conditions=conditions)
        if word[:1] in ("$", "(", "{"):
            return Target(unclear=True)
        names += [unquote(part) for part in ([word] if word[:1] == '"' else word.split(",")) if part]
    return Target(names=tuple(names))
