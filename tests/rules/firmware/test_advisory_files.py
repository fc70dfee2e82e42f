"""The files of rules/advisories: well formed, sourced, comparable, and asking only for what parsers extract."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from routerlint.rules.fields import check_condition
from routerlint.rules.firmware.advisory import Advisory, Product, VersionRange
from routerlint.rules.firmware.files import COMPILED_ADVISORIES, advisories_hash, advisory_files, compile_advisories
from routerlint.rules.firmware.matching import range_holds
from routerlint.rules.firmware.store import builtin_advisories
from routerlint.rules.foreign import check_file
from routerlint.rules.versions import SCHEME_NAMES, compare, read
from routerlint.rules.yamlfile import read_yaml
from vendor_parsers.catalogue import VENDOR_IDS

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "rules"
FILES = advisory_files(FOLDER)
DATA = builtin_advisories()
TODAY = dt.date(2026, 11, 25)


def product(vendor: str) -> Product:
    found = DATA.product(vendor)
    assert found is not None
    return found


PRODUCTS = [product(vendor) for vendor in DATA.products]
ENTRIES = [(p, a, r) for p in PRODUCTS for a in p.advisories for r in a.affected]


def scheme_of(found: Product, advisory: Advisory) -> str:
    return found.components[advisory.component].scheme if advisory.component else found.scheme


def bounds(entry: VersionRange) -> Iterator[str]:
    for text in (entry.at_least, entry.before, entry.up_to, entry.exactly, entry.fixed):
        if text is not None:
            yield text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_keeps_to_its_schema_and_is_named_after_its_vendor(path: Path) -> None:
    file = read_yaml(path, path.name)
    check_file(file, "advisory")
    assert path.stem == file.data["vendor"]
    assert path.stem in VENDOR_IDS
    assert file.data["scheme"] in {*SCHEME_NAMES, ""}
    assert file.data["retrieved"] <= TODAY.isoformat()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_german_text_is_english_or_the_reverse(path: Path) -> None:
    for text in texts(read_yaml(path, path.name).data):
        assert not re.search(r"\b(the|with|and|is|of)\b", text["de"]), text["de"]
        assert not re.search(r"\b(der|die|das|und|ist|von)\b", text["en"]), text["en"]
        assert not text["en"].endswith(".")
        assert not text["de"].endswith(".")


def texts(node: object) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if {"en", "de"} <= set(node):
            yield node
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)


@pytest.mark.parametrize(("found", "advisory", "entry"), ENTRIES, ids=lambda value: getattr(value, "ids", ("",))[0])
def test_every_bound_is_read_by_its_scheme_and_ranges_run_forward(
    found: Product, advisory: Advisory, entry: VersionRange
) -> None:
    scheme = scheme_of(found, advisory)
    assert entry.every or scheme
    for text in bounds(entry):
        assert read(scheme, text) is not None, text
    end = entry.before or entry.up_to
    if entry.at_least is not None and end is not None:
        assert compare(scheme, entry.at_least, end) == (-1 if entry.before else compare(scheme, entry.at_least, end))
        assert compare(scheme, entry.at_least, end) in (-1, 0)
    if entry.closed_in:
        answer = range_holds(entry, scheme, read(scheme, entry.closed_in))
        assert answer == (False, True), "the version to install lies in the range itself"


@pytest.mark.parametrize(("found", "advisory", "entry"), ENTRIES, ids=lambda value: getattr(value, "ids", ("",))[0])
def test_the_version_to_install_is_affected_by_no_range_of_the_same_advisory(
    found: Product, advisory: Advisory, entry: VersionRange
) -> None:
    scheme = scheme_of(found, advisory)
    for other in advisory.affected:
        if entry.closed_in:
            answer = range_holds(other, scheme, read(scheme, entry.closed_in))
            assert answer is None or answer[0] is not True


@pytest.mark.parametrize("found", PRODUCTS, ids=lambda found: found.vendor)
def test_every_entry_has_a_source_a_day_and_known_ids(found: Product) -> None:
    for advisory in found.advisories:
        assert advisory.source.strip()
        assert advisory.date[:10] <= TODAY.isoformat()
        dt.date.fromisoformat((advisory.date + "-01-01")[:10])
        for name in advisory.ids:
            assert not name.startswith("CVE") or re.fullmatch(r"CVE-\d{4}-\d{4,7}", name)
        assert set(advisory.exploited) <= set(advisory.ids)
        for entry in advisory.exploited.values():
            assert "CISA KEV" in advisory.source
            assert advisory.date <= dt.date.fromisoformat(entry.added).isoformat() <= DATA.dates.exploited


def test_nothing_rests_on_memory_alone() -> None:
    for path in FILES:
        assert "own knowledge" not in path.read_text("utf-8")


@pytest.mark.parametrize("found", PRODUCTS, ids=lambda found: found.vendor)
def test_conditions_keep_to_the_vocabulary_of_rules(found: Product) -> None:
    for condition in conditions(found):
        check_condition(condition, "device")


def conditions(found: Product) -> Iterator[Any]:
    for advisory in found.advisories:
        if advisory.when is not None:
            yield advisory.when
        if advisory.stays is not None:
            yield advisory.stays.when


@pytest.mark.parametrize("found", PRODUCTS, ids=lambda found: found.vendor)
def test_no_condition_asks_for_what_the_parser_does_not_extract(found: Product) -> None:
    code = code_of(found.vendor)
    for condition in conditions(found):
        for name in asked(condition):
            assert f'"{name}"' in code, f"{found.vendor} never fills {name}"
    for component in found.components.values():
        assert f'"{component.fact}"' in code
    if found.scheme and found.vendor != "pfsense":  # whose files do not hold the release
        assert re.search(r"\bversion=|\.version = ", code), "its parser extracts no version"


@pytest.mark.parametrize("found", PRODUCTS, ids=lambda found: found.vendor)
def test_every_service_is_one_that_the_parser_or_the_table_knows(found: Product) -> None:
    known = code_of(found.vendor) + (FOLDER / "services.yaml").read_text("utf-8")
    for advisory in found.advisories:
        for name in advisory.services:
            assert name == "*" or re.search(rf"\b{re.escape(name)}\b", known), name


def asked(condition: Any) -> Iterator[str]:
    """The facts, services and protocols by name that a condition asks for."""
    if isinstance(condition, list):
        for item in condition:
            yield from asked(item)
    elif isinstance(condition, dict):
        for key, value in condition.items():
            if key.startswith("facts."):
                yield key.removeprefix("facts.")
            elif key == "predicate" and isinstance(value, dict):
                for name, words in value.items():
                    yield from () if name == "forwards-ports" else words
            else:
                yield from asked(value)


@cache
def code_of(vendor: str) -> str:
    folders = (ROOT / "vendor_parsers" / vendor, ROOT / "routerlint" / "parsing")
    return "\n".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))


@pytest.mark.parametrize("found", [p for p in PRODUCTS if p.lifecycle], ids=lambda found: found.vendor)
def test_lines_are_read_by_the_scheme_and_stand_once(found: Product) -> None:
    assert found.lifecycle is not None
    names = [cycle.cycle for cycle in found.lifecycle.cycles]
    assert len(names) == len(set(names))
    for cycle in found.lifecycle.cycles:
        assert read(found.scheme, cycle.cycle) is not None
        assert not cycle.latest or read(found.scheme, cycle.latest) is not None
        if isinstance(cycle.ended, str):
            dt.date.fromisoformat(cycle.ended)
    assert any(cycle.ended is False for cycle in found.lifecycle.cycles)


def test_the_compiled_form_is_current_and_small() -> None:
    compiled = (FOLDER / COMPILED_ADVISORIES).read_bytes()
    assert compiled == compile_advisories(FOLDER), "run: python build_rules.py"
    assert len(compiled) < 200_000
    assert msgspec.json.decode(compiled)["hash"] == advisories_hash(FOLDER)


def test_the_data_is_of_the_day_that_its_file_states() -> None:
    assert (DATA.dates.advisories, DATA.dates.exploited, DATA.dates.lifecycle) == (
        "2026-08-21",
        "2026-08-21",
        "2026-08-22",
    )
