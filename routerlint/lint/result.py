"""What is known about an input when all is done: the one value that every report is made from."""

from __future__ import annotations

import msgspec

from routerlint.errors import InputError, InternalError
from routerlint.exposure.result import ExposureReport
from routerlint.model.base import Model
from routerlint.model.pipeline import Pipeline
from routerlint.netset.addresses import FAMILIES
from routerlint.rules.verdict import Judgement

__all__ = ["LintResult", "LintedDevice", "incomplete_families", "slim"]


class LintedDevice(Model, frozen=True, kw_only=True):
    """One device and the verdicts on it.

    name: the input as the user named it, with "#" and the virtual system where one input holds several.
    place: what stands before a file name in locations (see intake.values.Recognised).
    evidence: what in the input says whose format it is.
    report: its device has empty pipelines (see slim).
    """

    name: str
    place: str = ""
    evidence: str = ""
    report: ExposureReport
    judgement: Judgement


class LintResult(Model, frozen=True, kw_only=True):
    """One input: its devices, or why it was not judged.

    error: an InputError (exit 3) or an InternalError (exit 4); devices is then empty.
    """

    name: str
    devices: tuple[LintedDevice, ...] = ()
    error: InputError | InternalError | None = None


def incomplete_families(report: ExposureReport) -> tuple[str, ...]:
    """The families of which the file speaks and in which it leaves open what else could be reached.

    A file that shows no way of a packet at all (a part of a configuration without interfaces) speaks of both.
    """
    spoken = tuple(family for family in FAMILIES if report.device.pipeline(family) is not None) or FAMILIES
    return tuple(family for family in spoken if not report.complete.of(family))


def slim(report: ExposureReport) -> ExposureReport:
    """The report with empty pipelines: no output needs them, and they are most of a result's size."""
    empty = tuple(Pipeline(family=p.family, forwarding=p.forwarding) for p in report.device.pipelines)
    return msgspec.structs.replace(report, device=msgspec.structs.replace(report.device, pipelines=empty))
