"""What a signature is."""

from __future__ import annotations

import re
from functools import lru_cache

from routerlint.model.base import Model
from routerlint.wording import Phrase, phrase

__all__ = ["NOT_YET", "BinarySignature", "NameSignature", "TextSignature", "head_of", "score"]

NOT_YET = phrase("No form of it is judged yet; `routerlint vendors` lists what is")

# Signatures stand at the beginning of a file or on many of its lines.
_HEAD = 49_152


class TextSignature(Model, frozen=True, kw_only=True):
    """How the text of a system is known.

    system: what users call it. marks: patterns of which one is enough. words: patterns of which `least` different ones
    must be there. without: patterns that speak against it. advice: the way to a form that is judged, if there is one.
    Patterns are tried at the beginning of every line; the text of a mark or word never appears in an answer.
    """

    system: Phrase
    marks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    least: int = 2
    without: tuple[str, ...] = ()
    advice: Phrase = NOT_YET


class BinarySignature(Model, frozen=True, kw_only=True):
    """How a binary file of a system is known: bytes at places of its own."""

    system: Phrase
    at: tuple[tuple[int, bytes], ...]
    evidence: Phrase
    advice: Phrase = NOT_YET


class NameSignature(Model, frozen=True, kw_only=True):
    """What only the name of a binary file suggests, since its content has no marks: its ending or whole name."""

    system: Phrase
    endings: tuple[str, ...]
    advice: Phrase = NOT_YET


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A line break in front lets the engine jump from line to line instead of trying every character."""
    return re.compile(f"\n(?:{pattern})", re.MULTILINE)


def head_of(text: str) -> str:
    """The part of a text that `score` looks at."""
    return "\n" + text[:_HEAD]


def score(signature: TextSignature, head: str) -> int:
    """100 for a mark, else the number of words if there are enough of them, else 0."""
    if any(_compiled(pattern).search(head) for pattern in signature.marks):
        found = 100
    else:
        found = sum(_compiled(pattern).search(head) is not None for pattern in signature.words)
    if found < signature.least or any(_compiled(pattern).search(head) for pattern in signature.without):
        return 0
    return found
