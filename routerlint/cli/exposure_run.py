"""What `routerlint exposure` does, apart from how its options are written."""

from __future__ import annotations

from pathlib import Path

from routerlint.cli.console import Console
from routerlint.cli.devices import each_device
from routerlint.cli.inputs import Choice
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.cli.vendors import builtin, vendor_name
from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.lint.result import incomplete_families
from routerlint.report.exposure_json import exposure_document
from routerlint.report.json_text import Json
from routerlint.wording import spoken

__all__ = ["run_exposure"]


def run_exposure(path: str, choice: Choice, *, json: bool = False, output: Path | None = None) -> int:
    """Prints the exposures of every device at the path; 3 if something could not be judged, else 0."""
    console = Console()
    sink = Sink(console, output)
    devices = each_device(path, choice, console, evaluate)
    documents: list[Json] = []
    code = 0
    for report, found in devices:
        code = max(code, 3 if incomplete_families(report) else 0)
        if json:
            documents.append(exposure_document(report))
        else:
            from routerlint.report.exposure_text import exposure_lines

            lines = exposure_lines(report, _title(report), found.document.name, found.place, sink.paper, language())
            sink.lines([*lines, ""])
    if documents:
        sink.json(documents[0] if len(documents) == 1 else documents)
    sink.finish()
    return max(code, devices.code)


def _title(report: ExposureReport) -> str:
    from routerlint.report.lint_text import device_title

    return device_title(report.device, spoken(vendor_name(report.device.vendor, builtin()), language()))
