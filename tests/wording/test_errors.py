"""Every error that routerlint raises is there in German."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from routerlint import errors
from routerlint.messages.errors import PAIRS, in_german
from routerlint.messages.file_errors import FILE_PAIRS

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for folder in ("routerlint", "vendor_parsers") for path in (ROOT / folder).rglob("*.py"))
RAISED = {*errors.__all__, "ConditionProblem", "problem", "_problem"}

# A broken promise of our own, which nobody but us reads.
OUR_OWN = ("the evaluator lets '{}' in and the plain simulator does not",)


def sentences() -> Iterator[tuple[str, str]]:
    """Every message and advice that is written out where an error is made, {} for what varies; with its place."""
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assigned: dict[str, list[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).extend(templates(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node.func) in RAISED:
                for value in (*node.args[:2], *(word.value for word in node.keywords if word.arg == "advice")):
                    found = templates(value) or (assigned.get(value.id, []) if isinstance(value, ast.Name) else [])
                    yield from ((text, f"{path.relative_to(ROOT)}:{node.lineno}") for text in found)


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def templates(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part(value) for value in node.values)]
    if isinstance(node, ast.IfExp):
        return templates(node.body) + templates(node.orelse)
    return []


def part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    is_hint = (
        isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Call) and name_of(node.value.func) == "hint"
    )
    return "" if is_hint else "{}"


@pytest.mark.parametrize(("text", "place"), sorted(set(sentences())))
def test_an_error_is_there_in_german(text: str, place: str) -> None:
    said = text.replace("{}", "'x'")
    if text not in OUR_OWN and " " in re.sub(r"\{\}", "", text).strip():
        assert in_german(said) != said, f"{place}: add {text!r} to routerlint/messages/errors.py"


def test_the_hint_at_the_end_of_an_error_is_german_too() -> None:
    assert in_german("unknown key 'a'; did you mean 'b'?") == "unbekannter Schlüssel 'a'; gemeint ist vielleicht 'b'"
    assert in_german("'x' is no severity; known are low, high") == "'x' ist kein Schweregrad; bekannt sind low, high"


@pytest.mark.parametrize(("english", "german"), [*PAIRS, *FILE_PAIRS])
def test_both_languages_hold_the_same_parts(english: str, german: str) -> None:
    assert english.count("{}") == german.count("{}")
    assert in_german(english.replace("{}", "'x'")) == german.replace("{}", "'x'")
