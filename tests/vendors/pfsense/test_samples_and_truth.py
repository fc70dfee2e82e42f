"""The sample firewalls show what their texts say; truth cases beside the checkout are answered right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.pfsense.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/pfsense"


def sample(case: str) -> Device:
    path = SAMPLES / case / "config.xml"
    return parse(Document(name=case, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),)))[0]


def report(case: str) -> ExposureReport:
    return evaluate(sample(case))


def services(found: ExposureReport) -> set[str]:
    return {name for row in found.exposures for name in row.service or ()}


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_read_completely_and_says_what_it_shows(case: str) -> None:
    device = sample(case)
    assert device.complete.ipv4 and device.complete.ipv6  # noqa: PT018  # one sentence
    assert not device.undecided
    assert device.coverage.relevant_share == 1.0
    assert (SAMPLES / case / "about.md").read_text(encoding="utf-8").endswith(".\n")


def test_a_new_firewall_answers_nothing_but_its_own_provider() -> None:
    found = report("factory")
    assert services(found) == {"dhcp-client", "dhcpv6-client"}
    assert {row.target for row in found.exposures} == {"router"}
    assert not found.capabilities


def test_the_good_office_only_offers_its_vpn(ask: Ask) -> None:
    found = report("office-good")
    assert [(row.service, row.ports) for row in found.exposures] == [(("openvpn",), ((1194, 1194),))]
    assert ask(sample("office-good"), "tcp 9.9.9.9 wan 3389") == "closed"  # the forward of last year is switched off


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = sample("range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.10.5:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"
    (row,) = evaluate(device).exposures
    assert (row.ports, row.certainty, row.label) == (((440, 449),), "certain", "HTTPS")


def test_the_server_with_an_address_of_its_own_is_open_altogether() -> None:
    (row,) = report("exposed-host").exposures
    assert (row.kind, row.protocol, row.destination, row.target) == (
        "one_to_one",
        "any",
        "198.51.100.12/32",
        "192.168.30.12",
    )


def test_upnp_is_a_capability_and_nothing_is_open() -> None:
    found = report("upnp")
    assert services(found) == {"dhcp-client", "dhcpv6-client"}
    assert {capability.kind for capability in found.capabilities} == {"upnp", "nat-pmp"}


def test_a_floating_rule_stands_before_the_block_on_wan(ask: Ask) -> None:
    device = sample("management-on-wan")
    assert ask(device, "tcp 9.9.9.9 wan 443") == ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 53") == "closed"


def test_a_rule_without_destination_opens_all_devices_over_ipv6_only() -> None:
    found = [row for row in report("ipv6-open").exposures if row.kind == "routed"]
    assert [(row.family, row.destination, row.ports) for row in found] == [("ipv6", "lan:lan", ())]


def test_one_of_three_forwards_works() -> None:
    found = report("linked-rule-below-a-block")
    assert [(row.target, row.label) for row in found.exposures] == [("192.168.80.10", "Portal")]


def test_truth_cases_are_answered_right(truth_faults: Callable[..., list[str]]) -> None:
    assert truth_faults("pfsense", parse) == []
