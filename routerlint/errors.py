"""All errors that routerlint raises on purpose, in one tree.

    RouterlintError
    ├── UsageError            a wrong option or combination of options            exit 2
    │   └── ConfigurationError    routerlint.toml or a rule file has a mistake    exit 2
    ├── InputError            an input that cannot be judged                      exit 3
    │   ├── UnreadableInput       it cannot be opened, unpacked or decoded
    │   ├── UnknownFormat         no vendor recognises it
    │   └── RecognisedNotJudged   its system is known, but this form is not read
    └── InternalError         a broken promise of our own, never the user's fault exit 4

Parsing never raises on odd text: it records a line state instead. A user sees one line per error, with the
file, the line where there is one, what is wrong and what to do.
"""

from __future__ import annotations

__all__ = [
    "ConfigurationError",
    "InputError",
    "InternalError",
    "RecognisedNotJudged",
    "RouterlintError",
    "UnknownFormat",
    "UnreadableInput",
    "UsageError",
]


class RouterlintError(Exception):
    """The root of the tree: a message, and where it applies.

    message: one sentence without a full stop at its end.
    file: as the user named it, or "" where no file is concerned.
    line: from 1, or None.
    advice: what to do about it, or "".
    """

    exit_code = 4

    def __init__(self, message: str, *, file: str = "", line: int | None = None, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.advice = advice

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line is not None else "")
        head = f"{place}: {self.message}" if place else self.message
        if not self.advice:
            return head
        return f"{head} {self.advice}" if head.endswith("?") else f"{head}. {self.advice}"


class UsageError(RouterlintError):
    """An option is wrong, or options contradict each other."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A file that the user wrote for routerlint (routerlint.toml, a rule) has a mistake."""


class InputError(RouterlintError):
    """An input that cannot be judged."""

    exit_code = 3


class UnreadableInput(InputError):
    """The input cannot be opened, unpacked or decoded."""


class UnknownFormat(InputError):
    """No vendor recognises the input."""


class RecognisedNotJudged(InputError):
    """The system is known, but this file is a form of it that is not read (binary, encrypted, unsupported)."""


class InternalError(RouterlintError):
    """A promise of routerlint's own is broken; the user is asked to report it."""

    exit_code = 4
