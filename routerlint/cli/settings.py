"""The settings of a run: rules, quirks, the nearest routerlint.toml, and what options override."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from routerlint.lint.settings import Settings
from routerlint.rules.config import Config, load_config
from routerlint.rules.loader import load_rules
from routerlint.rules.quirks import load_quirks
from routerlint.rules.rule import RuleSet

__all__ = ["SettingsFor"]


class SettingsFor:
    """Gives the settings for an input: those of the routerlint.toml beside it or upward, read once for each folder."""

    def __init__(
        self, *, as_of: dt.date | None = None, rule_dirs: Sequence[Path] = (), with_rules: bool = True
    ) -> None:
        self._as_of = as_of or dt.datetime.now(tz=dt.UTC).astimezone().date()
        self._rule_dirs = tuple(rule_dirs)
        self._with_rules = with_rules
        self._quirks = load_quirks(Path(__file__).resolve().parents[2] / "rules" / "quirks")
        self._rules: dict[tuple[Path, ...], RuleSet] = {}
        self._by_folder: dict[str, Settings] = {}

    def of(self, name: str) -> Settings:
        """The settings for the input of this name ("<stdin>" has those of the working folder)."""
        folder = str(Path() if name.startswith("<") else _existing(Path(name)))
        found = self._by_folder.get(folder)
        if found is None:
            config = load_config(Path(folder))
            found = Settings(rules=self._rules_for(config), quirks=self._quirks, config=config, as_of=self._as_of)
            self._by_folder[folder] = found
        return found

    def _rules_for(self, config: Config) -> RuleSet:
        if not self._with_rules:
            return RuleSet()
        dirs = (*self._rule_dirs, *config.rule_dirs)
        if dirs not in self._rules:
            self._rules[dirs] = load_rules(dirs)
        return self._rules[dirs]


def _existing(path: Path) -> Path:
    """The folder of the path that stands on disk; a member of an archive has that of the archive."""
    return next((folder for folder in path.parents if folder.is_dir()), Path())
