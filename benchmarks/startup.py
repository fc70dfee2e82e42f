"""What a start costs: `--version` and the lint of a small export, as ratios to a bare interpreter.

Seconds of CPU are noisy for such short runs. Where valgrind is installed, instructions are counted too: they are the
same in every run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from exports import export
from measure import bare_start, cost

# Not compiled modules of another run but the same ones for all commands, kept as a user's interpreter keeps them.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Prints a row for each command."""
    routerlint = str(Path(sys.executable).with_name("routerlint"))
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.rsc")
        small.write_text(export(80), encoding="utf-8")  # about a hundred lines
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "routerlint --version": [sys.executable, routerlint, "--version"],
            "import typer, msgspec": [sys.executable, "-c", "import typer, msgspec"],
            "routerlint lint small.rsc": [sys.executable, routerlint, "lint", str(small)],
            "routerlint exposure small.rsc": [sys.executable, routerlint, "exposure", str(small)],
            "routerlint lint --fail-on high small.rsc": [
                sys.executable, routerlint, "lint", "--fail-on", "high", str(small),
            ],
        }  # fmt: skip
        bare = bare_start()
        bare_instructions = instructions(commands["python -c pass"])
        print(f"{'command':<42} {'CPU ms':>7} {'ratio':>6} {'M instructions':>15} {'ratio':>6}")
        for name, command in commands.items():
            found = cost(command, runs=11)
            row = f"{name:<42} {found.cpu * 1000:>7.0f} {found.cpu / bare.cpu:>6.1f}"
            counted = instructions(command)
            if counted is not None and bare_instructions:
                row += f" {counted / 1e6:>15.0f} {counted / bare_instructions:>6.2f}"
            print(row)


def instructions(command: list[str]) -> int | None:
    """The instructions that a command executes; None without valgrind."""
    if shutil.which("valgrind") is None:
        return None
    subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)  # compiled modules are there
    counted = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],  # noqa: S607  # as in the path
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    found = re.search(r"Collected : (\d+)", counted.stderr)
    return int(found[1]) if found else None


if __name__ == "__main__":
    main()
