"""`routerlint advisories`: what is known about firmware, and newer lists taken over offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

Run = Callable[..., Any]

SCHEMAS = Path(__file__).parents[2] / "routerlint" / "schemas"
CATALOGUE = {
    "catalogVersion": "2026.11.20",
    "dateReleased": "2026-11-20T15:00:00Z",
    "count": 1,
    "vulnerabilities": [
        {"cveID": "CVE-2023-30800", "dateAdded": "2026-11-19", "knownRansomwareCampaignUse": "Known"}
    ],
}  # fmt: skip
OLD = "# nov/20/2023 08:00:00 by RouterOS 6.49.7\n"


@pytest.fixture
def old(office: Path) -> Path:
    text = office.read_text("utf-8")
    office.write_text(OLD + text.partition("\n")[2], "utf-8", newline="\n")
    return office


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "known_exploited_vulnerabilities.json"
    file.write_text(json.dumps(CATALOGUE), "utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "words"), [("en", "As of: advisories 2026-08-21"), ("de", "Stand: Sicherheitsmeldungen")]
)
def test_the_table_names_every_system_and_the_day(cli: Run, language: str, words: str) -> None:
    done = cli("advisories", "--lang", language)
    assert done.code == 0
    assert "routeros" in done.out
    assert words in done.out


@pytest.mark.parametrize("vendor", ["routeros", "openwrt", "huawei"])
def test_one_system_is_listed_with_versions_and_sources(cli: Run, vendor: str) -> None:
    done = cli("advisories", vendor, columns=160)
    assert done.code == 0
    assert "CVE-" in done.out
    document = json.loads(cli("advisories", vendor, "--format", "json").out)
    jsonschema.validate(document, json.loads((SCHEMAS / "advisories.json").read_text("utf-8")))
    (product,) = document["products"]
    assert all(advisory["source"] for advisory in product["advisories"])


def test_a_newer_catalogue_changes_the_verdict_and_the_day(
    cli: Run, old: Path, catalogue: Path, tmp_path: Path
) -> None:
    before = json.loads(cli("lint", old, "--format", "json").out)["inputs"][0]["devices"][0]
    assert before["firmware"]["state"] == "vulnerable"
    folder = tmp_path / "data"
    done = cli("advisories", "update", "--from", catalogue, "--data", folder)
    assert (done.code, done.err) == (0, "")
    assert "1 known exploited" in done.out
    after = json.loads(cli("lint", old, "--format", "json", "--data", folder).out)["inputs"][0]["devices"][0]
    assert after["firmware"]["state"] == "exploited"
    assert after["firmware"]["data"]["exploited"] == "2026-11-20"
    (finding,) = [finding for finding in after["findings"] if finding["rule"] == "RL502"]
    assert finding["severity"] == "high"
    assert [path.name for path in folder.iterdir()] == ["exploited.json"]


def test_the_folder_of_the_environment_is_used_by_plain_runs(
    cli: Run, old: Path, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUTERLINT_DATA", str(tmp_path / "mine"))
    assert cli("advisories", "update", "--from", catalogue).code == 0
    assert "RL502" in cli("lint", old).out


def test_lines_of_a_product_are_taken_over(cli: Run, tmp_path: Path) -> None:
    source = tmp_path / "cycles.json"
    source.write_text(json.dumps([{"cycle": "26.06", "eol": False, "releaseDate": "2026-10-01", "latest": "26.06.1"}]))
    done = cli(
        "advisories", "update", "--from", source, "--product", "openwrt", "--data", tmp_path / "data", "--lang", "de"
    )
    assert done.code == 0
    assert "1 Versionsreihen von openwrt" in " ".join(done.out.split())


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"vulnerabilities": 3}', "\x00\x01"])
def test_what_is_no_list_is_one_line_and_exit_code_2(cli: Run, tmp_path: Path, content: str) -> None:
    source = tmp_path / "list.json"
    source.write_text(content)
    for language in ("en", "de"):
        done = cli("advisories", "update", "--from", source, "--data", tmp_path / "data", "--lang", language)
        assert (done.code, done.out) == (2, "")
        assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["update"], "needs a file"),
        (["routerosx"], "Did you mean routeros?"),
        (["--from", "x.json"], "belong to"),
        (["update", "--from", "missing.json"], "cannot be read"),
    ],
)
def test_mistakes_in_the_command_are_told(cli: Run, arguments: list[str], message: str) -> None:
    done = cli("advisories", *arguments)
    assert done.code == 2
    assert message in done.err


def test_a_damaged_file_in_the_folder_is_told_before_anything_is_judged(cli: Run, old: Path, tmp_path: Path) -> None:
    (tmp_path / "exploited.json").write_text("nonsense")
    done = cli("lint", old, "--data", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "not a file of advisories" in done.err


def test_a_folder_that_cannot_be_written_is_told(cli: Run, catalogue: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cli("advisories", "update", "--from", catalogue, "--data", tmp_path / "file" / "below")
    assert done.code == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize(("language", "words"), [("en", "data of 2026-08-21"), ("de", "Datenstand 2026-08-21")])
def test_every_report_states_the_day_of_the_data(cli: Run, office: Path, language: str, words: str) -> None:
    assert words in " ".join(cli("lint", office, "--lang", language).out.split())
    (device,) = json.loads(cli("lint", office, "--format", "json").out)["inputs"][0]["devices"]
    assert device["firmware"]["data"]["advisories"] == "2026-08-21"
