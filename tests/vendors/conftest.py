"""How tests of vendors ask a device about one packet."""

from __future__ import annotations

import gzip
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.intake.decode import decode
from routerlint.model.device import Device
from routerlint.netset.addresses import Family, format_address, parse_address
from routerlint.netset.services import ECHO_REQUEST, PORTED, protocol_number
from routerlint.report.exposure_json import exposure_document
from routerlint.text.source import Document, SourceFile

Ask = Callable[[Device, str], str]
Parse = Callable[[Document], tuple[Device, ...]]
TruthFaults = Callable[[str, Parse], list[str]]

# Truth cases that lie beside the checkout, where they are at hand.
_BESIDE = Path(__file__).resolve().parents[2] / "../shared"


def _destination(device: Device, text: str, via: str, family: Family) -> int:
    """The number of an address; of "wan" and "lan" (and any interface name), the interface's own."""
    stated = parse_address(text)
    if stated is not None:
        return stated[1]
    interface = device.interface(via if text == "wan" else text)
    assert interface is not None, f"no interface {text}"
    return next(address.number for address in interface.addresses if address.family == family)


def _landing(family: Family, result: Result) -> str:
    if result.router:
        return "router"
    host = format_address(family, result.destination)
    if result.service >> 16 not in PORTED:
        return host
    return f"[{host}]:{result.service & 0xFFFF}" if family == "ipv6" else f"{host}:{result.service & 0xFFFF}"


@pytest.fixture
def ask() -> Ask:
    """Asks "tcp 9.9.9.9 wan 443 [via]" of a device: "open HOST:PORT", "open router", "closed" or "conditional".

    The destination is an address, or an interface for its own address; all answers to what the file leaves open are
    tried in the plain simulator.
    """

    def one(device: Device, packet: str) -> str:
        protocol, source_text, destination_text, port, *rest = packet.split()
        source = parse_address(source_text)
        assert source is not None
        family, sender = source
        via = rest[0] if rest else next(i.name for i in device.wan_interfaces())
        number = protocol_number(protocol)
        assert number is not None
        service = number << 16 | int(port) if port != "-" else number << 16
        if protocol == "icmp":
            service = ECHO_REQUEST[family]
        pipeline = device.pipeline(family)
        if pipeline is None:
            return "closed"
        simulator = Simulator(device, pipeline, Topology(device, family))
        probe = Probe(via, sender, _destination(device, destination_text, via, family), service)
        results = [result for _, result in simulator.possibilities(probe)]
        landings = sorted({_landing(family, result) for result in results if result.open})
        if not landings:
            return "closed"
        return f"open {' or '.join(landings)}" if all(result.open for result in results) else "conditional"

    return one


def _scorer() -> Any:
    path = _BESIDE / "tools/score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    if not path.is_file() or spec is None or spec.loader is None:
        pytest.skip("no truth cases beside the checkout")
    score = importlib.util.module_from_spec(spec)
    sys.modules["score"] = score  # its dataclasses look themselves up
    spec.loader.exec_module(score)
    return score


def _document(name: str, path: Path) -> Document:
    """One file as intake hands it on: text, or the bytes of a backup; packed ones unpacked."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    text = decode(data)
    if text is None:
        return Document(name=name, files=(), binaries={path.name: data})
    return Document(name=name, files=(SourceFile(path.name, text),))


@pytest.fixture
def truth_faults() -> TruthFaults:
    """Answers every truth case of a vendor and says which probes are answered wrong."""

    def one(vendor: str, parse: Parse) -> list[str]:
        score = _scorer()
        cases = sorted(path.parent for path in (_BESIDE / "truth" / vendor).glob("*/probes.tsv"))
        assert cases
        wrong: list[str] = []
        for case in cases:
            (path,) = case.glob("config.*")
            answers = exposure_document(evaluate(parse(_document(case.name, path))[0]))
            assert not score.contract_faults(answers), case.name
            for probe in score.read_probes(case / "probes.tsv"):
                verdict, landings = score.answer(answers, probe)
                if verdict != probe.verdict or (verdict == "open" and not score.same_target(probe.target, landings)):
                    wrong.append(f"{case.name}: {probe}")
        return wrong

    return one
