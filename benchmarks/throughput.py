"""How many typical exports one process judges in a second, and where the time goes."""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
import sys
import time
from pathlib import Path

from routerlint.intake.documents import Assembler
from routerlint.lint.judging import lint_bytes
from routerlint.lint.settings import Settings
from routerlint.rules.loader import load_rules
from vendor_parsers.catalogue import catalogue

ROUNDS = 40


def main() -> None:
    """Judges the RouterOS samples again and again; `--profile` prints the dearest functions."""
    samples = sorted(Path("sample_configs/routeros").rglob("*.rsc"))
    inputs = [(path.read_bytes(), str(path)) for path in samples]
    assembler, settings = Assembler(catalogue()), Settings(rules=load_rules(), as_of=dt.date(2026, 1, 1))
    judged = sum(1 for data, name in inputs for _ in lint_bytes(data, name, assembler, settings))
    profile = cProfile.Profile()
    if "--profile" in sys.argv:
        profile.enable()
    start = time.process_time()
    for _ in range(ROUNDS):
        for data, name in inputs:
            list(lint_bytes(data, name, assembler, settings))
    spent = time.process_time() - start
    profile.disable()
    files = judged * ROUNDS
    size = sum(len(data) for data, _ in inputs) / len(inputs)
    print(f"{files} files of {size:.0f} bytes on average: {files / spent:.0f} a second of CPU")
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(40)


if __name__ == "__main__":
    main()
