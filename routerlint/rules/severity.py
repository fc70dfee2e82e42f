"""How bad a finding is: five levels in one order, and the table that lowers them by sources and listeners."""

from __future__ import annotations

import enum
from typing import Literal

import msgspec

from routerlint.model.base import Model

__all__ = ["LEVELS", "Adjustment", "Level", "Severity", "SeverityTable"]

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


class Adjustment(Model, frozen=True, kw_only=True):
    """A step of the table: lowers by so many levels, but not below one; or caps. It never raises."""

    lower_by: int = 0
    not_below: Severity = Severity.INFO
    at_most: Severity = Severity.CRITICAL

    def apply(self, severity: Severity) -> Severity:
        """The severity after this step."""
        lowered = max(int(severity) - self.lower_by, int(self.not_below))
        return Severity(min(lowered, severity, self.at_most))


class SeverityTable(Model, frozen=True, kw_only=True):
    """rules/severity.yaml: adjustments by source scope and by what listens, and the levels of holes in firmware.

    firmware: by what a hole allows (and "exploited", "ransomware", "ended"), the level "inside" and that where the
    service is "exposed" to the Internet.
    """

    scope: dict[str, Adjustment] = msgspec.field(default_factory=dict)
    listener: dict[str, Adjustment] = msgspec.field(default_factory=dict)
    firmware: dict[str, dict[str, Severity]] = msgspec.field(default_factory=dict)

    def adjusted(self, base: Severity, scope: str, listener: str) -> Severity:
        """The severity of an exposure with these sources and this kind of listener."""
        for adjustment in (self.scope.get(scope), self.listener.get(listener)):
            if adjustment is not None:
                base = adjustment.apply(base)
        return base
