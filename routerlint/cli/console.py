"""What the program writes, and to whom: standard output, standard error, colours, a pipe that closes."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TextIO

from routerlint.errors import UsageError

__all__ = ["Console"]

_STDOUT = "<stdout>"


class Console:
    """The two streams of one run.

    closed: the reader of standard output has gone; what is written from then on falls away silently.
    """

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout or _nobody()
        self._err = err or sys.stderr or _nobody()
        self.closed = False
        for stream in (self._out, self._err):
            # a Windows console with code page 1252 cannot show every name: "?" is better than a crash
            if hasattr(stream, "reconfigure"):
                with contextlib.suppress(OSError):  # it hands over what is held back, and the disk may be full
                    stream.reconfigure(errors="replace")

    @property
    def width(self) -> int:
        """Columns of the terminal; 80 in a pipe."""
        if not self._out.isatty():
            return 80
        try:
            return max(40, os.get_terminal_size(self._out.fileno()).columns)
        except OSError:
            return 80

    @property
    def colours(self) -> bool:
        """Whether output is coloured: on a terminal, unless NO_COLOR is set or the terminal is dumb."""
        return self._out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def progress(self) -> bool:
        """Whether somebody watches standard error."""
        return self._err.isatty() and os.environ.get("TERM") != "dumb"

    def write(self, text: str) -> None:
        """Writes to standard output."""
        if self.closed:
            return
        try:
            self._out.write(text)
        except OSError as error:
            self._lost(error)

    def write_json(self, text: str) -> None:
        """Writes JSON; on a stream that is not UTF-8, every other character is escaped, so that nothing is lost."""
        encoding = (getattr(self._out, "encoding", None) or "utf-8").lower().replace("-", "")
        self.write(text if encoding == "utf8" or text.isascii() else _escaped(text))

    def flush(self) -> None:
        """Hands over what is still held back."""
        if self.closed:
            return
        try:
            self._out.flush()
        except OSError as error:
            self._lost(error)

    def error(self, text: str) -> None:
        """Writes one line to standard error, after what standard output still holds."""
        self.flush()
        self.status(f"routerlint: {text}\n")

    def status(self, text: str) -> None:
        """Writes to standard error as it is; nobody listening there is no reason to fail."""
        try:
            self._err.write(text)
            self._err.flush()
        except OSError:
            _silence(self._err)

    def _lost(self, error: OSError) -> None:
        self.give_up()
        # Windows reports a closed pipe as an invalid argument
        if error.errno not in (errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN):
            reason = (error.strerror or "unknown error").lower()
            raise UsageError(f"cannot be written ({reason})", file=_STDOUT) from error

    def give_up(self) -> None:
        """Lets whatever is still written to standard output fall away."""
        self.closed = True
        _silence(self._out)


def _nobody() -> TextIO:
    """A stream for what nobody reads: a program may be started with its standard streams closed."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # open as long as the program runs


def _silence(stream: TextIO) -> None:
    """Lets a stream that takes nothing more write into the void: the interpreter flushes it once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _escaped(text: str) -> str:
    """JSON text with Unicode escapes for everything beyond ASCII."""
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
    return "".join(chr(code) if code < 128 else f"\\u{code:04x}" for code in codes)
