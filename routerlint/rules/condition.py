"""The `when` vocabulary: a small typed language of conditions with three truth values.

    all: [..]   any: [..]   not: {..}           combine conditions; a mapping with several keys means all of them
    FIELD: {is: VALUE}                          equal
    FIELD: {one_of: [..]}                       equal to one of these
    FIELD: {at_least: N}  {at_most: N}          numbers; levels such as "high" by their order
    FIELD: {within: [..]}  {overlaps: [..]}     lists, port ranges ("440-449") and addresses (prefixes) as sets
    FIELD: {empty: true}                        nothing in it
    FIELD: {known: true}                        whether the input settles it at all
    facts.NAME: {..}                            an answer of the vendor's parser, by name
    predicate: NAME  or  predicate: {NAME: ARGUMENT}    a question written in Python (predicates.py)

Truth is that of Kleene: a value that the input does not settle makes the test unknown (None); `all` is false as soon
as one part is false, `any` true as soon as one is true, and unknown otherwise if a part is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from routerlint.model.fact import Fact
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.rules.context import Context
from routerlint.rules.predicates import PREDICATES
from routerlint.rules.severity import LEVELS
from routerlint.rules.subject import Subject

__all__ = ["OPERATORS", "Condition", "compile_condition", "fact_names", "parse_ports"]

Condition = Callable[[Subject, Context], bool | None]
Test = Callable[[Any], bool | None]

_RANK = {level: rank for rank, level in enumerate(LEVELS)}


def compile_condition(raw: Any) -> Condition:
    """The function of a condition that has been checked (fields.check_condition); costs nothing but closures."""
    parts = [_part(key, value) for key, value in raw.items()]
    return parts[0] if len(parts) == 1 else _all(parts)


def _part(key: str, value: Any) -> Condition:
    if key == "all":
        return _all([compile_condition(item) for item in value])
    if key == "any":
        return _any([compile_condition(item) for item in value])
    if key == "not":
        return _not(compile_condition(value))
    if key == "predicate":
        name, argument = next(iter(value.items())) if isinstance(value, dict) else (value, None)
        return _predicate(name, argument)
    return _field(key, value)


def _all(parts: list[Condition]) -> Condition:
    def holds(subject: Subject, context: Context) -> bool | None:
        result: bool | None = True
        for part in parts:
            answer = part(subject, context)
            if answer is False:
                return False
            if answer is None:
                result = None
        return result

    return holds


def _any(parts: list[Condition]) -> Condition:
    def holds(subject: Subject, context: Context) -> bool | None:
        result: bool | None = False
        for part in parts:
            answer = part(subject, context)
            if answer is True:
                return True
            if answer is None:
                result = None
        return result

    return holds


def _not(part: Condition) -> Condition:
    def holds(subject: Subject, context: Context) -> bool | None:
        answer = part(subject, context)
        return None if answer is None else not answer

    return holds


def _predicate(name: str, argument: Any) -> Condition:
    question = PREDICATES[name].ask
    return lambda subject, context: question(subject, context, argument)


def _field(name: str, tests: dict[str, Any]) -> Condition:
    compiled = [OPERATORS[operator](argument) for operator, argument in tests.items() if operator != "known"]
    wants_known = tests.get("known")
    fact_name = name.removeprefix("facts.") if name.startswith("facts.") else None

    only = compiled[0] if len(compiled) == 1 else lambda value: all(test(value) for test in compiled)

    def holds(subject: Subject, context: Context) -> bool | None:  # noqa: ARG001  # the signature of conditions
        value = getattr(subject, "facts", {}).get(fact_name) if fact_name else getattr(subject, name)
        if isinstance(value, Fact):
            value = value.value if value.known else None
        if wants_known is not None and (value is not None) is not wants_known:
            return False
        if not compiled:
            return True
        if value is None:
            return None
        return only(value)

    return holds


def fact_names(raw: Any) -> tuple[str, ...]:
    """The names of all vendor's answers that a condition asks for, in its order."""
    if isinstance(raw, list):
        return tuple(name for item in raw for name in fact_names(item))
    if not isinstance(raw, dict):
        return ()
    own = tuple(key.removeprefix("facts.") for key in raw if str(key).startswith("facts."))
    return own + tuple(name for value in raw.values() for name in fact_names(value))


def _is(argument: Any) -> Test:
    return lambda value: bool(value == argument)


def _one_of(argument: Any) -> Test:
    allowed = frozenset(argument)
    return lambda value: value in allowed


def _at_least(argument: Any) -> Test:
    least = _RANK.get(argument, argument)
    return lambda value: bool(_RANK.get(value, value) >= least)


def _at_most(argument: Any) -> Test:
    most = _RANK.get(argument, argument)
    return lambda value: bool(_RANK.get(value, value) <= most)


def _within(argument: Any) -> Test:
    return _Sets(argument).contain


def _overlaps(argument: Any) -> Test:
    return _Sets(argument).meet


def _empty(argument: Any) -> Test:
    return lambda value: (not value) is argument


OPERATORS: dict[str, Callable[[Any], Test]] = {
    "is": _is,
    "one_of": _one_of,
    "at_least": _at_least,
    "at_most": _at_most,
    "within": _within,
    "overlaps": _overlaps,
    "empty": _empty,
}


class _Sets:
    """The argument of within and overlaps, as words, as port ranges or as addresses, whatever the value asks for.

    Read when the first value asks: a run asks few of its conditions, and some list many addresses.
    """

    def __init__(self, argument: Iterable[Any]) -> None:
        self._items = [str(item) for item in argument]

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._items)

    @cached_property
    def _ports(self) -> iv.Intervals:
        return iv.normalise(pair for item in self._items if (pair := parse_ports(item)) is not None)

    @cached_property
    def _networks(self) -> dict[Family, AddressSet]:
        found = [networks for item in self._items if (networks := parse_addresses(item)) is not None]
        return {
            family: AddressSet.of(
                family, (pair for networks in found if networks.family == family for pair in networks.ranges)
            )
            for family in {networks.family for networks in found}
        }

    def contain(self, value: Any) -> bool:
        if isinstance(value, str):
            return value in self._words or self._address(value, inside=True)
        if _is_ports(value):
            return not iv.difference(value, self._ports)
        return set(value) <= self._words

    def meet(self, value: Any) -> bool:
        if isinstance(value, str):
            return value in self._words or self._address(value, inside=False)
        if _is_ports(value):
            return bool(iv.intersection(value, self._ports))
        return not self._words.isdisjoint(value)

    def _address(self, text: str, *, inside: bool) -> bool:
        found = parse_addresses(text)
        if found is None:
            return False
        allowed = self._networks.get(found.family)
        if allowed is None:
            return False
        return found <= allowed if inside else bool(found & allowed)


def _is_ports(value: Any) -> bool:
    return bool(value) and isinstance(value[0], tuple)


def parse_ports(text: str) -> tuple[int, int] | None:
    """The range of "445" or "440-449", or None for what is no port range."""
    low, dash, high = text.partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()):
        return None
    pair = int(low), int(high) if dash else int(low)
    return pair if 0 <= pair[0] <= pair[1] <= 65535 else None
