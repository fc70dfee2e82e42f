"""Judges what the Internet can reach behind one device."""

from __future__ import annotations

import datetime as dt

from routerlint.exposure.result import ExposureReport
from routerlint.rules.config import Config
from routerlint.rules.rule import RuleSet
from routerlint.rules.verdict import Judgement

__all__ = ["judge"]


def judge(report: ExposureReport, rules: RuleSet, config: Config, *, device_key: str, as_of: dt.date) -> Judgement:
    """The verdict of every rule on the device of the report.

    device_key: the stable name of the device (inventory key, else path relative to the scan root).
    as_of: the day on which approvals must still hold.
    """
    return Judgement(device_key=device_key)
