"""What the advisories cost: the step from a device that is judged otherwise to the verdict on its firmware.

The first device of a vendor in a process pays for modules and the vendor's part of the data; the limit of 5 ms a
device counts for it too. Each sample is judged in fresh processes; the cheapest run counts, since others on the machine
only ever add to a time. The ratio is to a bare interpreter in the same run.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from measure import bare_start

from routerlint.intake.documents import Assembler
from routerlint.lint.judging import lint_bytes
from routerlint.lint.settings import Settings
from routerlint.rules import judge
from routerlint.rules.firmware import judging
from routerlint.rules.firmware.store import builtin_advisories
from routerlint.rules.loader import load_rules
from vendor_parsers.catalogue import catalogue

RUNS = 15
SAMPLES = (
    "routeros/exposed-host/router.rsc",
    "routeros/good-office/gateway.rsc",
    "edgeos/exposed-host/config.boot",
    "fritzos/office-good/box.export",
)


def main() -> None:
    """Prints a row for each sample: loading the data, the first device, and a later one."""
    bare = bare_start().cpu
    print(f"bare start {bare * 1000:.0f} ms; each in ms of CPU, with its ratio to that")
    print(f"{'sample':<52} {'load':>13} {'first':>13} {'later':>13}")
    for name in SAMPLES:
        path = Path("sample_configs", name)
        seen = [_in_own_process(path) for _ in range(RUNS)]
        cheapest = [min(column) for column in zip(*seen, strict=True)]
        print(f"{name:<52}" + "".join(f"{part * 1000:>7.2f} {part / bare:>6.3f}" for part in cheapest))


def _in_own_process(path: Path) -> list[float]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, __file__, "--one", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return list(json.loads(done.stdout))


def once(path: Path) -> list[float]:
    """Seconds of CPU for the data, the first device and a later one of the same kind, in this process."""
    rules, assembler, data = load_rules(), Assembler(catalogue()), path.read_bytes()
    start = time.process_time()
    advisories = builtin_advisories()
    spent = [time.process_time() - start]
    judge_firmware = judging.judge_firmware

    def timed(*arguments: object) -> object:
        begun = time.process_time()
        try:
            return judge_firmware(*arguments)  # type: ignore[arg-type]  # handed on as they came
        finally:
            spent.append(time.process_time() - begun)

    vars(judge)["judge_firmware"] = timed  # measured where it is called
    settings = Settings(rules=rules, advisories=advisories, as_of=dt.date(2026, 10, 1))
    for _ in range(2):
        list(lint_bytes(data, str(path), assembler, settings))
    return spent


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(once(Path(sys.argv[2]))))
    else:
        main()
