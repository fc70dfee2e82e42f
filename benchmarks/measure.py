"""Runs a command as a whole process and reads what the operating system accounts for it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from typing import NamedTuple

__all__ = ["Cost", "bare_start", "cost"]


class Cost(NamedTuple):
    """Seconds of CPU (user and system) and megabytes at the peak, of the median run."""

    cpu: float
    peak: float


def cost(command: list[str], runs: int = 5) -> Cost:
    """The median cost of a command; its output is thrown away, its exit code does not matter."""
    seen = [_once(command) for _ in range(runs)]
    return Cost(statistics.median(c.cpu for c in seen), statistics.median(c.peak for c in seen))


def bare_start(runs: int = 15) -> Cost:
    """What an interpreter costs that does nothing."""
    return cost([sys.executable, "-c", "pass"], runs)


def _once(command: list[str]) -> Cost:
    # A user's interpreter keeps compiled modules; a machine for tests may be told not to.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
