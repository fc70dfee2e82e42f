from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_person_reads_the_answer_first_and_the_counts_last(office: Path, cli: Run) -> None:
    done = cli("lint", office)
    lines = done.out.splitlines()
    assert lines[0] == "From the Internet reachable: 1 service (tcp 440-449 on 192.168.10.5)."
    assert f"{office.as_posix()}: MikroTik RouterOS 7.24, RB750Gr3, gw01" in " ".join("".join(lines[1:3]).split())
    assert lines[-3].startswith("1 finding: 1 critical.")
    assert lines[-2].startswith("Coverage: ")
    assert lines[-1] == "At or above medium: 1. Could not be judged: 0."
    assert done.err == ""
    assert done.code == 1


def test_a_finding_has_place_rule_severity_sentence_line_path_and_repair(
    office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.parent)
    out = cli("lint", office.name).out
    assert "\ngw01.rsc:18: critical RL101 smb-exposed\n" in out
    sentence = " ".join(out.split())
    assert "Windows file sharing (SMB, tcp 445)" in sentence
    assert "on 192.168.10.5" in sentence
    assert re.search(r"^ +18 \| add action=dst-nat", out, re.MULTILINE)
    assert re.search(r"^ +14 \| add action=accept chain=forward connection-nat-state=dstnat", out, re.MULTILINE)
    assert "How the packet tcp 9.9.9.9 -> wan:" in sentence
    assert "/ip firewall nat disable [find where" in out


def test_a_closed_router_passes(closed: Path, cli: Run) -> None:
    done = cli("lint", closed)
    assert done.code == 0
    assert done.out.startswith("From the Internet reachable: nothing.\n")


def test_json_agrees_with_its_schema_and_says_the_same(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / "lint.json").read_text())
    done = cli("lint", office, "--format", "json", "--as-of", "2026-11-25")
    document = json.loads(done.out)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    (device,) = document["inputs"][0]["devices"]
    (finding,) = device["findings"]
    assert (finding["rule"], finding["severity"], finding["file"], finding["line"]) == (
        "RL101",
        "critical",
        "gw01.rsc",
        18,
    )
    assert document["summary"]["exit_code"] == done.code == 1
    assert document["as_of"] == "2026-11-25"


def test_the_same_input_gives_the_same_output(office: Path, closed: Path, cli: Run) -> None:
    for form in ("text", "json"):
        first, second = (cli("lint", office, closed, "--format", form) for _ in range(2))
        assert first == second


def test_a_plain_line_and_one_that_typer_reads_print_the_same(office: Path, cli: Run) -> None:
    for form in ("text", "json"):
        assert cli("lint", office, "--format", form) == cli("lint", office, f"--format={form}")
        assert cli("exposure", office, "--format", form) == cli("exposure", office, f"--format={form}")


