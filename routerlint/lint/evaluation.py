"""An input to what the Internet can reach behind each of its devices."""

from __future__ import annotations

from routerlint.exposure.result import ExposureReport
from routerlint.lint.vendor import Reader
from routerlint.text.source import Document

__all__ = ["evaluate_document"]


def evaluate_document(document: Document, vendor: Reader) -> tuple[ExposureReport, ...]:
    """One report for each device (or virtual system) in the input; raises errors.InputError if nothing is readable."""
    from routerlint.exposure.evaluate import evaluate

    return tuple(evaluate(device) for device in vendor.parse(document))
