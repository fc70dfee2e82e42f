"""The report of `routerlint lint` for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.lint.result import LintedDevice, incomplete_families
from routerlint.messages import Language, message
from routerlint.model.device import Device, Undecided
from routerlint.report.finding_text import documented_lines, finding_lines
from routerlint.report.layout import Paper
from routerlint.report.location import location
from routerlint.report.reach import behind_nat, owner_sentence
from routerlint.rules.firmware.verdict import FirmwareVerdict
from routerlint.rules.verdict import UndecidedVerdict
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.sentences import shown

__all__ = ["FAMILY_NAMES", "device_lines", "device_title", "families_text"]

FAMILY_NAMES = {"ipv4": "IPv4", "ipv6": "IPv6"}

# How many open questions and unread lines the text shows; JSON holds them all.
_SHOWN = 5


def device_lines(device: LintedDevice, vendor_name: str, paper: Paper, language: Language) -> list[str]:
    """Everything about one device, first what its owner wants to know."""
    report, judgement = device.report, device.judgement
    lines = [paper.ink(line, "strong") for line in paper.wrapped(owner_sentence(report, language), "", "  ")]
    title = f"{device.name}: {device_title(report.device, vendor_name)}"
    lines += [paper.ink(line, "faint") for line in paper.wrapped(title, "  ")]
    lines += _firmware(judgement.firmware, paper, language)
    private = behind_nat(report)
    if private is not None:
        lines += paper.wrapped(message("behind-nat", language, address=private), "  ")
    open_families = incomplete_families(report)
    if open_families:
        lines += paper.wrapped(message("incomplete", language, families=families_text(open_families)), "  ")
    for finding in judgement.findings:
        lines += ["", *finding_lines(finding, device, paper, language)]
    if judgement.documented:
        lines.append("")
    for item in judgement.documented:
        lines += documented_lines(item, device, paper, language)
    lines += _open_questions(device, paper, language)
    lines += _unread(device, paper, language)
    if judgement.controls:
        from routerlint.report.controls_text import control_lines  # late: most runs ask for none

        lines += control_lines(device, paper, language)
    return lines


def _firmware(verdict: FirmwareVerdict | None, paper: Paper, language: Language) -> Iterator[str]:
    """What is known about the firmware, in one sentence."""
    if verdict is None:
        return
    what = " ".join(part for part in (verdict.product, verdict.version) if part)
    text = message(f"firmware-{verdict.state}", language, what=printable(mask_secrets(what)))
    if verdict.has_ended and verdict.state != "ended":
        text = message("firmware-and-ended", language, verdict=text)
    date = verdict.data.advisories
    if verdict.data.exploited != date:  # the user has brought it up to date
        date = message("firmware-dates", language, date=date, exploited=verdict.data.exploited)
    yield from paper.wrapped(message("firmware", language, verdict=text, date=date), "  ")


def device_title(device: Device, vendor_name: str) -> str:
    """System, model, version and host name, as far as they are known."""
    system = f"{vendor_name} {device.version.value or ''}".strip()
    facts = [system, device.model.value, device.hostname.value]
    return ", ".join(printable(mask_secrets(fact)) for fact in facts if fact)


def families_text(families: tuple[str, ...]) -> str:
    """The families as people write them."""
    return ", ".join(FAMILY_NAMES[family] for family in families)


def _open_questions(device: LintedDevice, paper: Paper, language: Language) -> Iterator[str]:
    questions: tuple[UndecidedVerdict | Undecided, ...] = device.judgement.undecided or device.report.undecided
    if not questions:
        return
    yield ""
    yield message("undecided-head", language)
    for question in questions[:_SHOWN]:
        yield from paper.wrapped(_question(question, device, language), "  - ", "    ")
    if len(questions) > _SHOWN:
        yield "  " + message("and-more", language, count=len(questions) - _SHOWN)


def _question(question: UndecidedVerdict | Undecided, device: LintedDevice, language: Language) -> str:
    if isinstance(question, UndecidedVerdict):
        text = question.message(language)
    else:
        text = f"{shown(question.what, language)}: {shown(question.why, language)}"
    family = f"{FAMILY_NAMES[question.family]}: " if question.family is not None else ""
    where = f" ({location(question.span, device.place, device.name)})" if question.span is not None else ""
    return family + printable(text.replace("\n", " ")) + where


def _unread(device: LintedDevice, paper: Paper, language: Language) -> Iterator[str]:
    unread = device.report.device.coverage.unread
    if not unread:
        return
    yield ""
    yield message("unread-head", language)
    for line in unread[:_SHOWN]:
        place = f"{device.place}{line.file}:{line.line}"
        yield from paper.wrapped(f"{place}: {shown(line.what, language)}", "  - ", "    ")
    if len(unread) > _SHOWN:
        yield "  " + message("and-more", language, count=len(unread) - _SHOWN)
