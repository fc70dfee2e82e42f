"""`routerlint exposure`: everything that is reachable from the Internet."""

from __future__ import annotations

from routerlint.cli.exposure_run import run_exposure
from routerlint.cli.inputs import Choice
from routerlint.cli.options import (
    Format,
    FormatOption,
    LangOption,
    OutputOption,
    PathArgument,
    TemplateOption,
    VendorOption,
)

__all__ = ["command"]


def command(
    path: PathArgument,
    vendor: VendorOption = None,
    template: TemplateOption = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints the exposures of every device at the path; 3 if something could not be judged, else 0."""
    return run_exposure(path, Choice(vendor=vendor, template=template), json=format_ is Format.JSON, output=output)
