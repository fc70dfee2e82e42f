"""Findings that belong to no device of the run, as text and as JSON."""

from __future__ import annotations

from routerlint.lint.strangers import Beside
from routerlint.messages import Language, message
from routerlint.report.json_text import Json
from routerlint.report.layout import Paper
from routerlint.report.location import location
from routerlint.text.secrets import printable
from routerlint.text.span import Span

__all__ = ["beside_document", "beside_lines"]


def beside_lines(finding: Beside, paper: Paper, language: Language) -> list[str]:
    """A finding in the form of those of devices."""
    level = finding.rule.severity.label
    place = location(Span(finding.stranger.file, finding.stranger.line, ""), "", "")
    head = f"{place}: {paper.ink(message(level, language), level)} {finding.rule.id} {finding.rule.name}"
    return [head, *paper.wrapped(_message(finding, language), "  ", "  ")]


def beside_document(finding: Beside, language: Language) -> Json:
    """The same for programs."""
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": finding.rule.severity.label,
        "message": _message(finding, language),
        "file": finding.stranger.file,
        "line": finding.stranger.line,
    }


def _message(finding: Beside, language: Language) -> str:
    stranger = finding.stranger
    text = message("stranger", language, device=printable(stranger.device), approver=printable(stranger.approver))
    if not stranger.nearest:
        return f"{text}."
    return f"{text}; {message('stranger-nearest', language, device=printable(stranger.nearest))}"
