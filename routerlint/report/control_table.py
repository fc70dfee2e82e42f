"""The catalogues of controls, as `routerlint controls` prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from routerlint.messages import Language, message
from routerlint.report.json_text import Json
from routerlint.report.layout import Paper
from routerlint.rules.catalogue import Catalogue, Control
from routerlint.rules.definition import Rule

__all__ = ["SCHEMA", "catalogue_document", "catalogue_lines", "catalogue_title", "rule_ranges"]

SCHEMA = "routerlint/controls/1"

Touching = Mapping[str, Sequence[Rule]]


def catalogue_title(catalogue: Catalogue, language: Language) -> str:
    """The standard with its edition."""
    return f"{catalogue.title.of(language)} ({catalogue.edition.of(language)})"


def catalogue_lines(
    catalogues: Sequence[Catalogue], touching: Touching, paper: Paper, language: Language
) -> Iterator[str]:
    """A heading for each catalogue, then for each control what it asks and the rules that touch it."""
    for number, catalogue in enumerate(catalogues):
        if number:
            yield ""
        title = f"{catalogue.name}: {catalogue_title(catalogue, language)}"
        yield from (paper.ink(line, "strong") for line in paper.wrapped(title, "", "  "))
        yield from paper.wrapped(f"{message('listed', language)}: {catalogue.scope.of(language)}", "  ")
        sources = "; ".join(source.of(language) for source in catalogue.sources)
        yield from paper.wrapped(f"{message('sources', language)}: {sources}", "  ", "    ")
        for control in catalogue.controls:
            first, *rest = paper.wrapped(f"{control.number} {control.text.of(language)}", "  ", "    ")
            yield from (first.replace(control.number, paper.ink(control.number, "strong"), 1), *rest)
            rules = rule_ranges(_ids(control, touching)) or message("gap-no-rule", language)
            yield from (paper.ink(line, "faint") for line in paper.wrapped(rules, "    "))


def rule_ranges(ids: Iterable[str]) -> str:
    """Ids of rules, three and more in a row as a range: "RL101-RL103, RL118"."""
    groups: list[list[str]] = []
    for name in ids:
        if groups and _follows(groups[-1][-1], name):
            groups[-1].append(name)
        else:
            groups.append([name])
    parts: list[str] = []
    for group in groups:
        parts += [f"{group[0]}-{group[-1].lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"] if len(group) > 2 else group
    return ", ".join(parts)


def _follows(before: str, name: str) -> bool:
    letters = before.rstrip("0123456789")
    return name == f"{letters}{int(before[len(letters) :]) + 1}"


def catalogue_document(catalogues: Sequence[Catalogue], touching: Touching, language: Language) -> dict[str, Json]:
    """The same as JSON."""
    return {
        "schema": SCHEMA,
        "language": language,
        "catalogues": [
            {
                "name": catalogue.name,
                "title": catalogue.title.of(language),
                "edition": catalogue.edition.of(language),
                "scope": catalogue.scope.of(language),
                "sources": [source.of(language) for source in catalogue.sources],
                "controls": [_control(control, touching, language) for control in catalogue.controls],
            }
            for catalogue in catalogues
        ],
    }


def _control(control: Control, touching: Touching, language: Language) -> Json:
    return {
        "id": control.id,
        "title": control.text.of(language),
        "beyond": None if control.beyond is None else control.beyond.of(language),
        "provable": control.provable,
        "rules": [*_ids(control, touching)],
    }


def _ids(control: Control, touching: Touching) -> list[str]:
    return [rule.id for rule in touching.get(control.id, ())]
