"""The founding case from paste to exposure, and detection. Source: Greenbone 1.3.6.1.4.1.25623.1.0.143198, heise 4596678."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.rules.quirks import apply_quirks, load_quirks
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.bintec_boss.detect import detect
from vendor_parsers.bintec_boss.parser import parse

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample_configs" / "bintec_boss"


def judged(case: str) -> ExposureReport:
    (path,) = [p for p in (SAMPLES / case).iterdir() if p.suffix in (".txt", ".csv")]
    (device,) = parse(Document(name=path.name, files=(SourceFile(path.name, path.read_text("utf-8")),)))
    return evaluate(apply_quirks(device, load_quirks(ROOT / "rules" / "quirks")))


def rows(report: ExposureReport) -> list[tuple[str, tuple[tuple[int, int], ...], str, str | None]]:
    return [(e.certainty, e.ports, e.target, e.quirk) for e in report.exposures]


QUIRK = "digitalisierungsbox-wide-forward"


def test_https_on_11_01_02_100_opens_smb() -> None:
    report = judged("founding-case")
    assert sorted(rows(report)) == [
        ("certain", ((443, 443),), "192.168.2.10", None),
        ("conditional", ((440, 442), (444, 449)), "192.168.2.10", QUIRK),
    ]
    wide = next(e for e in report.exposures if e.quirk)
    assert "11.01.02.102" in wide.reasons[0]
    assert wide.path[0].line == next(e for e in report.exposures if not e.quirk).path[0].line
    assert wide.witness.startswith("tcp ")


def test_the_fixed_firmware_opens_443_and_says_that_the_object_may_be_older() -> None:
    report = judged("founding-case-fixed")
    assert rows(report) == [("certain", ((443, 443),), "192.168.2.10", None)]
    assert any("older than the fix" in item.why for item in report.undecided)
    assert report.complete.ipv4


def test_a_premium_2_has_neither() -> None:
    report = judged("founding-case-premium-2")
    assert rows(report) == [("certain", ((443, 443),), "192.168.2.10", None)]
    assert not any("fix" in item.why for item in report.undecided)


def test_a_stored_wide_range_is_certain_on_current_firmware() -> None:
    assert rows(judged("founding-case-stored-wide")) == [("certain", ((440, 449),), "192.168.2.10", QUIRK)]


def test_an_office_router_without_forwards_has_no_exposure_and_no_doubt() -> None:
    report = judged("office-good")
    assert rows(report) == []
    assert report.complete.ipv4
    assert report.undecided == ()


def test_a_wide_forward_behind_a_narrow_policy() -> None:
    assert rows(judged("web-server-behind-firewall")) == [("certain", ((443, 443),), "192.168.2.10", None)]


def test_remote_administration_is_the_router() -> None:
    assert ("certain", ((4443, 4443),), "router", None) in rows(judged("remote-administration"))


def test_the_exposed_host_takes_every_protocol_and_port() -> None:
    report = judged("exposed-host")
    assert [(e.protocol, *row) for e, row in zip(report.exposures, rows(report), strict=True)] == [
        ("any", "certain", (), "192.168.2.99", None)
    ]
    assert report.complete.ipv4


def test_only_devices_inside_can_open_something_with_upnp() -> None:
    report = judged("upnp")
    assert rows(report) == []
    assert report.complete.ipv4
    assert [capability.kind for capability in report.capabilities] == ["upnp"]


def test_csv_tables() -> None:
    assert rows(judged("csv")) == [("certain", ((5000, 5010),), "192.168.2.30", None)]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.[tc]*")), ids=lambda p: p.parent.name)
def test_samples_are_detected(path: Path) -> None:
    found = detect(Document(name=path.name, files=(SourceFile(path.name, path.read_text("utf-8")),)))
    assert found is not None
    assert found.certainty is (Certainty.LIKELY if path.suffix == ".csv" else Certainty.CERTAIN)


def test_a_binary_export_is_recognised_and_refused_with_what_to_do() -> None:
    found = detect(Document(name="box.cf", files=(), binaries={"box.cf": b"Salted__\x00\x01"}))
    assert found is not None
    assert not found.judged
    assert "ipNatPresetTable" in found.advice


def test_other_text_is_left_to_others() -> None:
    for text in ("", "interface eth0\n", "# by RouterOS 7\n/ip address\n", "config firewall\n\toption x '1'\n"):
        assert detect(Document(name="x", files=(SourceFile("x", text),))) is None
