"""Rule folders that somebody else wrote: they work, and every mistake names file and line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from routerlint.errors import ConfigurationError
from routerlint.rules.config import Config
from routerlint.rules.examples import AS_OF, example_report
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules

RULE = """\
id: ORG001
name: konnektor-reachable
since: "1.0"
subject: exposure
side: inside
severity: critical
when:
  target: {within: [192.168.10.200/32]}
title: Konnektor reachable from the Internet
message:
  en: "{reachable}: {services} on {target}, which is a Konnektor"
  de: "{reachable}: {services} auf {target}; das ist ein Konnektor"
why: It needs no way in.
fix:
  use: close-inbound
controls: [CWE-668]
examples:
  fires: [{ports: tcp 443, target: 192.168.10.200}]
  silent: [{ports: tcp 443, target: 192.168.10.5}]
"""


def folder(tmp_path: Path, rule: str = RULE, services: str = "") -> Path:
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "konnektor-reachable.yaml").write_text(rule, "utf-8")
    if services:
        (tmp_path / "services.yaml").write_text(services, "utf-8")
    return tmp_path


def test_a_rule_of_one_s_own_works_beside_the_built_in_ones(tmp_path: Path) -> None:
    rules = load_rules((folder(tmp_path),))
    report = example_report({"ports": "tcp 443", "target": "192.168.10.200"})
    (finding,) = judge(report, rules, Config(), device_key="x", as_of=AS_OF).findings
    assert (finding.rule.id, finding.severity.label) == ("ORG001", "critical")
    assert finding.fix()
    assert finding.rule.file.endswith("konnektor-reachable.yaml")


def test_port_classes_can_be_added_and_their_ports_taken_from_others(tmp_path: Path) -> None:
    services = (
        "classes:\n"
        "  - name: practice-system\n"
        "    severity: critical\n"
        "    title: {en: practice system, de: Praxisverwaltungssystem}\n"
        "    services:\n"
        "      - {name: tomedo, title: tomedo, tcp: [8080]}\n"
    )
    rule = RULE.replace("severity: critical", "severity: services\nservices: [practice-system]").replace(
        "when:\n  target: {within: [192.168.10.200/32]}\n", ""
    )
    rules = load_rules((folder(tmp_path, rule, services),))
    report = example_report({"ports": "tcp 8080", "target": "192.168.10.5"})
    (finding,) = judge(report, rules, Config(), device_key="x", as_of=AS_OF).findings
    assert finding.rule.id == "ORG001"
    assert "tomedo (tcp 8080)" in finding.message()


def test_a_service_can_be_added_to_a_class_that_exists(tmp_path: Path) -> None:
    services = (
        "classes:\n  - name: database\n    severity: critical\n    title: database\n"
        "    services: [{name: our-database, title: Our database, tcp: [4711]}]\n"
    )
    rules = load_rules((folder(tmp_path, RULE, services),))
    report = example_report({"ports": "tcp 4711", "target": "192.168.10.5"})
    (finding,) = judge(report, rules, Config(), device_key="x", as_of=AS_OF).findings
    assert finding.rule.id == "RL103"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("severity: critical", "severty: critical", 6, "unknown key 'severty'; did you mean 'severity'?"),
        ("severity: critical", "severity: dreadful", 6, "severity"),
        ("  target: {within", "  taget: {within", 8, "a rule about exposure has no field 'taget'; did you mean 'target'?"),
        ("{within: [192", "{inside: [192", 8, "no test is called 'inside'"),
        ("  use: close-inbound", "  use: close-inbund", 15, "no shared repair is called 'close-inbund'"),
        ("why: It needs no way in.\n", "", 1, "key 'why' is missing"),
        ("side: inside", "side: outside", 5, "'outside' cannot be a value in 'side'; did you mean"),
        ("side: inside", "side: inside\nservices: [databas]", 6, "no port class is called 'databas'; did you mean 'database'?"),
        ("subject: exposure", "subject: device", 8, "a rule about device has no field 'target'"),
        ("id: ORG001", "id: RL101", None, "'RL101' is already the id or name of a built-in rule"),
        ("name: konnektor-reachable", "name: smb-exposed", None, "'smb-exposed' is already the id or name"),
        ("id: ORG001", "id: [", 3, "not YAML"),
        ("side: inside", "side: inside\nside: router", 6, "key 'side' stands twice"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_line(tmp_path: Path, old: str, new: str, line: int | None, words: str) -> None:
    assert old in RULE
    with pytest.raises(ConfigurationError) as caught:
        load_rules((folder(tmp_path, RULE.replace(old, new)),))
    assert caught.value.file.endswith("konnektor-reachable.yaml")
    assert caught.value.line == line
    assert words in caught.value.message
    assert caught.value.exit_code == 2


def test_a_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load_rules((tmp_path / "nowhere",))


def test_the_severity_table_is_not_for_others_to_change(tmp_path: Path) -> None:
    (tmp_path / "severity.yaml").write_text("scope: {}", "utf-8")
    with pytest.raises(ConfigurationError, match="only the built-in rules have this file"):
        load_rules((tmp_path,))


def test_yaml_cannot_run_anything_or_contain_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not YAML"):
        load_rules((folder(tmp_path, RULE + "references: !!python/object/apply:os.system ['true']\n"),))
    (tmp_path / "practice" / "konnektor-reachable.yaml").write_text("id: &a [*a]\n", "utf-8")
    with pytest.raises(ConfigurationError, match="contains itself"):
        load_rules((tmp_path,))


def test_built_in_rules_need_neither_pyyaml_nor_jsonschema() -> None:
    code = "import sys; from routerlint.rules.loader import load_rules; load_rules(); print(sorted({'yaml', 'jsonschema'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
