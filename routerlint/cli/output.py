"""Where a result goes: standard output, or the file of --output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from routerlint.cli.console import Console
from routerlint.errors import UsageError
from routerlint.intake.reading import shown_path
from routerlint.report.json_text import Json, to_json
from routerlint.report.layout import Paper

__all__ = ["Sink"]


class Sink:
    """Takes a result piece by piece. A file is written whole at the end, so that no half of one is left behind."""

    def __init__(self, console: Console, file: Path | None) -> None:
        self._console = console
        self._file = file
        self._kept: list[str] = []
        if file is not None and not file.resolve().parent.is_dir():
            raise UsageError("cannot be written: its folder does not exist", file=shown_path(str(file)))

    @property
    def paper(self) -> Paper:
        """The form of text: that of the terminal, or plain and 80 columns wide in a file."""
        if self._file is not None:
            return Paper()
        return Paper(width=self._console.width, colours=self._console.colours)

    @property
    def gone(self) -> bool:
        """Whether nobody reads on."""
        return self._console.closed

    def lines(self, lines: Iterable[str]) -> None:
        """Adds lines of text."""
        self._put("".join(f"{line}\n" for line in lines))

    def json(self, value: Json) -> None:
        """Adds a JSON document."""
        text = to_json(value)
        if self._file is None:
            self._console.write_json(text)
        else:
            self._kept.append(text)

    def _put(self, text: str) -> None:
        if self._file is None:
            self._console.write(text)
        else:
            self._kept.append(text)

    def finish(self) -> None:
        """Writes what is still held back; raises UsageError for a file that cannot be written."""
        self._console.flush()
        if self._file is None:
            return
        try:
            self._file.write_text("".join(self._kept), encoding="utf-8", newline="\n")
        except OSError as error:
            reason = (error.strerror or "unknown error").lower()
            raise UsageError(f"cannot be written ({reason})", file=shown_path(str(self._file))) from error
