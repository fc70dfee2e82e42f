"""Every sentence of the program itself, in English and German; those of rules and vendors stand beside them."""

from __future__ import annotations

from typing import Literal

from routerlint.messages.help import HELP
from routerlint.messages.report import REPORT
from routerlint.wording import Phrase

__all__ = ["LANGUAGES", "Language", "counted", "message", "translated", "word"]

Language = Literal["en", "de"]

LANGUAGES: tuple[Language, ...] = ("en", "de")


def message(key: str, language: Language, **values: object) -> str:
    """The sentence of that key, with its values filled in."""
    texts = REPORT.get(key) or HELP[key]
    text = texts[1] if language == "de" else texts[0]
    return text.format(**values) if values else text


def word(kind: str, text: str, language: Language) -> str:
    """A word of the program's own in the language; the text itself where it is none of them."""
    key = f"{kind}-{text}"
    return message(key, language) if key in REPORT else text


def counted(key: str, number: int, language: Language, **values: object) -> str:
    """The sentence in its singular (`key`-one) or plural (`key`-many)."""
    return message(f"{key}-one" if number == 1 else f"{key}-many", language, count=number, **values)


def translated(text: str, language: Language) -> str:
    """An error's sentence, which is raised in English, in the language of the run."""
    if language == "en":
        return text
    if isinstance(text, Phrase):
        return text.of(language)
    from routerlint.messages.errors import in_german

    return in_german(text)
