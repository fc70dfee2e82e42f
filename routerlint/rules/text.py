"""Texts in the languages of routerlint."""

from __future__ import annotations

from typing import Literal

from routerlint.model.base import Model

__all__ = ["LANGUAGES", "Language", "Text"]

Language = Literal["en", "de"]

LANGUAGES: tuple[Language, ...] = ("en", "de")


class Text(Model, frozen=True, kw_only=True):
    """One text in every language."""

    en: str
    de: str

    def of(self, language: Language) -> str:
        """The text in that language."""
        return self.de if language == "de" else self.en

    @classmethod
    def same(cls, text: str) -> Text:
        """A text that is the same in every language: a product name, an address."""
        return cls(en=text, de=text)
