"""LCOS scripts, line by line: where the script stands (cd), what it deletes, adds and sets.

    cd /Setup/IP-Router/1-N-NAT/Service-Table
    del *
    tab D-port-from D-port-to Protocol Peer WAN-Address Intranet-Address Map-Port Active Comment
    add  443  443  TCP  ""  0.0.0.0  192.168.10.10  0  Yes  "HTTPS"

Sources: script fragments of real devices, columns and numbers of the device's own MIB. A row without a `tab` line is
positional in the order of the table's columns.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.lancom_lcos.menu import OPEN_ENDED, ROOT, Node, Table, child, column_of, table_of
from vendor_parsers.lancom_lcos.statement import Piece, key_of, pieces_of, row_values

__all__ = ["Row", "Script", "Value", "read_script"]

_HEADER = re.compile(r"^#\s*Script\s*\(\s*([^/]{1,80}?)\s*/\s*([0-9][\w.]{0,40}(?: [A-Za-z]{2,3} ?\d{0,3})?)")
_PROMPT = re.compile(r"^[\w.\-]{1,64}@[^>\s]{0,80}> ?")
_PAGER = re.compile(r"(?i)^\s*-{1,4} ?more ?-{1,4}\s*$")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]|[\x00-\x08\x0e-\x1f]")
_COMMANDS = (
    "cd",
    "set",
    "add",
    "del",
    "rm",
    "tab",
    "lang",
    "flash",
    "exit",
    "default",
    "sleep",
    "do",
    "show",
    "readscript",
    "list",
    "ls",
)

Path = tuple[str, ...]


class Row(msgspec.Struct):
    """One row. values: by column; None if it cannot be read. doubt: a later command may have removed it."""

    values: dict[str, str] | None
    line: int
    doubt: bool = False

    def get(self, column: str, default: str = "") -> str:
        """The value of a column, or the default where the row does not state it."""
        return default if self.values is None else self.values.get(column, default)

    def has(self, column: str) -> bool:
        """Whether the row states the column."""
        return self.values is not None and column in self.values


class Value(msgspec.Struct, frozen=True):
    """A single setting."""

    text: str
    line: int


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What a script leaves behind. damaged: reasons why a table that matters may be other than it seems."""

    file: SourceFile
    lines: tuple[str, ...]
    model: str
    version: str
    header_line: int
    closed: bool
    tables: dict[Path, tuple[Row, ...]]
    values: dict[Path, Value]
    vpn_names: frozenset[str]
    damaged: tuple[tuple[str, int], ...]

    def rows(self, *path: str) -> tuple[Row, ...]:
        """The rows of a table; () if the script leaves it alone or empties it."""
        return self.tables.get(path, ())

    def value(self, *path: str) -> Value | None:
        """A single setting, or None if the script does not state it."""
        return self.values.get(path)

    def span(self, line: int) -> Span:
        """The span of a line."""
        return self.file.span(line, self.lines[line - 1] if 0 < line <= len(self.lines) else "")


def read_script(file: SourceFile, ledger: Ledger) -> Script:
    """Runs a script on an empty configuration; every line is counted in the ledger."""
    return _Reader(file, ledger).read()


