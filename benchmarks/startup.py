"""What a start costs: `--version` and the lint of a small export, as ratios to a bare interpreter.

Instructions are counted where valgrind is installed (they do not depend on what else the machine does); else CPU time.
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
from measure import cost


def main() -> None:
    """Prints a row for each command."""
    routerlint = str(Path(sys.executable).with_name("routerlint"))
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.rsc")
        small.write_text(export(100), encoding="utf-8")
        commands = {
            "bare interpreter": [sys.executable, "-c", "pass"],
            "--version": [routerlint, "--version"],
            "lint, 100 lines": [routerlint, "lint", str(small)],
        }
        counted = shutil.which("valgrind") is not None
        found = {name: _instructions(c) if counted else cost(c, 9).cpu for name, c in commands.items()}
    bare = found["bare interpreter"]
    print(f"{'command':<18} {'M instructions' if counted else 'CPU ms':>15} {'bare starts':>12}")
    for name, value in found.items():
        shown = value / 1e6 if counted else value * 1000
        print(f"{name:<18} {shown:>15.0f} {value / bare:>12.2f}")


def _instructions(command: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONHASHSEED": "0"}
    subprocess.run(command, capture_output=True, env=environment, check=False)  # compiled modules are there from now on
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    done = subprocess.run(valgrind, capture_output=True, text=True, env=environment, check=False)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    return float(collected[1]) if collected else float("nan")


if __name__ == "__main__":
    main()
