"""One finding for a person: where, what, the line, the packet's way, what to change."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.lint.result import LintedDevice
from routerlint.messages import Language, message
from routerlint.report.control_ids import short_controls
from routerlint.report.layout import Paper
from routerlint.report.location import location, offending_lines, source_lines
from routerlint.rules.verdict import Documented, Finding
from routerlint.text.secrets import printable
from routerlint.text.sentences import shown

__all__ = ["documented_lines", "finding_lines"]

_INDENT = "  "


def finding_lines(finding: Finding, device: LintedDevice, paper: Paper, language: Language) -> list[str]:
    """The block of a finding, without a blank line after it."""
    label = finding.severity.label
    severity = message(label, language)
    if finding.certainty == "conditional":
        severity = f"{message('possibly', language)} {severity}"
    where = location(finding.span, device.place, device.name)
    named = f"{finding.rule.id} {finding.rule.name}"
    fits = len(f"{where}: {severity} {named}") <= paper.width
    gap = " " if fits else f"\n{_INDENT}"
    lines = f"{paper.ink(where, 'strong')}:{gap}{paper.ink(severity, label)} {named}".split("\n")
    lines += paper.wrapped(_sentence(finding.message(language)), _INDENT)
    lines += _evidence(finding, paper, language)
    for rule, note in zip(finding.also, finding.notes(language), strict=True):
        text = message("also", language, id=rule.id, name=rule.name, text=_sentence(note))
        lines += paper.wrapped(text, _INDENT, _INDENT * 2)
    if finding.reasons:
        text = message(
            "depends", language, reasons="; ".join(_clean(shown(reason, language)) for reason in finding.reasons)
        )
        lines += paper.wrapped(text, _INDENT, _INDENT * 2)
    lines += _fix(finding, paper, language)
    controls = _controls(finding, device)
    if controls:
        text = message("controls", language, controls=short_controls(controls))
        lines += [paper.ink(line, "faint") for line in paper.wrapped(text, _INDENT, _INDENT * 2)]
    return lines


def _controls(finding: Finding, device: LintedDevice) -> tuple[str, ...]:
    """The controls that it touches: those of the catalogues that were asked for, or all where none was."""
    if finding.rule.is_remark:
        return ()
    asked = {verdict.control.id for verdict in device.judgement.controls}
    return tuple(control for control in finding.controls if not asked or control in asked)


def _evidence(finding: Finding, paper: Paper, language: Language) -> Iterator[str]:
    """The offending line, and the packet's way where it takes more than that line."""
    file = finding.span.file if finding.span is not None else ""
    if finding.span is not None:
        yield from offending_lines(finding.span, paper, language)
    longer = [span for span in finding.path if span != finding.span]
    if finding.witness and not longer:
        yield from paper.wrapped(message("packet", language, witness=finding.witness), _INDENT)
    elif longer:
        key = "path" if finding.witness else "path-plain"
        yield from paper.wrapped(message(key, language, witness=finding.witness), _INDENT)
        yield from source_lines(finding.path, file, paper, language)


def _fix(finding: Finding, paper: Paper, language: Language) -> Iterator[str]:
    """The repair: sentences wrapped, commands whole, since they are copied."""
    steps = finding.fix_steps(language)
    if not steps:
        return
    yield _INDENT + message("fix", language)
    for kind, text in steps:
        if kind == "command":
            yield from (_INDENT * 2 + paper.ink(line, "command") for line in _clean_lines(text))
        else:
            yield from paper.wrapped(_clean(text), _INDENT * 2)


def documented_lines(item: Documented, device: LintedDevice, paper: Paper, language: Language) -> list[str]:
    """An approved finding in one sentence for each approval."""
    finding = item.finding
    return [
        line
        for approval in item.approvals
        for line in paper.wrapped(
            message(
                "documented",
                language,
                id=finding.rule.id,
                name=finding.rule.name,
                place=location(finding.span, device.place, device.name),
                need=_clean(approval.need),
                approver=_clean(approval.approver),
                expires=approval.expires,
            ),
            "",
            _INDENT,
        )
    ]


def _sentence(text: str) -> str:
    """A rule's sentence, which its file states without the full stop."""
    text = _clean(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _clean(text: str) -> str:
    """Text that may hold names from the device: one line, nothing that a terminal obeys."""
    return printable(text.replace("\n", " "))


def _clean_lines(text: str) -> list[str]:
    return [printable(line) for line in text.split("\n")]
