"""A bar on standard error that says how far a long run is; only for somebody who watches."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from routerlint.cli.console import Console
from routerlint.messages import Language, message

__all__ = ["Progress"]

# Short runs show nothing, and a line that changes more often than this cannot be read.
_PATIENCE = 1.0
_INTERVAL = 0.1

_WIDTH = 78
_BAR = 24


class Progress:
    """Shows how many of the files are done, once the run has lasted a second."""

    def __init__(self, console: Console, paths: Sequence[str], language: Language) -> None:
        self._console = console
        self._paths = paths
        self._language = language
        self._total = 0
        self._shown = False
        self._next = time.monotonic() + _PATIENCE if console.progress else float("inf")

    def step(self, count: int, name: str) -> None:
        """Notes that `count` files are done and `name` was the last."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        # an archive holds more than its one file: the bar never runs over
        self._total = max(self._total or _files_in(self._paths), count)
        filled = "#" * (_BAR * count // self._total)
        text = message("progress", self._language, bar=f"{filled:.<{_BAR}}", count=count, total=self._total, name=name)
        shown = text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."
        self._console.status(f"\r{shown:<{_WIDTH}}")
        self._shown = True

    def clear(self) -> None:
        """Takes the line away before something else is written."""
        if self._shown:
            self._console.status(f"\r{'':<{_WIDTH}}\r")
            self._shown = False


def _files_in(paths: Sequence[str]) -> int:
    """How many files there are to read; asked once, and only in a run that is long anyway."""
    return sum(sum(len(names) for _, _, names in os.walk(path)) if os.path.isdir(path) else 1 for path in paths)  # noqa: PTH112  # "-" is no path
