"""The sample rulesets show what their texts say; truth cases beside the checkout are answered right."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.report.exposure_json import exposure_document
from routerlint.text.source import Document, SourceFile
from vendor_parsers.iptables.detect import detect
from vendor_parsers.iptables.parser import parse

Ask = Callable[[Device, str], str]

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample_configs/iptables"
TRUTH = ROOT / "../shared/truth/iptables"
SCORE = ROOT / "../shared/tools/score.py"


def folder(path: Path, pattern: str) -> Document:
    files = (SourceFile(found.name, found.read_text(encoding="utf-8")) for found in sorted(path.glob(pattern)))
    return Document(name=path.name, files=tuple(files))


def sample(case: str) -> Device:
    return parse(folder(SAMPLES / case, "rules.*"))[0]


def report(case: str) -> ExposureReport:
    return evaluate(sample(case))


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    document = folder(SAMPLES / case, "rules.*")
    assert detect(document) is not None
    device = sample(case)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert device.coverage.relevant_share == 1.0
    # whether a daemon opens ports stands in the rules only while one runs
    assert {undecided.kind for undecided in device.undecided} == (set() if case == "upnp" else {"capability"})
    assert len((SAMPLES / case / "README.md").read_text(encoding="utf-8").split("\n")) > 3


def test_the_good_office_offers_its_tunnel_and_a_ping() -> None:
    rows = {(row.family, row.target, row.protocol, row.ports) for row in report("good-office").exposures}
    assert rows == {
        ("ipv4", "router", "udp", ((51820, 51820),)),
        ("ipv4", "router", "icmp", ()),
        ("ipv6", "router", "icmp", ()),
    }


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = sample("range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.20.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"
    (row,) = [row for row in evaluate(device).exposures if row.kind == "forward"]
    assert (row.ports, row.certainty, row.label) == (((440, 449),), "certain", "HTTPS")


def test_the_exposed_host_hides_the_forward_behind_it() -> None:
    found = report("exposed-host")
    assert {row.target for row in found.exposures if row.kind == "exposed_host"} == {"192.168.20.40"}
    assert [(entry.reason, entry.label) for entry in found.idle if entry.nat] == [("shadowed", "web shop")]


def test_what_a_device_opened_by_upnp_is_open_and_told_apart() -> None:
    found = report("upnp")
    (row,) = (row for row in found.exposures if row.protocol == "tcp")
    assert (row.kind, row.ports, row.target, row.target_ports) == (
        "upnp_mapping", ((18000, 18000),), "192.168.20.66", ((8000, 8000),),
    )  # fmt: skip
    assert [capability.kind for capability in found.capabilities] == ["upnp"]


def test_management_is_open_to_everybody_and_snmp_to_the_head_office(ask: Ask) -> None:
    device = sample("management-on-wan")
    assert {ask(device, f"tcp 9.9.9.9 wan {port}") for port in (22, 8443, 2222)} == {"open router"}
    assert ask(device, "udp 9.9.9.9 wan 161") == "closed"
    assert ask(device, "udp 198.51.100.7 wan 161") == "open router"


def test_ipv6_is_open_behind_the_router() -> None:
    rows = [row for row in report("ipv6-open").exposures if row.kind == "routed"]
    assert [(row.family, row.destination, row.protocol) for row in rows] == [("ipv6", "lan:br0", "any")]
    assert not [row for row in report("ipv6-open").exposures if row.family == "ipv4"]


def test_a_container_passes_the_input_chain(ask: Ask) -> None:
    assert ask(sample("docker-past-input"), "tcp 9.9.9.9 wan 15432") == "open 172.17.0.3:5432"


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SCORE)
    if not SCORE.is_file() or not TRUTH.is_dir() or spec is None or spec.loader is None:
        pytest.skip("no truth cases beside the checkout")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def test_truth_cases_are_answered_right() -> None:
    score = scorer()
    wrong: list[str] = []
    for case in sorted(path.parent for path in TRUTH.glob("*/probes.tsv")):
        answers = exposure_document(evaluate(parse(folder(case, "config.*"))[0]))
        assert not score.contract_faults(answers), case.name
        for probe in score.read_probes(case / "probes.tsv"):
            verdict, landings = score.answer(answers, probe)
            if verdict != probe.verdict or (verdict == "open" and not score.same_target(probe.target, landings)):
                wrong.append(f"{case.name}: {probe}")
    assert not wrong
