"""The tables of a ZTE configuration: `<DB><Tbl name RowCount><Row No><DM name val/>...`.

Source: ten real decoded configurations (see docs/vendors/zte.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.errors import RecognisedNotJudged, UnreadableInput
from routerlint.parsing.xml import Element, XmlLimits, parse_xml
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.zte.container import DECODE_ADVICE, open_container, read_head

__all__ = ["Row", "Tables", "read_tables"]

_LIMITS = XmlLimits(depth=12, elements=1_000_000, size=16 << 20)


class Row:
    """One row of a table: texts by column name."""

    __slots__ = ("_element", "_file", "_lines", "_values")

    def __init__(self, file: str, element: Element) -> None:
        self._file = file
        self._element = element
        cells = [child for child in element.children if child.tag == "DM"]
        self._values = {cell.attributes.get("name", ""): cell.attributes.get("val", "") for cell in cells}
        self._lines = {cell.attributes.get("name", ""): cell.line for cell in cells}

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """The value of a column, "" where it is missing."""
        return self._values.get(name, "").strip()

    def first(self, *names: str) -> str:
        """The value of the first of these columns that is not empty."""
        return next((self.text(name) for name in names if self.text(name)), "")

    def on(self, name: str) -> bool:
        """Whether the value is exactly "1"."""
        return self.text(name) == "1"

    def span(self, *names: str) -> tuple[Span, ...]:
        """The places of columns that are there, each with its own cell only (a row holds passwords beside them)."""
        source = SourceFile(self._file, "")
        cells = ((self._lines[name], name, self._values[name]) for name in names if name in self._values)
        return tuple(source.span(line, f'<DM name="{name}" val="{value}"/>') for line, name, value in cells)

    @property
    def line(self) -> int:
        """The line of the row's start."""
        return self._element.line


class Tables:
    """All tables of a file by name. damage: what is missing of them, as the end of a sentence, or ""."""

    __slots__ = ("_rows", "damage", "file", "lines", "model")

    def __init__(self, file: SourceFile, root: Element, *, model: str = "", damage: str = "") -> None:
        self.file = file.name
        self.model = model
        self._rows: dict[str, tuple[Row, ...]] = {}
        self.lines: dict[str, int] = {}
        self.damage = damage
        for table in root.all("Tbl"):
            self._add(table)

    def _add(self, table: Element) -> None:
        name = table.attributes.get("name", "")
        rows = tuple(Row(self.file, row) for row in table.children if row.tag == "Row")
        self._rows[name] = self._rows.get(name, ()) + rows
        self.lines[name] = table.line
        stated = table.attributes.get("RowCount", "")
        if stated.isdigit() and stated != str(len(rows)) and not self.damage:
            self.damage = phrase(
                "states {stated} rows in the table {name} and holds {count}", stated=stated, name=name, count=len(rows)
            )

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a table; () if it is empty or missing."""
        return self._rows.get(name, ())

    def one(self, name: str) -> Row | None:
        """The first row of a table that holds one."""
        return next(iter(self.rows(name)), None)

    def names(self) -> Iterator[str]:
        """The names of all tables."""
        return iter(self._rows)

    def header(self, name: str) -> Span:
        """The place where a table begins."""
        return SourceFile(self.file, "").span(self.lines.get(name, 1), f'<Tbl name="{name}">')


def read_tables(document: Document) -> Tables:
    """The tables of a document, unpacked if need be; raises InputError if there are none that can be read."""
    for name, data in document.binaries.items():
        container = read_head(data)
        if container is None:
            continue
        if container.kind != 0:
            raise RecognisedNotJudged("is an encrypted ZTE backup", file=name, advice=DECODE_ADVICE)
        content, damage = open_container(data, container)
        text = content.rstrip(b"\0").decode("utf-8", "replace").replace("\r\n", "\n")
        if damage:
            raise UnreadableInput(f"{damage}", file=name, advice="Save the backup again.")
        file = SourceFile(name, text)
        return Tables(file, _root(file), model=container.model)
    for file in document.files:
        if "<Tbl " in file.text:
            plain = SourceFile(file.name, file.text.rstrip("\0 \n"))
            return Tables(plain, _root(plain))
    raise UnreadableInput("holds no tables of a ZTE box", file=document.name, advice="Save the configuration again.")


def _root(file: SourceFile) -> Element:
    root = parse_xml(file, limits=_LIMITS)
    if root.tag != "DB":
        raise UnreadableInput("does not begin with <DB>", file=file.name, advice="Give the file as it was decoded.")
    return root
