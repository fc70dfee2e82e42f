"""The state of every line: what the parser did with it.

Coverage is what makes "nothing found" worth something: a parser marks each statement, and what it did not
understand is counted and shown instead of vanishing.
"""

from __future__ import annotations

import enum

import msgspec

__all__ = ["Coverage", "Ledger", "LineState", "Unread"]


class LineState(enum.Enum):
    """What became of a statement of the input."""

    USED = "used"  # it shaped the model
    IRRELEVANT = "irrelevant"  # known, and without influence on what can be reached
    UNSUPPORTED = "unsupported"  # known, and might matter, but not modelled
    UNRECOGNISED = "unrecognised"  # not known


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that was not used although it might matter.

    what: the section and key names only, never values, so that it is safe to send away.
    """

    file: str
    line: int
    state: LineState
    what: str


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many statements of an input were understood.

    counts: statements by state; relevant: the same for the sections in which something could be let in.
    unread: security-relevant statements that are unsupported or unrecognised, in file order.
    """

    counts: dict[str, int] = {}
    relevant: dict[str, int] = {}
    unread: tuple[Unread, ...] = ()

    @property
    def relevant_share(self) -> float:
        """The share (0 to 1) of security-relevant statements that were used or are known to be irrelevant."""
        total = sum(self.relevant.values())
        understood = self.relevant.get("used", 0) + self.relevant.get("irrelevant", 0)
        return understood / total if total else 1.0


class Ledger:
    """Collects line states while a parser runs; the only mutable thing that a parser carries."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._relevant: dict[str, int] = {}
        self._unread: list[Unread] = []

    def mark(self, state: LineState, *, file: str = "", line: int = 0, what: str = "", relevant: bool = False) -> None:
        """Notes one statement; `relevant` says that its section could let something in."""
        key = state.value
        self._counts[key] = self._counts.get(key, 0) + 1
        if not relevant:
            return
        self._relevant[key] = self._relevant.get(key, 0) + 1
        if state in (LineState.UNSUPPORTED, LineState.UNRECOGNISED):
            self._unread.append(Unread(file=file, line=line, state=state, what=what))

    def coverage(self) -> Coverage:
        """What was noted so far."""
        return Coverage(counts=dict(self._counts), relevant=dict(self._relevant), unread=tuple(self._unread))
