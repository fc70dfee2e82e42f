"""A mutation run: which small wrong changes to the sets and the evaluator are seen.

    nice python benchmarks/mutation.py netset results.jsonl
    nice python benchmarks/mutation.py exposure results.jsonl --modules walk,journey:1/2

Every mutant is judged in a child of its own, forked where all that does not depend on the mutated package is loaded
already, with limits on its time and memory. Results are added to the file line by line; what stands in it is not run again. Needs
a system with fork. docs/verification.md says what the last run found.
"""

from __future__ import annotations

import argparse
import ast
import gc
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
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, islice, product
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from mutants import Mutant, mutants_of, mutated

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[1]
PARSED_SAMPLES = "sample_configs"

# Seconds of CPU and of the clock, and bytes of memory, that a run may take.
_CPU, _CLOCK, _MEMORY = 600, 900, 3 << 30
# A check may take this many times what it takes without a change, and so many seconds more.
_TIMES, _MORE = 4, 1
_LATE = "it takes too long"

# Random devices that are made, and how many of them are cheap to evaluate; of the others few are asked about.
_DEVICES, _CHEAP = 90, 54

# These tests draw devices themselves; the run asks about devices that are drawn once.
_AGAINST_SIMULATOR = "test_against_simulator.py"
_COMPARED = "simulator and random device"

# A change to the reference shows where it is compared with the evaluator, not in the evaluator's answers.
_REFERENCE = ("context", "simulate", "topology")


class Check(NamedTuple):
    """One thing that may fail: run answers with what is seen, which is wrong if it is not what the code as it is says."""

    name: str
    run: Callable[[], str]


class Known(NamedTuple):
    """What is known of a check from a run of the code as it is."""

    answer: str
    seconds: float
    lines: dict[str, set[int]]


class _TooLongError(BaseException):
    """Not an Exception, so that no test takes it for one."""


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
        with os.fdopen(writing, "wb") as file:
            file.write(answer.encode("utf-8", "replace"))
        os._exit(0)
    os.close(writing)
    answer, late = _read(reading, child)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if late or answer == _LATE or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
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
    except _TooLongError:
        return _LATE
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


def tests_of(folder: Path) -> list[Check]:
    """The tests of a folder as checks, a check for each case. Only tests without fixtures are run."""

    def run(path: Path, name: str, case: int) -> str:
        module = sys.modules.get(f"mutation_{path.stem}") or load(f"mutation_{path.stem}", path)
        function = getattr(module, name)
        try:
            function(**next(islice(_arguments(function), case, None)))
        except Exception:  # noqa: BLE001  # a failure of any kind is what is asked for
            return "fails"
        return ""

    def names() -> str:
        found = []
        for path in sorted(folder.glob("test_*.py")):
            if path.name != _AGAINST_SIMULATOR:
                for name, function in vars(load(f"mutation_{path.stem}", path)).items():
                    if name.startswith("test_"):
                        found += [[path.name, name, case] for case, _ in enumerate(_arguments(function))]
        return json.dumps(found)

    listed = json.loads(in_child(names, None).by)
    return [Check(f"{file}::{name}[{case}]", partial(run, folder / file, name, case)) for file, name, case in listed]


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


def _netset(*, thorough: bool) -> list[Check]:
    del thorough
    return tests_of(ROOT / "tests" / "netset")


def _exposure(*, thorough: bool) -> list[Check]:
    randoms = _random_devices(thorough=thorough)
    against = ROOT / "tests" / "exposure" / _AGAINST_SIMULATOR

    def compare(device: Any) -> str:
        module = sys.modules.get("against_simulator") or load("against_simulator", against)
        try:
            module.check(device, every=7)
        except Exception:  # noqa: BLE001  # a failure of any kind is what is asked for
            return "differs"
        return ""

    named = [*_sample_devices(), *((f"random device {place}", device) for place, device in enumerate(randoms))]
    answers = [Check(f"answer for {name}", partial(lambda d: _digest(evaluate()(d)), device)) for name, device in named]
    compared = [Check(f"{_COMPARED} {place}", partial(compare, device)) for place, device in enumerate(randoms)]
    return [*tests_of(ROOT / "tests" / "exposure"), *answers, *compared]


def learn(checks: Sequence[Check], folder: Path) -> list[Known]:
    """What the code as it is answers, in a child so that the package is not loaded here, and which lines each check runs.

    Without the package `coverage` every check is taken to run every line.
    """

    def run() -> str:
        try:
            import coverage  # type: ignore[import-not-found, unused-ignore]  # not needed, only faster
        except ImportError:
            tracer = None
        else:
            tracer = coverage.Coverage(data_file=None, config_file=False, include=[f"{folder}/*"])
            tracer.start()
        found = []
        for place, check in enumerate(checks):
            if tracer is not None:
                tracer.switch_context(str(place))
            before = time.process_time()
            answer = check.run()
            found.append((answer, time.process_time() - before, dict[str, list[int]]()))
        if tracer is not None:
            tracer.stop()
            data = tracer.get_data()
            for path in data.measured_files():
                for line, places in data.contexts_by_lineno(path).items():
                    for place in places:
                        if place:
                            found[int(place)][2].setdefault(Path(path).stem, []).append(line)
        return json.dumps(found)

    made = json.loads(in_child(run, None).by)
    return [Known(answer, seconds, {name: set(lines) for name, lines in by.items()}) for answer, seconds, by in made]


