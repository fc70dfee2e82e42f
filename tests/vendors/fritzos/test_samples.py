"""The sample boxes show what their texts say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.fritzos.container import read_container
from vendor_parsers.fritzos.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/fritzos"
EXPORTS = sorted(path.parent.name for path in SAMPLES.glob("*/box.export"))


def sample(case: str) -> Device:
    text = (SAMPLES / case / "box.export").read_text(encoding="utf-8")
    return parse(Document(name=case, files=(SourceFile("box.export", text),)))[0]


@pytest.mark.parametrize("case", EXPORTS)
def test_every_export_is_whole_and_read_completely(case: str) -> None:
    container = read_container((SAMPLES / case / "box.export").read_text(encoding="utf-8").split("\n"))
    assert container is not None
    assert container.checksum_fits()
    device = sample(case)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert device.coverage.relevant_share == 1.0


def test_the_founding_case_is_found(ask: Ask) -> None:
    device = sample("range-440-449")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.178.20:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"
    (row,) = (row for row in evaluate(device).exposures if row.kind == "forward")
    assert (row.ports, row.certainty, row.label) == (((440, 449),), "certain", "HTTPS")


def test_the_user_interface_answers_on_its_port_only(ask: Ask) -> None:
    device = sample("management-on-wan")
    assert ask(device, "tcp 9.9.9.9 wan 41443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_only_the_camera_may_open_ports(ask: Ask) -> None:
    device = sample("upnp")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert {mapping.kind for mapping in device.port_mappings if mapping.enabled.value} == {"upnp", "pcp"}
    assert all("kamera" in mapping.may_open for mapping in device.port_mappings)
