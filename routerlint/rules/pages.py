"""The documentation pages of rules, generated from rule files: one page a rule and language, and an index.

Checked in below docs/rules; `python build_rules.py` writes them and a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from routerlint.rules.explain import Block, repair_blocks, sections
from routerlint.rules.fields import fields_of, tests_of
from routerlint.rules.files import rule_files
from routerlint.rules.predicates import PREDICATES
from routerlint.rules.rule import Rule, RuleSet
from routerlint.rules.subject import SUBJECTS
from routerlint.rules.text import LANGUAGES, Language, Text
from routerlint.rules.yamlfile import read_yaml

__all__ = ["all_pages"]

_GENERATED = "<!-- Generated from rules/ by build_rules.py; edit the rule file instead. -->\n"
_TITLE = Text(en="Rules", de="Regeln")
_REPAIRS = Text(en="Repairs for each system", de="Abhilfe für jedes System")
_REPAIRS_PAGE = "repairs.md"
_EXAMPLES = Text(en="Examples", de="Beispiele")
_FIRES = Text(en="Reported:", de="Gemeldet:")
_SILENT = Text(en="Not reported:", de="Nicht gemeldet:")
_COLUMNS = Text(
    en="| Rule | Name | Severity at most | Title |\n|---|---|---|---|",
    de="| Regel | Name | höchster Schweregrad | Titel |\n|---|---|---|---|",
)
_ABOUT = Text(
    en=(
        "One finding stands for one thing to change. Where several rules hold for it, the worst one gives it its name."
        " How rules are written: [fields.md](fields.md)."
    ),
    de=(
        "Ein Befund steht für eine Sache, die zu ändern ist. Treffen mehrere Regeln zu, benennt ihn die schlimmste."
        " Wie Regeln geschrieben werden: [fields.md](../fields.md) (englisch)."
    ),
)


def all_pages(folder: Path, rules: RuleSet) -> dict[str, str]:
    """Every page by its name below docs/rules. folder: the rule folder, for the examples."""
    raws = {raw["id"]: raw for name in rule_files(folder) if (raw := read_yaml(folder / name, name).data)}
    pages = {"fields.md": _fields_page()}
    for language in LANGUAGES:
        prefix = "" if language == "en" else f"{language}/"
        pages[f"{prefix}README.md"] = _index(rules, language)
        pages[f"{prefix}{_REPAIRS_PAGE}"] = _repairs(rules, language)
        for rule in rules:
            pages[f"{prefix}{rule.name}.md"] = _page(rule, raws[rule.id]["examples"], language, rules)
    return pages


def _index(rules: RuleSet, language: Language) -> str:
    lines = [_GENERATED, f"# {_TITLE.of(language)}", "", _ABOUT.of(language), "", _COLUMNS.of(language)]
    lines += [f"| {r.id} | [{r.name}]({r.name}.md) | {r.severity.label} | {r.title(language)} |" for r in rules]
    return "\n".join(lines) + "\n"


def _repairs(rules: RuleSet, language: Language) -> str:
    """What several rules use, once."""
    using: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.fix.use:
            using.setdefault(rule.fix.use, []).append(rule)
    lines = [_GENERATED, f"# {_REPAIRS.of(language)}"]
    for name, users in sorted(using.items()):
        lines += ["", f"## {name}", "", ", ".join(f"[{rule.id}]({rule.name}.md)" for rule in users), ""]
        lines += [line for block in repair_blocks(users[0], language) for line in _markdown(block)]
    return "\n".join(lines) + "\n"


def _page(rule: Rule, examples: Mapping[str, Any], language: Language, rules: RuleSet) -> str:
    lines = [_GENERATED, f"# {rule.id} {rule.name}", "", f"{rule.title(language)}."]
    for section in sections(rule, language, rules, repairs=f"[{{name}}]({_REPAIRS_PAGE}#{{name}})"):
        lines += ["", f"## {section.heading}", ""]
        before = "text"
        for block in section.blocks:
            is_new_part = (block.kind == "text") is not (before == "text")
            lines += [*([""] if is_new_part and lines[-1] else []), *_markdown(block)]
            before = block.kind
    lines += ["", f"## {_EXAMPLES.of(language)}"]
    for key, heading in (("fires", _FIRES), ("silent", _SILENT)):
        lines += ["", heading.of(language)]
        plain = [example for example in examples[key] if "text" not in example]
        if plain:
            lines += ["", "```yaml", *_yaml_lines(plain), "```"]
        for example in examples[key]:
            if "text" in example:
                lines += ["", f"```{example['vendor']}", example["text"].rstrip("\n"), "```"]
    return "\n".join(lines) + "\n"


def _markdown(block: Block) -> Iterator[str]:
    if block.kind == "command":
        yield from ("  ```", *(f"  {line}" for line in block.text.split("\n")), "  ```")
        return
    lead = f"**{block.lead}**" + (": " if block.text else "") if block.lead else ""
    yield f"- {lead}{block.text}" if block.kind == "item" else f"{lead}{block.text}"


def _yaml_lines(examples: list[Any]) -> list[str]:
    import yaml  # late: only the generator needs it

    text: str = yaml.safe_dump(examples, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
    return text.rstrip("\n").split("\n")


def _fields_page() -> str:
    """The vocabulary of conditions, from the structs and functions that define it."""
    lines = [
        _GENERATED,
        "# What conditions of rules may ask",
        "",
        "A condition is a mapping: `FIELD: {TEST: VALUE}`, `predicate: NAME` or `predicate: {NAME: [..]}`, and",
        "`all`, `any` and `not` around them. A value that the file does not settle makes a test undecided, never true",
        "or false. Every field bears the test `known`. `facts.NAME` asks for an answer of the vendor's parser by name.",
    ]
    for subject in SUBJECTS:
        lines += ["", f"## Rules about {subject}", "", "| Field | Tests | Values |", "|---|---|---|"]
        for name, field in sorted(fields_of(subject).items()):
            shown = f"facts.{'NAME'}" if field.kind == "facts" else name
            lines.append(f"| `{shown}` | {', '.join(tests_of(field))} | {', '.join(field.values) or field.kind} |")
    lines += ["", "## Predicates", "", "| Name | For rules about | True if |", "|---|---|---|"]
    for name, predicate in PREDICATES.items():
        first = (predicate.ask.__doc__ or "").strip().split("\n")[0]
        argument = " (takes a list)" if predicate.argument == "words" else ""
        lines.append(f"| `{name}`{argument} | {', '.join(predicate.subjects)} | {first} |")
    return "\n".join(lines) + "\n"
