"""routerlint.toml: found, read, and its mistakes named with their line."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from routerlint.errors import ConfigurationError
from routerlint.rules.config import Config, find_config, load_config
from routerlint.rules.severity import Severity

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "routerlint" / "schemas" / "config.json").read_text("utf-8"))

TEXT = """\
wan-interfaces = ["ether1"]
management-networks = ["198.51.100.0/28", "2001:db8:5::/64"]
ignore = ["RL126"]
fail-on = "high"
rules = ["our-rules"]

[device."gw01.rsc"]
wan-interfaces = ["pppoe-out1"]

[[approve]]
device = "gw01.rsc"
exposure = {protocol = "tcp", ports = [443, "8000-8010"], target = "192.168.10.5"}
need = "booking page"
approver = "A. Example"
expires = 2027-06-30
"""


def read(tmp_path: Path, text: str) -> Config:
    (tmp_path / "routerlint.toml").write_text(text, "utf-8")
    return load_config(tmp_path)


def plain(value: object) -> object:
    return json.loads(json.dumps(value, default=str))


def test_everything_is_read(tmp_path: Path) -> None:
    config = read(tmp_path, TEXT)
    jsonschema.validate(plain(tomllib.loads(TEXT)), SCHEMA)
    assert config.wan_interfaces == ("ether1",)
    assert config.by_device == {"gw01.rsc": ("pppoe-out1",)}
    assert [network.cidrs() for network in config.management_networks] == [["198.51.100.0/28"], ["2001:db8:5::/64"]]
    assert config.ignore == ("RL126",)
    assert config.fail_on is Severity.HIGH
    assert config.rule_dirs == (tmp_path.resolve() / "our-rules",)
    (approval,) = config.approvals
    assert approval.protocols == ("tcp",)
    assert approval.ports == ((443, 443), (8000, 8010))
    assert approval.expires == dt.date(2027, 6, 30)
    assert approval.line == 10


def test_it_is_found_beside_a_file_and_upward(tmp_path: Path) -> None:
    (tmp_path / "routerlint.toml").write_text("", "utf-8")
    below = tmp_path / "site" / "old"
    below.mkdir(parents=True)
    (below / "gw01.rsc").write_text("", "utf-8")
    assert find_config(below / "gw01.rsc") == (tmp_path / "routerlint.toml").resolve()
    (tmp_path / "site" / "routerlint.toml").write_text('fail-on = "low"', "utf-8")
    assert load_config(below).fail_on is Severity.LOW


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert find_config(tmp_path) is None or load_config(tmp_path).file
    assert Config.default().fail_on is Severity.MEDIUM


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('wan-interfaces = ["ether1"]', 'wan-interface = ["ether1"]', 1, "unknown key 'wan-interface'; did you mean 'wan-interfaces'?"),
        ("approver =", "aprover =", 14, "unknown key 'aprover'; did you mean 'approver'?"),
        ("protocol =", "protokoll =", 12, "unknown key 'protokoll'; did you mean 'protocol'?"),
        ("expires = 2027-06-30\n", "", 10, "key 'expires' is missing"),
        ("2027-06-30", '"2027-06-30"', 15, "needs a date without quotes"),
        ('"high"', '"hihg"', 4, "'hihg' is no severity; did you mean 'high'?"),
        ('"198.51.100.0/28"', '"198.51.100.0/99"', 2, "'198.51.100.0/99' cannot stand in 'management-networks'"),
        ("443,", "70000,", 12, "70000 cannot stand in 'ports'"),
        ('"8000-8010"', '"8010-8000"', 12, "cannot stand in 'ports'"),
        ('"tcp"', '"tpc"', 12, "'tpc' is no protocol"),
        ('"192.168.10.5"', '"server"', 12, "'server' is no address"),
        ("[[approve]]", "[approve]", 10, "needs two pairs of brackets"),
        ('["RL126"]', '"RL126"', 3, "'ignore' needs a list"),
        ('need = "booking page"', 'need = ""', 13, "'need' needs a text"),
        ('target = "192.168.10.5"', 'capability = "upnp"', 12, "unknown key 'protocol'"),
        ('fail-on = "high"', "fail-on = high", 4, "not TOML"),
        ("expires = 2027-06-30", "expires =", 15, "not TOML"),
        ('approver = "A. Example"\nexpires = 2027-06-30\n', "other = [", 14, "not TOML"),
        ('[device."gw01.rsc"]\nwan-interfaces', '[device."gw01.rsc"]\nwan', 8, "unknown key 'wan'"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in TEXT
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, TEXT.replace(old, new))
    assert caught.value.file.endswith("routerlint.toml")
    assert caught.value.line == line, caught.value
    assert words in caught.value.message


def test_a_second_approval_has_lines_of_its_own(tmp_path: Path) -> None:
    second = TEXT.partition("[[approve]]")[2].replace("approver", "approved-by")
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, TEXT + "[[approve]]" + second)
    assert caught.value.line == 20


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "routerlint.toml").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load_config(tmp_path).fail_on is Severity.HIGH


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "routerlint.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match=r"routerlint\.toml:1: is not UTF-8 text"):
        load_config(tmp_path)
    (tmp_path / "routerlint.toml").write_bytes("select = []\n# Pr\xe4xis".encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r"routerlint\.toml:2: is not UTF-8 text"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{capability = "upnp"}', ""),
        ('{capability = ["upnp", "nat-pmp"], interfaces = ["bridge"]}', ""),
        ('{capability = "unpn"}', "did you mean 'upnp'"),
        ('{capability = "upnp", target = "router"}', "unknown key 'target'"),
        ('{target = "router", interfaces = ["bridge"]}', "unknown key 'interfaces'"),
        ("{}", "key 'target' is missing"),
    ],
)
def test_a_capability_is_approved_by_its_name(tmp_path: Path, text: str, problem: str) -> None:
    start = TEXT.index("exposure =")
    whole = TEXT[:start] + f"exposure = {text}" + TEXT[TEXT.index("\n", start) :]
    fits = not list(
        jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(json.dumps(tomllib.loads(whole), default=str)))
    )
    assert fits is not bool(problem)
    if problem:
        with pytest.raises(ConfigurationError, match=problem) as raised:
            read(tmp_path, whole)
        assert raised.value.line == 12
    else:
        (one,) = read(tmp_path, whole).approvals
        assert one.capabilities[0] == "upnp"
        assert one.target == ""
