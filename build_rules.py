"""Compiles the rule files.

As a build hook of hatchling: brings rules/compiled.json up to date, which the wheel then carries as
routerlint/_rules/compiled.json; an editable install reads rules/ itself and needs nothing.

As a program (`python build_rules.py`): writes rules/compiled.json and the pages below docs/rules, which are checked
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
    """Writes rules/compiled.json if it is not current; whether it was written."""
    sys.path.insert(0, str(root))
    try:
        # Only the standard library and PyYAML: nothing else is installed while a wheel is built.
        from routerlint.rules.compiling import compile_folder
        from routerlint.rules.files import COMPILED
    finally:
        sys.path.remove(str(root))
    target = root / "rules" / COMPILED
    compiled = compile_folder(root / "rules")
    if target.is_file() and target.read_bytes() == compiled:
        return False
    target.write_bytes(compiled)
    return True


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
    compile_rules(ROOT)
    write_pages(ROOT)
