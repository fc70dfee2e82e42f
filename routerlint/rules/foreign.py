"""Reads and checks rule folders that somebody else wrote; every mistake names its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import msgspec

from routerlint.errors import ConfigurationError
from routerlint.rules.catalogues import builtin_controls
from routerlint.rules.compiling import compile_classes, compile_rule
from routerlint.rules.definition import FixVariant, Rule
from routerlint.rules.fields import ConditionProblem, check_condition
from routerlint.rules.files import FIXES, SERVICES, SEVERITY, rule_files
from routerlint.rules.nearest import hint
from routerlint.rules.overlays import add_repairs
from routerlint.rules.services import PortClass
from routerlint.rules.yamlfile import YamlFile, read_yaml

__all__ = ["Folder", "check_file", "check_rule", "read_folder"]

_MOST_FILES = 5_000


class Folder(msgspec.Struct, frozen=True):
    """What a folder brings. classes: its port classes. repairs: the shared ones and its own. rules: all so far and its own."""

    classes: tuple[PortClass, ...]
    repairs: dict[str, tuple[FixVariant, ...]]
    rules: tuple[Rule, ...]


def read_folder(
    folder: Path,
    classes: Sequence[PortClass],
    repairs: Mapping[str, tuple[FixVariant, ...]],
    rules: Sequence[Rule],
) -> Folder:
    """The port classes, repairs and rules of a folder. classes, repairs, rules: what there is besides."""
    if not folder.is_dir():
        raise ConfigurationError("the folder of rules does not exist", file=str(folder))
    if (folder / SEVERITY).exists():
        raise ConfigurationError("only the built-in rules have this file", file=str(folder / SEVERITY))
    names = rule_files(folder)
    if len(names) > _MOST_FILES:
        raise ConfigurationError(f"holds more than {_MOST_FILES:,} rule files", file=str(folder))
    raw_classes: list[dict[str, Any]] = []
    if (folder / SERVICES).is_file():
        file = read_yaml(folder / SERVICES)
        check_file(file, "services")
        raw_classes = compile_classes(file.data["classes"])
    more = msgspec.convert(raw_classes, tuple[PortClass, ...])
    known = [*classes, *more]
    plain = [msgspec.to_builtins(found) for found in known]
    all_repairs, before = dict(repairs), tuple(rules)
    if (folder / FIXES).is_file():
        file = read_yaml(folder / FIXES)
        check_file(file, "fix_overlays")
        added = add_repairs(file, repairs, rules)
        all_repairs, before = added.shared, added.rules
    taken = {word.lower(): rule for rule in before for word in (rule.id, rule.name)}
    own: list[Rule] = []
    for name in names:
        file = read_yaml(folder / name)
        rule = _rule(file, plain, frozenset(all_repairs))
        _refuse_twin(file, rule, taken)
        own.append(rule)
    return Folder(more, all_repairs, (*before, *own))


def _refuse_twin(file: YamlFile, rule: Rule, taken: dict[str, Rule]) -> None:
    for key, word in (("id", rule.id), ("name", rule.name)):
        other = taken.setdefault(word.lower(), rule)
        if other is not rule:
            where = other.file or "a built-in rule"
            raise file.problem(f"{word!r} is already the id or name of {where}", (key,), "Choose another one.")


def _rule(file: YamlFile, classes: list[dict[str, Any]], repairs: frozenset[str]) -> Rule:
    check_rule(file, [found["name"] for found in classes], repairs)
    return msgspec.convert(compile_rule(file.data, classes, file.name), Rule)


def check_rule(file: YamlFile, classes: Iterable[str], repairs: Iterable[str]) -> None:
    """Raises ConfigurationError for the first mistake in a rule file."""
    check_file(file, "rule")
    raw = file.data
    for key in ("when", "applies"):
        if key in raw:
            try:
                check_condition(raw[key], raw["subject"])
            except ConditionProblem as problem:
                raise file.problem(problem.message, (key, *problem.path)) from None
    known = list(classes)
    for position, name in enumerate(raw.get("services", ())):
        if name not in known:
            message = f"no port class is called {name!r}{hint(name, known)}"
            raise file.problem(message, ("services", position))
    for position, control in enumerate(raw["controls"]):
        _check_control(file, control, position)
    use = raw["fix"].get("use")
    if use is not None and use not in repairs:
        raise file.problem(f"no shared repair is called {use!r}{hint(use, repairs)}", ("fix", "use"))
    if raw["subject"] != "firmware" and raw["severity"] in ("advisory", "lifecycle"):
        raise file.problem("only rules about firmware have the severity of advisories", ("severity",))
    if raw["subject"] != "exposure" and ("services" in raw or "side" in raw or not isinstance(raw["severity"], str)):
        raise file.problem("only rules about exposures have services, a side or a severity from port classes")


def _check_control(file: YamlFile, control: str, position: int) -> None:
    """Refuses an id that no control of a standard that is known here has; those of other standards are not judged."""
    known = builtin_controls()
    family = control.partition(":")[0] if ":" in control else control.partition("-")[0]
    own = [found for found in known if found.startswith((f"{family}:", f"{family}-"))]
    if own and control not in own:
        raise file.problem(f"no control is called {control!r}{hint(control, own)}", ("controls", position))


def check_file(file: YamlFile, schema_name: str) -> None:
    """Raises ConfigurationError where a file does not keep to its schema."""
    schema = json.loads(files("routerlint.schemas").joinpath(f"{schema_name}.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    problem = jsonschema.exceptions.best_match(validator.iter_errors(file.data))
    if problem is not None:
        path = tuple(problem.absolute_path)
        message, key = _sentence(problem)
        raise file.problem(message, (*path, key) if key else path, f"See schemas/{schema_name}.json.")


def _sentence(problem: jsonschema.ValidationError) -> tuple[str, str]:
    """What is wrong, in words, and the key that it is about where it is one of the mapping."""
    where = ".".join(str(part) for part in problem.absolute_path)
    inside = f" in {where!r}" if where else ""
    instance: Any = problem.instance
    schema: Any = problem.schema
    wanted: Any = problem.validator_value
    if problem.validator == "additionalProperties" and isinstance(instance, dict):
        known = schema.get("properties", {})
        unknown = next((key for key in instance if key not in known), "")
        return f"unknown key {unknown!r}{inside}{hint(str(unknown), known)}", str(unknown)
    if problem.validator == "required":
        return f"key {next((key for key in wanted if key not in instance), '')!r} is missing{inside}", ""
    if problem.validator == "enum":
        return f"{instance!r} cannot be a value{inside}{hint(str(instance), map(str, wanted))}", ""
    return f"{problem.message}{inside}", ""
