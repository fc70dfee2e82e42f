"""A value that a rule may ask about: known, not stated, or not extracted.

The three never collapse. "Not stated" means that the vendor's file could hold it and does not (and no default is
known for its absence); "not extracted" means that the parser does not look for it or the section is not in this
input. A rule that needs the value is undecided in both cases, never passed.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Generic, Never, TypeVar

import msgspec

from routerlint.text.span import Span

__all__ = ["NOT_EXTRACTED", "NOT_STATED", "Fact", "Origin", "State", "by_default", "by_version", "stated"]

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")


class State(enum.Enum):
    """Whether the value is there, and if not, why not."""

    KNOWN = "known"
    NOT_STATED = "not stated"
    NOT_EXTRACTED = "not extracted"


class Origin(enum.Enum):
    """Where a known value came from."""

    STATED = "stated"
    DEFAULT = "default"
    INHERITED = "inherited"
    QUIRK = "quirk"


class Fact(msgspec.Struct, Generic[T_co], frozen=True, kw_only=True):
    """A value with its state, origin and places.

    source: for a default, the documentation or code that says so.
    default: the name of a vendor's default that holds here and depends on the version; the value is not stated until
        rules/quirks settles it.
    """

    state: State
    value: T_co | None = None
    origin: Origin = Origin.STATED
    spans: tuple[Span, ...] = ()
    source: str = ""
    default: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.state is State.KNOWN


NOT_STATED: Fact[Never] = Fact(state=State.NOT_STATED)
NOT_EXTRACTED: Fact[Never] = Fact(state=State.NOT_EXTRACTED)


def stated(value: V, *spans: Span) -> Fact[V]:
    """A value that the file states in these places."""
    return Fact(state=State.KNOWN, value=value, spans=spans)


def by_default(value: V, source: str, spans: Iterable[Span] = ()) -> Fact[V]:
    """A value that holds because the file does not say otherwise; source names who says so."""
    return Fact(state=State.KNOWN, value=value, origin=Origin.DEFAULT, source=source, spans=tuple(spans))


def by_version(default: str, spans: Iterable[Span] = ()) -> Fact[Never]:
    """A value that the file leaves to a default of this name, which changed between versions (rules/quirks)."""
    return Fact(state=State.NOT_STATED, origin=Origin.DEFAULT, default=default, spans=tuple(spans))
