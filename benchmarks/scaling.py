"""How the cost of `routerlint lint` grows with the number of rules."""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

from exports import export
from measure import bare_start, cost

SIZES = (100, 1_000, 10_000, 100_000)


def main() -> None:
    """Prints a row for each size; the growth exponent compares it with the size before."""
    routerlint = str(Path(sys.executable).with_name("routerlint"))
    bare = bare_start()
    print(f"bare interpreter: {bare.cpu * 1000:.0f} ms CPU, {bare.peak:.0f} MB")
    print(f"{'rules':>8} {'CPU s':>8} {'bare starts':>12} {'MB':>6} {'growth':>7}")
    before: tuple[int, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder, f"{size}.rsc")
            path.write_text(export(size), encoding="utf-8")
            found = cost([routerlint, "lint", "--format", "json", str(path)], runs=5 if size < 10_000 else 3)
            growth = ""
            if before is not None:
                growth = f"{math.log(found.cpu / before[1]) / math.log(size / before[0]):.2f}"
            print(f"{size:>8} {found.cpu:>8.2f} {found.cpu / bare.cpu:>12.1f} {found.peak:>6.0f} {growth:>7}")
            before = (size, found.cpu)


if __name__ == "__main__":
    main()
