"""The samples show what their texts say; truth cases beside the checkout are answered right; no secret is kept."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.cli.main import main
from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.edgeos.detect import detect
from vendor_parsers.edgeos.parser import parse
from vendor_parsers.vyos.detect import detect as detect_vyos

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/edgeos"
CANARY = "Canary7Zq"


def document(path: Path) -> Document:
    return Document(name=path.name, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),))


def sample(case: str) -> ExposureReport:
    return evaluate(parse(document(SAMPLES / case / "config.boot"))[0])


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    source = document(SAMPLES / case / "config.boot")
    found = detect(source)
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    assert detect_vyos(source) is None
    (device,) = parse(source)
    assert device.complete.ipv4 and device.complete.ipv6  # noqa: PT018  # one sentence
    assert not device.undecided
    assert device.coverage.relevant_share == 1.0


def test_the_good_office_is_silent() -> None:
    found = sample("good-office")
    assert not found.exposures
    assert not found.capabilities


def test_the_founding_case_is_found() -> None:
    (row,) = sample("range-440-449").exposures
    assert (row.ports, row.target, row.certainty, row.label) == (((440, 449),), "192.168.10.5", "certain", "HTTPS")


def test_one_forward_of_every_port_exposes_the_host() -> None:
    rows = sample("exposed-host").exposures
    assert {(row.protocol, row.ports, row.target) for row in rows} == {
        ("tcp", (), "192.168.10.5"),
        ("udp", (), "192.168.10.5"),
    }


def test_upnp_is_a_capability() -> None:
    assert [capability.kind for capability in sample("upnp").capabilities] == ["upnp", "nat-pmp"]


def test_management_on_the_internet_side_is_seen() -> None:
    assert {row.service for row in sample("management-on-wan").exposures} == {("https",), ("ssh",)}


def test_ipv6_without_rulesets_is_open_and_ipv4_is_not() -> None:
    assert {row.family for row in sample("ipv6-open").exposures} == {"ipv6"}


def test_truth_cases_are_answered_right(truth_faults: Callable[..., list[str]]) -> None:
    assert not truth_faults("edgeos", parse)


def test_no_secret_reaches_the_model() -> None:
    text = f"""
set system host-name er
set system login user ubnt authentication encrypted-password {CANARY}
set system login user admin authentication plaintext-password {CANARY}
set service snmp community {CANARY} client 192.168.1.9
set service gui http-port 80
set vpn ipsec site-to-site peer 192.0.2.7 authentication pre-shared-secret {CANARY}
set interfaces ethernet eth0 pppoe 0 password {CANARY}
set interfaces wireguard wg0 private-key {CANARY}
set interfaces wireguard wg0 listen-port 51820
set interfaces ethernet eth1 address 192.168.1.1/24
"""
    (device,) = parse(Document(name="er", files=(SourceFile("er.txt", text),)))
    assert CANARY not in repr(device)
    assert {account.name for account in device.accounts} == {"ubnt", "admin"}


def test_a_backup_is_read_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # System > Back Up Config writes a .tar.gz that holds config.boot
    data = (SAMPLES / "range-440-449/config.boot").read_bytes()
    backup = tmp_path / "edgeos_er_20260101.tar.gz"
    with tarfile.open(backup, "w:gz") as archive:
        member = tarfile.TarInfo("config.boot")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    monkeypatch.setattr("sys.argv", ["routerlint", "exposure", str(backup), "--format", "json"])
    main()
    assert '"edgeos"' in capsys.readouterr().out