def judge(checks: Sequence[tuple[Check, Known]]) -> str:
    """The first check that does not answer as it should, or nothing."""

    def late(_signal: int, _frame: object) -> None:
        raise _TooLongError

    signal.signal(signal.SIGVTALRM, late)
    for check, known in checks:
        signal.setitimer(signal.ITIMER_VIRTUAL, _TIMES * known.seconds + _MORE)
        if check.run() != known.answer:
            return check.name
    return ""


def lines_of(tree: ast.AST, line: int) -> range | None:
    """The lines of the statement that a line belongs to, without those that a compound one holds; None outside functions."""
    inside, found = False, None
    for node in ast.walk(tree):  # the outer ones first
        if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or node.lineno):
            continue
        if isinstance(node, ast.FunctionDef):
            inside, found = line >= node.body[0].lineno, None
        elif isinstance(node, ast.If | ast.While | ast.For | ast.With):
            found = range(node.lineno, max(node.lineno, node.body[0].lineno - 1) + 1)
        else:
            found = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return found if inside else None


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


PACKAGES: dict[str, Callable[..., list[Check]]] = {"netset": _netset, "exposure": _exposure}


def run(
    package: str,
    results: Path,
    modules: Sequence[str],
    *,
    thorough: bool,
    again: bool,
    enough: float,
) -> None:
    """Judges the mutants of a package that have no result yet."""
    _calm_hypothesis()
    checks = PACKAGES[package](thorough=thorough)
    if any(name.startswith(f"routerlint.{package}") for name in sys.modules):
        raise SystemExit(f"routerlint.{package} is loaded already: mutants would not be seen")
    all_known = list(zip(checks, learn(checks, ROOT / "routerlint" / package), strict=True))
    if failed := [check.name for check, known in all_known if known.answer in ("fails", "differs")]:
        raise SystemExit(f"the code as it is fails: {failed}")
    print(f"{len(checks)} checks, {sum(known.seconds for _, known in all_known):.0f} s", flush=True)
    before = _known(results, again=again)
    gc.collect()
    gc.freeze()  # so that a child does not copy all that its collections would touch
    kills: Counter[str] = Counter()
    for path, part in _paths(package, modules):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        for number, mutant in enumerate(mutants_of(path.stem, source)):
            if number % part[1] != part[0] - 1 or tuple(mutant) in before:
                continue
            lines = lines_of(tree, mutant.line)
            chosen = [one for one in all_known if _may_see(one, path.stem, lines)]
            chosen.sort(key=lambda one: (one[1].seconds + 0.02) / (kills[one[0].name] + 0.2))
            if enough:
                spent = list(accumulate(known.seconds + 0.005 for _, known in chosen))
                chosen = chosen[: bisect_right(spent, enough)]
            code = compile(mutated(source, mutant), str(path), "exec")
            result = in_child(partial(judge, chosen), _Changed(f"routerlint.{package}.{path.stem}", path, code))
            kills[result.by] += 1
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"package": package, **mutant._asdict(), **result._asdict()}) + "\n")


def _may_see(one: tuple[Check, Known], module: str, lines: range | None) -> bool:
    check, known = one
    if check.name.startswith(_COMPARED) and module not in _REFERENCE:
        return False
    return lines is None or not known.lines or not known.lines.get(module, set()).isdisjoint(lines)


def _paths(package: str, modules: Sequence[str]) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Modules, and of each which mutants are asked for: every Nth, from the Kth on."""
    folder = ROOT / "routerlint" / package
    for given in modules or sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__"):
        name, _, part = given.partition(":")
        place, _, parts = (part or "1/1").partition("/")
        yield folder / f"{name}.py", (int(place), int(parts))


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
    parser.add_argument(
        "--modules", default="", help="with commas, each NAME or NAME:K/N for every Nth mutant from the Kth on"
    )
    parser.add_argument("--thorough", action="store_true", help="more random devices")
    parser.add_argument(
        "--enough", type=float, default=0, help="seconds of checks for each mutant; all of them without it"
    )
    parser.add_argument("--again", action="store_true", help="run again those that survived")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    run(
        given.package,
        given.results,
        [m for m in given.modules.split(",") if m],
        thorough=given.thorough,
        again=given.again,
        enough=given.enough,
    )
    count(given.results)


if __name__ == "__main__":
    main()
