"""`routerlint advisories`: what is known about firmware, and how it is brought up to date."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Annotated

import typer

from routerlint.cli.advisory_data import advisories, data_folder
from routerlint.cli.console import Console
from routerlint.cli.options import AsOf, Format, FormatOption, LangOption, OutputOption, text
from routerlint.cli.output import Sink
from routerlint.cli.run import day, language, nearest
from routerlint.errors import ConfigurationError, UsageError
from routerlint.messages import message
from routerlint.report.advisory_table import advisories_document, advisory_lines, product_lines
from routerlint.rules.firmware.store import AdvisoryData, builtin_advisories

__all__ = ["command"]

_UPDATE = "update"


def command(
    what: Annotated[
        str | None, typer.Argument(metavar="[VENDOR | update]", help=text("advisories-what"), show_default=False)
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help=text("advisories-from"), show_default=False)
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", metavar="NAME", help=text("advisories-product"), show_default=False)
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help=text("advisories-data"), show_default=False)
    ] = None,
    as_of: AsOf = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    lang: LangOption = None,  # noqa: ARG001  # read before the line is parsed, see cli.language
) -> int:
    """Prints what is known about every vendor's firmware or about one's, or takes over a newer list."""
    sink = Sink(Console(), output)
    if what == _UPDATE:
        if from_ is None:
            raise UsageError("'advisories update' needs a file", advice="Give --from FILE.")
        sink.lines([_update(from_, product, data, as_of)])
    else:
        if from_ is not None or product is not None:
            raise UsageError("--from and --product belong to 'advisories update'")
        _print(sink, what, advisories(data), format_)
    sink.finish()
    return 0


def _print(sink: Sink, vendor: str | None, known: AdvisoryData, format_: Format) -> None:
    if vendor is not None and vendor not in known.products:
        raise UsageError(f"no advisories are kept for {vendor!r}", advice=nearest(vendor, list(known.products)))
    if format_ is Format.JSON:
        sink.json(advisories_document(known, vendor, language()))
    elif vendor is None:
        sink.lines(advisory_lines(known, sink.paper, language()))
    else:
        sink.lines(product_lines(known, vendor, sink.paper, language()))


def _update(source: Path, product: str | None, folder: Path | None, as_of: str | None) -> str:
    """Takes over a list and says what it brought."""
    from routerlint.rules.firmware.update import LARGEST_UPDATE, read_update

    try:
        with source.open("rb") as file:
            content = file.read(LARGEST_UPDATE + 1)
    except OSError as problem:
        raise UsageError(f"cannot be read ({problem.strerror})", file=str(source)) from None
    found = read_update(content, str(source), builtin_advisories(), day(as_of), product)
    target = (folder if folder is not None else data_folder()) / found.file
    _write(target, found.content)
    key = "advisories-took-exploited" if found.about == "exploited" else "advisories-took-lifecycle"
    values = {"count": found.count, "vendor": found.about, "date": found.date.isoformat(), "file": target}
    return message(key, language(), **values)


def _write(target: Path, content: bytes) -> None:
    """Writes a file whole or not at all: another run may read it at the same time."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(target)
    except OSError as problem:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise ConfigurationError(f"cannot be written ({problem.strerror})", file=str(target)) from None
