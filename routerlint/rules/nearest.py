"""Names the right word for a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["hint", "nearest"]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like the given one, or None if none is."""
    import difflib  # late: only mistakes need it

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """The end of an error message: "; did you mean 'x'?", or the known words if there are few, or nothing."""
    words = list(known)
    found = nearest(word, words)
    if found is not None:
        return f"; did you mean {found!r}?"
    return f"; known are {', '.join(words)}" if len(words) <= 12 else ""
