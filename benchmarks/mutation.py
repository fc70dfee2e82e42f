"""A mutation run: which small wrong changes to the sets and the evaluator are seen.

    nice python benchmarks/mutation.py netset results.jsonl
    nice python benchmarks/mutation.py exposure results.jsonl --modules walk,journey --part 1/2

Every mutant is judged in a child of its own, forked where all that does not depend on the mutated package is loaded
already, with limits on its time and memory. Results are added to the file line by line; what stands in it is not run again. Needs
a system with fork. docs/verification.md says what the last run found.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from mutants import Mutant, mutants_of, mutated

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[1]
PARSED_SAMPLES = "sample_configs"

# Seconds of CPU and of the clock, and bytes of memory, that a run may take; a mutant gets less CPU, see `_patience`.
_CPU, _CLOCK, _MEMORY = 120, 240, 3 << 30

# Random devices that are made, and how many of them are cheap to evaluate; of the others few are asked about.
_DEVICES, _CHEAP = 90, 54

# These tests draw devices themselves; the run asks about devices that are drawn once.
_AGAINST_SIMULATOR = "test_against_simulator.py"
_SLOWEST = "test_long_lists.py"

# A change to the reference shows where it is compared with the evaluator, not in the evaluator's answers.
_REFERENCE = ("context", "simulate", "topology")

# What failed, or nothing, for a change to a module of this name.
Judge = Callable[[str], str]


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from code that is given."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102  # the project's own code, changed in one place


class Result(NamedTuple):
    """verdict: killed, timeout or survived. by: what killed it."""

    verdict: str
    by: str


def in_child(judge: Callable[[], str], changed: _Changed | None, cpu: int = _CPU) -> Result:
    """Runs a judge in a child; it answers with the name of what failed, or with nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _limit(cpu)
        answer = _answer(judge, changed)
        os.write(writing, answer.encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    answer, late = _read(reading, child)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return Result("timeout", "")
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status):
        return Result("killed", "crash")
    return Result("killed", answer) if answer else Result("survived", "")


def _limit(cpu: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)


def _answer(judge: Callable[[], str], changed: _Changed | None) -> str:
    if changed is not None:
        sys.meta_path.insert(0, changed)
    try:
        return judge()
    except BaseException as error:  # noqa: BLE001  # whatever a mutant raises is a kill
        return f"{type(error).__name__}: {error}"[:300]


def _read(reading: int, child: int) -> tuple[str, bool]:
    """All that the child wrote, and whether it took too long."""
    end = time.monotonic() + _CLOCK
    pieces: list[bytes] = []
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            piece = os.read(reading, 65536)
            if not piece:
                return b"".join(pieces).decode(), False
            pieces.append(piece)
    os.kill(child, signal.SIGKILL)
    return "", True


