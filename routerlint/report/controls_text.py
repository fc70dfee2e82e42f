"""What the verdicts mean for the controls of a standard, for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from routerlint.lint.result import LintedDevice
from routerlint.messages import Language, message
from routerlint.report.control_table import catalogue_title, rule_ranges
from routerlint.report.layout import Paper
from routerlint.rules.catalogues import builtin_catalogues, catalogues_named
from routerlint.rules.verdict import ControlStatus, ControlVerdict, Finding, Gap

__all__ = ["control_lines", "control_summary_lines"]

_ORDER: tuple[ControlStatus, ...] = ("finding", "documented", "passed", "not-judged")
_STYLES: dict[ControlStatus, str] = {"finding": "high", "documented": "low", "passed": "command", "not-judged": "faint"}
_FAMILIES = {"ipv4": "IPv4", "ipv6": "IPv6"}

# How many findings of one control are named; JSON holds them all.
_SHOWN = 5


def control_lines(device: LintedDevice, paper: Paper, language: Language) -> Iterator[str]:
    """A block for each catalogue that was asked for, first what is broken; nothing where none was."""
    verdicts = device.judgement.controls
    for catalogue in catalogues_named(tuple(dict.fromkeys(verdict.catalogue for verdict in verdicts))):
        own = [verdict for verdict in verdicts if verdict.catalogue == catalogue.name]
        yield ""
        counts = _counts_text(Counter(verdict.status for verdict in own), language)
        head = f"{catalogue_title(catalogue, language)}: {counts}"
        yield from (paper.ink(line, "strong") for line in paper.wrapped(head, "", "  "))
        yield from _catalogue_lines(own, paper, language)
    if verdicts:
        yield from paper.wrapped(message("control-legend", language), "  ")


def _counts_text(counts: Counter[ControlStatus], language: Language) -> str:
    """How many controls have which status, without those that none has."""
    return ", ".join(message(f"count-{status}", language, count=counts[status]) for status in _ORDER if counts[status])


def _catalogue_lines(verdicts: Sequence[ControlVerdict], paper: Paper, language: Language) -> Iterator[str]:
    """First what is broken, last what is not judged; controls that are so for the same reason in one line."""
    silent: dict[str, list[str]] = {}
    for verdict in sorted(verdicts, key=lambda verdict: _ORDER.index(verdict.status)):
        if verdict.status == "not-judged" and any(gap.cause != "beyond" for gap in verdict.gaps):
            reason = "; ".join(_reasons(verdict, language))
            silent.setdefault(reason, []).append(verdict.control.number)
        else:
            yield from _block(verdict, paper, language)
    for reason, numbers in silent.items():
        yield from _entry("not-judged", ", ".join(numbers), (reason,), paper, language)


def _block(verdict: ControlVerdict, paper: Paper, language: Language) -> Iterator[str]:
    """One control: its status, id and demand, then why."""
    head = f"{verdict.control.number} {verdict.control.text.of(language)}"
    return _entry(verdict.status, head, _reasons(verdict, language), paper, language)


def _entry(status: ControlStatus, head: str, reasons: Iterable[str], paper: Paper, language: Language) -> Iterator[str]:
    width = max(len(message(f"status-{word}", language)) for word in _ORDER)
    word = message(f"status-{status}", language)
    indent = " " * (width + 4)
    first, *more = paper.wrapped(head, indent, indent + "  ")
    yield f"  {paper.ink(word, _STYLES[status])}{' ' * (width - len(word))}  {first.strip()}"
    yield from more
    for reason in reasons:
        yield from paper.wrapped(reason, indent + "  ", indent + "    ")


def _reasons(verdict: ControlVerdict, language: Language) -> Iterator[str]:
    """What the status rests on: findings, approved findings, what is not checked, or why it is not judged."""
    beyond = verdict.control.beyond
    if verdict.status in ("finding", "documented"):
        found = verdict.findings or tuple(item.finding for item in verdict.documented)
        yield "; ".join(_finding(finding, verdict, language) for finding in found[:_SHOWN])
        if len(found) > _SHOWN:
            yield message("and-more", language, count=len(found) - _SHOWN)
    elif verdict.status == "passed":
        if beyond is not None:
            yield message("control-beyond", language, beyond=beyond.of(language))
    else:
        gaps = [gap for gap in verdict.gaps if gap.cause != "beyond"] or verdict.gaps
        yield "; ".join(_gap(gap, verdict, language) for gap in gaps)


def _finding(finding: Finding, verdict: ControlVerdict, language: Language) -> str:
    """The rule, how bad, and the line. The rule is that of the finding, else the one that touches the control."""
    rules = [rule for rule in (finding.rule, *finding.held) if verdict.control.id in rule.controls]
    severity = message(finding.severity.label, language)
    if finding.certainty == "conditional":
        severity = f"{message('possibly', language)} {severity}"
    span = finding.span
    if span is None or not span.file:
        return f"{rules[0].id} {severity}"
    place = span.file if span.line is None else f"{span.file}:{span.line}"
    return message("control-at", language, rule=rules[0].id, severity=severity, place=place)


def _gap(gap: Gap, verdict: ControlVerdict, language: Language) -> str:
    beyond = verdict.control.beyond
    if gap.cause == "beyond":
        if beyond is None:
            return message("gap-beyond-all", language)
        return message("gap-beyond", language, beyond=beyond.of(language))
    if gap.cause == "undecided" and gap.rules:
        return message("gap-undecided-rules", language, rules=rule_ranges(gap.rules))
    families = ", ".join(_FAMILIES[family] for family in gap.families)
    return message(f"gap-{gap.cause}", language, rules=rule_ranges(gap.rules), families=families)


def control_summary_lines(
    counts: Mapping[str, Counter[ControlStatus]], devices: int, paper: Paper, language: Language
) -> Iterator[str]:
    """How many devices stand where with each control; nothing for one device, which has said so itself."""
    head = [message(f"column-{column}", language) for column in ("control", *_ORDER)]
    for catalogue in builtin_catalogues() if devices > 1 else ():
        rows = [
            (control.number, *(str(counts[control.id][status]) for status in _ORDER))
            for control in catalogue.controls
            if control.id in counts
        ]
        if rows:
            title = message("controls-of-all", language, standard=catalogue_title(catalogue, language), count=devices)
            yield from (paper.ink(line, "strong") for line in paper.wrapped(title, "", "  "))
            yield from paper.table(head, rows, shrink=(0,))
            yield ""
