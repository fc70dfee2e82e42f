"""`routerlint model`: what was understood of a configuration."""

from __future__ import annotations

from routerlint.cli.console import Console
from routerlint.cli.devices import each_device
from routerlint.cli.inputs import Choice
from routerlint.cli.options import LangOption, OutputOption, PathArgument, TemplateOption, VendorOption
from routerlint.cli.output import Sink
from routerlint.report.json_text import Json
from routerlint.report.model_json import model_document

__all__ = ["command"]


def command(
    path: PathArgument,
    vendor: VendorOption = None,
    template: TemplateOption = None,
    output: OutputOption = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints the normalized model of every device at the path, as JSON without secrets."""
    console = Console()
    sink = Sink(console, output)
    devices = each_device(path, Choice(vendor=vendor, template=template), console, model_document)
    documents: list[Json] = [document for document, _ in devices]
    if documents:
        sink.json(documents[0] if len(documents) == 1 else documents)
    sink.finish()
    return devices.code
