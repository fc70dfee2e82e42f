"""Which items a command means: `[ find ... ]`, a number, a name, an internal id.

Source: MikroTik documentation, "Command Line Interface" and "Scripting" (operators = and != compare, ~ asks for a regular
expression, conditions next to each other or joined by "and" or && must all hold, a bare name asks for a flag).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from vendor_parsers.routeros.words import STRING, unquote

__all__ = ["Condition", "Target", "read_target"]

# Compiled by the re module when a command first asks.
_CONDITION = (
    rf'(?s)\s*+(?:(?:and\b|&&)\s*+)?(?:([a-z][\w.-]*+)(!=|=|~)({STRING}|[^\s"\]]++)|(!?)(disabled|dynamic|invalid)(?![\w.-]))'
    r"(?=\s|\])"
)
_FIND = r"\[\s*+find(?![\w-])\s*+(?:where(?![\w-]))?"
# Of regular expressions, words between which a bar may stand, bound to the beginning or the end.
_WORDS = r"\^?+[\w :/@,-]++\$?+(?:\|\^?+[\w :/@,-]++\$?+)*+"
_TRUTH = {"true": "yes", "false": "no"}
_VARIABLE = r"(?<!\\)\$"
# A find that asks more, or for a longer word, is not looked through all items.
_MOST_CONDITIONS, _LONGEST_WORD = 20, 100


class _Valued(Protocol):
    @property
    def values(self) -> dict[str, str]: ...


class Condition(msgspec.Struct, frozen=True):
    """One question of a find: a key, how it is compared (=, != or ~), and with what."""

    key: str
    operator: str
    value: str

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether an item with these values is meant."""
        has = values.get(self.key, _DEFAULTS.get(self.key, ""))
        if self.operator == "~":
            return any(_word_in(word, has) for word in self.value.split("|"))
        return (_TRUTH.get(has, has) == _TRUTH.get(self.value, self.value)) is (self.operator == "=")


class Target(msgspec.Struct, frozen=True):
    """What a command is aimed at.

    every: all items. conditions: of a find, all must hold. names: as written, also numbers and *ids.
    unclear: the find asks something that is not read (general regular expressions, "or", variables).
    """

    every: bool = False
    conditions: tuple[Condition, ...] = ()
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
                place for place, item in enumerate(items) if all(asked.holds(item.values) for asked in self.conditions)
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
        return next((asked.value for asked in self.conditions if asked.key == key and asked.operator == "="), None)


_DEFAULTS = {"disabled": "no", "dynamic": "no", "invalid": "no"}


def read_target(words: Sequence[str], values: Mapping[str, str]) -> Target:
    """The target in the positional arguments of a command, or under numbers=."""
    names: list[str] = []
    for word in (*words, *((values["numbers"],) if "numbers" in values else ())):
        if word[:1] == "[":
            conditions = _conditions(word)
            if conditions is None:
                return Target(unclear=True)
            return Target(every=not conditions, conditions=conditions)
        if word[:1] in ("$", "(", "{"):
            return Target(unclear=True)
        names += [unquote(part) for part in ([word] if word[:1] == '"' else word.split(",")) if part]
    return Target(names=tuple(names))


def _conditions(text: str) -> tuple[Condition, ...] | None:
    """The conditions of a find; None if it asks something else."""
    head = re.match(_FIND, text)
    if head is None:
        return None
    found: list[Condition] = []
    place = head.end()
    while condition := re.compile(_CONDITION).match(text, place):
        key, operator, written, negated, flag = condition.groups()
        value = unquote(written or ("no" if negated else "yes"))
        if value[:1] == "(" or re.search(_VARIABLE, written or "") or len(found) == _MOST_CONDITIONS:
            return None
        if operator == "~" and (len(value) > _LONGEST_WORD or not re.fullmatch(_WORDS, value)):
            return None
        found.append(Condition(key or flag, operator or "=", value))
        place = condition.end()
    return tuple(found) if text[place:].strip() == "]" else None


def _word_in(word: str, text: str) -> bool:
    """Whether a text matches one word of a regular expression."""
    first, last = word[:1] == "^", word[-1:] == "$"
    plain = word[first : len(word) - last]
    if first and last:
        return text == plain
    if first or last:
        return text.startswith(plain) if first else text.endswith(plain)
    return plain in text
