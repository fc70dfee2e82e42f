"""The sample configurations: what is printed about them, and what a kernel does with their rules."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from routerlint.cli.inputs import Choice, inputs
from routerlint.exposure.evaluate import evaluate
from routerlint.intake.values import Recognised
from routerlint.model.device import Device
from routerlint.netset.addresses import FAMILIES, AddressSet, Family
from routerlint.netset.services import TCP
from tests.lab.lab import Lab, Landing, missing, wires_of
from tests.lab.render import CannotRender, rendered
from tests.lab.verdicts import difference, packets_for

_LACK = missing("nft", "iptables-restore", "ip6tables-restore")
pytestmark = pytest.mark.skipif(_LACK is not None, reason=str(_LACK))

STRANGER = AddressSet.parse("9.9.9.9").ranges[0][0]
SAMPLES = Path(__file__).resolve().parents[2] / "sample_configs"
# One of each kind in the default run; the others take their time in the slow run.
QUICK = {"nft/exposed-host", "nft/ipv6-open", "iptables/docker-past-input"}
QUICK |= {"routeros/range-440-449", "openwrt/good-office"}
# Their names are also those of the interfaces that their rules speak of.
AS_THEY_ARE = ("nft", "iptables")
# What the model of these holds is a question to the owner or a pool, which no rule of nft can say; a sample that turns out
# to have nothing else is skipped with that reason.
MODELLED = (
    "routeros",
    "openwrt",
    "vyos",
    "edgeos",
    "unifi",
    "bintec_boss",
    "asuswrt",
    "freshtomato",
    "ddwrt",
    "opnsense",
    "pfsense",
)


def samples(*vendors: str) -> list[object]:
    names = [f"{p.parent.name}/{p.name}" for v in vendors for p in sorted((SAMPLES / v).glob("*")) if p.is_dir()]
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in names]


def device_of(sample: str) -> Device:
    found = [f for f in inputs([str(SAMPLES / sample)], Choice()) if isinstance(f, Recognised)]
    (device,) = found[0].vendor.parse(found[0].document)
    return device


def contradictions(device: Device, lab: Lab, names: dict[str, str], family: Family) -> tuple[list[str], list[Landing]]:
    """Where the rows and the kernel disagree, and all landings."""
    packets = packets_for(device, family)
    assert (
        packets
        or device.pipeline(family) is None
        or not any(a.family == family for i in device.wan_interfaces() for a in i.addresses)
    )
    landings = lab.send([packet._replace(via=names[packet.via]) for packet in packets])
    report = evaluate(device)
    wrong = [difference(report, packet, landing) for packet, landing in zip(packets, landings, strict=True)]
    return [text for text in wrong if text], [landing for landing in landings if landing is not None]


def lab_for(device: Device, names: dict[str, str]) -> Lab:
    packets = [packet for family in FAMILIES for packet in packets_for(device, family)]
    return Lab(wires_of(device, names), ((packet.family, packet.source) for packet in packets))


def load_as_it_is(lab: Lab, folder: Path) -> None:
    for path, program in (
        (folder / "ruleset.nft", ("nft", "-f", "-")),
        (folder / "rules.v4", ("iptables-restore",)),
        (folder / "rules.v6", ("ip6tables-restore",)),
    ):
        if path.exists():
            lab.add(path.read_text(encoding="utf-8"), *program)


@pytest.mark.parametrize("sample", samples(*AS_THEY_ARE))
def test_the_rules_themselves_do_what_is_printed(sample: str) -> None:
    device = device_of(sample)
    names = {i.name: i.name for i in device.interfaces}
    with lab_for(device, names) as lab:
        load_as_it_is(lab, SAMPLES / sample)
        for family in FAMILIES:
            wrong, landings = contradictions(device, lab, names, family)
            assert not wrong
            inside = [landing for landing in landings if landing.wire != "router" and landing.port]
            assert all(landing.answered for landing in inside)  # open means that the answer comes back


@pytest.mark.parametrize("sample", samples(*MODELLED))
def test_the_model_as_rules_does_what_is_printed(sample: str) -> None:
    device = device_of(sample)
    names = {interface.name: f"w{place}" for place, interface in enumerate(device.interfaces)}
    rules: dict[Family, str] = {}
    reasons: list[str] = []
    for family in FAMILIES:
        try:
            rules[family] = rendered(device, family, names)
        except CannotRender as reason:
            reasons.append(f"{family}: {reason}")
    if not rules:
        pytest.skip(f"nothing of {sample} can be rendered: {'; '.join(reasons)}")
    with lab_for(device, names) as lab:
        for family, text in rules.items():
            lab.load(text)
            wrong, _ = contradictions(device, lab, names, family)
            assert not wrong


def test_a_row_too_few_or_too_many_is_noticed() -> None:
    device = device_of("nft/management-on-wan")
    report = evaluate(device)
    (ssh,) = (p for p in packets_for(device, "ipv4") if p.service == TCP << 16 | 22 and p.source == STRANGER)
    let_in = Landing("router", 22, "router", answered=False)
    assert not difference(report, ssh, let_in)
    assert difference(msgspec.structs.replace(report, exposures=()), ssh, let_in)
    assert difference(report, ssh, None)
    assert difference(report, ssh, Landing("192.168.20.9", 22, "br0", answered=True))
