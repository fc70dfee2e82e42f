"""The verdict on the firmware of a device."""

from __future__ import annotations

from typing import Literal

from routerlint.model.base import Model
from routerlint.rules.firmware.dates import DataDates

__all__ = ["FirmwareState", "FirmwareVerdict"]

# Worst first. "unknown": model or version are not in the input or not comparable; never a pass. "no-data": nothing is
# gathered about this system.
FirmwareState = Literal[
    "exploited", "vulnerable", "ended", "possibly-vulnerable", "unknown", "nothing-known", "no-data"
]


class FirmwareVerdict(Model, frozen=True, kw_only=True):
    """What is known about the firmware of a device.

    has_ended: whether its line is no longer looked after; None if that is not known. advisories: ids that concern it;
    possible: ids that may; exploited: those of CISA's catalogue, each with the day on which it was added and whether
    ransomware is known to use it. install: the version that closes what can be closed, or "".
    data: the days up to which the data goes.
    """

    state: FirmwareState
    product: str = ""
    version: str = ""
    has_ended: bool | None = None
    advisories: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    exploited: tuple[tuple[str, str, bool], ...] = ()
    install: str = ""
    data: DataDates = DataDates()
