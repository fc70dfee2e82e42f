"""The settings of a run: rules, the site's settings, and what options override."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from routerlint.cli.advisory_data import advisories
from routerlint.cli.run import nearest
from routerlint.cli.sites import SiteFor
from routerlint.errors import ConfigurationError, UsageError
from routerlint.lint.settings import Settings
from routerlint.lint.site import Site
from routerlint.rules.config import Config
from routerlint.rules.loader import load_rules
from routerlint.rules.packs import is_pack
from routerlint.rules.rule import Rule, RuleSet

__all__ = ["Overrides", "SettingsFor", "find_rule", "names_in"]


class Overrides(msgspec.Struct, frozen=True, kw_only=True):
    """What options say in place of routerlint.toml.

    select, ignore: ids or names of rules. rule_dirs: folders with further rules. controls: names of catalogues.
    data_dir: the folder of newer lists about firmware.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rule_dirs: tuple[Path, ...] = ()
    controls: tuple[str, ...] = ()
    data_dir: Path | None = None


class SettingsFor:
    """Gives the settings for an input: the site's for its folder, and the rules that they name."""

    def __init__(self, as_of: dt.date, overrides: Overrides) -> None:
        self.as_of = as_of
        self._overrides = overrides
        self._sites = SiteFor()
        self._advisories = advisories(overrides.data_dir)
        self._rules: dict[tuple[Path, ...], RuleSet] = {}
        self._by_site: dict[int, Settings] = {}

    def of(self, name: str) -> Settings:
        """The settings for the input of this name."""
        site = self._sites.of(name)
        found = self._by_site.get(id(site))
        if found is None:
            found = self._by_site[id(site)] = self._with_rules(site)
        return found

    def rule_for(self, file: str, name: str) -> Rule | None:
        """A rule for the devices of this settings file, already used in this run; None where it is left out."""
        for settings in self._by_site.values():
            config = settings.site.config
            if config.file == file:
                rule = settings.rules.find(name)
                return (
                    rule if rule is not None and rule.id in settings.rules.ids(config.select, config.ignore) else None
                )
        return None

    def _with_rules(self, site: Site) -> Settings:
        config = site.config
        _check_folders(config)
        dirs = (*self._overrides.rule_dirs, *config.rule_dirs)
        if dirs not in self._rules:
            self._rules[dirs] = load_rules(dirs)
        rules = self._rules[dirs]
        # what the options select or ask for stands in place of what the site does; what either ignores is left out
        config = msgspec.structs.replace(
            config,
            select=self._overrides.select or config.select,
            ignore=(*config.ignore, *self._overrides.ignore),
            controls=self._overrides.controls or config.controls,
        )
        # a name that no rule has is told before anything is judged
        _check_words(rules, site.config)
        rules.ids(self._overrides.select, self._overrides.ignore)
        if (config.select or config.ignore) and not rules.ids(config.select, config.ignore):
            raise UsageError("no rule is left to judge by", advice="What is ignored is all that is selected.")
        if self._overrides.controls:
            from routerlint.rules.catalogues import catalogues_named  # late: most runs ask for none

            catalogues_named(self._overrides.controls)
        return Settings(
            rules=rules,
            site=msgspec.structs.replace(site, config=config),
            advisories=self._advisories,
            as_of=self.as_of,
        )


def _check_folders(config: Config) -> None:
    """Raises ConfigurationError, with the line, for a rule folder of routerlint.toml that is not there."""
    for place in config.rule_dirs:
        if not is_pack(place) and not place.is_dir():
            from routerlint.rules.configfile import line_of  # late: only mistakes need it

            message = f"the folder of rules {place.name!r} does not exist"
            raise ConfigurationError(message, file=config.file, line=line_of(config.file, "rules"))


def _check_words(rules: RuleSet, config: Config) -> None:
    """Raises ConfigurationError, with the line, for a word of routerlint.toml that names no rule."""
    for key, words in (("select", config.select), ("ignore", config.ignore)):
        try:
            rules.ids(words)
        except ConfigurationError as error:
            from routerlint.rules.configfile import line_of  # late: only mistakes need it

            raise ConfigurationError(
                error.message, file=config.file, line=line_of(config.file, key), advice=error.advice
            ) from None


def find_rule(rules: RuleSet, name: str) -> Rule:
    """The rule of that id or name; raises UsageError that names the nearest one."""
    rule = rules.find(name)
    if rule is None:
        known = [word for rule in rules for word in (rule.id, rule.name)]
        raise UsageError(f"no rule is called {name!r}", advice=nearest(name, known) or "See 'routerlint rules'")
    return rule


def names_in(values: Iterable[str]) -> tuple[str, ...]:
    """The words of options that may be repeated and may hold several, separated by commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
