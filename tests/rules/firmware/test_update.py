"""Newer lists of CISA and endoflife.date: taken over offline, checked, bounded, and never able to hide a hole."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routerlint.errors import ConfigurationError
from routerlint.rules.firmware.overlay import EXPLOITED_FILE, with_overlay
from routerlint.rules.firmware.store import builtin_advisories
from routerlint.rules.firmware.update import Update, read_update

TODAY = dt.date(2026, 11, 25)
BUILTIN = builtin_advisories()


def catalogue(**changes: object) -> bytes:
    document = {
        "title": "CISA Catalog of Known Exploited Vulnerabilities",
        "catalogVersion": "2026.11.20",
        "dateReleased": "2026-11-20T15:00:00.0000Z",
        "count": 2,
        "vulnerabilities": [
            {"cveID": "CVE-2023-30799", "dateAdded": "2026-11-19", "knownRansomwareCampaignUse": "Known", "notes": "x"},
            {"cveID": "CVE-2018-14847", "dateAdded": "2021-12-01", "knownRansomwareCampaignUse": "Unknown"},
        ],
        **changes,
    }
    return json.dumps(document).encode()


def cycles(*items: dict[str, object]) -> bytes:
    return json.dumps(list(items)).encode()


NEW_LINE: dict[str, object] = {
    "cycle": "26.06", "releaseDate": "2026-10-01", "eol": False, "latest": "26.06.1", "latestReleaseDate": "2026-11-02",
}  # fmt: skip


def taken(text: bytes, name: str = "list.json", product: str | None = None) -> Update:
    return read_update(text, name, BUILTIN, TODAY, product)


def test_a_newer_catalogue_makes_a_known_vulnerability_an_exploited_one(tmp_path: Path) -> None:
    update = taken(catalogue())
    assert (update.file, update.date, update.count) == (EXPLOITED_FILE, dt.date(2026, 11, 20), 2)
    (tmp_path / update.file).write_bytes(update.content)
    data = with_overlay(BUILTIN, tmp_path)
    assert data.dates.exploited == "2026-11-20"
    assert data.dates.advisories == BUILTIN.dates.advisories
    product = data.product("routeros")
    assert product is not None
    (advisory,) = [advisory for advisory in product.advisories if "CVE-2023-30799" in advisory.ids]
    assert advisory.exploited["CVE-2023-30799"].ransomware
    assert pickle.loads(pickle.dumps(data)) == data  # noqa: S301  # a job travels to other processes


def test_entries_that_a_newer_catalogue_lacks_stay(tmp_path: Path) -> None:
    update = taken(catalogue(count=1, vulnerabilities=[{"cveID": "CVE-2024-1111", "dateAdded": "2026-11-19"}]))
    (tmp_path / update.file).write_bytes(update.content)
    product = with_overlay(BUILTIN, tmp_path).product("routeros")
    assert product is not None
    assert any("CVE-2018-14847" in advisory.exploited for advisory in product.advisories)


def test_a_newer_list_of_lines_is_joined_with_the_known_ones(tmp_path: Path) -> None:
    update = taken(cycles(NEW_LINE, {"cycle": "25.12", "eol": "2026-11-01", "latest": "25.12.9"}), "openwrt.json")
    assert (update.file, update.date) == ("lifecycle-openwrt.json", dt.date(2026, 11, 2))
    (tmp_path / update.file).write_bytes(update.content)
    product = with_overlay(BUILTIN, tmp_path).product("openwrt")
    assert product is not None
    assert product.lifecycle is not None
    lines = {cycle.cycle: cycle.ended for cycle in product.lifecycle.cycles}
    assert (lines["26.06"], lines["25.12"], lines["23.05"]) == (False, "2026-11-01", "2025-08-16")


def test_the_second_form_of_the_interface_is_read_too() -> None:
    release = {"name": "26.06", "isEol": False, "eolFrom": None, "latest": {"name": "26.06.1", "date": "2026-11-02"}}
    old = {"name": "24.10", "isEol": True, "eolFrom": "2026-09-05", "latest": {"name": "24.10.8", "date": "2026-07-25"}}
    document = {"last_modified": "2026-11-03T10:00:00+00:00", "result": {"name": "openwrt", "releases": [release, old]}}
    update = taken(json.dumps(document).encode())
    assert (update.about, update.date, update.count) == ("openwrt", dt.date(2026, 11, 3), 2)


def test_an_older_list_changes_nothing(tmp_path: Path) -> None:
    update = taken(catalogue(catalogVersion="2025.01.02", dateReleased="2025-01-02T00:00:00Z"))
    (tmp_path / update.file).write_bytes(update.content)
    assert with_overlay(BUILTIN, tmp_path) is BUILTIN
    assert with_overlay(BUILTIN, tmp_path / "nothing") is BUILTIN


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (b"", "list.json", "is not JSON"),
        (b"\xff\xfe\x00", "list.json", "is not JSON"),
        (b"[" * 100_000, "list.json", "is not JSON"),
        (b"[" * 500 + b"]" * 500, "openwrt.json", "no line in it can be read"),
        (b"42", "list.json", "not a list that is known here"),
        (b"{}", "list.json", "not a list that is known here"),
        (b"[]", "openwrt.json", "holds no lines"),
        (b"[]", "fortios.json", "no lines are kept for 'fortios'"),
        (catalogue(vulnerabilities=[], count=0), "kev.json", "empty or far too long"),
        (catalogue(count=3), "kev.json", "cut short"),
        (catalogue(vulnerabilities=[{"cveID": "CVE-2020-1111"}], count=1), "kev.json", "lacks its id or its day"),
        (catalogue(vulnerabilities=7), "kev.json", "lacks its id or its day"),
        (catalogue(dateReleased="2099-01-01T00:00:00Z"), "kev.json", "yet to come"),
        (cycles({"cycle": "\x1b[31m", "eol": False}), "openwrt.json", "no line in it can be read"),
        (cycles({"cycle": "26.06", "eol": "perhaps"}), "openwrt.json", "no line in it can be read"),
        (cycles({"cycle": "26.06", "eol": False}), "openwrt.json", "has no day"),
        (b" " * ((32 << 20) + 1), "big.json", "larger than any such list"),
    ],
)
def test_what_is_no_such_list_is_refused(text: bytes, name: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        taken(text, name)


def test_only_values_of_the_expected_form_are_taken_over() -> None:
    entries = [
        {"cveID": "CVE-2020-1111", "dateAdded": "2026-01-01", "knownRansomwareCampaignUse": "\x1b[2J"},
        {"cveID": "../../etc/passwd", "dateAdded": "2026-01-01"},
    ]
    update = taken(catalogue(vulnerabilities=entries, count=2))
    assert update.count == 1
    assert b"\\u001b" not in update.content
    assert b"passwd" not in update.content
    lines = taken(cycles({**NEW_LINE, "latest": "\x1b[2J; rm -rf"}), "openwrt.json")
    assert b"rm -rf" not in lines.content


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["cycle", "eol", "latest", "result", "releases", "vulnerabilities", "cveID", "dateAdded", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_any_json_is_taken_over_or_refused(document: object) -> None:
    with contextlib.suppress(ConfigurationError):
        taken(json.dumps(document).encode(), "openwrt.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"nonsense",
        b'{"schema": "routerlint/exploited/2", "date": "2026-11-20", "exploited": {}}',
        b'{"schema": "routerlint/exploited/1", "date": "soon", "exploited": {}}',
        b'{"schema": "routerlint/exploited/1", "date": "2026-11-20", "exploited": {"CVE-1": 7}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_of_the_data_folder_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / EXPLOITED_FILE).write_bytes(content)
    with pytest.raises(ConfigurationError, match="is not a file of advisories"):
        with_overlay(BUILTIN, tmp_path)


def test_what_is_written_keeps_to_its_schema() -> None:
    import jsonschema

    schemas = Path(__file__).resolve().parents[3] / "routerlint" / "schemas"
    for update, schema in ((taken(catalogue()), "exploited"), (taken(cycles(NEW_LINE), "openwrt.json"), "lifecycle")):
        jsonschema.validate(msgspec.json.decode(update.content), json.loads((schemas / f"{schema}.json").read_text()))
