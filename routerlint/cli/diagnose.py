"""`routerlint lint --diagnostics`: what can be sent to us when a file is not understood."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from routerlint.cli.console import Console
from routerlint.cli.inputs import Choice, inputs
from routerlint.cli.output import Sink
from routerlint.cli.vendors import CliVendor
from routerlint.errors import InputError, RouterlintError
from routerlint.intake.values import Recognised, Skipped
from routerlint.lint.bugs import internal_error
from routerlint.report.diagnostics import diagnosis, diagnostics_document
from routerlint.report.json_text import Json
from routerlint.text.coverage import Coverage

__all__ = ["diagnose"]


def diagnose(paths: Sequence[str], choice: Choice, output: Path | None) -> int:
    """Prints the document; 3 if an input could not be read, 4 after a bug, else 0."""
    sink = Sink(Console(), output)
    found_all: list[Json] = []
    code = 0
    for found in inputs(paths, choice):
        number = len(found_all) + 1
        if isinstance(found, Skipped):
            continue
        if not isinstance(found, Recognised):
            found_all.append(diagnosis(None, number=number, error=found.error))
            code = max(code, 3)
            continue
        described, code_here = _described(found, number)
        found_all.append(described)
        code = max(code, code_here)
    sink.json(diagnostics_document(found_all))
    sink.finish()
    return code


def _described(found: Recognised[CliVendor], number: int) -> tuple[Json, int]:
    coverages: list[Coverage] = []
    error: RouterlintError | None = None
    try:
        coverages = [device.coverage for device in found.vendor.parse(found.document)]
    except InputError as refusal:
        error = refusal
    except Exception as bug:  # noqa: BLE001  # a bug in a parser is what this is for
        error = internal_error(bug, "")
    described = diagnosis(
        found.document,
        number=number,
        vendor=found.vendor.id,
        coverages=coverages,
        markers=found.vendor.tree_markers,
        error=error,
    )
    return described, error.exit_code if error is not None else 0
