"""A version as numbers, and the order of two of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from routerlint.model.base import Model

__all__ = ["ALPHA", "BETA", "CANDIDATE", "RELEASE", "Scheme", "Version", "dotted", "in_parts", "numbers_of", "phase_of"]

# How far a release has come, in order; what stands behind a release (a hotfix) is a number of its own.
ALPHA, BETA, CANDIDATE, RELEASE = range(4)

_PHASES = {
    "alpha": ALPHA,
    "a": ALPHA,
    "dev": ALPHA,
    "development": ALPHA,
    "snapshot": ALPHA,
    "beta": BETA,
    "b": BETA,
    "rc": CANDIDATE,
    "r": CANDIDATE,
    "release": RELEASE,
    "": RELEASE,
}

_DOTTED = r"[vV]?\.?(\d{1,9}(?:\.\d{1,9}){0,5})\Z"


class Version(Model, frozen=True, kw_only=True):
    """A version that was read.

    numbers: what decides, most significant first; missing ones at the end are zeros.
    line: versions of different lines (editions, forks) are not comparable.
    is_exact: False where the text gives only the beginning, such as the train of a release ("17.9").
    """

    numbers: tuple[int, ...]
    line: str = ""
    is_exact: bool = True


def in_parts(first: Version, second: Version) -> int | None:
    """The order of two versions part by part; None if they are of different lines or the known part does not tell."""
    if first.line != second.line:
        return None
    one, other = first.numbers, second.numbers
    if not (first.is_exact and second.is_exact):
        known = min(len(version.numbers) for version in (first, second) if not version.is_exact)
        one, other = _padded(one, known)[:known], _padded(other, known)[:known]
        return None if one == other else _sign(one, other)
    if len(one) == len(other):
        return _sign(one, other)
    length = max(len(one), len(other))
    return _sign(_padded(one, length), _padded(other, length))


class Scheme(Model, frozen=True, kw_only=True):
    """How a maker writes versions. read: from text to a version or None. order: -1, 0, 1, or None for unknown."""

    read: Callable[[str], Version | None]
    order: Callable[[Version, Version], int | None] = in_parts


def dotted(text: str) -> Version | None:
    """Plain numbers with dots between them, leading zeros and a leading "V" left aside ("V.10.2.7.100")."""
    found = re.match(_DOTTED, text)
    return None if found is None else Version(numbers=numbers_of(found[1]))


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers of "11.01.02.102"."""
    return tuple(int(part) for part in text.split("."))


def phase_of(word: str | None) -> int | None:
    """The phase of a word such as "rc", in any case; None for a word that names none."""
    return _PHASES.get((word or "").lower())


def _padded(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))


def _sign(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return (one > other) - (one < other)
