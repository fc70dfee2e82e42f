"""Tables as CSV: a line with the name of a table, a header, rows; comma or semicolon; variables as name and value.

How the user interface of each firmware writes its export is not documented; this reads what its tables look like, and
takes nothing for granted that the header does not say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.bintec_boss.tables import Dump, Row, Scalar, Table, column_name, identify, table_name

__all__ = ["is_csv", "read_csv"]

_NAME = re.compile(r"^[A-Za-z]\w{0,63}$")
_TABLE_LINE = re.compile(r"^[\s#\[\"]*([A-Za-z]\w{2,63})[\s\]\":;,]*$")
_SIGN = re.compile(
    r"(?im)^[\s#\[\"]*(?:ipNatPresetTable|ipExtIfTable|ipSif\w+Table|local(?:Tcp|Udp)AllowTable)[\s\]\":;,]*$|^\"?ipNatPrIfIndex\"?[;,]|\bipNatPrExtPort\"?[;,]"
)
_SCALARS = ("ipsif", "biboadm", "sys", "upnpglob", "httpadmin", "sshdcfg", "snmpadmin")


def is_csv(text: str) -> bool:
    """Whether the text names a table of the MIB the way a CSV dump does."""
    return _SIGN.search(text[:2_000_000]) is not None


def read_csv(file: SourceFile) -> Dump:
    """All tables and variables in a CSV dump."""
    lines = file.lines()
    delimiter = ";" if file.text.count(";") > file.text.count(",") else ","
    tables: dict[str, Table] = {}
    scalars: dict[str, Scalar] = {}
    others: list[tuple[str, int]] = []
    name: str | None = None
    columns: list[str] = []
    rows: list[Row] = []
    start = 0

    def end_table() -> None:
        found = name or identify(columns)
        if columns and found:
            names = tuple(column_name(found, column) for column in columns)
            tables[found] = Table(found, names, tuple(_renamed(rows, columns, names)), start)
        elif columns:
            others.append((phrase("a table without a name"), start))

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        cells = _cells(line, delimiter)
        titled = _TABLE_LINE.match(line)
        if titled and (table_name(titled[1]) or titled[1].endswith("Table")):
            end_table()
            name, columns, rows = table_name(titled[1]), [], []
            if name is None:
                others.append((titled[1], number))
        elif len(cells) == 2 and cells[0].lower().startswith(_SCALARS):
            scalars[cells[0].lower()] = Scalar(cells[1], number)
        elif _is_header(cells, columns, name):
            if columns:
                end_table()
                name = None
            columns, rows, start = cells, [], number
        elif columns:
            fits = len(cells) == len(columns)
            rows.append(Row(dict(zip(columns, cells, strict=True)) if fits else None, number, number))
    end_table()
    return Dump(file=file, lines=tuple(lines), tables=tables, scalars=scalars, others=tuple(others))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _is_header(cells: list[str], columns: list[str], name: str | None) -> bool:
    """A row of names: the first behind the name of a table, or one that can only be a known table's."""
    if len(cells) < 2 or not all(_NAME.match(cell) for cell in cells):
        return False
    return (name is not None and not columns) or identify(cells) is not None


def _renamed(rows: list[Row], columns: list[str], names: tuple[str, ...]) -> Iterator[Row]:
    rename = dict(zip(columns, names, strict=True))
    for row in rows:
        if row.values is None:
            yield row
        else:
            yield Row({rename[column]: value for column, value in row.values.items()}, row.line, row.last_line)
