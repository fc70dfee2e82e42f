"""What the documentation shows is what the program prints."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.cli.app import COMMANDS

Run = Callable[..., Any]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_example_of_the_readme_is_real(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.search(r"```console\n\$ routerlint lint praxis\.rsc\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    monkeypatch.chdir(ROOT / "sample_configs" / "routeros" / "range-440-449")
    assert cli("lint", "praxis.rsc").out == shown[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"`routerlint {command}" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_option_of_lint_stands_on_the_usage_page(cli: Run) -> None:
    usage = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    options = set(re.findall(r"(--[a-z][a-z-]+)", cli("lint", "--help").out)) - {"--help"}
    assert {option for option in options if option not in usage} == set()


def test_the_library_example_of_the_usage_page_runs(tmp_path: Path) -> None:
    usage = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", usage, re.DOTALL)
    assert example is not None
    shutil.copy(ROOT / "sample_configs" / "routeros" / "range-440-449" / "praxis.rsc", tmp_path / "gw01.rsc")
    done = subprocess.run([sys.executable, "-c", example[1]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "RL101 critical" in done.stdout


def test_the_settings_example_of_the_usage_page_is_valid(office: Path, cli: Run) -> None:
    usage = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", usage, re.DOTALL)
    assert example is not None
    (office.parent / "our-rules").mkdir()
    (office.parent / "routerlint.toml").write_text(example[1], encoding="utf-8")
    assert cli("lint", office).code in (0, 1)


def test_the_exit_codes_page_names_every_code() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    assert all(f"| {code} |" in text for code in (0, 1, 2, 3, 4, 130))
