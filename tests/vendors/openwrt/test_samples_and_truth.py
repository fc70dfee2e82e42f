"""The sample routers show what their texts say; truth cases beside the checkout are answered right."""

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
from vendor_parsers.openwrt.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/openwrt"
BESIDE = Path(__file__).resolve().parents[3] / "../shared"
TRUTH = BESIDE / "truth/openwrt"
TEXTS = ("README.md", "about.md", "probes.tsv")


def read(folder: Path) -> Device:
    """The device in a folder: a tree, or one file."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in TEXTS]
    parts = tuple(SourceFile(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in files)
    return parse(Document(name=folder.name, files=parts))[0]


def report(case: str) -> ExposureReport:
    return evaluate(read(SAMPLES / case))


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_read_completely_and_says_what_it_shows(case: str) -> None:
    device = read(SAMPLES / case)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert device.coverage.relevant_share == 1.0
    assert (SAMPLES / case / "README.md").read_text(encoding="utf-8").endswith(".\n")


def test_a_new_router_lets_in_what_openwrt_delivers() -> None:
    found = report("factory")
    assert {row.service for row in found.exposures if row.target == "router" and row.ports} == {
        ("dhcp-client",),
        ("dhcpv6-client",),
    }
    assert {(row.family, row.protocol, row.ports) for row in found.exposures if row.target != "router"} == {
        ("ipv6", "esp", ()),
        ("ipv6", "icmp", ()),
        ("ipv6", "udp", ((500, 500),)),
    }
    assert not found.undecided
    assert not found.capabilities


def test_the_good_office_only_offers_its_vpn(ask: Ask) -> None:
    device = read(SAMPLES / "good-office")
    assert {row.service for row in report("good-office").exposures if row.service} == {
        ("wireguard",),
        ("dhcpv6-client",),
    }
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert device.facts["guest-to-lan"].value == "no"


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = read(SAMPLES / "range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.10.5:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_the_exposed_host_takes_everything() -> None:
    rows = [row for row in report("exposed-host").exposures if row.family == "ipv4"]
    assert {(row.kind, row.target) for row in rows} == {("exposed_host", "192.168.1.20")}


def test_upnp_is_a_capability() -> None:
    assert {(found.kind, found.may_open) for found in report("upnp").capabilities} == {
        ("upnp", "any port to any LAN host"),
        ("nat-pmp", "any port to the host that asks"),
    }


def test_management_from_outside() -> None:
    found = {
        (row.family, row.ports, row.service) for row in report("management-on-wan").exposures if row.protocol == "tcp"
    }
    assert found == {
        ("ipv4", ((443, 443),), ("https",)),
        ("ipv6", ((443, 443),), ("https",)),
        ("ipv4", ((2222, 2222),), ("ssh",)),
    }


def test_the_lan_is_open_over_ipv6_alone() -> None:
    found = {(row.family, row.protocol, row.target) for row in report("ipv6-open").exposures if row.target != "router"}
    assert {row[1] for row in found if row[2] == "lan:lan"} in ({"any"}, {"tcp", "udp", "icmp", "other"})
    assert ("ipv4", "tcp", "192.168.1.30") in found


def scorer() -> Any:
    path = BESIDE / "tools/score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    if not path.is_file() or spec is None or spec.loader is None:
        pytest.skip("no truth cases beside the checkout")
    score = importlib.util.module_from_spec(spec)
    sys.modules["score"] = score  # its dataclasses look themselves up
    spec.loader.exec_module(score)
    return score


def test_every_probe_of_the_truth_cases_is_answered_right() -> None:
    score = scorer()
    wrong: list[str] = []
    for probes in sorted(TRUTH.glob("*/probes.tsv")):
        answers = exposure_document(evaluate(read(probes.parent)))
        wrong += [f"{probes.parent.name}: {fault}" for fault in score.contract_faults(answers)]
        for probe in score.read_probes(probes):
            verdict, landings = score.answer(answers, probe)
            if verdict != probe.verdict or (verdict == "open" and not score.same_target(probe.target, landings)):
                wrong.append(f"{probes.parent.name}: {probe}: {verdict}")
    assert not wrong
