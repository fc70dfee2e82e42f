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

from routerlint.intake.documents import Assembler
from routerlint.intake.gather import Gatherer
from routerlint.intake.values import Recognised
from routerlint.model.fact import State
from routerlint.rules.fields import check_condition
from routerlint.rules.firmware.advisory import Advisory, Component, Product, VersionRange
from routerlint.rules.firmware.files import COMPILED_ADVISORIES, advisories_hash, advisory_files, compile_advisories
from routerlint.rules.firmware.matching import range_holds
from routerlint.rules.firmware.store import builtin_advisories
from routerlint.rules.foreign import check_file
from routerlint.rules.versions import SCHEME_NAMES, compare, read
from routerlint.rules.yamlfile import read_yaml
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import VENDOR_IDS, Vendor, catalogue

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
    """Not what the parser's code mentions counts, but what it has filled in from some input."""
    assert list(never_filled(found)) == []


def never_filled(found: Product) -> Iterator[str]:
    filled = extracted(found.vendor)
    wanted = {name for condition in conditions(found) for name in asked(condition)}
    wanted |= {component.fact for component in found.components.values()}
    if any(advisory.models or advisory.not_models for advisory in found.advisories):
        wanted.add("model")
    if found.scheme and found.vendor not in VERSION_ELSEWHERE:
        wanted.add("version")
    yield from sorted(wanted - filled)


# pfSense's file does not hold the release. An encrypted backup of OPNsense and a binary one of UniFi do: see
# tests/parsing/test_pf_firmware.py and tests/vendors/unifi/test_backup_and_hostile.py.
VERSION_ELSEWHERE = ("opnsense", "pfsense", "unifi")

# What the samples do not show.
FURTHER = {
    "huawei": '<InternetGatewayDevice><DeviceInfo ModelName="HG532e"/></InternetGatewayDevice>',
    "pfsense": (
        "<pfsense><version>22.9</version><interfaces><wan><if>em0</if><ipaddr>dhcp</ipaddr></wan></interfaces>"
        "<installedpackages><package><name>pfBlockerNG</name><version>2.1.4_26</version></package></installedpackages>"
        "</pfsense>"
    ),
    "unifi": '[{"pfwd_interface": "wan", "dst_port": "443", "fwd": "192.168.1.2", "site_id": "1"},'
    '{"type": "udm", "model": "UDMPROSE", "mac": "aa:bb:cc:00:00:01", "site_id": "1"}]',
    "zte": '<DB><Tbl name="DevInfo" RowCount="1"><Row No="0"><DM name="ModelName" val="F660"/></Row></Tbl></DB>',
}


@cache
def extracted(vendor: str) -> frozenset[str]:
    """What a parser fills in: answers, services and protocols by name, and "model" and "version"."""
    devices = [
        device
        for found in Gatherer(Assembler(catalogue())).gather([str(ROOT / "sample_configs" / vendor)])
        if isinstance(found, Recognised)
        for device in found.vendor.parse(found.document)
    ]
    if vendor in FURTHER:
        devices += Vendor(vendor).parse(Document(name="x", files=(SourceFile("x", FURTHER[vendor]),)))
    filled: set[str] = set()
    for device in devices:
        filled.update(name for name, fact in device.facts.items() if fact.state is not State.NOT_EXTRACTED)
        filled.update(listener.name for listener in device.listeners)
        filled.update(mapping.kind for mapping in device.port_mappings)
        filled.update(name for name in ("model", "version") if getattr(device, name).known)
    return frozenset(filled)


@pytest.mark.parametrize(
    "when",
    [
        {"facts.no-such-answer": {"is": "yes"}},
        {"facts.empty-root-password": {"is": "yes"}},  # another vendor's
        {"predicate": {"service-enabled": ["winbox", "no-such-service"]}},
        {"any": [{"predicate": {"service-enabled": ["winbox"]}}, {"not": {"facts.guest-to-lan": {"is": "yes"}}}]},
        {"predicate": {"port-mapping-enabled": ["pcp"]}},  # RouterOS has none
    ],
)
def test_a_condition_on_what_no_parser_extracts_is_found(when: dict[str, Any]) -> None:
    routeros = product("routeros")
    first = msgspec.structs.replace(routeros.advisories[0], when=when)
    assert list(never_filled(msgspec.structs.replace(routeros, advisories=(first, *routeros.advisories[1:]))))


def test_models_and_parts_that_a_parser_does_not_extract_are_found() -> None:
    edgeos = product("edgeos")
    first = msgspec.structs.replace(edgeos.advisories[0], models=("ER-X",))
    assert list(never_filled(msgspec.structs.replace(edgeos, advisories=(first,)))) == ["model"]
    part = Component(product="p", fact="package-p", scheme="dotted")
    assert list(never_filled(msgspec.structs.replace(edgeos, components={"p": part}))) == ["package-p"]


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
