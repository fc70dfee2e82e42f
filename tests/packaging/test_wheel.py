"""The wheel works away from its checkout: built, installed into a fresh environment elsewhere, and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_configs" / "routeros" / "range-440-449"

pytestmark = pytest.mark.slow


def _run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "LANG": "C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout so that nothing is written into it."""
    source = tmp_path_factory.mktemp("source") / "routerlint"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "corpus")
    shutil.copytree(ROOT, source, ignore=left_out)
    target = tmp_path_factory.mktemp("wheel")
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    done = _run(sys.executable, "-m", "pip", "wheel", "--no-deps", *isolation, "-w", target, source, cwd=target)
    assert done.returncode == 0, done.stderr[-2000:]
    (built,) = target.glob("routerlint-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    done = _run(scripts / "python", "-m", "pip", "install", "-q", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return scripts / "routerlint"


def test_the_wheel_holds_rules_schemas_and_licence_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "routerlint/_rules/compiled.json" in names
    assert "routerlint/schemas/lint.json" in names
    assert "vendor_parsers/catalogue.py" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "sample_configs/", "rules/"))]


def test_an_installed_program_judges_a_sample(program: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "site")
    assert _run(program, "--version", cwd=tmp_path).stdout.startswith("routerlint ")
    done = _run(program, "lint", "site", cwd=tmp_path)
    assert done.stderr == ""
    assert done.returncode == 1
    assert "RL101 smb-exposed" in done.stdout
    document = json.loads(_run(program, "exposure", "site", "--format", "json", cwd=tmp_path).stdout)
    assert document["exposures"]


def test_an_installed_program_has_its_rules_and_vendors(program: Path, tmp_path: Path) -> None:
    assert "RL101" in _run(program, "rules", cwd=tmp_path).stdout
    assert "file sharing" in _run(program, "explain", "RL101", cwd=tmp_path).stdout
    assert "/export" in _run(program, "vendors", "routeros", cwd=tmp_path).stdout


def test_an_installed_program_reads_rules_of_the_user(program: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.yaml").write_text("id: XY1\n")
    done = _run(program, "lint", "--rules", "rules", SAMPLE, cwd=tmp_path)
    assert done.returncode == 2
    assert "broken.yaml" in done.stderr
    assert done.stderr.count("\n") == 1
