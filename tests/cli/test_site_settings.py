"""What a person sees of mistakes and leftovers in routerlint.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

APPROVAL = """
[[approve]]
device = "gw01.rsc"
exposure = {protocol = "tcp", ports = "440-449", target = "192.168.10.5"}
need = "booking page"
approver = "A. Example"
expires = 2027-06-30
"""
DAY = ("--as-of", "2026-11-25")


def _settings(office: Path, text: str) -> Path:
    file = office.parent / "routerlint.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize("key", ["ignore", "select"])
def test_a_rule_that_does_not_exist_is_told_with_file_and_line(key: str, office: Path, cli: Run) -> None:
    file = _settings(office, f'# ours\n{key} = ["RL101", "RL999"]\n')
    done = cli("lint", office)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"routerlint: {file}:2: no rule is called 'RL999'")
    assert "?." not in done.err
    assert f"{file}:2" in cli("lint", office, "--lang", "de").err


def test_a_question_is_followed_by_no_full_stop(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--ignore", "RL1O1")
    assert done.code == 2
    assert "? See 'routerlint rules'." in done.err


def test_a_site_may_say_that_findings_never_fail_a_run(office: Path, cli: Run) -> None:
    _settings(office, 'fail-on = "never"\n')
    done = cli("lint", office)
    assert done.code == 0
    assert "RL101" in done.out
    assert "At or above" not in done.out
    assert cli("lint", office, "--fail-on", "high").code == 1


def test_the_settings_are_not_listed_among_what_was_left_out(office: Path, cli: Run) -> None:
    _settings(office, 'fail-on = "low"\n')
    assert "Left out" not in cli("lint", office.parent).out
    assert json.loads(cli("lint", office.parent, "--format", "json").out)["skipped"] == []


@pytest.mark.parametrize(("day", "rule"), [("2026-11-25", "RL921"), ("2027-07-01", "RL920")])
def test_a_leftover_approval_is_placed_where_a_person_opens_it(day: str, rule: str, office: Path, cli: Run) -> None:
    file = _settings(office, APPROVAL.replace("440-449", "80"))
    done = cli("lint", office, "--as-of", day, columns=300)
    assert f"/{file}" not in done.out
    assert f"{file}:2:{rule}" in re.sub(r"\s|low|info", "", done.out)  # a long path may be broken


def test_an_approval_for_a_device_that_is_not_there_is_a_finding_of_a_whole_run(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    file = _settings(office, APPROVAL.replace("gw01.rsc", "gw10.rsc"))
    done = cli("lint", office.parent, *DAY, columns=300)
    assert f"{file}:2: low RL921 approval-unused\n  No device of this run is called gw10.rsc" in done.out
    assert "is it gw01.rsc?" in done.out
    assert cli("lint", office.parent, *DAY, "--fail-on", "low").code == 1
    assert "heißt gw10.rsc" in cli("lint", office.parent, *DAY, "--lang", "de").out
    document = json.loads(cli("lint", office.parent, *DAY, "--format", "json").out)
    schema = json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / "lint.json").read_text())
    jsonschema.validate(document, schema)
    (finding,) = document["site_findings"]
    assert (finding["rule"], finding["file"], finding["line"]) == ("RL921", str(file), 2)
    assert document["summary"]["findings"]["low"] >= 1


@pytest.mark.parametrize("case", ["one file", "host name", "path", "unread", "ignored"])
def test_no_approval_is_called_a_stranger_without_need(case: str, office: Path, cli: Run) -> None:
    path = office.parent
    text = APPROVAL
    if case == "one file":  # a run of one file says nothing about the others
        path, text = office, APPROVAL.replace("gw01.rsc", "gw02.rsc")
    elif case == "host name":
        text = APPROVAL.replace("gw01.rsc", "gw01")
    elif case == "path":
        (path / "site").mkdir()
        office.rename(path / "site" / "gw01.rsc")
    elif case == "unread":  # it may be the device that is meant
        (path / "gw02.rsc").write_bytes(b"\0" * 10 + b"x" * 100)
        text = APPROVAL.replace("gw01.rsc", "gw02.rsc")
        (path / "gw02.rsc").chmod(0o644)
    else:
        text = 'ignore = ["RL921"]\n' + APPROVAL.replace("gw01.rsc", "gw02.rsc")
    _settings(office if path == office else path / "x", text)
    done = cli("lint", path, *DAY)
    assert "No device of this run" not in done.out


def test_standard_input_meets_the_settings_of_the_working_folder(
    office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _settings(office, APPROVAL.replace("gw01.rsc", "gw02.rsc"))
    monkeypatch.chdir(office.parent)
    done = cli("lint", "-", *DAY, stdin=office.read_bytes())
    assert done.code == 1
    assert "No device of this run" not in done.out


def test_a_rule_folder_that_is_not_there_is_told_with_file_and_line(office: Path, cli: Run) -> None:
    file = _settings(office, '# ours\nrules = ["our-rules"]\n')
    done = cli("lint", office)
    assert (done.code, done.out) == (2, "")
    assert f"{file}:2: the folder of rules 'our-rules' does not exist" in done.err
