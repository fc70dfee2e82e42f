from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_every_decision_on_the_way_is_shown_with_its_line(office: Path, cli: Run) -> None:
    done = cli("trace", office, "--protocol", "tcp", "--port", "445")
    assert done.code == 0
    assert "tcp 9.9.9.9 -> wan:445, arriving at ether1" in " ".join(done.out.split())
    translated, accepted = done.out.index("gw01.rsc:18"), done.out.index("gw01.rsc:14")
    assert translated < accepted < done.out.index("lands at 192.168.10.5:445") < done.out.index("Verdict: open.")
    assert max(len(line) for line in done.out.splitlines() if str(office) not in line) <= 80


def test_a_closed_port_shows_the_line_that_stops_it(office: Path, cli: Run) -> None:
    done = cli("trace", office, "--protocol", "tcp", "--port", "22", "--source", "8.8.8.8", "--via", "ether1")
    assert done.code == 0
    assert "gw01.rsc:12" in done.out
    assert "Verdict: closed." in done.out


def test_json_agrees_with_its_schema(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / "trace.json").read_text())
    document = json.loads(cli("trace", office, "--protocol", "tcp", "--port", "445", "--format", "json").out)
    jsonschema.validate(document, schema)
    assert document["verdict"] == "open"
    assert document["ways"][0]["target"] == "192.168.10.5"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--protocol", "tcp"], "--port"),
        (["--protocol", "telepathy"], "'telepathy'"),
        (["--protocol", "tcp", "--port", "0"], "0"),
        (["--protocol", "tcp", "--port", "22", "--source", "nowhere"], "'nowhere'"),
        (["--protocol", "tcp", "--port", "22", "--via", "ether9"], "ether9"),
        (["--protocol", "tcp", "--port", "22", "--family", "ipv6"], "IPv6"),
        (["--port", "22"], "--protocol"),
        (["--protocol", "gre", "--port", "22"], "gre has no ports. Leave --port out."),
        (["--protocol", "icmp", "--port", "22"], "icmp has no ports"),
        (["--protocol", "udp", "--port", "22", "--source", "8.8.8.8", "--destination", "2001:db8::1"], "famil"),
    ],
)
def test_a_packet_that_makes_no_sense_is_an_error_of_usage(
    arguments: list[str], word: str, office: Path, cli: Run
) -> None:
    done = cli("trace", office, *arguments)
    assert done.code == 2
    assert word in done.err
    assert done.err.count("\n") == 1


def test_german_verdicts(office: Path, cli: Run) -> None:
    out = cli("trace", office, "--protocol", "tcp", "--port", "445", "--lang", "de").out
    assert "Ergebnis: erreichbar." in out
    assert "umsetzen" in out


def test_a_protocol_is_called_by_its_name(office: Path, cli: Run) -> None:
    for word in ("47", "GRE"):
        assert "gre 9.9.9.9 -> wan, arriving" in " ".join(cli("trace", office, "--protocol", word).out.split())


def test_a_question_that_fits_one_device_only_is_asked_of_the_others_too(office: Path, closed: Path, cli: Run) -> None:
    office.write_text(office.read_text().replace("ether1", "wan5"))
    done = cli("trace", office.parent, "--protocol", "tcp", "--port", "445", "--via", "wan5")
    assert done.code == 2
    assert done.out.count("Verdict: open.") == 1
    assert done.err == f"routerlint: {closed}: wan5 is no WAN interface here. Known: ether1.\n"
