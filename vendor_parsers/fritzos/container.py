"""The export container: a header, then files between marker lines, then a checksum.

Sources: PeterPawn/decoder src/exportfile.c, fb_tools (cfgcalcsum, cfginfo), YourFritz export/decompose: three
independent readers that agree on the structure.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

import msgspec

__all__ = ["Container", "Section", "is_container", "read_container"]

_FIRST = re.compile(r"^\*{4} (.{1,120}?) CONFIGURATION EXPORT\s*$")
_SECTION = re.compile(r"^\*{4} (CFGFILE|BINFILE|B64FILE|CRYPTEDBINFILE|CRYPTEDB64FILE):(.*)$")
_END_FILE = re.compile(r"^\*{4} END OF FILE \*{4}\s*$")
_END_EXPORT = re.compile(r"^\*{4} END OF EXPORT ([0-9A-Fa-f]{8}) \*{4}\s*$")


class Section(msgspec.Struct, frozen=True):
    """One file of the container.

    kind: the word before the colon (CFGFILE, BINFILE, ...). name: without a path. first_line: of the body, from 1.
    body: its physical lines. closed: its END OF FILE was there.
    """

    kind: str
    name: str
    first_line: int
    body: tuple[str, ...]
    closed: bool

    @property
    def text(self) -> str:
        """A CFGFILE as the box has it: the export doubles every backslash."""
        return "\n".join(self.body).replace("\\\\", "\\")


class Container(msgspec.Struct, frozen=True):
    """An export. header: value and line by name. checksum: as stated, or None if the end is missing."""

    title: str
    header: dict[str, tuple[str, int]]
    sections: tuple[Section, ...]
    checksum: str | None
    checksum_line: int

    @property
    def model(self) -> str:
        """The title without the "(UI)" that exports made in the user interface carry."""
        return self.title.removesuffix(" (UI)").strip()

    def section(self, name: str) -> Section | None:
        """The first section of that file name."""
        return next((s for s in self.sections if s.name == name), None)

    def checksum_fits(self) -> bool | None:
        """Whether the stated checksum is that of the content; None if the file states none.

        Intake has turned all line ends into one kind, and bytes into characters; either original is accepted.
        """
        if self.checksum is None:
            return None
        stated = int(self.checksum, 16)
        ways = ((encoding, end) for end in (b"\n", b"\r\n") for encoding in ("utf-8", "latin-1"))
        return any(_crc(self, encoding, end) == stated for encoding, end in ways)


def is_container(text: str) -> bool:
    """Whether the first line that is not blank is that of an export."""
    first = text[:400].lstrip().partition("\n")[0]
    return _FIRST.match(first) is not None


def read_container(lines: list[str]) -> Container | None:
    """The container in these lines, or None if the first line that is not blank does not open one."""
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    first = _FIRST.match(lines[start].strip()) if start is not None else None
    if first is None or start is None:
        return None
    header: dict[str, tuple[str, int]] = {}
    sections: list[Section] = []
    checksum, checksum_line = None, 0
    place = start + 1
    while place < len(lines):
        line = lines[place]
        opened, ended = _SECTION.match(line), _END_EXPORT.match(line)
        if opened:
            section, place = _read_section(lines, place, opened[1], opened[2].strip())
            sections.append(section)
            continue
        if ended:
            checksum, checksum_line = ended[1].upper(), place + 1
            break
        name, equals, value = line.partition("=")
        if equals and not sections:
            header.setdefault(name.strip(), (value.strip(), place + 1))
        place += 1
    return Container(first[1], header, tuple(sections), checksum, checksum_line)


def _read_section(lines: list[str], place: int, kind: str, name: str) -> tuple[Section, int]:
    """The section whose marker stands at `place`, and the place behind it."""
    end = place + 1
    while end < len(lines):
        line = lines[end]
        # A marker line begins with four stars; only those are worth a second look.
        if line.startswith("****") and (_END_FILE.match(line) or _SECTION.match(line) or _END_EXPORT.match(line)):
            break
        end += 1
    closed = end < len(lines) and _END_FILE.match(lines[end]) is not None
    base = name.rsplit("/", 1)[-1]
    return Section(kind, base, place + 2, tuple(lines[place + 1 : end]), closed), end + closed


def _crc(container: Container, encoding: str, line_end: bytes) -> int:
    """CRC-32 over header lines (name, value, NUL) and sections (name, NUL, decoded body), in file order."""
    crc = 0
    for name, (value, _) in container.header.items():
        crc = zlib.crc32((name + value).encode(encoding, "replace") + b"\0", crc)
    for section in container.sections:
        crc = zlib.crc32(section.name.encode(encoding, "replace") + b"\0", crc)
        for part in _decoded(section, encoding, line_end):
            crc = zlib.crc32(part, crc)
    return crc


def _decoded(section: Section, encoding: str, line_end: bytes) -> Iterator[bytes]:
    """The bytes of a body that count: a CFGFILE without its last line end, the others decoded."""
    if section.kind == "CFGFILE":
        yield section.text.encode(encoding, "replace").replace(b"\n", line_end)
        return
    joined = "".join(line.strip() for line in section.body)
    try:
        yield bytes.fromhex(joined) if section.kind.endswith("BINFILE") else base64.b64decode(joined)
    except (ValueError, binascii.Error):
        return
