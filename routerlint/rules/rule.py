"""A rule as its file states it, and the set of rules that a run uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from routerlint.model.base import Model
from routerlint.rules.severity import Severity
from routerlint.rules.text import Language, Text

__all__ = ["Fix", "FixStep", "FixVariant", "Rule", "RuleSet", "SubjectKind"]

SubjectKind = Literal["exposure", "capability", "listener", "forward", "device", "input", "approval"]


class FixStep(Model, frozen=True, kw_only=True):
    """One step of a repair: a sentence, or a command in the device's own language.

    commands: alternatives; the first one whose placeholders are all known is shown.
    """

    text: Text | None = None
    commands: tuple[str, ...] = ()


class FixVariant(Model, frozen=True, kw_only=True):
    """A repair for findings of some kinds (() = every kind): steps by vendor id, and for every other vendor."""

    kinds: tuple[str, ...] = ()
    generic: tuple[FixStep, ...] = ()
    vendors: dict[str, tuple[FixStep, ...]] = msgspec.field(default_factory=dict)


class Fix(Model, frozen=True, kw_only=True):
    """What to change. advice: a first sentence; use: the name of a shared repair in rules/fixes.yaml, or ""."""

    advice: Text | None = None
    use: str = ""
    variants: tuple[FixVariant, ...] = ()


class Rule(Model, frozen=True, kw_only=True):
    """One rule.

    id, name: both are accepted everywhere. base: the worst severity it can have.
    level: "services" (that of the port classes found) or a fixed level; at_least: floor of "services".
    services: port classes that it is about; () = any. when, applies: conditions as the file states them.
    precedence: among rules of the same severity on one subject the highest one gives the finding its name.
    file: where it was read from, "" for a built-in rule.
    """

    id: str
    name: str
    title_text: Text = msgspec.field(name="title")
    message_text: Text = msgspec.field(name="message")
    why_text: Text = msgspec.field(name="why")
    subject: SubjectKind
    level: str
    at_least: str | None = None
    base: Severity
    services: tuple[str, ...] = ()
    when: Any = None
    applies: Any = None
    precedence: int = 0
    fix: Fix = Fix()
    controls: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    since: str = ""
    file: str = ""

    @property
    def severity(self) -> Severity:
        """The worst severity that it can have."""
        return self.base

    def title(self, language: Language = "en") -> str:
        """The title."""
        return self.title_text.of(language)

    def why(self, language: Language = "en") -> str:
        """Why it matters."""
        return self.why_text.of(language)


class RuleSet(Model, frozen=True, kw_only=True):
    """The rules of a run, by id."""

    rules: tuple[Rule, ...] = ()

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def find(self, id_or_name: str) -> Rule | None:
        """The rule with that id or name, in any case; None if there is none."""
        wanted = id_or_name.strip().lower()
        return next((rule for rule in self.rules if wanted in (rule.id.lower(), rule.name.lower())), None)
