"""The SNMP shell as a technician pastes it: prompts, pagers, and tables in any column order.

    digibox:> ipNatPresetTable

    inx IfIndex(*rw)         Protocol(-rw)        ExtPort(*rw)         ExtPortRange(rw)
        IntAddr(rw)          IntPort(rw)

     00 10001                tcp                  443                  -1
        192.168.2.10         -1

The header says how many values a row has; how the terminal broke the lines does not matter.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.bintec_boss.tables import KNOWN, Dump, Row, Scalar, Table, column_name, identify, table_name

__all__ = ["is_shell", "read_shell"]

_PROMPT = re.compile(r"^([\w.\-]{1,64}):([\w]{0,64})> ?(.*)$")
_HEADER = re.compile(r"^\s*inx\s+[A-Za-z]")
_COLUMN = re.compile(r"([A-Za-z]\w{0,63})\(\s{0,2}[-*+]?\s{0,2}r?[wo]?\s{0,2}\)")
_SCALAR = re.compile(r"^\s*([A-Za-z]\w{0,63})\(\s{0,2}[-*+]?\s{0,2}r?[wo]?\s{0,2}\):\s*(.*)$")
_ROW = re.compile(r"^\s{0,3}(\d{1,6})(?:\s+(.*))?$")
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_PAGER = re.compile(
    r"(?i)-{1,4} ?more ?-{1,4}(?: ?\(?\d{1,3}%\)?)?|<-* ?more ?-*>|press (?:any|a|<?return>?) ?key[^\w]*(?:to continue)?"
)
_ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]|[\x00-\x08\x0e-\x1f]")
_SIGN = re.compile(
    r"^\s*inx\s+\w+\(\s?[-*+]?\s?r?[wo]?\)|^[\w.\-]+:\w*> ?(?:ip|local|biboAdm|if|upnp)\w*|^\s*(?:ipSif|ipNat|biboAdm)\w+\(\s?[-*+]?\s?r?[wo]?\s?\):",
    re.MULTILINE,
)


def is_shell(text: str) -> bool:
    """Whether the text holds a printed table or variable of that shell."""
    return _SIGN.search(text[:2_000_000]) is not None


def read_shell(file: SourceFile) -> Dump:
    """All tables and variables in a paste; the last print of a table counts."""
    return _Reader(file).read()


class _Open(msgspec.Struct):
    """The table that is being read. left: values of the row that are still missing."""

    name: str | None
    columns: list[str]
    line: int
    in_header: bool = True
    rows: list[Row] = []
    values: list[str] = []
    row_line: int = 0
    row_last: int = 0
    next_index: int = 0
    whole: bool = True


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.lines = file.lines()
        self.tables: dict[str, Table] = {}
        self.scalars: dict[str, Scalar] = {}
        self.changed: list[tuple[str, int]] = []
        self.others: list[tuple[str, int]] = []
        self.command = ""
        self.open: _Open | None = None

    def read(self) -> Dump:
        waiting = False  # the last line with anything in it was a pager's
        for number, raw in enumerate(self.lines, 1):
            line, paged = _clean(raw)
            if line.strip() or not paged:
                waiting = waiting and not line.strip()
                self._line(number, line)
            else:
                waiting = True
        self._close(cut=waiting)
        return Dump(
            file=self.file,
            lines=tuple(self.lines),
            tables=self.tables,
            scalars=self.scalars,
            changed=tuple(self.changed),
            others=tuple(self.others),
        )

    def _line(self, number: int, line: str) -> None:
        prompt = _PROMPT.match(line)
        if prompt:
            self._prompt(number, prompt[2], prompt[3].strip())
            return
        bare = line.strip()
        if _HEADER.match(line) and _COLUMN.search(line):
            self._close()
            self.open = _Open(self.command or None, [], number, rows=[], values=[])
            self._header(line)
        elif self.open is not None and self.open.in_header and bare:
            self._header_or_row(number, line)
        elif self.open is not None and bare and self._row_line(number, line):
            return
        elif not bare:
            if self.open is not None:
                self.open.in_header = False
        elif table_name(bare):
            self._close()
            self.command = bare
        else:
            self._scalar(number, line)

    def _prompt(self, number: int, place: str, command: str) -> None:
        if self.open is not None and self.open.name is None and place:
            self.open.name = place
        self._close()
        self.command = ""
        if "=" in command:
            self.changed.append((command, number))
        elif command:
            self.command = command.split(maxsplit=1)[0]

    def _header(self, line: str) -> None:
        if self.open is not None:
            self.open.columns += _COLUMN.findall(line)

    def _header_or_row(self, number: int, line: str) -> None:
        rest = _COLUMN.sub("", line).strip()
        if not rest:
            self._header(line)
            return
        if self.open is not None:
            self.open.in_header = False
        self._row_line(number, line)

    def _scalar(self, number: int, line: str) -> None:
        found = _SCALAR.match(line)
        if found is None:
            return
        self._close()
        value = found[2].strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        self.scalars[found[1].lower()] = Scalar(value, number)

    def _row_line(self, number: int, line: str) -> bool:
        """Takes a line of values; False if it belongs to no row."""
        table = self.open
        if table is None or _SCALAR.match(line):
            return False
        missing = len(table.columns) - len(table.values) if table.row_line else 0
        start = _ROW.match(line)
        if start and (missing == 0 or (len(line) - len(line.lstrip()) < 4 and int(start[1]) == table.next_index)):
            self._end_row()
            table.whole = table.whole and int(start[1]) == table.next_index
            table.next_index = int(start[1]) + 1
            table.row_line = table.row_last = number
            self._values(start[2] or "")
            return True
        if missing <= 0:
            return False
        table.row_last = number
        self._values(line)
        return True

    def _values(self, text: str) -> None:
        if self.open is not None:
            self.open.values += [quoted or plain for quoted, plain in _PIECE.findall(text)]

    def _end_row(self) -> None:
        table = self.open
        if table is None or not table.row_line:
            return
        fits = len(table.values) == len(table.columns)
        row = dict(zip(table.columns, table.values, strict=True)) if fits else None
        table.rows.append(Row(row, table.row_line, table.row_last))
        table.values, table.row_line = [], 0

    def _close(self, *, cut: bool = False) -> None:
        """Ends the table: settles its name, and the names of its columns."""
        self._end_row()
        table, self.open = self.open, None
        if table is None:
            return
        name = table_name(table.name) if table.name else identify(table.columns)
        if name is None:
            self.others.append((table.name or phrase("a table without a name"), table.line))
            return
        names = [column_name(name, column) for column in table.columns]
        rename = dict(zip(table.columns, names, strict=True))
        rows = tuple(
            row if row.values is None else Row({rename[c]: v for c, v in row.values.items()}, row.line, row.last_line)
            for row in table.rows
        )
        distinct = len(set(names)) == len(names)
        self.tables[name] = Table(name, tuple(names), rows, table.line, table.whole and distinct and not cut)
        prefix = KNOWN[name][0].lower()
        self.changed = [change for change in self.changed if not change[0].lower().startswith(prefix)]


def _clean(line: str) -> tuple[str, bool]:
    """The line without terminal escapes and pager texts, and whether a pager stood in it."""
    if not line.isprintable():
        line = _ESCAPE.sub("", line.replace("\t", "    "))
    if "ore" not in line and "ORE" not in line and "key" not in line:
        return line, False
    cleaned = _PAGER.sub("", line)
    return cleaned, cleaned != line
