"""The samples show what their texts say; truth cases and migrated configurations beside the checkout agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.netset.intervals import normalise
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.vyos.detect import detect
from vendor_parsers.vyos.parser import parse

Rows = dict[tuple[object, ...], tuple[tuple[int, int], ...]]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/vyos"
MIGRATED = Path(__file__).resolve().parents[3] / "../shared/corpus/vyos/smoketest"


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
    (device,) = parse(source)
    assert device.complete.ipv4 and device.complete.ipv6  # noqa: PT018  # one sentence
    assert not device.undecided
    assert device.coverage.relevant_share == 1.0


def test_the_good_office_only_offers_its_vpn() -> None:
    assert [(row.service, row.ports) for row in sample("good-office").exposures] == [
        (("wireguard",), ((51820, 51820),))
    ]


def test_the_founding_case_is_found() -> None:
    (row,) = sample("range-440-449").exposures
    assert (row.ports, row.target, row.certainty, row.label) == (((440, 449),), "192.168.10.5", "certain", "HTTPS")


def test_the_exposed_host_is_open_altogether() -> None:
    (row,) = sample("exposed-host").exposures
    assert (row.kind, row.protocol, row.target) == ("exposed_host", "any", "192.168.10.5")


def test_management_on_the_internet_side_is_seen() -> None:
    assert [row.service for row in sample("management-on-wan").exposures] == [("ssh",)]


def test_ipv6_without_rules_is_open_and_ipv4_is_not() -> None:
    rows = sample("ipv6-open").exposures
    assert {row.family for row in rows} == {"ipv6"}
    assert {row.kind for row in rows} == {"routed", "router"}


def test_truth_cases_are_answered_right(truth_faults: Callable[..., list[str]]) -> None:
    assert not truth_faults("vyos", parse)


def by_target(device: Device) -> Rows:
    """What is open, however it is cut into rows; migration may change which services listen, never the filter."""
    found: Rows = defaultdict(tuple)
    for row in evaluate(msgspec.structs.replace(device, listeners=())).exposures:
        senders = (row.sources, row.sources_except)
        key = (row.family, row.protocol, row.destination, row.target, row.certainty, row.kind, senders)
        for kind, ports in (("outside", row.ports), ("inside", row.target_ports)):
            found[*key, kind] = normalise((*found[*key, kind], *(ports or ((1, 65535),))))
    return dict(found)


@pytest.mark.slow
@pytest.mark.skipif(not MIGRATED.is_dir(), reason="no migrated configurations beside the checkout")
def test_a_configuration_and_its_migrated_form_let_the_same_in() -> None:
    # vyos-1x smoketest: configs of 1.2 to 1.4 in braces, and what the migration scripts make of them as commands
    different = [
        path.name
        for path in sorted((MIGRATED / "configs").iterdir())
        if by_target(parse(document(path))[0]) != by_target(parse(document(MIGRATED / "config-tests" / path.name))[0])
    ]
    assert not different
