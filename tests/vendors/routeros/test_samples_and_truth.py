"""The sample sites say what their README says; truth cases beside the checkout are answered right."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.report.exposure_json import exposure_document
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.parser import parse

Ask = Callable[[Device, str], str]

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample_configs/routeros"
TRUTH = ROOT / "../shared/truth/routeros"
SCORE = ROOT / "../shared/tools/score.py"


def sample(case: str) -> Device:
    (path,) = (SAMPLES / case).glob("*.rsc")
    return parse(Document(name=case, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),)))[0]


def report(case: str) -> ExposureReport:
    return evaluate(sample(case))


def test_every_sample_is_complete_and_says_what_it_shows() -> None:
    cases = sorted(path.name for path in SAMPLES.iterdir())
    assert cases == [
        "exposed-host",
        "factory",
        "good-office",
        "ipv6-open",
        "management-on-wan",
        "range-440-449",
        "taken-over",
        "upnp",
    ]
    for case in cases:
        device = sample(case)
        assert device.complete.ipv4 and device.complete.ipv6, case  # noqa: PT018  # one sentence
        assert not device.undecided, case
        assert device.coverage.relevant_share == 1.0, case
        assert len((SAMPLES / case / "README.md").read_text(encoding="utf-8").split("\n")) > 3, case


@pytest.mark.parametrize(("case", "open_services"), [("factory", set[str]()), ("good-office", {"wireguard"})])
def test_good_samples_are_quiet(case: str, open_services: set[str]) -> None:
    rows = [row for row in report(case).exposures if row.protocol != "icmp"]
    assert {name for row in rows for name in row.service or ()} == open_services
    assert not [row for row in rows if row.target != "router"]
    assert not report(case).capabilities


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = sample("range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.2.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 439") == "closed"
    (row,) = [row for row in evaluate(device).exposures if row.kind == "forward"]
    assert (row.ports, row.certainty, row.label) == (((440, 449),), "certain", "HTTPS Terminbuchung")


def test_the_exposed_host_hides_the_forward_behind_it() -> None:
    found = report("exposed-host")
    assert {row.target for row in found.exposures if row.kind == "exposed_host"} == {"192.168.88.40"}
    assert [(entry.reason, entry.label) for entry in found.idle if entry.nat] == [("shadowed", "web shop")]


def test_upnp_is_a_capability_and_nothing_is_open() -> None:
    found = report("upnp")
    assert {row.protocol for row in found.exposures} == {"icmp"}
    assert {capability.kind for capability in found.capabilities} == {"upnp", "nat-pmp"}


def test_management_lies_open_by_the_line_outside_the_list(ask: Ask) -> None:
    device = sample("management-on-wan")
    for port in (23, 80, 443, 2200, 8291):
        assert ask(device, f"tcp 9.9.9.9 wan {port}") == "open router"
    assert device.facts["wan-outside-lists"].value == "pppoe-out1"


def test_the_forward_chain_of_ipv6_is_empty(ask: Ask) -> None:
    found = [row for row in report("ipv6-open").exposures if row.family == "ipv6" and row.target != "router"]
    assert {(row.destination, row.kind) for row in found} == {("lan:bridge", "routed")}
    assert ask(sample("ipv6-open"), "tcp 2620:fe::9 bridge 22") == "closed"


def cases() -> list[Path]:
    """Truth cases that lie beside the checkout, where they are at hand."""
    return sorted(path.parent for path in TRUTH.glob("*/probes.tsv")) if SCORE.is_file() else []


@pytest.mark.skipif(not cases(), reason="no truth cases beside the checkout")
def test_truth_cases_are_answered_right() -> None:
    spec = importlib.util.spec_from_file_location("score", SCORE)
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    sys.modules["score"] = score  # its dataclasses look themselves up
    spec.loader.exec_module(score)
    wrong: list[str] = []
    for case in cases():
        (path,) = case.glob("config.*")
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        device = parse(Document(name=case.name, files=(SourceFile(path.name, text),)))[0]
        answers = exposure_document(evaluate(device))
        assert not score.contract_faults(answers), case.name
        for probe in score.read_probes(case / "probes.tsv"):
            verdict, landings = score.answer(answers, probe)
            if verdict != probe.verdict or (verdict == "open" and not score.same_target(probe.target, landings)):
                wrong.append(f"{case.name}: {probe}: {verdict} {landings}")
    assert not wrong
