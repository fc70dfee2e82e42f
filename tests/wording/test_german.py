"""Every sentence of parsers and the evaluator is there in German, and none for nothing."""

from __future__ import annotations

import ast
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from routerlint.wording import Phrase, bilingual, joined, phrase
from routerlint.wording.german import AREAS, template_of
from routerlint.wording.german import _texts as texts

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for folder in ("routerlint", "vendor_parsers")
    for path in (ROOT / folder).rglob("*.py")
    if "wording" not in path.parts
)


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("phrase", "phrases"):
            yield node


def templates() -> set[str]:
    found: set[str] = set()
    for path in MODULES:
        for call in calls(path):
            for argument in call.args:
                place = f"{path.relative_to(ROOT)}:{call.lineno}"
                assert isinstance(argument, ast.Constant), f"{place}: a template is written out, values are arguments"
                assert isinstance(argument.value, str), place
                found.add(argument.value)
    return found


def has_words(template: str) -> bool:
    return re.search("[A-Za-z]", re.sub(r"\{[^{}]*\}", "", template)) is not None


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_template_is_there_in_german() -> None:
    known = {english for area in AREAS for english in texts(area)}
    missing = sorted(template for template in templates() if has_words(template) and template not in known)
    assert not missing, "add them to routerlint/wording/german"


def test_no_german_text_stands_there_for_nothing() -> None:
    used = templates()
    assert not [english for area in AREAS for english in texts(area) if english not in used]


def test_no_template_stands_in_two_areas() -> None:
    all_of_them = [english for area in AREAS for english in texts(area)]
    assert len(all_of_them) == len(set(all_of_them))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_placeholders(area: str) -> None:
    for english, german in texts(area).items():
        assert placeholders(german) == placeholders(english), english


def test_a_phrase_is_its_english_sentence_and_can_be_said_in_german() -> None:
    said = phrase("address list {name}", name="friends")
    assert said == "address list friends"
    assert said.of("en") == "address list friends"
    assert said.of("de") == "Adressliste friends"


def test_a_phrase_within_a_phrase_is_translated_and_text_of_the_device_is_not() -> None:
    outer = phrase(
        "{what}: {why}", what=phrase("address list {name}", name="UPnP"), why=phrase("it is not in the file")
    )
    assert outer.of("de") == "Adressliste UPnP: steht nicht in der Datei"
    assert joined(", ", [phrase("addresses"), "ether1"]).of("de") == "Adressen, ether1"


def test_a_phrase_survives_pickling_with_its_german() -> None:
    said = pickle.loads(pickle.dumps(phrase("address list {name}", name="friends")))  # noqa: S301  # our own bytes
    assert isinstance(said, Phrase)
    assert said.of("de") == "Adressliste friends"
    both = pickle.loads(pickle.dumps(bilingual("a house", "ein Haus")))  # noqa: S301
    assert (str(both), both.of("de")) == ("a house", "ein Haus")


def test_a_template_that_nobody_knows_stays_english() -> None:
    assert template_of("a sentence of another package") == "a sentence of another package"
