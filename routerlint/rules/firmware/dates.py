"""How old the data about firmware is."""

from __future__ import annotations

from routerlint.model.base import Model

__all__ = ["DataDates"]


class DataDates(Model, frozen=True, kw_only=True):
    """The days up to which the data goes: advisories, known exploited holes, ends of support; "" without data."""

    advisories: str = ""
    exploited: str = ""
    lifecycle: str = ""

    @property
    def oldest(self) -> str:
        """The oldest of the days."""
        return min(self.advisories, self.exploited, self.lifecycle)
