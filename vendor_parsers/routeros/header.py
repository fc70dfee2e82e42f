"""What the comment lines at the top of an export say about the device."""

from __future__ import annotations

import re

import msgspec

from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.text.span import Span
from vendor_parsers.routeros.export import Export

__all__ = ["Header", "read_header"]

_VERSION = re.compile(r"#.{0,60}?\bRouterOS (\d{1,2}\.\d{1,3}[\w.]{0,12})")
_FIELD = re.compile(r"#\s*(model|serial number|software id) =\s*(.*)")


class Header(msgspec.Struct, frozen=True):
    """version, model: as written. major: 6 or 7; None if the file does not say. serial: of the device, or ""."""

    version: Fact[str] = NOT_STATED
    model: Fact[str] = NOT_STATED
    major: int | None = None
    minor: int = 0
    serial: str = ""

    @property
    def serial_hash(self) -> str:
        """A name for the device that does not give its serial number away."""
        if not self.serial:
            return ""
        import hashlib  # late: loading it costs more than reading a short export

        return hashlib.sha256(self.serial.encode()).hexdigest()[:16]


def read_header(lines: tuple[str, ...], export: Export) -> Header:
    """The header among the comment lines at the top of a file."""
    found: dict[str, Fact[str]] = {}
    serial = ""
    for text in lines:
        version = _VERSION.match(text)
        if version and "version" not in found:
            found["version"] = stated(version[1], _span(text, export))
        field = _FIELD.match(text)
        if field and field[2].strip("- "):
            if field[1] == "model":
                found.setdefault("model", stated(field[2].strip(), _span(text, export)))
            elif field[1] == "serial number":
                serial = serial or field[2].strip()
    version_fact = found.get("version", NOT_STATED)
    numbers = re.findall(r"\d+", version_fact.value or "")
    return Header(
        version_fact,
        found.get("model", NOT_STATED),
        int(numbers[0]) if numbers else None,
        int(numbers[1]) if len(numbers) > 1 else 0,
        serial,
    )


def _span(text: str, export: Export) -> Span:
    line = export.line_of(text)
    return export.spans.of(line, text, line)