def test_output_goes_to_a_file_without_colours(office: Path, cli: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    done = cli("lint", office, "--output", target, terminal=True)
    assert done.out == ""
    assert done.code == 1
    text = target.read_text(encoding="utf-8")
    assert text == cli("lint", office).out
    assert "\x1b" not in text


def test_an_output_file_that_cannot_be_written_is_an_error_of_usage(office: Path, cli: Run, tmp_path: Path) -> None:
    done = cli("lint", office, "--output", tmp_path / "missing" / "report.txt")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert cli("lint", office, "--output", tmp_path).code == 2


def test_rules_are_selected_and_ignored_by_id_name_and_beginning(office: Path, cli: Run) -> None:
    assert cli("lint", office, "--select", "RL2").code == 0
    assert cli("lint", office, "--select", "smb-exposed,RL4").code == 1
    assert cli("lint", office, "--select", "smb-exposed", "--select", "RL4").code == 1
    assert "RL101" not in cli("lint", office, "--ignore", "RL101").out
    assert "RL101" not in cli("lint", office, "--ignore", "SMB-exposed").out


def test_a_rule_that_does_not_exist_is_an_error_that_names_the_nearest(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--select", "smb-expossed")
    assert done.code == 2
    assert "smb-exposed" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("level", "code"), [("info", 1), ("low", 1), ("medium", 1), ("high", 1), ("critical", 1), ("never", 0)]
)
def test_the_level_that_fails_a_run_is_chosen(level: str, code: int, office: Path, cli: Run) -> None:
    assert cli("lint", office, "--fail-on", level).code == code


def test_severity_below_the_level_does_not_fail(tmp_path: Path, office: Path, cli: Run) -> None:
    web = tmp_path / "web.rsc"
    web.write_text(office.read_text().replace("440-449", "443"))
    assert cli("lint", web).code == 1
    assert cli("lint", web, "--fail-on", "high").code == 0


def test_german_is_chosen_by_option_and_by_locale(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    by_option = cli("lint", office, "--lang", "de").out
    assert "Aus dem Internet erreichbar" in by_option
    assert "kritisch RL101" in by_option
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert cli("lint", office).out == by_option
    assert "From the Internet" in cli("lint", office, "--lang=en").out


def test_a_day_is_an_input(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--as-of", "yesterday")
    assert done.code == 2
    assert "'yesterday' is not a date" in done.err


def test_standard_input_is_judged(office: Path, cli: Run) -> None:
    done = cli("lint", "-", stdin=office.read_bytes())
    assert done.code == 1
    assert "<stdin>:18: critical RL101" not in done.err
    assert "RL101 smb-exposed" in done.out


@pytest.mark.usefixtures("closed")
def test_a_folder_is_judged_and_what_is_left_out_is_said(office: Path, cli: Run) -> None:
    (office.parent / "README.md").write_text("# Routers of the office\n")
    done = cli("lint", office.parent)
    assert done.code == 1
    assert "Judged: 2 devices." in done.out
    assert "Left out: 1 file that is no configuration" in done.out
    assert done.out.index("closed.rsc") < done.out.index("gw01.rsc")


def test_exit_code_three_wins_over_one_and_the_last_line_counts_both(office: Path, cli: Run) -> None:
    (office.parent / "broken.gz").write_bytes(b"\x1f\x8bbroken")
    done = cli("lint", office.parent)
    assert done.code == 3
    assert "RL101" in done.out
    assert done.out.splitlines()[-1] == "At or above medium: 1. Could not be judged: 1."
    assert done.err.count("\n") == 1


def test_undecided_fails_a_run_only_when_asked(tmp_path: Path, office: Path, cli: Run) -> None:
    unsure = tmp_path / "hours.rsc"
    unsure.write_text(
        office.read_text().replace(
            "in-interface=ether1 protocol=tcp", "in-interface=ether1 protocol=tcp time=8h-17h,mon"
        )
    )
    document = json.loads(cli("lint", unsure, "--format", "json").out)
    assert document["summary"]["undecided"] > 0
    assert cli("lint", unsure, "--fail-on", "never").code == 0
    assert cli("lint", unsure, "--fail-on", "never", "--fail-on-undecided").code == 3


def test_a_site_settings_file_beside_the_configuration_holds(office: Path, cli: Run) -> None:
    (office.parent / "routerlint.toml").write_text('ignore = ["RL101"]\n')
    assert "RL101" not in cli("lint", office).out


def test_a_mistake_in_the_settings_is_told_before_anything_is_judged(office: Path, cli: Run) -> None:
    (office.parent / "routerlint.toml").write_text('ingore = ["RL101"]\n')
    done = cli("lint", office)
    assert done.code == 2
    assert "routerlint.toml:1" in done.err
    assert "ignore" in done.err
    assert done.out == ""


APPROVAL = """
[[approve]]
device = "gw01.rsc"
exposure = {protocol = "tcp", ports = "440-449", target = "192.168.10.5"}
need = "booking page \x1b[31m"
approver = "A. Example"
expires = 2027-06-30
"""


def test_an_approved_exposure_is_documented_and_not_hidden(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    (office.parent / "routerlint.toml").write_text(APPROVAL.replace("\x1b", "\\u001b"))
    done = cli("lint", office, "--as-of", "2026-11-25")
    assert done.code == 0
    sentence = " ".join(done.out.split())
    assert "documented: RL101 smb-exposed at" in sentence
    assert "approved by A. Example until 2027-06-30" in sentence
    assert "Documented by an approval: 1." in sentence
    assert "\x1b" not in done.out
    document = json.loads(cli("lint", office, "--as-of", "2026-11-25", "--format", "json").out)
    schema = json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / "lint.json").read_text())
    jsonschema.validate(document, schema)
    assert document["summary"]["documented"] == 1


def test_an_expired_approval_covers_nothing(office: Path, cli: Run) -> None:
    (office.parent / "routerlint.toml").write_text(APPROVAL.replace("\x1b", ""))
    done = cli("lint", office, "--as-of", "2027-07-01")
    assert done.code == 1
    assert "RL101 smb-exposed" in done.out


def test_a_link_out_of_the_folder_is_not_followed_and_the_report_says_so(
    office: Path, closed: Path, tmp_path: Path, cli: Run
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    closed.rename(folder / "closed.rsc")
    (folder / "elsewhere.rsc").symlink_to(office)
    done = cli("lint", folder, columns=200)
    assert done.code == 0
    assert f"Not followed: 1 link that leads out of the folder ({folder}/elsewhere.rsc)." in done.out.replace("\n", " ")
    assert "hinausführt" in cli("lint", folder, "--lang", "de").out
    assert json.loads(cli("lint", folder, "--format", "json").out)["skipped"] == [
        {"file": f"{folder}/elsewhere.rsc", "reason": "outside"}
    ]


def test_a_run_that_judged_nothing_claims_nothing(tmp_path: Path, cli: Run) -> None:
    done = cli("lint", tmp_path / "missing.rsc")
    assert done.code == 3
    assert done.out.splitlines() == ["Judged: 0 devices.", "At or above medium: 0. Could not be judged: 1."]


def test_a_piece_without_interfaces_is_not_called_closed(tmp_path: Path, cli: Run) -> None:
    # a list of rules shows no way of a packet, so nothing about what is reachable follows from it
    piece = tmp_path / "rules.rsc"
    piece.write_text("/ip firewall filter\nadd action=drop chain=input protocol=tcp dst-port=22\n", encoding="utf-8")
    done = cli("lint", piece)
    assert done.code == 3
    assert "nothing was found, but the file does not settle" in " ".join(done.out.split())


def test_a_command_quotes_names_and_covers_every_line_to_the_internet(tmp_path: Path, cli: Run) -> None:
    # names with blanks are usual in RouterOS, and two lines to the Internet need a rule each
    router = tmp_path / "two.rsc"
    router.write_text(
        "# 2025-01-02 03:04:05 by RouterOS 7.16.1\n# software id = AAAA-0000\n/interface ethernet\n"
        'set [ find default-name=ether1 ] name="ether1 - Uplink"\n/ip dhcp-client\nadd interface="ether1 - Uplink"\n'
        "add interface=ether2\n/system identity\nset name=x\n",
        encoding="utf-8",
    )
    out = cli("lint", router).out
    assert 'in-interface="ether1 - Uplink"' in out
    assert 'in-interface="ether2"' in out


_BY_NUMBER = "/ip firewall nat print\n    /ip firewall nat disable NUMBER"


@pytest.mark.parametrize(
    ("comment", "command"),
    [
        ("video recorder, installer said so", 'and comment="video recorder, installer said so"]'),
        ("x" * 80, _BY_NUMBER),  # a shortened name finds nothing
        ("a $(reboot)", _BY_NUMBER),
    ],
)
def test_a_repair_that_says_to_switch_off_holds_the_command_that_does(
    comment: str, command: str, office: Path, cli: Run
) -> None:
    text = office.read_text().replace(" dst-port=440-449", "").replace("HTTPS booking", comment)
    office.write_text(text.replace(" protocol=tcp \\\n", " \\\n"))
    assert f"{command}\n" in cli("lint", office).out


def test_nothing_is_clean_by_no_rule_at_all(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--select", "RL4", "--ignore", "RL4")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("routerlint: no rule is left to judge by. ")


def test_a_router_without_a_filter_on_which_nothing_listens_does_not_contradict_the_first_line(
    tmp_path: Path, cli: Run
) -> None:
    file = tmp_path / "fw.boot"
    file.write_text(
        "system {\n    host-name fw\n}\ninterfaces {\n    ethernet eth0 {\n        address dhcp\n    }\n    ethernet eth1 {\n"
        "        address 192.168.1.1/24\n    }\n}\nnat {\n    source {\n        rule 10 {\n"
        "            outbound-interface {\n                name eth0\n            }\n"
        "            translation {\n                address masquerade\n            }\n        }\n    }\n}\n"
        '// vyos-config-version: "nat@7:firewall@15"\n// Release version: 1.4.0\n'
    )
    out = " ".join(cli("lint", file).out.split())
    assert "From the Internet reachable: nothing." in out
    assert "all ports and protocols, but nothing listens there." in out
