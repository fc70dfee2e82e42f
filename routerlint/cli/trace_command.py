"""`routerlint trace`: one packet through NAT and filter."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from routerlint.cli.console import Console
from routerlint.cli.devices import each_device
from routerlint.cli.inputs import Choice
from routerlint.cli.options import (
    Format,
    FormatOption,
    LangOption,
    OutputOption,
    PathArgument,
    TemplateOption,
    VendorOption,
    text,
)
from routerlint.cli.output import Sink
from routerlint.cli.run import language
from routerlint.exposure.trace import Query, Trace, check_query, trace
from routerlint.report.json_text import Json
from routerlint.report.trace_text import trace_document, trace_lines

__all__ = ["command"]


class FamilyName(enum.StrEnum):
    """The address families that --family takes."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"


def command(
    path: PathArgument,
    protocol: Annotated[str, typer.Option("--protocol", metavar="NAME", help=text("protocol"), show_default=False)],
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, metavar="PORT", help=text("port"), show_default=False)
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ADDRESS", help=text("source"), show_default=False)
    ] = None,
    destination: Annotated[
        str | None, typer.Option("--destination", metavar="ADDRESS", help=text("destination"), show_default=False)
    ] = None,
    via: Annotated[str | None, typer.Option("--via", metavar="INTERFACE", help=text("via"), show_default=False)] = None,
    family: Annotated[FamilyName, typer.Option("--family", help=text("family"))] = FamilyName.IPV4,
    vendor: VendorOption = None,
    template: TemplateOption = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints every decision on the packet's way, and the verdict; 3 if it is undecided."""
    query = Query(
        protocol=protocol,
        port=port,
        source=source,
        destination=destination,
        via=via,
        family="ipv6" if family is FamilyName.IPV6 else "ipv4",
    )
    check_query(query)
    console = Console()
    sink = Sink(console, output)
    devices = each_device(path, Choice(vendor=vendor, template=template), console, lambda device: trace(device, query))
    documents: list[Json] = []
    verdicts: list[Trace] = []
    for found, where in devices:
        verdicts.append(found)
        if format_ is Format.JSON:
            documents.append(trace_document(found))
        else:
            sink.lines([*trace_lines(found, where.document.name, where.place, sink.paper, language()), ""])
    if documents:
        sink.json(documents[0] if len(documents) == 1 else documents)
    sink.finish()
    undecided = any(found.verdict == "undecided" for found in verdicts)
    return max(devices.code, 3 if undecided else 0)