class _Reader:
    """The state of a run: the place, the column order, tables and values so far."""

    def __init__(self, file: SourceFile, ledger: Ledger) -> None:
        self.file, self.ledger = file, ledger
        self.lines = file.lines()
        # None: a menu that is not read; its path is kept as text, for VPN names.
        self.place: Node | None = ROOT
        self.outside: Path = ()
        self.columns: tuple[str, ...] | None = None
        self.tables: dict[Path, list[Row]] = {}
        self.index: dict[Path, dict[tuple[str, ...], Row]] = {}
        self.values: dict[Path, Value] = {}
        self.vpn_names: set[str] = set()
        self.damaged: list[tuple[str, int]] = []
        self.model, self.version, self.header_line = "", "", 0
        self.flash_off = self.closed = False

    def read(self) -> Script:
        for number, raw in enumerate(self.lines, 1):
            line = raw if raw.isprintable() else _ESCAPE.sub("", raw.replace("\t", " "))
            self._line(number, _PROMPT.sub("", line.strip()))
        return Script(
            file=self.file,
            lines=tuple(self.lines),
            model=self.model,
            version=self.version,
            header_line=self.header_line,
            closed=self.closed or not self.flash_off,
            tables={path: tuple(rows) for path, rows in self.tables.items()},
            values=self.values,
            vpn_names=frozenset(self.vpn_names),
            damaged=tuple(self.damaged),
        )

    def _line(self, number: int, line: str) -> None:
        if not line or _PAGER.match(line):
            return
        if line.startswith("#"):
            header = _HEADER.match(line)
            if header and not self.model:
                self.model, self.version, self.header_line = " ".join(header[1].split()), header[2], number
            return
        pieces = pieces_of(line)
        if ";" in line and any(piece.kind == "word" and piece.text.endswith(";") for piece in pieces):
            self._damage(number, phrase("several commands stand on one line"))
        if not pieces or pieces[0].kind != "word":
            self._mark(LineState.UNRECOGNISED, number, phrase("a line that is no command"))
            return
        word = pieces[0].text.lower()
        command = (
            word if word in _COMMANDS else next((c for c in ("cd", "set", "add", "del", "tab") if word == c[:2]), "")
        )
        self._command(number, command, pieces[1:], word)

    def _command(self, number: int, command: str, given: list[Piece], word: str) -> None:
        if command == "cd":
            self._cd(number, given)
        elif command == "tab":
            self._tab(number, given)
        elif command in ("add", "set"):
            self._store(number, given)
        elif command in ("del", "rm"):
            self._delete(number, given)
        elif command == "flash":
            off = bool(given) and given[0].text.lower().startswith("n")
            self.flash_off, self.closed = self.flash_off or off, not off
        elif command == "exit":
            self.closed = True
        elif command == "default" and (self.place is None or self.place.path):
            self._damage(number, phrase("a menu was set back to its factory state"))
        elif not command:
            self._mark(LineState.UNRECOGNISED, number, word[:40], relevant=self._relevant())
            if self._relevant():
                self._damage(number, phrase("a command in a menu that matters is not known"))

    def _relevant(self) -> bool:
        return self.place is not None and table_of(self.place) is not None

    def _mark(self, state: LineState, number: int, what: str, *, relevant: bool = False) -> None:
        self.ledger.mark(state, file=self.file.name, line=number, what=what, relevant=relevant)

    def _damage(self, number: int, reason: str) -> None:
        self.damaged.append((reason, number))

    # Paths

    def _walk(self, number: int, path: str) -> tuple[Node | None, Path, list[str]]:
        """Where a path leads from here: a node, or None with the names outside; and what is left as key of a row."""
        node: Node | None = ROOT if path.startswith("/") else self.place
        outside: Path = () if path.startswith("/") else self.outside
        left: list[str] = []
        for name in path.split("/"):
            if name in ("", "."):
                continue
            if name == "..":
                node, outside = _parent(node, outside)
            elif node is None:
                outside = (*outside, name.lower())[:12]
            elif table_of(node) is not None:
                left.append(name)
            else:
                found = child(node, name)
                if found is False:
                    self._damage(number, phrase("an abbreviated path may mean a menu that matters"))
                if isinstance(found, Node):
                    node = found
                else:
                    outside = (*node.path, name.lower())
                    node = None
        return node, outside, left

    def _cd(self, number: int, given: list[Piece]) -> None:
        self.columns = None
        if given:
            self.place, self.outside, _ = self._walk(number, given[0].text)
        self._mark(LineState.IRRELEVANT, number, "cd")

    def _tab(self, number: int, given: list[Piece]) -> None:
        table = None if self.place is None else table_of(self.place)
        if table is not None:
            self.columns = tuple(column_of(table, piece.text) for piece in given)
        self._mark(LineState.USED if table else LineState.IRRELEVANT, number, "tab", relevant=table is not None)

    # Rows and values

    def _store(self, number: int, given: list[Piece]) -> None:
        node, outside, left = self.place, self.outside, list[str]()
        if given and given[0].kind == "word" and self._is_path(given[0].text):
            node, outside, left = self._walk(number, given[0].text)
            given = given[1:]
        table = None if node is None else table_of(node)
        if node is not None and table is not None:
            self._row(number, node, table, [*(Piece("text", key) for key in left), *given])
        elif node is None:
            self._outside(number, outside, given)
        else:
            self._value(number, node, given)

    def _is_path(self, text: str) -> bool:
        """Inside of a table, only a path from the root is one: values may hold a slash."""
        return text.startswith("/") or ("/" in text and not self._relevant())

    def _outside(self, number: int, outside: Path, given: list[Piece]) -> None:
        """A menu that is not read; names of VPN peers tell later that a forward is not for the Internet."""
        if outside[:2] == ("setup", "vpn") and given:
            self.vpn_names.add(given[0].text.upper())
        self._mark(LineState.IRRELEVANT, number, "/".join(outside[:3]))

    def _value(self, number: int, node: Node, given: list[Piece]) -> None:
        """`set /Setup/Name "X"`, or `set Operating Yes` inside of a menu."""
        if len(given) > 1 and given[0].kind != "column":
            found = child(node, given[0].text)
            if found is False:
                self._damage(number, phrase("an abbreviated name may mean a setting that matters"))
            node, given = (found, given[1:]) if isinstance(found, Node) else (ROOT, given[1:])
        if node.path and given:
            self.values[node.path] = Value(given[-1].text, number)
        used = bool(node.path)
        self._mark(LineState.USED if used else LineState.IRRELEVANT, number, "set", relevant=used)

    def _row(self, number: int, node: Node, table: Table, given: list[Piece]) -> None:
        values = row_values(table, self.columns, given, open_ended=node.path in OPEN_ENDED)
        rows = self.tables.setdefault(node.path, [])
        index = self.index.setdefault(node.path, {})
        self._mark(
            LineState.UNRECOGNISED if values is None else LineState.USED, number, "/".join(node.path[1:]), relevant=True
        )
        if values is None:
            rows.append(Row(None, number))
            return
        key = key_of(table, values)
        old = index.get(key)
        if old is not None and old.values is not None:
            old.values = {**old.values, **values}
            old.line = number
            return
        row = Row(values, number)
        index[key] = row
        rows.append(row)

    def _delete(self, number: int, given: list[Piece]) -> None:
        """`del *` empties a table; a name removes its row."""
        path = given[0].text if given else ""
        node, _, left = self._walk(number, path) if "/" in path else (self.place, (), [])
        table = None if node is None else table_of(node)
        if node is None or table is None:
            self._mark(LineState.IRRELEVANT, number, "del")
            return
        self._mark(LineState.USED, number, "del", relevant=True)
        keys = left if "/" in path else [piece.text for piece in given]
        if keys in ([], ["*"]):
            self.tables[node.path], self.index[node.path] = [], {}
            return
        for row in self.tables.get(node.path, []):
            if row.values is None or row.get(table.columns[0]).lower() == keys[0].lower() or "*" in keys[0]:
                row.doubt = True


def _parent(node: Node | None, outside: Path) -> tuple[Node | None, Path]:
    """One menu up; a place outside may lead back into the part of the tree that is read."""
    if node is not None:
        return Node(node.path[:-1]), ()
    up = outside[:-1]
    found: Node | None = ROOT
    for name in up:
        step = child(found, name) if found is not None else None
        found = step if isinstance(step, Node) else None
    return (found, ()) if found is not None else (None, up)
