"""Conditions of rules: three truth values, typed tests, and errors that name the mistake."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.model.fact import NOT_EXTRACTED, NOT_STATED, by_default
from routerlint.rules.condition import compile_condition, fact_names
from routerlint.rules.config import Config
from routerlint.rules.context import Context
from routerlint.rules.examples import example_report
from routerlint.rules.fields import ConditionProblem, check_condition, fields_of
from routerlint.rules.loader import load_rules
from routerlint.rules.predicates import PREDICATES
from routerlint.rules.subject import SUBJECTS, CapabilitySubject, ExposureSubject
from routerlint.rules.subjects import device_subject, exposure_subject

TABLE = load_rules().services


def row(**example: Any) -> tuple[ExposureSubject, Context]:
    report = example_report({"ports": "tcp 443", "target": "192.168.10.5", **example})
    subject = exposure_subject(report.exposures[0], report.device, TABLE, Config())
    return subject, Context(report, (subject,), TABLE, Config())


def holds(condition: dict[str, Any], **example: Any) -> bool | None:
    check_condition(condition, "exposure")
    return compile_condition(condition)(*row(**example))


def capability(condition: dict[str, Any], **fields: Any) -> bool | None:
    check_condition(condition, "capability")
    subject = CapabilitySubject(kind="upnp", interfaces=("bridge",), **fields)
    return compile_condition(condition)(subject, row()[1])


YES, NO = by_default(True, "test"), by_default(False, "test")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"family": {"is": "ipv4"}}, True),
        ({"family": {"is": "ipv6"}}, False),
        ({"kind": {"one_of": ["forward", "routed"]}}, True),
        ({"port_count": {"at_least": 2}}, False),
        ({"port_count": {"at_most": 2}}, True),
        ({"worst": {"at_least": "medium"}}, True),
        ({"worst": {"at_least": "high"}}, False),
        ({"worst": {"at_most": "medium"}}, True),
        ({"classes": {"overlaps": ["web", "mail"]}}, True),
        ({"classes": {"within": ["mail"]}}, False),
        ({"ports": {"within": ["440-449"]}}, True),
        ({"ports": {"overlaps": ["445"]}}, False),
        ({"target": {"within": ["192.168.0.0/16"]}}, True),
        ({"target": {"within": ["10.0.0.0/8"]}}, False),
        ({"target": {"overlaps": ["192.168.10.0/24"]}}, True),
        ({"label": {"empty": True}}, True),
        ({"label": {"empty": False}}, False),
        ({"target_role": {"known": True}}, True),
        ({"target_role": {"known": False}}, False),
        ({"predicate": {"port-class": ["web"]}}, True),
        ({"predicate": {"source-scope": ["few"]}}, False),
        ({"family": {"is": "ipv4"}, "kind": {"is": "routed"}}, False),
        ({"not": {"kind": {"is": "routed"}}}, True),
    ],
)
def test_a_field_is_tested_by_its_kind(condition: dict[str, Any], expected: bool) -> None:  # a table
    assert holds(condition) is expected


def test_a_value_that_the_input_does_not_settle_is_neither_true_nor_false() -> None:
    for fact in (NOT_EXTRACTED, NOT_STATED):
        assert capability({"secure_mode": {"is": False}}, secure_mode=fact) is None
        assert capability({"not": {"secure_mode": {"is": False}}}, secure_mode=fact) is None
        assert capability({"secure_mode": {"known": True}}, secure_mode=fact) is False
    assert holds({"target_role": {"is": "lan"}}, target="10.9.9.9") is None


def test_all_is_false_as_soon_as_one_part_is() -> None:
    unknown, false = {"secure_mode": {"is": False}}, {"kind": {"is": "pcp"}}
    assert capability({"all": [unknown, false]}) is False
    assert capability({"all": [unknown, {"kind": {"is": "upnp"}}]}) is None
    assert capability({"any": [unknown, {"kind": {"is": "upnp"}}]}) is True
    assert capability({"any": [unknown, false]}) is None


ATOMS = {True: {"secure_mode": {"is": True}}, False: {"low_ports": {"is": True}}, None: {"third_party": {"is": True}}}
TRUTH = st.sampled_from([True, False, None])


def kleene(a: bool | None, b: bool | None, absorbing: bool) -> bool | None:  # truth values
    return absorbing if absorbing in (a, b) else None if None in (a, b) else not absorbing


@given(TRUTH, TRUTH)
def test_combinations_are_those_of_kleene(a: bool | None, b: bool | None) -> None:  # truth values
    facts = {"secure_mode": YES, "low_ports": NO}
    assert capability({"all": [ATOMS[a], ATOMS[b]]}, **facts) is kleene(a, b, absorbing=False)
    assert capability({"any": [ATOMS[a], ATOMS[b]]}, **facts) is kleene(a, b, absorbing=True)
    de_morgan = capability({"not": {"all": [ATOMS[a], ATOMS[b]]}}, **facts)
    assert de_morgan is capability({"any": [{"not": ATOMS[a]}, {"not": ATOMS[b]}]}, **facts)


def test_an_answer_of_the_vendor_is_asked_for_by_name() -> None:
    condition = {"facts.guest-to-lan": {"is": "yes"}}
    check_condition(condition, "device")
    for facts, expected in (({"guest-to-lan": "yes"}, True), ({"guest-to-lan": "no"}, False), ({}, None)):
        report = example_report({"device": {"facts": facts}})
        assert compile_condition(condition)(device_subject(report), row()[1]) is expected
    assert fact_names({"all": [condition, {"not": {"facts.other": {"known": True}}}]}) == ("guest-to-lan", "other")


@pytest.mark.parametrize(
    ("condition", "path", "words"),
    [
        ({"famly": {"is": "ipv4"}}, ("famly",), "did you mean 'family'?"),
        ({"family": {"is": "ipv5"}}, ("family", "is"), "did you mean 'ipv6'?"),
        ({"family": "ipv4"}, ("family",), "needs a test such as {is: ...}"),
        ({"family": {"equals": "ipv4"}}, ("family", "equals"), "no test is called 'equals'"),
        ({"family": {"at_least": "ipv4"}}, ("family", "at_least"), "cannot be tested with 'at_least'"),
        ({"port_count": {"at_least": "ten"}}, ("port_count", "at_least"), "a number is needed here, not 'ten'"),
        ({"worst": {"at_least": "severe"}}, ("worst", "at_least"), "cannot be a value here"),
        ({"ports": {"within": ["99999"]}}, ("ports", "within"), "is no port"),
        ({"classes": {"overlaps": "web"}}, ("classes", "overlaps"), "needs a list"),
        ({"label": {"empty": "yes"}}, ("label", "empty"), "needs true or false"),
        ({"target_role": {"known": 1}}, ("target_role", "known"), "needs true or false"),
        ({"label": {"is": True}}, ("label", "is"), "write it in quotes"),
        ({"all": {"family": {"is": "ipv4"}}}, ("all",), "needs a list of conditions"),
        ({"any": [{"family": {"is": "ipv4"}}, {"knd": {"is": "x"}}]}, ("any", 1, "knd"), "did you mean 'kind'?"),
        ({"not": []}, ("not",), "a condition must be a mapping"),
        ({"predicate": "unrestrictd"}, ("predicate",), "did you mean 'unrestricted'?"),
        ({"predicate": {"unrestricted": ["x"]}}, ("predicate",), "takes no argument"),
        ({"predicate": "port-class"}, ("predicate",), "needs a list of words"),
        ({"hits": {"empty": True}}, ("hits",), "has no field 'hits'"),
        ({}, (), "a condition must be a mapping"),
    ],
)
def test_a_mistake_is_named_with_its_place(condition: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    with pytest.raises(ConditionProblem) as caught:
        check_condition(condition, "exposure")
    assert caught.value.path == path
    assert words in caught.value.message


def test_conditions_do_not_nest_without_end() -> None:
    condition: dict[str, Any] = {"family": {"is": "ipv4"}}
    for _ in range(100):
        condition = {"not": condition}
    with pytest.raises(ConditionProblem, match="nested too deeply"):
        check_condition(condition, "exposure")


def test_a_predicate_is_refused_where_it_makes_no_sense() -> None:
    with pytest.raises(ConditionProblem, match="is not for rules about capability"):
        check_condition({"predicate": "unrestricted"}, "capability")


def test_every_kind_of_subject_has_fields_and_every_predicate_a_sentence() -> None:
    assert all(fields_of(subject) for subject in SUBJECTS)
    for predicate in PREDICATES.values():
        assert (predicate.ask.__doc__ or "").strip().split("\n")[0].endswith(".")
