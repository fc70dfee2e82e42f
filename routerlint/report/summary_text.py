"""The last lines of a report: how many findings, what is open, how much was understood."""

from __future__ import annotations

from routerlint.lint.tally import Tally
from routerlint.messages import Language, counted, message
from routerlint.report.layout import Paper
from routerlint.rules.severity import Severity

__all__ = ["summary_lines"]

# Files named of those that were left out.
_SHOWN = 3


def summary_lines(tally: Tally, paper: Paper, language: Language) -> list[str]:
    """The counts of the whole run; the very last line holds what the exit code is made of."""
    lines: list[str] = []
    if tally.controls:
        from routerlint.report.controls_text import control_summary_lines  # late: most runs ask for none

        lines += control_summary_lines(tally.controls, tally.devices, paper, language)
    sentences = []
    if tally.devices != 1:
        sentences.append(counted("judged", tally.devices, language))
    judged = tally.devices > 0  # of nothing, "no findings" would be no news but a comfort
    if tally.findings:
        sentences.append(counted("findings", tally.findings, language, counts=_by_severity(tally, paper, language)))
    elif judged:
        sentences.append(message("no-findings", language))
    if tally.documented:
        sentences.append(message("documented-count", language, count=tally.documented))
    if tally.undecided:
        sentences.append(message("undecided-count", language, count=tally.undecided))
    elif judged:
        sentences.append(message("undecided-none", language))
    lines += [" ".join(sentences)] if paper.colours else paper.wrapped(" ".join(sentences))
    if judged:
        lines += paper.wrapped(_coverage(tally, language))
    outside = [item.name for item in tally.skipped if item.reason == "outside"]
    others = [item.name for item in tally.skipped if item.reason != "outside"]
    if others:
        lines += paper.wrapped(counted("skipped", len(others), language, names=_names(others)))
    if outside:
        lines += paper.wrapped(counted("outside", len(outside), language, names=_names(outside)))
    if tally.fail_on is not None:
        level = message(tally.fail_on.label, language)
        failed = tally.failed + tally.broken
        lines += paper.wrapped(message("outcome", language, level=level, count=tally.failing, failed=failed))
    return lines


def _by_severity(tally: Tally, paper: Paper, language: Language) -> str:
    return ", ".join(
        paper.ink(f"{tally.severities[severity]} {message(severity.label, language)}", severity.label)
        for severity in sorted(Severity, reverse=True)
        if tally.severities[severity]
    )


def _coverage(tally: Tally, language: Language) -> str:
    if not tally.relevant:
        return message("coverage-none", language)
    # rounded down: 100 % is only said when nothing is missing
    share = tally.understood * 100 // tally.relevant
    return message("coverage", language, understood=tally.understood, total=tally.relevant, share=share)


def _names(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _SHOWN else [*names[:_SHOWN], "..."])
