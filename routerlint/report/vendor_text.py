"""What users are told about a system: what is read, how that was checked, how to export from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerlint.messages import Language, message
from routerlint.parsing.vendor import About, ExportWay
from routerlint.report.json_text import Json
from routerlint.report.layout import Paper
from routerlint.wording import Phrase, spoken

__all__ = ["SCHEMA", "export_sentence", "vendor_document", "vendor_lines"]

SCHEMA = "routerlint/vendors/1"


def vendor_lines(about: About, paper: Paper, language: Language) -> Iterator[str]:
    """The page of one system."""
    name = spoken(about.name, language)
    yield paper.ink(f"{name} ({about.id})" if about.judged else name, "strong")
    yield from paper.wrapped(
        f"{message('vendor-forms' if about.judged else 'vendor-recognises', language)}: {'; '.join(spoken(form, language) for form in about.forms)}",
        "  ",
        "    ",
    )
    kinds = ", ".join(message(f"verified-{kind}", language) for kind in about.verified)
    yield from paper.wrapped(
        f"{message('vendor-verified', language)}: {kinds}. {spoken(about.verified_text, language)}", "  ", "    "
    )
    yield from _list(message("vendor-understands", language), about.understands, paper, language)
    yield from _list(message("vendor-limits", language), about.limits, paper, language)
    if about.export:
        yield f"  {message('vendor-export', language)}:"
    for way in about.export:
        yield from _way(way, paper, language)


def _list(head: str, items: Sequence[Phrase], paper: Paper, language: Language) -> Iterator[str]:
    if items:
        yield f"  {head}:"
    for item in items:
        yield from paper.wrapped(spoken(item, language), "    - ", "      ")


def _way(way: ExportWay, paper: Paper, language: Language) -> Iterator[str]:
    if way.menu:
        yield from paper.wrapped(spoken(way.menu, language), "    - ", "      ")
    if way.command:
        yield ("      " if way.menu else "    - ") + paper.ink(way.command, "command")
    if way.note:
        yield from paper.wrapped(spoken(way.note, language), "      ")


def export_sentence(about: About) -> str:
    """How to get a readable export, as the end of an error."""
    ways = [" or ".join(part for part in (way.menu, way.command) if part) for way in about.export]
    return f"To export: {'; or '.join(ways)}." if ways else ""


def vendor_document(abouts: Sequence[About]) -> dict[str, Json]:
    """All systems as JSON."""
    listed: list[Json] = [
        {
            "id": about.id,
            "name": about.name,
            "judged": about.judged,
            "forms": [*about.forms],
            "verified": [*about.verified],
            "verified_text": about.verified_text,
            "understands": [*about.understands],
            "limits": [*about.limits],
            "export": [{"menu": way.menu, "command": way.command, "note": way.note} for way in about.export],
        }
        for about in abouts
    ]
    return {"schema": SCHEMA, "vendors": listed}
