"""A vendor by TTP template: lines that TTP drops, the mapping file, the worked example of docs/templates.md."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.errors import ConfigurationError, RecognisedNotJudged
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.parsing.template_device import parse_with_template
from routerlint.parsing.template_mapping import load_mapping
from routerlint.parsing.ttp_adapter import Placed, run_template
from routerlint.text.source import Document, SourceFile

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "draytek-cli"
SESSION = (SAMPLE / "session.txt").read_text("utf-8")

Read = Callable[..., Device]

GROUP = '<group name="row*">\n{{ name | _start_ }} {{ port | to_int }}\n note {{ note }}\n</group>\n'


@pytest.fixture
def read() -> Read:
    """The device of a changed session, template or mapping of the sample."""

    def one(
        text: str = SESSION, *, mapping: Path = SAMPLE / "draytek.yaml", template: Path = SAMPLE / "draytek.ttp"
    ) -> Device:
        return parse_with_template(Document(name="s", files=(SourceFile("session.txt", text),)), template, mapping)

    return one


def ports(device: Device) -> list[tuple[str, tuple[tuple[int, int], ...], str, str]]:
    return sorted((e.protocol, e.ports, e.target, e.certainty) for e in evaluate(device).exposures)


def test_values_know_the_line_that_they_came_from() -> None:
    result = run_template("a 1\n note x\nb 2\n", GROUP, "t")
    (found,) = result.found
    assert isinstance(found, dict)
    assert [(str(row["name"]), row["name"].line) for row in found["row"]] == [("a", 1), ("b", 3)]
    assert found["row"][0]["note"].line == 2
    assert isinstance(found["row"][0]["name"], Placed)
    assert found["row"][1]["port"] == 2


def test_lines_that_no_template_line_took_are_known() -> None:
    assert run_template("a 1\n\nsome other line\nb 2\n", GROUP, "t").taken == {1, 4}


def test_a_line_that_the_functions_of_a_template_rejected_is_not_taken() -> None:
    template = '<group name="row*">\n{{ name | contains("a") | _start_ }} {{ port }}\n</group>\n'
    assert run_template("a 1\nb 2\n", template, "t").taken == {1}


def test_an_input_that_is_the_path_of_a_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a 1\n", encoding="utf-8")
    assert run_template(str(secret), GROUP, "t").taken == set()


def test_the_pickle_of_ttp_goes_to_a_private_folder_that_is_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TTPCACHEFOLDER", str(tmp_path))
    run_template("a 1\n", GROUP, "t")
    assert list(tmp_path.iterdir()) == []
    assert os.environ["TTPCACHEFOLDER"] == str(tmp_path)


@pytest.mark.parametrize(
    "template",
    [
        "<group>\n{{ a | no_such_function() }}",
        "<group name='x'",
        '<macro>\nraise SystemExit(3)\n</macro>\n<group name="a">\n{{ a }}\n</group>',
    ],
)
def test_a_template_that_cannot_be_run_names_its_file(template: str) -> None:
    try:
        run_template("a 1\n", template, "my.ttp")
    except ConfigurationError as problem:
        assert problem.file == "my.ttp"  # noqa: PT017  # some mistakes TTP passes by, and that is no error either


def test_the_worked_example(read: Read) -> None:
    device = read()
    assert (device.vendor, device.model.value, device.version.value, device.hostname.value) == (
        "draytek_cli",
        "Vigor2865",
        "4.4.3",
        "front-desk",
    )
    assert ports(device) == [
        ("tcp", ((443, 443),), "192.168.1.10", "certain"),
        ("tcp", ((3390, 3390),), "192.168.1.20", "certain"),
        ("tcp", ((8443, 8443),), "router", "certain"),
        ("udp", ((10000, 10100),), "192.168.1.40", "certain"),
    ]
    assert device.complete.ipv4
    assert not device.complete.ipv6
    assert [mapping.enabled.value for mapping in device.port_mappings] == [False]
    assert device.coverage.relevant_share == 1.0


def test_a_line_that_nobody_took_leaves_the_family_open(read: Read) -> None:
    device = read(
        SESSION.replace("4      ", "").replace(
            "DrayTek> srv nat dmz", "4  two words  TCP  25 any 192.168.1.50 25 v\nDrayTek> srv nat dmz"
        )
    )
    assert not device.complete.ipv4
    assert [unread.line for unread in device.coverage.unread] == [12]


def test_a_list_that_was_not_printed_leaves_the_family_open(read: Read) -> None:
    start, end = SESSION.index("DrayTek> srv nat dmz"), SESSION.index("DrayTek> mngt")
    device = read(SESSION[:start] + SESSION[end:])
    assert any("srv nat dmz" in reason for reason in device.complete.reasons)


def test_an_exposed_host_takes_what_the_lists_before_it_leave(read: Read) -> None:
    rows = ports(read(SESSION.replace("WAN1  192.168.1.99    x", "WAN1  192.168.1.99    v")))
    assert ("tcp", ((443, 443),), "192.168.1.10", "certain") in rows
    assert any(target == "192.168.1.99" for _, _, target, _ in rows)


def test_a_switch_with_another_text_leaves_it_open(read: Read) -> None:
    rows = ports(read(SESSION.replace("192.168.1.10    443           v", "192.168.1.10    443           ?")))
    assert ("tcp", ((443, 443),), "192.168.1.10", "conditional") in rows


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TCP       443", "FOO       443"),
        ("TCP       443 ", "TCP       x   "),
        ("    443           v", "    99999         v"),
    ],
)
def test_a_row_that_cannot_be_read_leaves_the_family_open(read: Read, old: str, new: str) -> None:
    assert not read(SESSION.replace(old, new)).complete.ipv4


def test_a_source_that_is_no_address_leaves_it_open(read: Read) -> None:
    rows = ports(read(SESSION.replace("198.51.100.0/24", "office-group")))
    assert ("tcp", ((3390, 3390),), "192.168.1.20", "conditional") in rows


def test_a_document_without_text_is_refused_and_the_mapping_is_found_beside_the_template() -> None:
    with pytest.raises(RecognisedNotJudged):
        parse_with_template(Document(name="s", files=()), SAMPLE / "draytek.ttp")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name: x\n", "wan_interfaces"),
        ("name: x\nwan_interfaces: [a]\nneeds: []\nforwardz: []\n", "forwardz"),
        ("name: x\nwan_interfaces: [a]\nneeds: []\nignore: ['(']\n", "unterminated"),
        ("name: [", "mapping cannot be used"),
    ],
)
def test_a_mistake_in_the_mapping_names_file_and_place(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as problem:
        load_mapping(path)
    assert problem.value.file == str(path)


def test_a_template_that_is_not_there_names_its_file(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(template=tmp_path / "missing.ttp")
