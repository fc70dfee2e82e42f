"""One input to its result: pure, picklable, without a word printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from routerlint.errors import InputError, UsageError
from routerlint.exposure.result import ExposureReport
from routerlint.intake.blob import Blob
from routerlint.intake.documents import Assembler
from routerlint.intake.gather import Gatherer
from routerlint.intake.values import Recognised, Refused
from routerlint.lint.bugs import internal_error
from routerlint.lint.evaluation import device_key, evaluate_input
from routerlint.lint.result import LintedDevice, LintResult, slim
from routerlint.lint.settings import Settings
from routerlint.lint.vendor import Reader
from routerlint.rules.judge import judge

__all__ = ["lint_bytes", "lint_recognised"]

V = TypeVar("V", bound=Reader)


def lint_recognised(found: Recognised[V], settings: Settings) -> LintResult:
    """The result of one input whose vendor is known. A bug that it meets concerns this input alone."""
    name = found.document.name
    try:
        reports = evaluate_input(found, settings.site)
        devices = tuple(_judged(report, found, settings) for report in reports)
    except UsageError:  # a template that the user wrote has a mistake
        raise
    except InputError as error:
        return LintResult(name=name, error=error)
    except Exception as error:  # noqa: BLE001  # one input must not cost the others in a fleet their verdict
        return LintResult(name=name, error=internal_error(error, name))
    return LintResult(name=name, devices=devices)


def lint_bytes(data: bytes, name: str, assembler: Assembler[V], settings: Settings) -> Iterator[LintResult]:
    """The results of bytes from anywhere: an editor's buffer, a device, a commit. name: what to call them."""
    for found in Gatherer(assembler).blob(Blob(name=name, data=data, origin=name)):
        if isinstance(found, Recognised):
            yield lint_recognised(found, settings)
        elif isinstance(found, Refused):
            yield LintResult(name=found.name, error=found.error)


def _judged(report: ExposureReport, found: Recognised[V], settings: Settings) -> LintedDevice:
    device = report.device
    key = device_key(device, found)
    return LintedDevice(
        name=found.document.name if device.instance is None else f"{found.document.name}#{device.instance}",
        place=found.place,
        evidence=found.detection.evidence if found.detection is not None else "",
        report=slim(report),
        judgement=judge(
            report,
            settings.rules,
            settings.site.config,
            device_key=key,
            as_of=settings.as_of,
            advisories=settings.advisories,
        ),
    )
