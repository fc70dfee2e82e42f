"""The sample boxes show what their texts say; truth cases beside the checkout are answered right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.zte.detect import detect
from vendor_parsers.zte.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/zte"


def document(case: str) -> Document:
    path = SAMPLES / case / "config.xml"
    return Document(name=case, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),))


def sample(case: str) -> Device:
    return parse(document(case))[0]


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    found = detect(document(case))
    assert found is not None
    assert found.judged
    device = sample(case)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert device.coverage.relevant_share == 1.0
    assert (SAMPLES / case / "about.md").read_text(encoding="utf-8").endswith(".\n")


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = sample("range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"
    rows = [row for row in evaluate(device).exposures if row.protocol == "tcp" and row.kind == "forward"]
    assert (rows[0].ports, rows[0].certainty, rows[0].label) == (((440, 449),), "certain", "HTTPS")


def test_the_good_office_is_closed_but_for_a_ping_perhaps() -> None:
    assert [(row.protocol, row.certainty) for row in evaluate(sample("office-good")).exposures] == [
        ("icmp", "conditional")
    ]


def test_the_exposed_host_takes_everything(ask: Ask) -> None:
    assert ask(sample("exposed-host"), "udp 9.9.9.9 wan 161") == "open 192.168.1.99:161"


def test_telnet_is_open_and_the_rest_of_the_box_conditional(ask: Ask) -> None:
    device = sample("management-on-wan")
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (443, 58000)] == ["conditional", "conditional"]


def test_only_devices_inside_can_open_something_with_upnp() -> None:
    device = sample("upnp")
    assert [(row.protocol, row.certainty) for row in evaluate(device).exposures] == [("icmp", "conditional")]
    assert [mapping.kind for mapping in device.port_mappings if mapping.enabled.value] == ["upnp"]


def test_truth_cases_are_answered_right(truth_faults: Callable[..., list[str]]) -> None:
    assert not truth_faults("zte", parse)
