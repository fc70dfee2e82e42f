"""Where something stands, as a person opens it: the file as the user named it, and the line."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.messages import Language, message
from routerlint.report.layout import Paper, cut
from routerlint.text.span import Span

__all__ = ["location", "source_lines"]

_GUTTER = 7


def location(span: Span | None, place: str, name: str) -> str:
    """The place as "file:line". place, name: those of the device; name stands for what no line states."""
    if span is None or not span.file:
        return name
    return f"{place}{span.file}" if span.line is None else f"{place}{span.file}:{span.line}"


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
        if span.line is None:
            number, text = message("default", language), span.text.removeprefix("default:").strip() or span.file
        else:
            number, text = str(span.line), span.text
        gutter = paper.ink(f"{number:>{_GUTTER}} |", "faint")
        lines.append(f"{gutter} {cut(text, paper.width - _GUTTER - 3)}")
    return lines
