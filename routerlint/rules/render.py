"""Fills the texts of rules with the values of a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from routerlint.rules.definition import Fix, FixStep
from routerlint.rules.text import Language, Text

__all__ = ["PLACEHOLDER", "fill", "repair"]

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Line = tuple[Literal["text", "command"], str]


def fill(text: Text, values: dict[str, Text], language: Language) -> str:
    """The text with its {placeholders} replaced; an unknown one becomes empty."""
    return _filled(text.of(language), values, language)


def _filled(text: str, values: dict[str, Text], language: Language) -> str:
    if "{" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: _value(values, found[1], language), text)


def _value(values: dict[str, Text], name: str, language: Language) -> str:
    value = values.get(name)
    return "" if value is None else value.of(language)


def repair(fix: Fix, vendor: str, kind: str, values: dict[str, Text], language: Language) -> tuple[Line, ...]:
    """The lines of a repair for this vendor and kind of finding."""
    lines: list[Line] = []
    if fix.advice is not None:
        lines.append(("text", fill(fix.advice, values, language)))
    variant = next((v for v in fix.variants if not v.kinds or kind in v.kinds), None)
    if variant is not None:
        for step in variant.vendors.get(vendor, variant.generic):
            lines.extend(_lines(step, values, language))
    return tuple(lines)


def _lines(step: FixStep, values: dict[str, Text], language: Language) -> Iterator[Line]:
    if step.text is not None:
        text = fill(step.text, values, language)
        if text:  # a step of placeholders alone may have nothing to say
            yield "text", text
    for command in step.commands:
        names = PLACEHOLDER.findall(command)
        if all(_value(values, name, language) for name in names):
            for one in _for_each(names, values):
                yield "command", _filled(command, one, language)
            return


def _for_each(names: list[str], values: dict[str, Text]) -> Iterator[dict[str, Text]]:
    """The values of a command, several times where one of them stands for several words."""
    several = next((name for name in names if "\n" in values[name].en), None)
    if several is None:
        yield values
        return
    for word in values[several].en.split("\n"):
        yield {**values, several: Text.same(word)}
