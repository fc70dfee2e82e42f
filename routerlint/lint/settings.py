"""All that judging depends on beside the input itself."""

from __future__ import annotations

import datetime as dt

from routerlint.lint.site import Site
from routerlint.model.base import Model
from routerlint.rules.firmware.store import NO_ADVISORIES, AdvisoryData
from routerlint.rules.rule import RuleSet

__all__ = ["Settings"]


class Settings(Model, frozen=True, kw_only=True):
    """The settings of a run; equal settings and equal bytes give equal results.

    advisories: what is known about firmware. as_of: the day on which approvals must hold; an input, so that output can be reproduced.
    """

    rules: RuleSet
    site: Site = Site()
    advisories: AdvisoryData = NO_ADVISORIES
    as_of: dt.date
