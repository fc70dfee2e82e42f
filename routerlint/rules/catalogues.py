"""The built-in catalogues of controls, and how they are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from routerlint.errors import ConfigurationError
from routerlint.rules.catalogue import Catalogue, Control
from routerlint.rules.definition import Rule
from routerlint.rules.nearest import nearest
from routerlint.rules.source import builtin_catalogues_data

__all__ = ["builtin_catalogues", "builtin_controls", "catalogues_named", "rules_by_control"]


@cache
def builtin_catalogues() -> tuple[Catalogue, ...]:
    """Every catalogue, by name."""
    return tuple(sorted(builtin_catalogues_data(), key=lambda catalogue: catalogue.name))


@cache
def builtin_controls() -> dict[str, Control]:
    """Every control by its id."""
    return {control.id: control for catalogue in builtin_catalogues() for control in catalogue.controls}


def catalogues_named(names: Sequence[str], file: str = "", line: int | None = None) -> tuple[Catalogue, ...]:
    """The catalogues of these names, in their order, each once; raises ConfigurationError that names the nearest one.

    file, line: where the names stand.
    """
    known = {catalogue.name: catalogue for catalogue in builtin_catalogues()}
    for name in names:
        if name.lower() not in known:
            message = f"no catalogue of controls is called {name!r}"
            raise ConfigurationError(message, file=file, line=line, advice=_advice(name.lower(), known))
    return tuple(known[name] for name in dict.fromkeys(name.lower() for name in names))


def _advice(name: str, known: Iterable[str]) -> str:
    """The name that was perhaps meant, else all of them."""
    names = list(known)
    found = next((other for other in names if name and other.startswith(name)), None) or nearest(name, names)
    return f"Did you mean {found}?" if found else f"Known: {', '.join(names)}."


def rules_by_control(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The rules that touch each control, by its id; in the order of the rules."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for control in rule.controls:
            found.setdefault(control, []).append(rule)
    return {control: tuple(touching) for control, touching in found.items()}
