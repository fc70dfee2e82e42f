"""Sentences of parsers and the evaluator, as they may be printed: names and values from a device stand in them."""

from __future__ import annotations

from typing import Literal

from routerlint.text.secrets import mask_secrets, names_secret, printable
from routerlint.wording import Phrase, spoken

__all__ = ["shown"]


def shown(text: str, language: Literal["en", "de"]) -> str:
    """The sentence in a language, masked, and without what a terminal obeys.

    A sentence of ours that speaks of passwords itself is masked value by value, so that its own words stay.
    """
    said = spoken(text, language)
    if isinstance(text, Phrase) and names_secret(said) and names_secret(text.changed(_nothing).of(language)):
        return printable(text.changed(mask_secrets).of(language))
    return printable(mask_secrets(said))


def _nothing(_: str) -> str:
    return ""
