"""Help pages in German: what Typer adds to our own texts."""

from __future__ import annotations

import re

__all__ = ["in_german"]

# Typer writes these in English; between words it may have broken the line.
_WORDS = (
    (r"^Usage:", "Aufruf:"),
    (r"^Arguments:", "Argumente:"),
    (r"^Options:", "Optionen:"),
    (r"^Commands:", "Befehle:"),
    (r"\[required\]", "[nötig]"),
    (r"\[default:(\s)", r"[Vorgabe:\1"),
    (r"Show this message and exit\.", "Diese Hilfe zeigen."),
    (r"Install completion for the current\s+shell\.", "Vervollständigung in dieser Shell einrichten."),
    (
        r"Show completion for the current shell, to copy it\s+or\s+customize the\s+installation\.",
        "Vervollständigung zeigen, zum Kopieren oder Anpassen.",
    ),
)


def in_german(page: str) -> str:
    """The page with the words of Typer in German."""
    for english, german in _WORDS:
        page = re.sub(english, german, page, flags=re.MULTILINE)
    return page
