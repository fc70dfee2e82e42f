"""Repairs that a folder of rules adds: steps for further vendors, and shared repairs of its own.

A fixes.yaml beside the rules names a shared repair, or a rule, and gives the steps for vendors that have none there.
What exists is never replaced: who follows a repair must find the one that was tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from routerlint.rules.compiling import compile_variant
from routerlint.rules.definition import Fix, FixVariant, Rule
from routerlint.rules.nearest import hint
from routerlint.rules.yamlfile import YamlFile

__all__ = ["Repairs", "add_repairs"]


class Repairs(msgspec.Struct, frozen=True):
    """The shared repairs by name, and the rules with what was added to their own steps."""

    shared: dict[str, tuple[FixVariant, ...]]
    rules: tuple[Rule, ...]


def add_repairs(file: YamlFile, shared: Mapping[str, tuple[FixVariant, ...]], rules: Sequence[Rule]) -> Repairs:
    """The repairs with those of a file, which keeps to its schema; raises ConfigurationError for a clash."""
    repairs = dict(shared)
    by_name = {rule.name: rule for rule in rules}
    for name in file.data:
        variants = [msgspec.convert(compile_variant(item), FixVariant) for item in file.data[name]]
        rule = by_name.get(name)
        if name in shared:
            repairs[name] = _joined(file, name, shared[name], variants)
        elif rule is not None and rule.fix.use:
            message = f"the rule {name!r} has no steps of its own; add to the shared repair {rule.fix.use!r}"
            raise file.problem(message, (name,))
        elif rule is not None:
            fix = Fix(advice=rule.fix.advice, variants=_joined(file, name, rule.fix.variants, variants))
            by_name[name] = msgspec.structs.replace(rule, fix=fix)
        else:
            _check_new(file, name, variants, [*shared, *by_name])
            repairs[name] = tuple(variants)
    return Repairs(repairs, tuple(by_name[rule.name] for rule in rules))


def _joined(file: YamlFile, name: str, old: Sequence[FixVariant], more: Sequence[FixVariant]) -> tuple[FixVariant, ...]:
    """The variants of a repair with the steps for further vendors."""
    found = list(old)
    for position, added in enumerate(more):
        if added.generic:
            raise file.problem(f"{name!r} has steps for everybody already", (name, position, "generic"))
        fitting = [
            at for at, one in enumerate(found) if not added.kinds or (one.kinds and set(one.kinds) <= set(added.kinds))
        ]
        if not fitting:
            kinds = "; ".join(", ".join(one.kinds) for one in old if one.kinds) or "all kinds together"
            raise file.problem(
                f"{name!r} has no steps for just these kinds, but for {kinds}", (name, position, "kinds")
            )
        for at in fitting:
            taken = next((vendor for vendor in added.vendors if vendor in found[at].vendors), None)
            if taken is not None:
                raise file.problem(f"{name!r} has steps for {taken!r} already", (name, position, "vendors", taken))
            found[at] = msgspec.structs.replace(found[at], vendors={**found[at].vendors, **added.vendors})
    return tuple(found)


def _check_new(file: YamlFile, name: str, variants: Sequence[FixVariant], known: Sequence[str]) -> None:
    for position, variant in enumerate(variants):
        if not variant.generic:
            message = f"no shared repair and no rule is called {name!r}{hint(name, known)}"
            raise file.problem(message, (name, position), "A new repair needs generic steps.")
