"""What the shell offers where a rule, a system or a catalogue of controls is named; loaded by its completion alone."""

from __future__ import annotations

__all__ = ["catalogue_words", "rule_word", "rule_words", "vendor_word"]


def rule_word(incomplete: str) -> list[str]:
    """Ids and names of rules."""
    from routerlint.rules.loader import load_rules

    typed = incomplete.lower()
    words = [word for rule in load_rules() for word in (rule.id, rule.name)]
    return [word for word in words if word.lower().startswith(typed)]


def rule_words(incomplete: str) -> list[str]:
    """The same behind words with commas, as --select takes them."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{word}" for word in rule_word(last)]


def vendor_word(incomplete: str) -> list[str]:
    """Ids of systems that are judged."""
    from routerlint.cli.vendors import builtin

    return [vendor.id for vendor in builtin() if vendor.id.startswith(incomplete) and vendor.about().judged]


def catalogue_words(incomplete: str) -> list[str]:
    """Names of catalogues of controls, behind others with commas."""
    from routerlint.rules.catalogues import builtin_catalogues

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{one.name}" for one in builtin_catalogues() if one.name.startswith(last)]
