"""Where in the input a value stands."""

from __future__ import annotations

import msgspec

from routerlint.wording import Phrase, phrase

__all__ = ["Span", "default_span"]


class Span(msgspec.Struct, frozen=True):
    """One place in an input.

    file: name relative to the path that the user gave.
    line: first physical line, from 1; None for a default that the file does not state.
    text: that line, trimmed, secrets masked; for a default it begins with "default:".
    last_line: last physical line of a statement that spans several; None if it is one line.
    """

    file: str
    line: int | None
    text: str
    last_line: int | None = None


def default_span(text: Phrase) -> Span:
    """The span of something that holds although no line says so, such as "chain input accepts"."""
    return Span("", None, phrase("default: {text}", text=text))
