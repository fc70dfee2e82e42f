"""A rule as its file states it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from routerlint.model.base import Model
from routerlint.rules.severity import Severity
from routerlint.rules.text import Language, Text

__all__ = ["Fix", "FixStep", "FixVariant", "Rule", "Side", "SubjectKind"]

SubjectKind = Literal[
    "exposure", "capability", "listener", "outbound", "forward", "device", "firmware", "input", "approval"
]
Side = Literal["", "inside", "router"]


class FixStep(Model, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a repair: a sentence, or a command in the device's own language.

    commands: alternatives; the first one whose placeholders are all known is shown.
    """

    text: Text | None = None
    commands: tuple[str, ...] = ()


class FixVariant(Model, frozen=True, kw_only=True, omit_defaults=True):
    """A repair for findings of some kinds (() = every kind): steps by vendor id, and for every other vendor."""

    kinds: tuple[str, ...] = ()
    generic: tuple[FixStep, ...] = ()
    vendors: dict[str, tuple[FixStep, ...]] = msgspec.field(default_factory=dict)


class Fix(Model, frozen=True, kw_only=True, omit_defaults=True):
    """What to change. advice: a first sentence; use: the name of a shared repair in rules/fixes.yaml, or ""."""

    advice: Text | None = None
    use: str = ""
    variants: tuple[FixVariant, ...] = ()


class Rule(Model, frozen=True, kw_only=True, omit_defaults=True):
    """One rule.

    id, name: both are accepted everywhere. base: the worst severity it can have.
    level: "services" (that of the port classes found), "advisory" and "lifecycle" (that of the holes or of the end of
        support, from severity.yaml), or a fixed level; at_least: floor of "services".
    side: exposures of the router itself, of what lies behind it, or both (""). services: port classes that it is
    about; () = any. when, applies: conditions as the file states them; where `applies` does not surely hold, the rule
    is not applicable.
    precedence: among rules of the same severity on one subject the highest one gives the finding its name.
    is_note: where another rule names the finding, this one adds its sentence to it.
    is_remark: it reports what needs no change, and never counts against a control.
    file: where it was read from, "" for a built-in rule.
    """

    id: str
    name: str
    title_text: Text = msgspec.field(name="title")
    message_text: Text = msgspec.field(name="message")
    why_text: Text = msgspec.field(name="why")
    subject: SubjectKind
    side: Side = ""
    level: str
    at_least: Severity | None = None
    base: Severity
    services: tuple[str, ...] = ()
    when: Any = None
    applies: Any = None
    precedence: int = 0
    is_note: bool = False
    is_remark: bool = False
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
