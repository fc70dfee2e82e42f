"""With --lang de no sentence stays English, whatever parser or stage has written it."""

from __future__ import annotations

import re
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


def test_the_texts_about_systems_hold_no_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["vendors", "--lang", "de"]
    monkeypatch.setattr("sys.argv", ["routerlint", *arguments])
    run(arguments)
    lines = left_over(capsys.readouterr().out)
    assert not [line for line in lines if "data.lua" not in line and "POST" not in line]
