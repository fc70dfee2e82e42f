"""The table of controls, and the report on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.report.control_ids import short_controls
from routerlint.report.control_table import rule_ranges
from routerlint.rules.catalogues import builtin_catalogues

Run = Callable[..., Any]
SCHEMAS = Path(__file__).parents[2] / "routerlint" / "schemas"
NAMES = [catalogue.name for catalogue in builtin_catalogues()]


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))


def by_id(document: Any) -> dict[str, Any]:
    (device,) = document["inputs"][0]["devices"]
    return {control["id"]: control for control in device["controls"]}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_table_shows_every_control_within_eighty_columns(language: str, cli: Run) -> None:
    out = cli("controls", "--lang", language).out
    assert max(map(len, out.splitlines())) <= 80
    for catalogue in builtin_catalogues():
        assert f"{catalogue.name}: " in out
        assert all(f"  {control.number} " in out for control in catalogue.controls)


def test_one_catalogue_is_shown_alone_with_its_edition(cli: Run) -> None:
    out = cli("controls", "kbv").out
    assert out.startswith("kbv: KBV IT security guideline (2025, in force since 1 April 2025)\n")
    assert "NET.1.1.A11" not in out
    assert cli("controls", "KBV").out == out


def test_the_table_as_json_agrees_with_its_schema_and_names_the_rules(cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(cli("controls", "--format", "json", "--lang", "de").out)
    jsonschema.validate(document, schema("controls"))
    assert [catalogue["name"] for catalogue in document["catalogues"]] == NAMES
    (kbv,) = [catalogue for catalogue in document["catalogues"] if catalogue["name"] == "kbv"]
    (passages,) = [control for control in kbv["controls"] if control["id"] == "KBV-ITSRL-2025:A1-11"]
    assert passages["title"] == "jeden Übergang zwischen Praxisnetz und anderen Netzen absichern"
    assert "RL101" in passages["rules"]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["controls", "kvb"], "Did you mean kbv?"),
        (["controls", "iso"], "Did you mean iso-27001?"),
        (["lint", "--controls", "kbv,bsi-grundshutz"], "Did you mean bsi-grundschutz?"),
        (["lint", "--controls", "hipaa-rules"], "Known: bsi-grundschutz, "),
    ],
)
def test_an_unknown_name_is_a_mistake_that_names_the_nearest(
    arguments: list[str], advice: str, office: Path, cli: Run
) -> None:
    done = cli(*arguments, *([office] if arguments[0] == "lint" else []))
    assert (done.code, done.out) == (2, "")
    assert advice in done.err
    assert done.err.count("\n") == 1


def test_an_unknown_name_in_the_settings_names_file_and_line(office: Path, cli: Run) -> None:
    (office.parent / "routerlint.toml").write_text('fail-on = "high"\ncontrols = ["gdrp"]\n')
    done = cli("lint", office)
    assert done.code == 2
    assert "routerlint.toml:2: no catalogue of controls is called 'gdrp'. Did you mean gdpr?" in done.err
    assert "kein Standard heißt 'gdrp'" in cli("lint", office, "--lang", "de").err


def test_the_report_says_of_each_control_where_it_stands(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--controls", "kbv,cyber-essentials")
    block = done.out.partition("\nKBV IT security guideline (2025, ")[2]
    text = " ".join(block.split())
    assert "finding A1-11 guard every passage" in text
    assert "RL101 critical at gw01.rsc:18" in text
    assert (
        "not judged A1-12 keep a written record of the network nothing found; not checked: the written record" in text
    )
    assert "passed FW-3 keep the administration interface off the Internet" in text
    assert '"Passed": all its rules were checked' in text
    assert max(map(len, block.splitlines())) <= 80
    # the verdict of the run is the same with and without
    assert done.code == cli("lint", office).code
    assert done.out.splitlines()[-1] == cli("lint", office).out.splitlines()[-1]


def test_the_report_speaks_german(office: Path, cli: Run) -> None:
    out = cli("lint", office, "--controls", "kbv,cyber-essentials", "--lang", "de").out
    text = " ".join(out.partition("\nIT-Sicherheitsrichtlinie der KBV")[2].split())
    assert "Befund A1-11 jeden Übergang zwischen Praxisnetz und anderen Netzen absichern RL101 kritisch in" in text
    assert "erfüllt FW-3 die Administrationsschnittstelle nicht aus dem Internet erreichbar machen" in text
    assert "nicht beurteilt A1-12 das Netz schriftlich dokumentieren nichts gefunden; nicht geprüft:" in text


def test_the_report_names_only_the_asked_catalogues_and_nothing_unasked(office: Path, cli: Run) -> None:
    out = cli("lint", office, "--controls", "gdpr").out
    assert "General Data Protection Regulation (" in out
    assert "\n  Controls: GDPR: Art.32(1)(b)\n" in out
    assert "KBV IT security guideline" not in out
    assert "not judged" not in cli("lint", office).out


def test_the_report_as_json_agrees_with_its_schema(office: Path, closed: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(cli("lint", office, "--controls", ",".join(NAMES), "--format", "json").out)
    jsonschema.validate(document, schema("lint"))
    controls = by_id(document)
    assert len(controls) == sum(len(catalogue.controls) for catalogue in builtin_catalogues())
    (finding,) = controls["KBV-ITSRL-2025:A1-11"]["findings"]
    assert (finding["file"], finding["line"], finding["severity"]) == ("gw01.rsc", 18, "critical")
    assert "RL101" in finding["rules"]
    told = [found["fingerprint"] for found in document["inputs"][0]["devices"][0]["findings"]]
    assert finding["fingerprint"] in told
    clean = by_id(json.loads(cli("lint", closed, "--controls", "kbv", "--format", "json").out))
    assert clean["KBV-ITSRL-2025:A1-11"]["status"] == "passed"
    assert "controls" not in json.loads(cli("lint", closed, "--format", "json").out)["inputs"][0]["devices"][0]


def test_the_settings_may_ask_for_catalogues_and_the_option_stands_in_their_place(closed: Path, cli: Run) -> None:
    (closed.parent / "routerlint.toml").write_text('controls = ["kbv"]\n')
    assert "KBV IT security guideline" in cli("lint", closed).out
    other = cli("lint", closed, "--controls", "gdpr").out
    assert "KBV IT security guideline" not in other
    assert "General Data Protection Regulation" in other


def test_rules_that_were_left_out_make_their_controls_not_judged(closed: Path, cli: Run) -> None:
    out = " ".join(cli("lint", closed, "--controls", "kbv", "--ignore", "RL101").out.split())
    assert "not judged A1-11, A3-3 rules were left out (RL101)" in out


@pytest.mark.parametrize(("language", "head"), [("en", "over 2 devices:"), ("de", "über 2 Geräte:")])
def test_several_devices_are_summed_up_at_the_end(
    office: Path, closed: Path, cli: Run, language: str, head: str
) -> None:
    assert office.parent == closed.parent
    out = cli("lint", office.parent, "--controls", "kbv", "--lang", language).out
    assert head in " ".join(out.split())
    (row,) = [line.split()[1:] for line in out.splitlines() if line.startswith("A1-11 ")]
    assert row == ["1", "0", "1", "0"]
    document = json.loads(cli("lint", office.parent, "--controls", "kbv", "--format", "json").out)
    (counts,) = [c for c in document["summary"]["controls"] if c["id"] == "KBV-ITSRL-2025:A1-11"]
    assert counts == {"id": "KBV-ITSRL-2025:A1-11", "finding": 1, "documented": 0, "passed": 1, "not_judged": 0}


def test_ids_are_shortened_by_naming_each_standard_once() -> None:
    ids = ("KBV-ITSRL-2025:A1-11", "CE-3.3:FW-5", "KBV-ITSRL-2025:A3-3", "CWE-668", "CWE-284")
    assert short_controls(ids) == "KBV-ITSRL-2025: A1-11, A3-3; CE-3.3: FW-5; CWE-668, CWE-284"


def test_three_rules_in_a_row_are_a_range() -> None:
    assert rule_ranges(["RL101", "RL102", "RL103", "RL105", "RL106", "ORG001"]) == "RL101-103, RL105, RL106, ORG001"
    assert rule_ranges([]) == ""
