"""Checks conditions of rule files: which fields a subject has, which tests they bear, which values they can have.

The table of fields is made from the subject's struct, so it cannot fall behind. Built-in rules are checked by tests
and when they are compiled; a run checks only the rules of further folders.
"""

from __future__ import annotations

import types
import typing
from typing import Any, Literal, NamedTuple

from routerlint.model.fact import Fact
from routerlint.netset.addresses import parse_addresses
from routerlint.rules.condition import OPERATORS, parse_ports
from routerlint.rules.definition import SubjectKind
from routerlint.rules.nearest import hint
from routerlint.rules.predicates import PREDICATES
from routerlint.rules.severity import LEVELS
from routerlint.rules.subject import SUBJECTS

__all__ = ["ConditionProblem", "Field", "check_condition", "fields_of", "tests_of"]

FieldKind = Literal["text", "flag", "number", "level", "words", "ports", "facts"]
Path = tuple[str | int, ...]

_TESTS: dict[FieldKind, tuple[str, ...]] = {
    "text": ("is", "one_of", "within", "overlaps", "empty"),
    "flag": ("is",),
    "number": ("is", "one_of", "at_least", "at_most"),
    "level": ("is", "one_of", "at_least", "at_most"),
    "words": ("within", "overlaps", "empty"),
    "ports": ("within", "overlaps", "empty"),
    "facts": ("is", "one_of", "within", "overlaps", "empty"),
}
_LISTS = ("one_of", "within", "overlaps")
_DEEPEST = 40


class Field(NamedTuple):
    """A field of a subject: what kind of value it has, and the only values that it can have (() = any)."""

    kind: FieldKind
    values: tuple[str, ...] = ()


class ConditionProblem(Exception):  # a place and a sentence; the loader makes a ConfigurationError of it
    """A mistake in a condition. path: keys and positions that lead to it from the condition's root."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


def fields_of(subject: SubjectKind) -> dict[str, Field]:
    """The fields of a kind of subject that conditions may ask for."""
    hints = typing.get_type_hints(SUBJECTS[subject])
    return {name: field for name, hinted in hints.items() if (field := _field(hinted)) is not None}


def tests_of(field: Field) -> tuple[str, ...]:
    """The tests that a field bears, beside "known"."""
    return _TESTS[field.kind]


def _field(hinted: Any) -> Field | None:
    origin, arguments = typing.get_origin(hinted), typing.get_args(hinted)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        if all(typing.get_origin(argument) is Literal for argument in inner):
            return Field("text", tuple(value for argument in inner for value in typing.get_args(argument)))
        return _field(inner[0]) if len(inner) == 1 else None
    if origin is Fact:
        return _field(arguments[0])
    if origin is Literal:
        return Field("level" if arguments == LEVELS else "text", arguments)
    if origin is tuple:
        return (
            Field("words")
            if arguments[0] is str
            else Field("ports")
            if typing.get_origin(arguments[0]) is tuple
            else None
        )
    if origin is dict:
        return Field("facts") if typing.get_origin(arguments[1]) is Fact else None
    return {str: Field("text"), bool: Field("flag"), int: Field("number")}.get(hinted)


def check_condition(raw: Any, subject: SubjectKind) -> None:
    """Raises ConditionProblem for the first mistake in a condition."""
    _check(raw, (), subject, fields_of(subject))


def _check(raw: Any, path: Path, subject: SubjectKind, fields: dict[str, Field]) -> None:
    if not isinstance(raw, dict) or not raw:
        raise ConditionProblem(path, "a condition must be a mapping such as 'source_scope: {is: any}'")
    if len(path) > _DEEPEST:
        raise ConditionProblem(path, "conditions are nested too deeply")
    for key, value in raw.items():
        here = (*path, key)
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise ConditionProblem(here, f"{key!r} needs a list of conditions")
            for position, item in enumerate(value):
                _check(item, (*here, position), subject, fields)
        elif key == "not":
            _check(value, here, subject, fields)
        elif key == "predicate":
            _check_predicate(value, here, subject)
        else:
            _check_field(key, value, here, subject, fields)


def _check_predicate(value: Any, path: Path, subject: SubjectKind) -> None:
    argument = None
    name = value
    if isinstance(value, dict) and len(value) == 1:
        name, argument = next(iter(value.items()))
    predicate = PREDICATES.get(name) if isinstance(name, str) else None
    if predicate is None:
        raise ConditionProblem(path, f"no predicate is called {name!r}{hint(str(name), PREDICATES)}")
    if subject not in predicate.subjects:
        raise ConditionProblem(path, f"predicate {name!r} is not for rules about {subject}")
    words = isinstance(argument, list) and bool(argument) and all(isinstance(item, str) for item in argument)
    if predicate.argument == "words" and not words:
        raise ConditionProblem(path, f"predicate {name!r} needs a list of words")
    if predicate.argument == "none" and argument is not None:
        raise ConditionProblem(path, f"predicate {name!r} takes no argument")


def _check_field(name: Any, tests: Any, path: Path, subject: SubjectKind, fields: dict[str, Field]) -> None:
    field = fields.get("facts") if isinstance(name, str) and name.startswith("facts.") else fields.get(name)
    if field is None or name == "facts":
        known = [*(field for field in fields if field != "facts"), "all", "any", "not", "predicate"]
        raise ConditionProblem(path, f"a rule about {subject} has no field {name!r}{hint(str(name), known)}")
    if not isinstance(tests, dict) or not tests:
        raise ConditionProblem(path, f"field {name!r} needs a test such as {{{_TESTS[field.kind][0]}: ...}}")
    for operator, argument in tests.items():
        here = (*path, operator)
        if operator == "known":
            if not isinstance(argument, bool):
                raise ConditionProblem(here, "'known' needs true or false")
        elif operator not in _TESTS[field.kind]:
            raise ConditionProblem(here, _no_such_test(str(operator), name, field))
        else:
            _check_argument(operator, argument, here, field)


def _no_such_test(operator: str, name: str, field: Field) -> str:
    if operator in OPERATORS:
        return f"field {name!r} cannot be tested with {operator!r}; it bears {', '.join(_TESTS[field.kind])} and known"
    return f"no test is called {operator!r}{hint(operator, (*OPERATORS, 'known'))}"


def _check_argument(operator: str, argument: Any, path: Path, field: Field) -> None:
    if operator == "empty":
        if not isinstance(argument, bool):
            raise ConditionProblem(path, "'empty' needs true or false")
        return
    if operator in _LISTS:
        if not isinstance(argument, list) or not argument:
            raise ConditionProblem(path, f"'{operator}' needs a list")
        for item in argument:
            _check_value(item, path, field)
        return
    _check_value(argument, path, field)


def _check_value(value: Any, path: Path, field: Field) -> None:
    if field.kind == "flag" and not isinstance(value, bool):
        raise ConditionProblem(path, f"true or false is needed here, not {value!r}")
    if field.kind == "number" and (not isinstance(value, int) or isinstance(value, bool)):
        raise ConditionProblem(path, f"a number is needed here, not {value!r}")
    if field.kind in ("text", "words", "facts", "level") and not isinstance(value, str):
        raise ConditionProblem(path, f"a word is needed here, not {value!r}; write it in quotes if it is meant")
    if field.kind == "ports" and parse_ports(str(value)) is None:
        raise ConditionProblem(path, f"{value!r} is no port and no range such as '440-449'")
    if field.values and value not in field.values and parse_addresses(str(value)) is None:
        raise ConditionProblem(path, f"{value!r} cannot be a value here{hint(str(value), field.values)}")
