from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def _schema(name: str) -> Any:
    return json.loads((Path(__file__).parents[2] / "routerlint" / "schemas" / f"{name}.json").read_text())


def test_the_table_holds_everything_in_one_line_for_each_row(office: Path, cli: Run) -> None:
    out = cli("exposure", office).out
    row = next(line for line in out.splitlines() if "440-449" in line)
    assert row.split() == ["IPv4", "tcp", "440-449", "192.168.10.5", "anyone", "yes", "gw01.rsc:18"]


def test_a_closed_router_says_so(closed: Path, cli: Run) -> None:
    done = cli("exposure", closed)
    assert done.code == 0
    assert "Nothing is reachable from the Internet." in done.out


def test_json_is_the_contract(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    done = cli("exposure", office, "--format", "json")
    document = json.loads(done.out)
    jsonschema.validate(document, _schema("exposure"))
    assert done.code == 0
    assert document["device"] == {
        "vendor": "routeros",
        "model": "RB750Gr3",
        "version": "7.24",
        "hostname": "gw01",
        "wan_interfaces": ["ether1"],
        "wan_addresses": ["203.0.113.2"],
    }
    (row,) = document["exposures"]
    assert list(row) == [
        "family",
        "protocol",
        "ports",
        "destination",
        "via",
        "target",
        "target_ports",
        "port_map",
        "sources",
        "sources_except",
        "certainty",
        "kind",
        "path",
        "witness",
    ]
    assert row["path"][0] == {
        "file": "gw01.rsc",
        "line": 18,
        "text": 'add action=dst-nat chain=dstnat comment="HTTPS booking" dst-port=440-449'
        " in-interface=ether1 protocol=tcp \\",
    }


def test_several_devices_are_a_list(office: Path, closed: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assert closed.parent == office.parent
    documents = json.loads(cli("exposure", office.parent, "--format", "json").out)
    jsonschema.validate(documents, _schema("exposure"))
    assert [len(document["exposures"]) for document in documents] == [0, 1]
    assert documents[1]["exposures"][0]["path"][0]["file"] == "gw01.rsc"


def test_the_model_agrees_with_its_schema(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(cli("model", office).out)
    jsonschema.validate(document, _schema("model"))
    assert document["device"]["hostname"]["value"] == "gw01"


def test_diagnostics_agree_with_their_schema(office: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    (office.parent / "broken.gz").write_bytes(b"\x1f\x8bbroken")
    done = cli("lint", "--diagnostics", office.parent)
    jsonschema.validate(json.loads(done.out), _schema("diagnostics"))
    assert done.code == 3


@pytest.mark.parametrize("name", ["exposure", "lint", "model", "diagnostics", "trace", "rules", "vendors"])
def test_every_schema_is_a_schema(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(_schema(name))


SAMPLES = sorted({about.parent for about in (Path(__file__).parents[2] / "sample_configs").glob("*/*/*.md")})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.parent.name}-{sample.name}")
def test_every_sample_is_judged_in_every_form(sample: Path, cli: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    lint = cli("lint", sample, "--format", "json")
    jsonschema.validate(json.loads(lint.out), _schema("lint"))
    exposure = cli("exposure", sample, "--format", "json")
    jsonschema.validate(json.loads(exposure.out), _schema("exposure"))
    jsonschema.validate(json.loads(cli("model", sample).out), _schema("model"))
    for language in ("en", "de"):
        text = cli("lint", sample, "--lang", language)
        assert text.code == lint.code
        assert "{" not in "".join(line for line in text.out.splitlines() if "|" not in line)


@pytest.mark.parametrize(
    ("sample", "row", "line"),
    [
        # OpenWrt: the path begins at the zone whose rules a packet meets; with `proto all` the port says nothing
        ("openwrt/exposed-host", "IPv4 any", "option proto 'all'"),
        ("openwrt/range-440-449", "IPv4 tcp 440-449", "option src_dport '440-449'"),
        ("iptables/management-on-wan", "IPv4 tcp 22", "--dports 22,8443 -j ACCEPT"),
    ],
)
def test_the_table_names_the_line_that_decides(sample: str, row: str, line: str, cli: Run) -> None:
    folder = Path(__file__).parents[2] / "sample_configs" / sample
    printed = next(text for text in cli("exposure", folder, terminal=True, columns=300).out.splitlines() if row in text)
    file, _, number = re.sub(r"\x1b\[[0-9;]*m", "", printed).split()[-1].rpartition(":")
    source = next(path for path in folder.rglob(file.rpartition("/")[2]))
    assert line in source.read_text().splitlines()[int(number) - 1]
