"""Sentences of ours with words of a device in them, as they are printed."""

from __future__ import annotations

import pytest

from routerlint.text.sentences import shown
from routerlint.wording import Phrase, joined, phrase


def a_list(name: str) -> Phrase:
    return phrase("address list {name}", name=name)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_secret_in_a_name_of_the_device_is_masked(language: str) -> None:
    said = shown(a_list("password=Kanarie7"), "de" if language == "de" else "en")
    assert "Kanarie7" not in said
    assert "password=***" in said


def test_what_a_terminal_obeys_is_left_out() -> None:
    assert shown(a_list("\x1b[2Jx\u202e"), "en") == "address list ?[2Jx?"


def test_a_secret_is_masked_in_a_phrase_within_a_phrase() -> None:
    inner = joined(", ", [a_list("psk=Kanarie7"), "token: Kanarie8"])
    assert "Kanarie" not in shown(phrase("{what}: {why}", what=inner, why=phrase("it is not in the file")), "de")


def test_our_own_words_about_passwords_stay() -> None:
    ours = phrase("users are never in an export, so accounts without a password cannot be seen")
    assert shown(ours, "en") == str(ours)
    assert shown(ours, "de") == "Benutzer stehen nie in einem Export, also sind Konten ohne Passwort nicht erkennbar"


def test_plain_text_is_masked_as_a_whole() -> None:
    assert shown("password=Kanarie7", "de") == "password=***"
