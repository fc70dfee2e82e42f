from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.cli.app import COMMANDS
from routerlint.messages.help import HELP
from routerlint.messages.report import REPORT

Run = Callable[..., Any]


def test_version_is_one_line(cli: Run) -> None:
    assert cli("--version").out == cli("-V").out == "routerlint 0.1.0\n"


def test_without_arguments_the_help_page_is_shown(cli: Run) -> None:
    done = cli()
    assert done.code == 0
    assert all(f"\n  {command} " in done.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_page_within_eighty_columns(command: str, cli: Run) -> None:
    done = cli(command, "--help")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lnt"], ["'lnt'", "Did you mean lint?"]),
        (["lint"], ["Missing argument"]),
        (["lint", "--formt", "json", "x"], ["--formt", "--format"]),
        (["lint", "--format", "yaml", "x"], ["'yaml'", "'json'"]),
        (["lint", "--fail-on", "severe", "x"], ["'severe'", "'critical'"]),
        (["lint", "--vendor", "acme", "x"], ["'acme'", "routeros"]),
        (["exposure", "a", "b"], ["unexpected extra argument"]),
        (["explain", "RL99999"], ["no rule is called"]),
        (["explain", "smb-exposd"], ["Did you mean smb-exposed?"]),
        (["vendors", "acme"], ["'acme'"]),
        (["lint", "--rules", "/nowhere", "x"], ["/nowhere"]),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_two(arguments: list[str], words: list[str], cli: Run) -> None:
    done = cli(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("routerlint: ")
    assert done.err.count("\n") == 1
    assert all(word in done.err for word in words)


def test_a_mistake_is_told_in_german(cli: Run) -> None:
    assert "Ungültiger Wert" in cli("lint", "--format", "yaml", "x", "--lang", "de").err
    assert "Es fehlt das Argument" in cli("lint", "--lang", "de").err


def test_a_bug_is_one_line_and_exit_code_four(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routerlint.cli.lint_run.SettingsFor", lambda *_: 1 / 0)
    done = cli("lint", office)
    assert done.code == 4
    assert "internal error: ZeroDivisionError" in done.err
    assert done.err.count("\n") == 1


def test_every_rule_is_listed_and_explained(cli: Run) -> None:
    listed = json.loads(cli("rules", "--format", "json").out)["rules"]
    assert "RL101" in [rule["id"] for rule in listed]
    text = cli("rules").out
    assert max(map(len, text.splitlines())) <= 80
    assert "smb-exposed" in text
    for language, word in (("en", "file sharing"), ("de", "Dateifreigabe")):
        by_id = cli("explain", "RL101", "--lang", language)
        assert word in by_id.out
        assert by_id == cli("explain", "smb-exposed", "--lang", language)
        # commands stay whole, since they are copied
        assert all(len(line) <= 80 or line.startswith("      ") for line in by_id.out.splitlines())


def test_every_vendor_says_how_to_export(cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(cli("vendors", "--format", "json").out)
    jsonschema.validate(document, _schema("vendors"))
    assert {"routeros", "openwrt"} <= {vendor["id"] for vendor in document["vendors"]}
    text = cli("vendors", "routeros").out
    assert "/export" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_list_of_rules_agrees_with_its_schema(cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(cli("rules", "--format", "json").out), _schema("rules"))


def test_every_sentence_stands_in_both_languages_with_the_same_values() -> None:
    for key, (english, german) in {**REPORT, **HELP}.items():
        assert english, key
        assert german, key
        assert sorted(_values(english)) == sorted(_values(german)), key


def test_shell_completion_offers_the_commands(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ROUTERLINT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "routerlint exp")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        cli()
    # what was printed is in the stream that the runner left behind
    stream: Any = sys.stdout
    assert stream.text().split() == ["explain", "exposure"] or "exposure" in stream.text()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("routerlint explain RL10", "RL101"),
        ("routerlint explain smb-e", "smb-exposed"),
        ("routerlint lint --select RL201,smb-e", "RL201,smb-exposed"),
        ("routerlint lint --ignore RL92", "RL921"),
        ("routerlint lint --vendor route", "routeros"),
        ("routerlint exposure --vendor pf", "pfsense"),
        ("routerlint vendors open", "openwrt"),
        ("routerlint lint --controls kb", "kbv"),
    ],
)
def test_shell_completion_offers_rules_and_systems(
    line: str, word: str, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_ROUTERLINT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    with pytest.raises(SystemExit):
        cli()
    stream: Any = sys.stdout
    assert word in stream.text().split()
    assert "recognised" not in stream.text()


def test_what_is_only_recognised_is_no_system(cli: Run) -> None:
    blocks = cli("vendors").out.split("\n\n")
    assert blocks[-1].startswith("Recognised, not judged\n  Recognises: ")
    assert "(recognised)" not in cli("vendors").out
    assert not blocks[-1].rstrip().endswith(":")
    judged = {one["id"]: one["judged"] for one in json.loads(cli("vendors", "--format", "json").out)["vendors"]}
    assert [name for name, value in judged.items() if not value] == ["recognised"]


def _schema(name: str) -> Any:
    return json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / f"{name}.json").read_text())


def _values(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]
