"""The page of one rule as plain text."""

from __future__ import annotations

from routerlint.rules.definition import Rule
from routerlint.rules.text import Language

__all__ = ["explain"]


def explain(rule: Rule, language: Language = "en") -> str:
    """What the rule looks for, why it matters, what to do and where it is required."""
    return "\n\n".join((f"{rule.id} {rule.name}: {rule.title(language)}", rule.why(language)))
