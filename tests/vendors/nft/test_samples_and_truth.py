"""The sample rulesets show what their texts say; truth cases beside the checkout are answered right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.nft.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/nft"


def sample(case: str) -> Device:
    path = SAMPLES / case / "ruleset.nft"
    return parse(Document(name=case, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),)))[0]


def report(case: str) -> ExposureReport:
    return evaluate(sample(case))


def test_the_good_office_offers_its_tunnel_and_a_ping() -> None:
    rows = {(row.family, row.target, row.protocol, row.ports) for row in report("good-office").exposures}
    assert rows == {
        ("ipv4", "router", "udp", ((51820, 51820),)),
        ("ipv4", "router", "icmp", ()),
        ("ipv6", "router", "udp", ((51820, 51820),)),
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
    assert ask(device, "tcp 2620:fe::9 wan 22") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 161") == "closed"
    assert ask(device, "udp 198.51.100.7 wan 161") == "open router"


def test_ipv6_is_open_behind_the_router() -> None:
    rows = [row for row in report("ipv6-open").exposures if row.kind == "routed"]
    assert [(row.family, row.destination, row.protocol) for row in rows] == [("ipv6", "lan:br0", "any")]


def test_truth_cases_are_answered_right(truth_faults: Callable[..., list[str]]) -> None:
    assert not truth_faults("nft", parse)
