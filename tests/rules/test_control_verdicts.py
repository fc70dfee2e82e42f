"""What verdicts mean for the controls of a standard: passed is never said where anything is open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Completeness, Undecided
from routerlint.netset.addresses import AddressSet
from routerlint.rules.catalogues import builtin_catalogues, builtin_controls, rules_by_control
from routerlint.rules.config import Config, ConfiguredApproval
from routerlint.rules.examples import AS_OF, example_report
from routerlint.rules.files import rule_files
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.verdict import ControlVerdict
from routerlint.rules.yamlfile import read_yaml
from routerlint.text.coverage import Coverage, LineState, Unread
from routerlint.wording import phrase

RULES = load_rules()
FOLDER = Path(__file__).resolve().parents[2] / "rules"
NAMES = tuple(catalogue.name for catalogue in builtin_catalogues())
HOST = "192.168.10.5"

PASSAGES = "KBV-ITSRL-2025:A1-11"
RECORD = "KBV-ITSRL-2025:A1-12"
ADMINISTRATION = "CE-3.3:FW-3"
CLEAN: dict[str, Any] = {}


def verdicts(report: ExposureReport, **config: Any) -> dict[str, ControlVerdict]:
    settings = Config(controls=NAMES, **config)
    judgement = judge(report, RULES, settings, device_key="gw01.rsc", as_of=AS_OF)
    return {verdict.control.id: verdict for verdict in judgement.controls}


def causes(verdict: ControlVerdict) -> set[str]:
    return {gap.cause for gap in verdict.gaps}


def passed(found: dict[str, ControlVerdict]) -> set[str]:
    return {name for name, verdict in found.items() if verdict.status == "passed"}


def changed(**values: Any) -> ExposureReport:
    return msgspec.structs.replace(example_report(CLEAN), **values)


def test_every_control_of_the_catalogues_gets_one_verdict_and_only_when_asked_for() -> None:
    assert list(verdicts(example_report(CLEAN))) == [
        c.id for catalogue in builtin_catalogues() for c in catalogue.controls
    ]
    assert judge(example_report(CLEAN), RULES, Config(), device_key="gw01.rsc", as_of=AS_OF).controls == ()


def test_a_clean_and_complete_answer_passes_what_it_can_prove_and_nothing_else() -> None:
    found = verdicts(example_report(CLEAN))
    assert passed(found) == {name for name, control in builtin_controls().items() if control.provable}
    assert {PASSAGES, ADMINISTRATION} <= passed(found)
    assert causes(found[RECORD]) == {"beyond"}


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
def test_an_answer_that_is_not_complete_for_a_family_passes_nothing(family: str) -> None:
    found = verdicts(changed(complete=Completeness(ipv4=family != "ipv4", ipv6=family != "ipv6")))
    assert passed(found) == set()
    (gap,) = found[PASSAGES].gaps
    assert (gap.cause, gap.families) == ("incomplete", (family,))


@pytest.mark.parametrize(
    ("kind", "cause"),
    [("partial", "partial"), ("role", "undecided"), ("include", "undecided"), ("unread", "undecided")],
)
def test_an_open_question_about_the_device_passes_nothing(kind: str, cause: str) -> None:
    found = verdicts(
        changed(undecided=(Undecided(what=phrase("a thing"), why=phrase("it is not in the file"), kind=kind),))
    )
    assert passed(found) == set()
    assert causes(found[PASSAGES]) == {cause}


def test_a_security_relevant_line_that_nobody_understood_passes_nothing() -> None:
    report = example_report(CLEAN)
    unread = (Unread(file="gw01.rsc", line=1, state=LineState.UNRECOGNISED, what="x"),)
    device = msgspec.structs.replace(report.device, coverage=Coverage(unread=unread))
    found = verdicts(msgspec.structs.replace(report, device=device))
    assert passed(found) == set()
    assert causes(found[PASSAGES]) == {"unread"}


def test_a_capability_that_the_file_does_not_show_concerns_only_controls_that_it_touches() -> None:
    found = verdicts(
        changed(undecided=(Undecided(what=phrase("UPnP"), why=phrase("not in the file"), kind="capability"),))
    )
    assert causes(found[PASSAGES]) == {"capability"}
    assert found[ADMINISTRATION].status == "passed"


def test_a_list_that_is_not_in_the_file_is_settled_by_the_rows_that_it_makes_possible() -> None:
    # The rows of the answer hold with and without the unknown: what no row covers is closed (docs/exposure contract).
    found = verdicts(
        changed(undecided=(Undecided(what=phrase("a list"), why=phrase("not in the file"), kind="unknown"),))
    )
    assert PASSAGES in passed(found)


def test_rules_that_were_left_out_leave_their_controls_open() -> None:
    found = verdicts(example_report(CLEAN), ignore=("RL101",))
    (gap,) = found[PASSAGES].gaps
    assert (gap.cause, gap.rules) == ("left-out", ("RL101",))
    assert found[ADMINISTRATION].status == "passed"
    assert passed(verdicts(example_report(CLEAN), select=("RL101",))) == set()


def test_a_control_that_no_rule_touches_is_not_judged() -> None:
    untouched = set(builtin_controls()) - set(rules_by_control(RULES))
    found = verdicts(example_report(CLEAN))
    for name in untouched:
        assert found[name].status == "not-judged"
        assert causes(found[name]) == {"no-rule"}


def test_a_finding_stands_at_every_control_of_its_rules_even_of_one_that_did_not_name_it() -> None:
    # RL101 gives the finding its name; RL114 holds too, and names the requirement of a zone for services.
    found = verdicts(example_report({"ports": "tcp 440-449", "target": HOST}))
    assert found[PASSAGES].status == "finding"
    assert [finding.rule.id for finding in found["BSI-GS-2023:NET.1.1.A10"].findings] == ["RL101"]
    assert found[ADMINISTRATION].status == "passed"


def test_a_possible_exposure_is_a_finding() -> None:
    found = verdicts(example_report({"ports": "tcp 445", "target": HOST, "certainty": "conditional"}))
    assert found[PASSAGES].status == "finding"
    assert found[PASSAGES].findings[0].certainty == "conditional"


def test_an_approved_exposure_is_documented_and_not_passed() -> None:
    approval = ConfiguredApproval(
        device="gw01.rsc", target=HOST, need="x", approver="A. Example", expires=dt.date(2027, 1, 1)
    )
    found = verdicts(example_report({"ports": "tcp 443", "target": HOST}), approvals=(approval,))
    assert found["CE-3.3:FW-5"].status == "documented"
    assert found["CE-3.3:FW-5"].findings == ()
    assert len(found["CE-3.3:FW-5"].documented) == 1
    incomplete = msgspec.structs.replace(
        example_report({"ports": "tcp 443", "target": HOST}), complete=Completeness(ipv6=False)
    )
    assert verdicts(incomplete, approvals=(approval,))["CE-3.3:FW-5"].status == "not-judged"


def test_a_ping_counts_against_nothing() -> None:
    found = verdicts(example_report({"ports": "icmp", "service": []}))
    assert [name for name, verdict in found.items() if verdict.status == "finding"] == []


def test_the_administration_is_not_passed_where_nobody_knows_what_listens() -> None:
    found = verdicts(example_report({"ports": "tcp 12345", "service": ["unknown"]}))
    assert found[ADMINISTRATION].status == "not-judged"
    assert causes(found[ADMINISTRATION]) == {"listeners"}
    # what gets an address by DHCP is no such port
    assert verdicts(example_report({"ports": "udp 68", "service": ["unknown"]}))[ADMINISTRATION].status == "passed"


def test_management_networks_that_may_send_do_not_pass_the_administration() -> None:
    networks = (AddressSet.network("ipv4", 0xC6336400, 28),)
    example = {"ports": "tcp 22", "service": ["ssh"], "sources": ["198.51.100.0/28"]}
    assert verdicts(example_report(example), management_networks=networks)[ADMINISTRATION].status == "finding"


@pytest.mark.parametrize("name", [name for name in rule_files(FOLDER) if not name.startswith(("input/", "approvals/"))])
def test_what_a_rule_reports_stands_at_every_control_that_it_names(name: str) -> None:
    raw = read_yaml(FOLDER / name, name).data
    rule = RULES.find(raw["id"])
    assert rule is not None
    for example in raw["examples"]["fires"]:
        if "vendor" in example or rule.is_remark:
            continue
        found = verdicts(example_report(example))
        assert {name: found[name].status for name in rule.controls} == dict.fromkeys(rule.controls, "finding")


def test_firmware_that_is_not_known_leaves_the_updates_open_and_nothing_else() -> None:
    found = verdicts(changed(complete=Completeness(ipv6=False)))
    updates = found["KBV-ITSRL-2025:A1-14"]
    assert updates.status == "not-judged"
    # whether a family is complete says nothing about firmware
    assert "incomplete" not in causes(updates)
