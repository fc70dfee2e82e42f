"""How bad a finding is: five levels in one order."""

from __future__ import annotations

import enum
from typing import Literal

__all__ = ["LEVELS", "Level", "Severity"]

Level = Literal["info", "low", "medium", "high", "critical"]

LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")


class Severity(enum.IntEnum):
    """The level of a finding; comparable."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> Level:
        """The word that files and outputs use."""
        return LEVELS[self.value]

    @classmethod
    def of(cls, label: str) -> Severity:
        """The level of a word; ValueError for any other word."""
        return cls(LEVELS.index(label))
