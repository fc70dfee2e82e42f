"""Every built-in rule file is well formed, complete in both languages, and does what its examples say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.rules.catalogues import builtin_controls
from routerlint.rules.compiling import compile_folder
from routerlint.rules.examples import check_examples
from routerlint.rules.explain import _GENERIC
from routerlint.rules.files import COMPILED, rule_files, yaml_files
from routerlint.rules.foreign import check_file, check_rule
from routerlint.rules.loader import load_rules
from routerlint.rules.pages import all_pages
from routerlint.rules.render import PLACEHOLDER
from routerlint.rules.rule import RuleSet
from routerlint.rules.severity import LEVELS
from routerlint.rules.yamlfile import read_yaml
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import VENDOR_IDS, Vendor

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "rules"
FILES = rule_files(FOLDER)
CATALOGUES = [name for name in yaml_files(FOLDER) if name.startswith("controls/")]

# What code fills in, by kind of subject; see phrases.py and others.py.
PLACE = {"file", "line", "at_line"}
VALUES = {
    "exposure": PLACE
    | {
        "possibly", "from", "reachable", "services", "target", "ports", "inside_ports", "label", "named", "address",
        "protocol", "dst_port", "name", "interface", "interfaces", "inside_interface", "family", "menu", "tables", "number", "as_number",
    },
    "capability": PLACE | {"protocols", "on_interfaces", "interface"},
    "listener": PLACE | {"name", "tcp_ports"},
    "outbound": PLACE | {"host", "named", "name", "protocol"},
    "forward": PLACE | {"named", "name", "reason"},
    "device": PLACE | {"guests"},
    "firmware": PLACE
    | {
        "product", "version", "has", "holes", "more", "reach", "install", "after", "cycle", "ended_on", "supported",
        "left_over", "left_over_ids", "missing",
    },
    "input": {"what", "because", "count"},
    "approval": PLACE | {"approval", "approver", "expires"},
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def raw(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(FOLDER / name, name).data
    return data


def texts(node: object) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if set(node) == {"en", "de"}:
            yield node
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)


def read_vendor(vendor: str, text: str) -> tuple[ExposureReport, ...]:
    document = Document(name="example", files=(SourceFile("example", text),))
    return tuple(evaluate(device) for device in Vendor(vendor).parse(document))


@pytest.mark.parametrize("name", FILES)
def test_a_rule_file_keeps_to_its_schema_and_vocabulary(name: str, rules: RuleSet) -> None:
    classes = [port_class.name for port_class in rules.services.classes]
    check_rule(read_yaml(FOLDER / name, name), classes, raw("fixes.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_the_examples_come_out_as_they_say(name: str, rules: RuleSet) -> None:
    data = raw(name)
    rule = rules.find(data["id"])
    assert rule is not None
    assert list(check_examples(rule, data["examples"], rules, read_vendor)) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_after_its_rule(name: str) -> None:
    assert Path(name).stem == raw(name)["name"]


@pytest.mark.parametrize("name", FILES)
def test_texts_are_there_in_both_languages_and_end_as_they_should(name: str) -> None:
    data = raw(name)
    for key in ("title", "message", "why"):
        assert set(data[key]) == {"en", "de"}, key
    for language in ("en", "de"):
        assert not data["title"][language].endswith(".")
        assert not data["message"][language].endswith(".")
        assert data["why"][language].endswith(".")
        advice = data["fix"].get("advice")
        assert advice is None or advice[language].endswith(".")


@pytest.mark.parametrize("name", [*FILES, *CATALOGUES, "fixes.yaml", "services.yaml"])
def test_no_german_text_is_english_or_the_reverse(name: str) -> None:
    for text in texts(raw(name)):
        assert not re.search(r"\b(the|with|and|is|of)\b", text["de"].replace("quote of the day", "")), text["de"]
        assert not re.search(r"\b(der|die|das|und|ist|von)\b", text["en"]), text["en"]


@pytest.mark.parametrize("name", FILES)
def test_both_languages_hold_the_same_placeholders_and_code_knows_them(name: str) -> None:
    data = raw(name)
    for text in texts({key: data[key] for key in ("title", "message", "why", "fix")}):
        english, german = (set(PLACEHOLDER.findall(text[language])) for language in ("en", "de"))
        assert english == german, text
        assert english <= VALUES[data["subject"]], english - VALUES[data["subject"]]


def test_the_page_of_a_rule_has_a_word_for_every_placeholder_that_stands_alone(rules: RuleSet) -> None:
    for rule in rules:
        steps = [
            step for variant in rule.fix.variants for step in (*variant.generic, *chain(*variant.vendors.values()))
        ]
        for text in (rule.message_text, rule.fix.advice, *(step.text for step in steps)):
            for sentence in () if text is None else (text.en, text.de):
                alone = set(re.findall(r"(?<=[ (\"„]){(\w+)}(?!\w)", sentence))
                assert alone <= {*_GENERIC, "target", "services"}, sentence


def test_shared_repairs_hold_known_placeholders_and_vendors() -> None:
    known = set().union(*VALUES.values())
    assert set(PLACEHOLDER.findall((FOLDER / "fixes.yaml").read_text("utf-8"))) <= known
    for variants in raw("fixes.yaml").values():
        for variant in variants:
            assert set(variant.get("vendors", {})) <= {*VENDOR_IDS, "openwrt", "routeros"}


def test_a_repair_that_begins_with_a_place_ends_with_a_command_or_a_menu(rules: RuleSet) -> None:
    # "Switch it off:" and then only a list of entries leaves the port open
    for rule in rules:
        for variant in rule.fix.variants:
            for steps in (variant.generic, *variant.vendors.values()):
                for step, following in zip(steps, [*steps[1:], None], strict=True):
                    if step.text is None or not step.text.en.endswith(":"):
                        continue
                    assert following is not None, (rule.id, step.text.en)
                    assert following.commands, (rule.id, step.text.en)
                    if step.text.en.endswith((" off:", "switched off altogether:", "with its number:")):
                        changing = ("disable", "set ", "delete", "add ")
                        assert all(any(word in one for word in changing) for one in following.commands)


@pytest.mark.parametrize("name", FILES)
def test_an_exposure_message_says_whether_it_is_certain_unless_it_is_a_note(name: str) -> None:
    data = raw(name)
    if data["subject"] == "exposure" and not data.get("is_note") and data["id"] != "RL417":
        assert "{reachable}" in data["message"]["en"]


@pytest.mark.parametrize("name", FILES)
def test_every_rule_names_controls_and_all_of_them_are_known(name: str) -> None:
    controls = raw(name)["controls"]
    assert controls
    assert [control for control in controls if control not in builtin_controls()] == []


def test_ids_and_names_are_unique(rules: RuleSet) -> None:
    words = [word for rule in rules for word in (rule.id, rule.name)]
    assert len(words) == len(set(words)) == 2 * len(FILES)


def test_every_class_has_one_rule_for_hosts_and_one_for_the_router(rules: RuleSet) -> None:
    # Classes that code hands out for one side only, and listeners that only a router has.
    only = {"no-listener": {"router"}}
    # RL411 and RL412 stand beside the rule that owns a class.
    for side in ("inside", "router"):
        owners = [
            name for rule in rules if rule.side == side and rule.id not in ("RL411", "RL412") for name in rule.services
        ]
        wanted = [c.name for c in rules.services.classes if side in only.get(c.name, {"inside", "router"})]
        assert sorted(owners) == sorted(wanted), side


@pytest.mark.parametrize(
    ("name", "schema"),
    [("services.yaml", "services"), ("severity.yaml", "severity"), ("fixes.yaml", "fixes")]
    + [(name, "catalogue") for name in CATALOGUES],
)
def test_data_files_keep_to_their_schema(name: str, schema: str) -> None:
    check_file(read_yaml(FOLDER / name, name), schema)


def test_compiling_ranks_levels_as_the_program_does() -> None:
    from routerlint.rules import compiling

    assert [compiling._RANK[level] for level in LEVELS] == list(range(len(LEVELS)))


def test_the_compiled_form_is_current() -> None:
    assert (FOLDER / COMPILED).read_bytes() == compile_folder(FOLDER), "run: python build_rules.py"


def test_the_pages_are_current(rules: RuleSet) -> None:
    folder = ROOT / "docs" / "rules"
    pages = all_pages(FOLDER, rules)
    stale = [
        name
        for name, text in pages.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]
    assert stale == [], "run: python build_rules.py"
    generated = {
        p.relative_to(folder).as_posix() for p in folder.rglob("*.md") if "Generated from" in p.read_text("utf-8")[:60]
    }
    assert generated == set(pages)


def test_services_stand_in_one_class_and_on_ports_of_their_own(rules: RuleSet) -> None:
    names: list[str] = []
    ports: dict[tuple[str, int], str] = {}
    for port_class in rules.services.classes:
        for service in port_class.services:
            names += [service.name, *service.listeners]
            for protocol, pairs in (("tcp", service.tcp), ("udp", service.udp)):
                for low, high in pairs:
                    assert high - low < 128, "ServiceTable looks back no further"
                    for port in range(low, high + 1):
                        assert ports.setdefault((protocol, port), service.name) == service.name
    assert len(names) == len(set(names))
