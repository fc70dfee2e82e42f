"""The compiled rule data: made for wheels, current in checkouts, never stale."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from routerlint.rules import source
from routerlint.rules.files import COMPILED, may_be_current, source_hash, source_size

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("hatchling", reason="the build needs hatchling")


def build_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_rules", ROOT / "build_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path


def test_compiling_writes_only_what_is_not_current(checkout: Path) -> None:
    compile_rules = build_module().compile_rules
    assert compile_rules(checkout) is False
    (checkout / "rules" / COMPILED).unlink()
    assert compile_rules(checkout) is True
    assert (checkout / "rules" / COMPILED).read_bytes() == (ROOT / "rules" / COMPILED).read_bytes()


def test_an_editable_install_compiles_nothing(checkout: Path) -> None:
    (checkout / "rules" / COMPILED).unlink()
    hook_class = build_module().CompiledRules
    hook = hook_class(str(checkout), {}, None, None, str(checkout), "wheel")
    hook.initialize("editable", {})
    assert not (checkout / "rules" / COMPILED).exists()
    hook.initialize("standard", {})
    assert (checkout / "rules" / COMPILED).exists()


def test_an_edited_rule_acts_at_once_though_nothing_was_compiled(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = checkout / "rules" / "forwards" / "smb-exposed.yaml"
    rule.write_text(rule.read_text("utf-8").replace("Windows file sharing reachable", "Shares reachable"), "utf-8")
    monkeypatch.setattr(source, "rules_folder", lambda: checkout / "rules")
    monkeypatch.setattr(source, "_shipped", lambda: None)
    assert b"Shares reachable" in source._compiled.__wrapped__()
    assert b"Shares reachable" not in (checkout / "rules" / COMPILED).read_bytes()


def test_the_hash_does_not_depend_on_line_ends(checkout: Path) -> None:
    before = source_hash(checkout / "rules")
    for path in (checkout / "rules").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert source_hash(checkout / "rules") == before


def test_a_wheel_holds_the_compiled_rules_once_and_reads_them_even_from_its_zip(tmp_path: Path) -> None:
    code = "import os, sys; from hatchling.build import build_wheel; os.chdir(sys.argv[1]); print(build_wheel(sys.argv[2]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(tmp_path)], capture_output=True, text=True, check=True
    )
    wheel = tmp_path / done.stdout.split()[-1]
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(COMPILED)] == ["routerlint/_rules/compiled.json"]
    assert "routerlint/schemas/rule.json" in names
    assert "routerlint/_rules/advisories.json" in names
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import routerlint; from routerlint.rules.loader import load_rules;"
        "from routerlint.rules.firmware.store import builtin_advisories; assert builtin_advisories().product('routeros');"
        "print(routerlint.__file__.startswith(sys.argv[1]), len(load_rules()), 'yaml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(wheel)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    found, count, has_yaml = done.stdout.split()
    assert (found, has_yaml) == ("True", "False")
    assert int(count) > 70


def test_an_edit_of_the_same_length_is_noticed_when_it_is_later_than_the_checkout(checkout: Path) -> None:
    folder = checkout / "rules"
    compiled, size = folder / COMPILED, source_size(folder)
    compiled.touch()
    assert may_be_current(folder, compiled, size)
    rule = folder / "forwards" / "smb-exposed.yaml"
    later = compiled.stat().st_mtime + 120
    os.utime(rule, (later, later))
    assert not may_be_current(folder, compiled, size)


def test_an_edit_that_changes_the_length_is_noticed_at_once(checkout: Path) -> None:
    folder = checkout / "rules"
    size = source_size(folder)
    rule = folder / "forwards" / "smb-exposed.yaml"
    rule.write_text(rule.read_text("utf-8") + "# a remark\n", "utf-8")
    assert not may_be_current(folder, folder / COMPILED, size)
