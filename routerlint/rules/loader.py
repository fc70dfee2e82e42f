"""Loads the built-in rules and those of further folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from routerlint.rules.definition import Fix, FixVariant, Rule
from routerlint.rules.rule import RuleSet
from routerlint.rules.services import PortClass, ServiceTable
from routerlint.rules.source import builtin_data

__all__ = ["load_rules"]


def load_rules(extra_dirs: Sequence[Path] = ()) -> RuleSet:
    """The built-in rules and those in the folders, by id; a mistake in a file raises ConfigurationError.

    A folder holds rule files, in whatever subfolders, and may hold a services.yaml with further port classes and a
    fixes.yaml with steps for further vendors. "pack:NAME" is the folder that an installed package brings.
    """
    data = builtin_data()
    rules, repairs, classes = data.rules, data.fixes, data.services.classes
    if extra_dirs:
        from routerlint.rules.foreign import read_folder  # late: needs PyYAML and jsonschema
        from routerlint.rules.packs import is_pack, pack_folder

        for place in dict.fromkeys(extra_dirs):
            found = read_folder(pack_folder(place) if is_pack(place) else place, classes, repairs, rules)
            classes = _joined(classes, found.classes)
            rules, repairs = found.rules, found.repairs
    table = ServiceTable(classes, data.services.narrow, data.services.media)
    return RuleSet([_with_repair(rule, repairs) for rule in rules], table, data.severity)


def _with_repair(rule: Rule, repairs: dict[str, tuple[FixVariant, ...]]) -> Rule:
    """The rule with the steps of the shared repair that it names."""
    if not rule.fix.use:
        return rule
    return msgspec.structs.replace(
        rule, fix=Fix(advice=rule.fix.advice, use=rule.fix.use, variants=repairs[rule.fix.use])
    )


def _joined(classes: tuple[PortClass, ...], more: Sequence[PortClass]) -> tuple[PortClass, ...]:
    """The classes with further services: new classes stand first, so that their ports are named by them."""
    known = {found.name: found for found in classes}
    fresh = [found for found in more if found.name not in known]
    for found in more:
        if found.name in known:
            old = known[found.name]
            known[found.name] = msgspec.structs.replace(old, services=(*found.services, *old.services))
    return (*fresh, *known.values())
