"""Every sentence of the program itself, in English and German; those of rules and vendors stand beside them."""

from __future__ import annotations

from routerlint.messages.help import HELP
from routerlint.messages.report import REPORT

__all__ = ["message"]


def message(key: str, language: str, **values: object) -> str:
    """The sentence of that key in a language ("en" or "de"), with its values filled in."""
    texts = REPORT.get(key) or HELP[key]
    text = texts[1] if language == "de" else texts[0]
    return text.format(**values) if values else text
