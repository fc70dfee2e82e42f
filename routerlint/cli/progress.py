"""A line on standard error that says how far a long run is; only for somebody who watches."""

from __future__ import annotations

import time

from routerlint.cli.console import Console
from routerlint.messages import Language, message

__all__ = ["Progress"]

# Short runs show nothing, and a line that changes more often than this cannot be read.
_PATIENCE = 1.0
_INTERVAL = 0.1

_WIDTH = 78


class Progress:
    """Shows the number of inputs that are judged, once the run has lasted a second."""

    def __init__(self, console: Console, language: Language, *, wanted: bool = True) -> None:
        self._console = console
        self._language = language
        self._shown = False
        self._next = time.monotonic() + _PATIENCE if wanted and console.progress else float("inf")

    def step(self, count: int, name: str) -> None:
        """Notes that `count` inputs are done and `name` was the last."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        text = f"{message('progress', self._language, count=count)}: {name}"
        shown = text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."
        self._console.status(f"\r{shown:<{_WIDTH}}")
        self._shown = True

    def clear(self) -> None:
        """Takes the line away before something else is written."""
        if self._shown:
            self._console.status(f"\r{'':<{_WIDTH}}\r")
            self._shown = False
