"""Compiles the rule files.

As a build hook of hatchling: brings rules/compiled.json and rules/advisories.json up to date, which the wheel then
carries in routerlint/_rules; an editable install reads rules/ itself and needs nothing.

As a program (`python build_rules.py`): checks every file against its schema, writes the same files and the pages below docs/rules, which are checked
in; tests say when to run it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg]  # hatchling ships no types
    """The hook that pyproject.toml names."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Runs before the files of a wheel are gathered. version: "standard", or "editable"."""
        if version != "editable":
            compile_rules(Path(self.root))


def compile_rules(root: Path) -> bool:
    """Writes rules/compiled.json and rules/advisories.json where they are not current; whether one was written."""
    sys.path.insert(0, str(root))
    try:
        # Only the standard library and PyYAML: nothing else is installed while a wheel is built.
        from routerlint.rules.compiling import compile_folder
        from routerlint.rules.files import COMPILED
        from routerlint.rules.firmware.files import COMPILED_ADVISORIES, compile_advisories
    finally:
        sys.path.remove(str(root))
    folder = root / "rules"
    written = [_write(folder / COMPILED, compile_folder(folder))]
    written.append(_write(folder / COMPILED_ADVISORIES, compile_advisories(folder)))
    return any(written)


def _write(target: Path, data: bytes) -> bool:
    """Writes a file unless it holds just that; whether it was written."""
    if target.is_file() and target.read_bytes() == data:
        return False
    target.write_bytes(data)
    return True


def check_sources(root: Path) -> None:
    """Raises ConfigurationError for the first mistake in a rule, a catalogue of controls or another data file."""
    from routerlint.rules.compiling import compile_classes
    from routerlint.rules.files import CONTROLS, FIXES, SERVICES, SEVERITY, rule_files, yaml_files
    from routerlint.rules.foreign import check_file, check_rule
    from routerlint.rules.yamlfile import read_yaml

    folder = root / "rules"
    for name, schema in ((SERVICES, "services"), (SEVERITY, "severity"), (FIXES, "fixes")):
        check_file(read_yaml(folder / name, name), schema)
    for name in yaml_files(folder):
        if name.startswith(CONTROLS):
            check_file(read_yaml(folder / name, name), "catalogue")
    classes = [item["name"] for item in compile_classes(read_yaml(folder / SERVICES, SERVICES).data["classes"])]
    repairs = read_yaml(folder / FIXES, FIXES).data
    for name in rule_files(folder):
        check_rule(read_yaml(folder / name, name), classes, repairs)


def write_pages(root: Path) -> None:
    """Writes the pages of all rules and removes those of rules that are gone."""
    from routerlint.rules.loader import load_rules
    from routerlint.rules.pages import all_pages

    folder = root / "docs" / "rules"
    pages = all_pages(root / "rules", load_rules())
    for old in folder.rglob("*.md"):
        if old.relative_to(folder).as_posix() not in pages and "<!-- Generated" in old.read_text("utf-8")[:40]:
            old.unlink()
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    check_sources(ROOT)
    compile_rules(ROOT)
    write_pages(ROOT)
