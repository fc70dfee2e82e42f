"""The table of `routerlint exposure`: everything that the Internet reaches behind one device."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.lint.result import incomplete_families
from routerlint.messages import Language, message
from routerlint.model.device import Undecided
from routerlint.netset.addresses import without_host_length
from routerlint.netset.special import routable
from routerlint.report.layout import Paper
from routerlint.report.lint_text import FAMILY_NAMES, families_text
from routerlint.report.location import location, source_lines
from routerlint.report.reach import behind_nat, ports_text
from routerlint.rules.group import deciding_place
from routerlint.text.secrets import printable
from routerlint.text.sentences import shown

__all__ = ["exposure_lines"]


def exposure_lines(
    report: ExposureReport, title: str, name: str, place: str, paper: Paper, language: Language
) -> list[str]:
    """The table, then what clients may open, then what the file does not settle.

    title: system and host name. name, place: see lint.result.LintedDevice.
    """
    lines = [paper.ink(line, "strong") for line in paper.wrapped(f"{name}: {title}" if title else name, "", "  ")]
    private = behind_nat(report)
    if private is not None:
        lines += paper.wrapped(message("behind-nat", language, address=private), "  ")
    open_families = incomplete_families(report)
    if report.exposures:
        lines += ["", *_table(report, name, place, paper, language)]
    else:
        lines.append(message("nothing-found" if open_families else "nothing-reachable", language))
    if open_families:
        lines += ["", *paper.wrapped(message("incomplete", language, families=families_text(open_families)))]
    lines += _capabilities(report, paper, language)
    lines += _undecided(report, name, place, paper, language)
    return lines


def _table(report: ExposureReport, name: str, place: str, paper: Paper, language: Language) -> list[str]:
    columns = ("from-outside", "target", "sources", "certainty", "line")
    head = [message(f"column-{column}", language) for column in columns]
    rows = [
        (
            _outside(exposure, language),
            _target(exposure, language),
            _sources(exposure, language),
            _certainty(exposure, language),
            _line(exposure, name.removeprefix(place), language),
        )
        for exposure in report.exposures
    ]
    return paper.table(head, rows, shrink=(0, 1, 2, 4))


def _line(exposure: Exposure, name: str, language: Language) -> str:
    """Where it is let in. name: the file's; below the heading with its name, the path to it is not said again."""
    span = deciding_place(exposure)
    where = location(span, "", name)
    return where if span is not None and span.line is not None else f"{where} ({message('default', language)})"


def _outside(exposure: Exposure, language: Language) -> str:
    text = f"{FAMILY_NAMES[exposure.family]} {exposure.protocol}"
    if exposure.protocols_except:
        text += " -" + ",".join(exposure.protocols_except)
    if exposure.ports:
        text += f" {ports_text(exposure.ports)}"
    elif exposure.protocol in ("tcp", "udp", "sctp"):
        text += f" {message('all-ports', language)}"
    if exposure.destination == "wan":
        return text
    destination = without_host_length(printable(exposure.destination))
    return message("to-destination", language, service=text, destination=destination)


def _target(exposure: Exposure, language: Language) -> str:
    if exposure.target == "router":
        names = ", ".join(exposure.service or ()) or message("no-listener", language)
        return (
            f"{message('router', language)} ({names})" if exposure.protocol != "icmp" else message("router", language)
        )
    target = printable(exposure.target.removeprefix("lan:"))
    if exposure.target_ports and exposure.target_ports != exposure.ports:
        return f"{target} {ports_text(exposure.target_ports)}"
    return target


def _sources(exposure: Exposure, language: Language) -> str:
    sources, excepted = list(exposure.sources), list(exposure.sources_except)
    everyone = exposure.source_set >= routable(exposure.family) or sources in (["0.0.0.0/0"], ["::/0"])
    if everyone and not excepted:
        return message("anyone", language)
    if everyone:
        return message("anyone-except", language, sources=_few(excepted, language))
    text = _few(sources, language)
    return text if not excepted else f"{text} - {_few(excepted, language)}"


def _few(cidrs: list[str], language: Language) -> str:
    shown = ", ".join(cidrs[:4])
    return shown if len(cidrs) <= 4 else f"{shown}, {message('reach-further', language, count=len(cidrs) - 4)}"


def _certainty(exposure: Exposure, language: Language) -> str:
    if exposure.one_of:
        return message("one-of", language)
    return message("yes" if exposure.certainty == "certain" else "conditional", language)


def _capabilities(report: ExposureReport, paper: Paper, language: Language) -> Iterator[str]:
    if not report.capabilities:
        return
    yield ""
    yield message("capabilities-head", language)
    files = {span.file for capability in report.capabilities for span in capability.path}
    file = next(iter(files)) if len(files) == 1 else ""
    for capability in report.capabilities:
        interfaces = ", ".join(printable(name) for name in capability.interfaces)
        where = f" ({interfaces})" if interfaces else ""  # a ruleset alone does not say on which
        yield from paper.wrapped(f"{capability.kind}{where}: {shown(capability.may_open, language)}", "  - ", "    ")
        yield from source_lines(capability.path, file, paper, language)


def _undecided(report: ExposureReport, name: str, place: str, paper: Paper, language: Language) -> Iterator[str]:
    if not report.undecided:
        return
    yield ""
    yield message("undecided-head", language)
    for item in report.undecided:
        family = f"{FAMILY_NAMES[item.family]}: " if item.family is not None else ""
        where = f" ({location(item.span, place, name)})" if item.span is not None else ""
        yield from paper.wrapped(f"{family}{_question(item, language)}{where}", "  - ", "    ")


def _question(item: Undecided, language: Language) -> str:
    return f"{shown(item.what, language)}: {shown(item.why, language)}"
