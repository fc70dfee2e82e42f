"""With --lang de no sentence stays English, whatever parser or stage has written it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from routerlint.cli.app import run

SAMPLES = Path(__file__).resolve().parents[2] / "sample_configs"

# Words that no German sentence holds and hardly any name; those of a device stand behind a bar or in quotation marks.
_ENGLISH = re.compile(r"\b(?:the|is|are|not|of|which|that|whether|its|cannot|may|with|from)\b")
_QUOTED = re.compile(r"\"[^\"\n]*\"|„[^“]*“|'[^']*'|`[^`]*`")
_PATHS = re.compile(r"\S*[-_/\\.=]\S*")


def left_over(text: str) -> list[str]:
    lines = (_PATHS.sub("", _QUOTED.sub("", line)) for line in text.split("\n") if not re.match(r" *\S* \| ", line))
    return [line for line in lines if _ENGLISH.search(line)]


@pytest.mark.parametrize("command", ["lint", "exposure"])
@pytest.mark.parametrize("vendor", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_reports_of_the_samples_hold_no_english(
    command: str, vendor: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [command, "--lang", "de", str(SAMPLES / vendor)]
    monkeypatch.setattr("sys.argv", ["routerlint", *arguments])
    run(arguments)
    shown = capsys.readouterr()
    assert not left_over(shown.out + shown.err)


CORPUS = SAMPLES.parent / "../shared/corpus"


@pytest.mark.slow
@pytest.mark.parametrize("folder", sorted(CORPUS.glob("*/")), ids=lambda folder: folder.name)
def test_reports_of_real_configurations_hold_no_english(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["lint", "--lang", "de", str(folder)]
    monkeypatch.setattr("sys.argv", ["routerlint", *arguments])
    run(arguments)
    shown = capsys.readouterr()
    assert not left_over(shown.out + shown.err)


def test_the_texts_about_systems_hold_no_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["vendors", "--lang", "de"]
    monkeypatch.setattr("sys.argv", ["routerlint", *arguments])
    run(arguments)
    lines = left_over(capsys.readouterr().out)
    assert not [line for line in lines if "data.lua" not in line and "POST" not in line]


@pytest.mark.parametrize("command", ["", "lint", "exposure", "trace", "controls", "advisories", "explain"])
def test_help_pages_hold_no_english(command: str) -> None:
    # in a process of its own: the texts of options are those of the language in which a command is first loaded
    words = [*([command] if command else []), "--lang", "de", "--help"]
    line = [sys.executable, "-c", "from routerlint.cli.main import main; main()", *words]
    done = subprocess.run(line, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.startswith("Aufruf: ")
    assert not re.search(r"\b(?:Usage|Options|Arguments|Commands|required|default|Show|Install)\b", done.stdout)
    assert not left_over(done.stdout)
