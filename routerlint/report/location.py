"""Where something stands, as a person opens it: the file as the user named it, and the line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from routerlint.messages import Language, message
from routerlint.report.layout import Paper, broken, cut
from routerlint.text.span import Span
from routerlint.wording import Phrase, spoken

__all__ = ["default_text", "location", "offending_lines", "source_lines"]

_GUTTER = 9
_MOST_LINES = 4


def location(span: Span | None, place: str, name: str) -> str:
    """The place as "file:line". place, name: those of the device; name stands for what no line states."""
    if span is None or not span.file:
        return name
    file = span.file if _is_absolute(span.file) else f"{place}{span.file}"
    return file if span.line is None else f"{file}:{span.line}"


def _is_absolute(file: str) -> bool:
    """Whether it is a path of its own (the settings of the site) and not a file of the input."""
    return file.startswith("/") or file[1:3] in (":\\", ":/")


def offending_lines(span: Span, paper: Paper, language: Language) -> list[str]:
    """The line that a finding is about, broken into a few lines of output so that its end is seen too."""
    number, text = _numbered(span, language)
    room = paper.width - _GUTTER - 3
    parts = broken(text, room, _MOST_LINES)
    gutters = [number, *[""] * (len(parts) - 1)]
    return [f"{_gutter(gutter, paper)} {part}" for gutter, part in zip(gutters, parts, strict=True)]


def source_lines(spans: Iterable[Span], file: str, paper: Paper, language: Language) -> list[str]:
    """Lines of the input with their numbers, each cut to one line of output.

    file: the one that stands in the heading already; lines of other files say theirs.
    """
    lines: list[str] = []
    shown_file = file
    for span in spans:
        if span.file and span.file != shown_file:
            lines.append(paper.ink(f"{'':{_GUTTER}} : {cut(span.file, paper.width - _GUTTER - 3)}", "faint"))
            shown_file = span.file
        number, text = _numbered(span, language)
        lines.append(f"{_gutter(number, paper)} {cut(text, paper.width - _GUTTER - 3)}")
    return lines


def _numbered(span: Span, language: Language) -> tuple[str, str]:
    """What stands before and behind the bar: a default has a word in place of a number."""
    if span.line is None:
        return message("default", language), default_text(span, language) or span.file
    return str(span.line), span.text


def default_text(span: Span, language: Language) -> str:
    """What holds although no line says so, without the word that says that it is a default."""
    text = span.text
    if isinstance(text, Phrase) and "text" in text.values:  # see text.span.default_span
        return spoken(cast("str", text.values["text"]), language)
    return text.removeprefix("default:").strip()


def _gutter(number: str, paper: Paper) -> str:
    return paper.ink(f"{number:>{_GUTTER}} |", "faint")
