"""Small things that every command asks of its run."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence

from routerlint.cli.language import language_of
from routerlint.errors import UsageError
from routerlint.messages import Language

__all__ = ["day", "language", "nearest"]


def language() -> Language:
    """The language of this run."""
    return language_of(sys.argv[1:])


def day(text: str | None) -> dt.date:
    """The day of --as-of; today where it is not given."""
    if text is None:
        return _today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date", advice="Write it as 2026-01-31.") from error


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def nearest(word: str, known: Sequence[str]) -> str:
    """The question after the nearest known word, or ""."""
    import difflib  # late: only mistakes need it

    by_case = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(word.lower(), list(by_case), n=1)
    return f"Did you mean {by_case[found[0]]}?" if found else ""
