"""Sentences that parsers and the evaluator write, so that they can be said in every language of the program.

A phrase is its English sentence, as text, and remembers the template and the values that it was made of. Everything
that compares, sorts, joins or stores sentences uses the English text; a report that is written for people asks for
another language at the very end. The German templates stand in routerlint/wording/german and are loaded only then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

__all__ = ["NO_WORDS", "Bilingual", "Phrase", "bilingual", "joined", "phrase", "phrases", "spoken"]

# What fills a placeholder: a phrase is translated too, anything else comes from the device and stays as it is.
Value = object


class Phrase(str):
    """An English sentence that can be said in German. Made by phrase() and joined() only.

    template: the English text with {placeholders}. values: what fills them; empty for a text without any.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Value]

    def of(self, language: Literal["en", "de"]) -> str:
        """The sentence in that language; in English where a template has no translation (a vendor of another package)."""
        if language == "en":
            return str(self)
        from routerlint.wording.german import template_of  # late: an English run loads no German

        german = template_of(self.template)
        if not self.values:
            return german
        return german.format(
            **{name: value.of(language) if isinstance(value, Phrase) else value for name, value in self.values.items()}
        )

    def changed(self, change: Callable[[str], str]) -> Phrase:
        """The same sentence with the texts that do not come from the program changed."""
        values = {
            name: value.changed(change)
            if isinstance(value, Phrase)
            else change(value)
            if isinstance(value, str)
            else value
            for name, value in self.values.items()
        }
        return _made(self.template.format(**values), self.template, values) if values else self

    def __str__(self) -> str:
        """The English sentence as plain text."""
        return str.__str__(self)

    def __reduce__(self) -> tuple[object, ...]:
        return _made, (str(self), self.template, self.values)


class Bilingual(Phrase):
    """A sentence that brings its German: one of a data file, or of a vendor that another package adds."""

    __slots__ = ("german",)
    german: str

    def of(self, language: Literal["en", "de"]) -> str:
        """The sentence in that language."""
        return self.german if language == "de" else str(self)

    def __reduce__(self) -> tuple[object, ...]:
        return bilingual, (str(self), self.german)


def bilingual(english: str, german: str) -> Bilingual:
    """A sentence in both languages, for texts that do not stand in the program."""
    made = str.__new__(Bilingual, english)
    made.template, made.values, made.german = english, {}, german
    return made


def phrase(template: str, /, **values: Value) -> Phrase:
    """The sentence of an English template, which is written out at the call: a test looks there for all templates.

    A template without values may hold any character; one with values is filled like str.format.
    """
    return _made(template.format(**values) if values else template, template, values)


def phrases(*templates: str) -> tuple[Phrase, ...]:
    """Sentences without placeholders."""
    return tuple(_made(template, template, {}) for template in templates)


def joined(separator: str, parts: Sequence[str]) -> Phrase:
    """Sentences and names one after the other, with a separator that is the same in every language."""
    values: dict[str, Value] = {f"part{number}": part for number, part in enumerate(parts)}
    template = separator.join(f"{{{name}}}" for name in values)
    return _made(separator.join(parts), template, values)


def spoken(text: str, language: Literal["en", "de"]) -> str:
    """A text in a language: a phrase is translated, any other text stays as it is."""
    return text.of(language) if isinstance(text, Phrase) else text


def _made(text: str, template: str, values: dict[str, Value]) -> Phrase:
    made = str.__new__(Phrase, text)
    made.template = template
    made.values = values
    return made


NO_WORDS = phrase("")
