"""Rule folders that somebody else wrote: they work, and every mistake names file and line."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from routerlint.errors import ConfigurationError
from routerlint.rules.config import Config, load_config
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
        ("name: konnektor-reachable", "name: smb-exposed", 2, "'smb-exposed' is already the id or name"),
        ("id: ORG001", "id: RL101", 1, "'RL101' is already the id or name"),
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 200_000, "nesting"),
        (
            "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz")),
            "values",
        ),
        ("a: " + "x" * 2_000_000, "larger than"),
    ],
)
def test_a_hostile_file_is_refused_at_once(tmp_path: Path, text: str, words: str) -> None:
    begin = time.process_time()
    with pytest.raises(ConfigurationError, match=words):
        load_rules((folder(tmp_path, text),))
    assert time.process_time() - begin < 3


def fixes(tmp_path: Path, text: str, rule: str = "") -> Path:
    (tmp_path / "fixes.yaml").write_text(text, "utf-8")
    if rule:
        (tmp_path / "rule.yaml").write_text(rule, "utf-8")
    return tmp_path


def steps(folders: Path, vendor: str, **example: Any) -> tuple[str, ...]:
    report = example_report({"ports": "tcp 443", "target": "192.168.10.5", **example})
    device = msgspec.structs.replace(report.device, vendor=vendor)
    report = msgspec.structs.replace(report, device=device)
    return judge(report, load_rules((folders,)), Config(), device_key="x", as_of=AS_OF).findings[0].fix()


CLOSE = "close-inbound:\n  - kinds: [forward, exposed_host, upnp_mapping]\n    vendors:\n      acme_os:\n        - command: acme close {address}\n"


def test_a_folder_adds_steps_for_a_vendor_that_has_none(tmp_path: Path) -> None:
    folders = fixes(tmp_path, CLOSE)
    assert steps(folders, "acme_os")[-1] == "acme close 192.168.10.5"
    assert "acme" not in " ".join(steps(folders, "routeros"))
    assert steps(folders, "other_os")[-1].startswith("Delete or switch off")


def test_steps_for_every_kind_and_for_a_rule_of_its_own(tmp_path: Path) -> None:
    text = (
        "close-inbound:\n  - vendors: {acme_os: [{command: acme any}]}\n"
        "no-firewall:\n  - vendors: {acme_os: [{en: Switch it on., de: Einschalten.}]}\n"
    )
    folders = fixes(tmp_path, text)
    assert steps(folders, "acme_os")[-1] == "acme any"
    rule = load_rules((folders,)).find("no-firewall")
    assert rule is not None
    assert "acme_os" in rule.fix.variants[0].vendors
    assert "routeros" in rule.fix.variants[0].vendors


def test_a_new_shared_repair_serves_the_rules_beside_it(tmp_path: Path) -> None:
    text = "call-us:\n  - generic: [{en: Call 4711., de: Rufen Sie 4711 an.}]\n"
    rules = load_rules((fixes(tmp_path, text, RULE.replace("close-inbound", "call-us")),))
    rule = rules.find("ORG001")
    assert rule is not None
    assert rule.fix.variants[0].generic[0].text is not None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (CLOSE.replace("acme_os", "routeros"), 4, "'close-inbound' has steps for 'routeros' already"),
        (CLOSE.replace("forward, ", ""), 2, "has no steps for just these kinds, but for forward, exposed_host"),
        (CLOSE.replace("close-inbound", "close-inbuond"), 2, "did you mean 'close-inbound'"),
        (CLOSE.replace("vendors", "vendor"), 3, "unknown key 'vendor'"),
        (CLOSE.replace("acme_os", "Acme OS"), 3, "does not match"),
        (CLOSE.replace("command", "run"), None, ""),
        ("smb-exposed:\n  - vendors: {acme_os: [{command: x}]}\n", 1, "add to the shared repair 'close-inbound'"),
        ("no-firewall:\n  - generic: [{en: x, de: x}]\n", 2, "has steps for everybody already"),
        ("close-inbound: {a: b}\n", None, ""),
        ("- a\n", None, ""),
        ("", None, ""),
    ],
)
def test_a_mistake_in_added_steps_names_file_and_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_rules((fixes(tmp_path, text),))
    assert caught.value.file.endswith("fixes.yaml")
    assert words in str(caught.value)
    if line is not None:
        assert caught.value.line == line


def test_two_folders_may_not_give_one_vendor_steps(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        fixes(tmp_path / name, CLOSE)
    with pytest.raises(ConfigurationError, match="has steps for 'acme_os' already"):
        load_rules((tmp_path / "a", tmp_path / "b"))
    assert len(load_rules((tmp_path / "a", tmp_path / "a"))) == len(load_rules())


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with rules, laid out as pip does, whose code must not run."""
    site = tmp_path / "site"
    rules = site / "acme_rules" / "data"
    rules.mkdir(parents=True)
    (site / "acme_rules" / "__init__.py").write_text("raise SystemExit('the code of a pack ran')\n")
    (rules / "konnektor-reachable.yaml").write_text(RULE, "utf-8")
    info = site / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[routerlint.rules]\nacme = acme_rules:data\nlost = acme_rules:nowhere\nodd = acme_nowhere\n"
    )
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.mark.usefixtures("installed")
def test_a_pack_is_loaded_when_it_is_named_and_runs_nothing() -> None:
    assert load_rules((Path("pack:acme"),)).find("ORG001") is not None
    assert load_rules().find("ORG001") is None
    assert "acme_rules" not in sys.modules


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acmee", "no package brings a rule pack 'acmee'; did you mean 'acme'"),
        ("lost", "is no folder of a package (acme_rules:nowhere)"),
        ("odd", "is no folder of a package (acme_nowhere)"),
        ("", "no package brings a rule pack ''"),
    ],
)
def test_a_pack_that_is_not_there_is_a_mistake(name: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_rules((Path(f"pack:{name}"),))
    assert words in caught.value.message


@pytest.mark.usefixtures("installed")
def test_the_settings_of_a_site_name_folders_and_packs(tmp_path: Path) -> None:
    place = tmp_path / "site-settings"
    (place / "our-rules").mkdir(parents=True)
    (place / "routerlint.toml").write_text('rules = ["our-rules", "pack:acme"]\n')
    assert load_config(place).rule_dirs == (place / "our-rules", Path("pack:acme"))


def test_built_in_rules_need_neither_pyyaml_nor_jsonschema() -> None:
    code = "import sys; from routerlint.rules.loader import load_rules; load_rules(); print(sorted({'yaml', 'jsonschema'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
