"""Tables and variables of the MIB in which a BOSS router keeps its whole configuration.

Printed columns drop the prefix of their table ("ExtPort" for ipNatPrExtPort); both forms are read. Sources: the
vendor's MIB files of releases 9.1.10 and 10.2.3.
"""

from __future__ import annotations

import msgspec

from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["KNOWN", "Dump", "Row", "Scalar", "Table", "column_name", "identify", "table_name"]

# Table: prefix of its columns, and columns by which it is known when no name stands near it.
KNOWN: dict[str, tuple[str, frozenset[str]]] = {
    "ifTable": ("if", frozenset(("index", "descr", "adminstatus"))),
    "ipExtIfTable": ("ipExtIf", frozenset(("index", "nat"))),
    "ipRouteTable": ("ipRoute", frozenset(("dest", "nexthop", "mask"))),
    "ipAddrTable": ("ipAdEnt", frozenset(("addr", "netmask", "bcastaddr"))),
    "ipNatPresetTable": ("ipNatPr", frozenset(("extport", "intaddr"))),
    "ipNatExcludeTable": ("ipNatEx", frozenset()),
    "ipNatOutTable": ("ipNatOut", frozenset()),
    "ipNatUPnPTable": ("ipNatUPnP", frozenset()),
    "ipSifAliasTable": ("ipSifAlias", frozenset(("order", "source", "destination", "service"))),
    "ipSifAliasAddressTable": ("ipSifAliasAddress", frozenset(("alias", "interface", "mode"))),
    "ipSifAliasServiceTable": ("ipSifAliasService", frozenset(("alias", "protocol", "port"))),
    "localTcpAllowTable": ("localTcpAllow", frozenset()),
    "localUdpAllowTable": ("localUdpAllow", frozenset()),
    "localIcmpAllowTable": ("localIcmpAllow", frozenset()),
    "upnpIfTable": ("upnpIf", frozenset(("clientrequests",))),
}
_BY_NAME = {name.lower(): name for name in KNOWN}


class Row(msgspec.Struct, frozen=True):
    """One row. values: by column; None if what was printed does not fit the header."""

    values: dict[str, str] | None
    line: int
    last_line: int

    def get(self, column: str, default: str = "") -> str:
        """The value of a column, or the MIB's default where the column was not printed."""
        return default if self.values is None else self.values.get(column, default)

    def has(self, column: str) -> bool:
        """Whether the column was printed."""
        return self.values is not None and column in self.values


class Table(msgspec.Struct, frozen=True):
    """A printed table. whole: nothing speaks for rows that were cut out."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    whole: bool = True


class Scalar(msgspec.Struct, frozen=True):
    """A printed variable without an index."""

    value: str
    line: int


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """All that was pasted from one router.

    tables: the last print of each. scalars: by lower-case name. changed: tables and groups that were changed after
    they were printed. others: names of printed tables that no reader knows.
    """

    file: SourceFile
    lines: tuple[str, ...]
    tables: dict[str, Table]
    scalars: dict[str, Scalar]
    changed: tuple[tuple[str, int], ...] = ()
    others: tuple[tuple[str, int], ...] = ()

    def span(self, line: int, last_line: int | None = None) -> Span:
        """The span of a statement."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return self.file.span(line, text, last_line)

    def row_span(self, row: Row) -> Span:
        """The span of a row, which may take several lines."""
        return self.span(row.line, row.last_line)

    def scalar(self, name: str) -> Scalar | None:
        """A variable by name, whatever its case."""
        return self.scalars.get(name.lower())


def table_name(text: str) -> str | None:
    """The canonical name of a table that a reader knows, or None."""
    return _BY_NAME.get(text.lower())


def column_name(table: str | None, printed: str) -> str:
    """A column in lower case, without the prefix of its table."""
    prefix = KNOWN[table][0].lower() if table is not None else ""
    name = printed.lower()
    return name.removeprefix(prefix) or name


def identify(columns: list[str]) -> str | None:
    """The table that has these columns, if exactly one fits; for prints without a name near them."""
    printed = [column.lower() for column in columns]
    found = []
    for name, (prefix, signature) in KNOWN.items():
        plain = {column.removeprefix(prefix.lower()) for column in printed}
        if signature and signature <= plain:
            found.append((len(signature), name))
    found.sort(reverse=True)
    best = [name for size, name in found if size == found[0][0]]
    return best[0] if len(best) == 1 else None