def load(name: str, path: Path) -> ModuleType:
    """A module of the tests, which are not packages."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def first_failure(folder: Path) -> str:
    """The first test of a folder that fails, or nothing. Only tests without fixtures are run."""
    for path in sorted(folder.glob("test_*.py"), key=lambda path: (path.name == _SLOWEST, path.name)):
        if path.name == _AGAINST_SIMULATOR:
            continue
        module = load(f"mutation_{path.stem}", path)
        for name, function in list(vars(module).items()):
            if not name.startswith("test_"):
                continue
            for arguments in _arguments(function):
                try:
                    function(**arguments)
                except Exception:  # noqa: BLE001  # a failure of any kind is what is asked for
                    return f"{path.stem}::{name}"
    return ""


def _arguments(function: Any) -> Iterator[dict[str, object]]:
    """The arguments of every case of a test."""
    cases: list[list[dict[str, object]]] = []
    for mark in getattr(function, "pytestmark", []):
        if mark.name != "parametrize":
            continue
        names = [n.strip() for n in mark.args[0].split(",")] if isinstance(mark.args[0], str) else list(mark.args[0])
        values = [getattr(value, "values", value) if len(names) > 1 else (value,) for value in mark.args[1]]
        cases.append([dict(zip(names, value, strict=True)) for value in values])
    for chosen in product(*cases):
        yield {name: value for case in chosen for name, value in case.items()}


def _calm_hypothesis() -> None:
    import pytest  # noqa: F401  # loaded here, so that no child need do it
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=60,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("mutation")


def _netset(*, thorough: bool) -> Judge:
    del thorough
    return lambda _module: first_failure(ROOT / "tests" / "netset")


def _exposure(*, thorough: bool) -> Judge:
    samples, randoms = _sample_devices(), _random_devices(thorough=thorough)

    def answers() -> Iterator[tuple[str, str]]:
        for name, device in samples:
            yield name, _digest(evaluate()(device))
        for place, device in enumerate(randoms):
            yield f"random device {place}", _digest(evaluate()(device))

    expected = _expected(answers)

    def judge(module: str) -> str:
        failed = first_failure(ROOT / "tests" / "exposure")
        if failed:
            return failed
        for (name, got), wanted in zip(answers(), expected, strict=True):
            if got != wanted:
                return f"other answer: {name}"
        if module in _REFERENCE:
            against = load("against_simulator", ROOT / "tests" / "exposure" / _AGAINST_SIMULATOR)
            for device in randoms:
                against.check(device, every=7)
        return ""

    return judge


def _expected(answers: Callable[[], Iterator[tuple[str, str]]]) -> list[str]:
    """Digests of all answers of the code as it is, made in a child so that the package is not loaded here."""
    import tempfile

    with tempfile.NamedTemporaryFile("r") as file:

        def write() -> str:
            Path(file.name).write_text("\n".join(digest for _, digest in answers()))
            return ""

        made = in_child(write, None)
        if made.verdict != "survived":
            raise SystemExit(f"the code as it is fails: {made}")
        return Path(file.name).read_text().splitlines()


def evaluate() -> Any:
    """The evaluator, which may be loaded in a child only."""
    from routerlint.exposure.evaluate import evaluate as function

    return function


def _digest(report: Any) -> str:
    import hashlib

    import msgspec

    answer = msgspec.structs.replace(report, device=None)
    return hashlib.sha256(msgspec.json.encode(answer, enc_hook=repr)).hexdigest()


def _sample_devices() -> list[tuple[str, Any]]:
    from routerlint.intake.documents import Assembler
    from routerlint.intake.gather import Gatherer
    from routerlint.intake.values import Recognised
    from vendor_parsers.catalogue import catalogue

    return [
        (found.document.name, device)
        for found in Gatherer(Assembler(catalogue())).gather([PARSED_SAMPLES])
        if isinstance(found, Recognised)
        for device in found.vendor.parse(found.document)
    ]


def _random_devices(*, thorough: bool) -> list[Any]:
    from hypothesis import given, settings

    strategies = load("mutation_strategies", ROOT / "tests" / "exposure" / "strategies.py")
    made: list[Any] = []

    @given(strategies.devices())
    @settings(max_examples=_DEVICES)
    def collect(device: Any) -> None:
        made.append(device)

    collect()
    made.sort(key=_price)
    return [*made[:_CHEAP], *made[_CHEAP::4]] if thorough else [*made[:_CHEAP:3], *made[_CHEAP::18]]


def _price(device: Any) -> int:
    """Grows with the open questions of a device, which are what its evaluation costs."""
    entries = [entry for chain in device.pipelines[0].chains for entry in chain.entries]
    open_questions = repr([entry.match for entry in entries]).count("Unknown(")
    choices = sum(len(entry.match.sender_choice) for entry in entries)
    return 2 * open_questions + 2 * choices + len(entries)


PACKAGES: dict[str, Callable[..., Judge]] = {"netset": _netset, "exposure": _exposure}


def run(
    package: str, results: Path, modules: Sequence[str], part: tuple[int, int], *, thorough: bool, again: bool
) -> None:
    """Judges the mutants of a package that have no result yet."""
    _calm_hypothesis()
    judge = PACKAGES[package](thorough=thorough)
    if any(name.startswith(f"routerlint.{package}") for name in sys.modules):
        raise SystemExit(f"routerlint.{package} is loaded already: mutants would not be seen")
    cpu = _patience(judge)
    known = _known(results, again=again)
    for path in _paths(package, modules):
        source = path.read_text(encoding="utf-8")
        for number, mutant in enumerate(mutants_of(path.stem, source)):
            if number % part[1] == part[0] - 1 and tuple(mutant) not in known:
                code = compile(mutated(source, mutant), str(path), "exec")
                result = in_child(
                    partial(judge, path.stem), _Changed(f"routerlint.{package}.{path.stem}", path, code), cpu
                )
                with results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"package": package, **mutant._asdict(), **result._asdict()}) + "\n")


def _patience(judge: Judge) -> int:
    """Seconds of CPU for a mutant: three times what the code as it is takes, and one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    plain = in_child(partial(judge, _REFERENCE[0]), None)
    if plain.verdict != "survived":
        raise SystemExit(f"the code as it is fails: {plain}")
    return int(2 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)) + 2


def _paths(package: str, modules: Sequence[str]) -> list[Path]:
    folder = ROOT / "routerlint" / package
    if modules:
        return [folder / f"{name}.py" for name in modules]
    return sorted(path for path in folder.glob("*.py") if path.stem != "__init__")


def _known(results: Path, *, again: bool) -> set[tuple[object, ...]]:
    """The mutants that have a result; those that survived are forgotten if they are to be run again."""
    if not results.exists():
        return set()
    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    if again:
        lines = [line for line in lines if line["verdict"] != "survived"]
        results.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return {tuple(line[field] for field in Mutant._fields) for line in lines}


def count(results: Path) -> None:
    """Prints how many mutants of each module ended how."""
    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    counted = Counter((line["package"], line["module"], line["verdict"]) for line in lines)
    for (package, module, verdict), number in sorted(counted.items()):
        print(f"{package}.{module}: {number} {verdict}")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", choices=sorted(PACKAGES))
    parser.add_argument("results", type=Path)
    parser.add_argument("--modules", default="", help="names of modules, with commas; all without it")
    parser.add_argument("--part", default="1/1", help="K/N: every Nth mutant, from the Kth on")
    parser.add_argument("--thorough", action="store_true", help="more random devices")
    parser.add_argument("--again", action="store_true", help="run again those that survived")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    place, _, parts = given.part.partition("/")
    run(
        given.package,
        given.results,
        [m for m in given.modules.split(",") if m],
        (int(place), int(parts)),
        thorough=given.thorough,
        again=given.again,
    )
    count(given.results)


if __name__ == "__main__":
    main()
