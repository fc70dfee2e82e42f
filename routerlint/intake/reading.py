"""Reads a file or standard input under limits, and turns the system's refusals into sentences."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO

from routerlint.errors import UnreadableInput
from routerlint.intake.blob import Blob, safe_name
from routerlint.intake.limits import Limits

__all__ = ["read_file", "read_stdin", "reason_of", "shown_path"]

STDIN_NAME = "<stdin>"

_REASONS = {
    errno.ENOENT: "does not exist",
    errno.EACCES: "may not be read (permission denied)",
    errno.EPERM: "may not be read (permission denied)",
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENAMETOOLONG: "has a name that is too long",
}


def shown_path(path: str) -> str:
    """A path as it is shown: "/" on every system, nothing that a terminal obeys."""
    return safe_name(path.replace(os.sep, "/"))


def reason_of(error: OSError) -> str:
    """Why the system refused, as the end of a sentence about the file."""
    return _REASONS.get(error.errno or 0) or f"cannot be read ({(error.strerror or 'unknown error').lower()})"


def read_file(path: Path, name: str, origin: str, limits: Limits) -> Blob:
    """The file's bytes; raises UnreadableInput if it is gone, closed to us, or too large."""
    try:
        with path.open("rb") as stream:
            return Blob(name=name, data=_bounded(stream, origin, limits), origin=origin)
    except OSError as error:
        raise UnreadableInput(reason_of(error), file=origin) from error
    except ValueError as error:  # a zero byte in the name
        raise UnreadableInput("is no file name", file=origin) from error


def read_stdin(limits: Limits) -> Blob:
    """Standard input as bytes."""
    if sys.stdin is None:  # the program was started without one
        raise UnreadableInput("is closed", file=STDIN_NAME)
    try:
        data = _bounded(sys.stdin.buffer, STDIN_NAME, limits)
    except OSError as error:
        raise UnreadableInput(reason_of(error), file=STDIN_NAME) from error
    return Blob(name=STDIN_NAME, data=data, origin=STDIN_NAME)


def _bounded(stream: BinaryIO, origin: str, limits: Limits) -> bytes:
    data = stream.read(limits.file + 1)
    if len(data) > limits.file:
        raise UnreadableInput(
            f"is larger than {limits.file >> 20} MB, which is refused",
            file=origin,
            advice="A configuration export is far smaller.",
        )
    return data
