"""An input as text, with its lines."""

from __future__ import annotations

import msgspec

from routerlint.text.secrets import shown_line
from routerlint.text.span import Span

__all__ = ["Document", "SourceFile"]


class SourceFile(msgspec.Struct, frozen=True):
    r"""One decoded file of an input.

    name: path relative to what the user named, with "/" on every system.
    text: decoded, line ends as "\n", no byte order mark.
    """

    name: str
    text: str

    def lines(self) -> list[str]:
        """The physical lines, without their ends."""
        return self.text.split("\n")

    def span(self, line: int, text: str, last_line: int | None = None) -> Span:
        """The span of a statement that starts at `line` (from 1) with the physical line `text`."""
        return Span(self.name, line, shown_line(text), last_line if last_line != line else None)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All files that together are the configuration of one device, as intake hands them to a vendor.

    name: the input as the user named it.
    files: the readable text files, sorted by name.
    binaries: the whole content of files that are not text, by name, each up to 16 MiB (backup containers that a
        vendor unpacks itself). A larger one is not here but in other_names.
    other_names: further members of the input that were not read (too large, of no use), for completeness checks.
    """

    name: str
    files: tuple[SourceFile, ...]
    binaries: dict[str, bytes] = {}
    other_names: tuple[str, ...] = ()

    def file(self, suffix: str) -> SourceFile | None:
        """The first file whose name is `suffix` or ends in "/" + `suffix`."""
        for file in self.files:
            if file.name == suffix or file.name.endswith("/" + suffix):
                return file
        return None
