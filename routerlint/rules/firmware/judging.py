"""Judges the firmware of a device: one finding for everything that the same update closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from routerlint.rules.evaluate import Bench
from routerlint.rules.firmware.store import AdvisoryData
from routerlint.rules.firmware.verdict import FirmwareState, FirmwareVerdict
from routerlint.rules.group import Group, first_place
from routerlint.rules.phrases import place_values
from routerlint.rules.severity import Severity, SeverityTable
from routerlint.rules.subject import FirmwareSubject
from routerlint.rules.subjects import device_subject
from routerlint.rules.verdict import Finding

if TYPE_CHECKING:
    from routerlint.rules.firmware.advisory import Product
    from routerlint.rules.firmware.matching import Assessment, Match

__all__ = ["OLD_AFTER", "judge_firmware"]

# From this age on the data is too old for "nothing is known" to say much.
OLD_AFTER = dt.timedelta(days=180)

_EXPLOITED, _VULNERABLE = "exploited", "vulnerable"


def judge_firmware(
    bench: Bench, table: SeverityTable, data: AdvisoryData, as_of: dt.date
) -> tuple[list[Finding], FirmwareVerdict]:
    """The findings about firmware, and the verdict that stands in every report."""
    device = bench.context.device
    product = data.product(device.vendor)
    if product is None:
        return [], FirmwareVerdict(state="no-data", version=device.version.value or "", data=data.dates)
    from routerlint.rules.firmware.matching import assess  # late: only for vendors that have advisories

    found = assess(product, device_subject(bench.context.report), bench.context, as_of)
    is_old = bool(data.dates.oldest) and dt.date.fromisoformat(data.dates.oldest) + OLD_AFTER < as_of
    judge = _Judge(bench, table, product, found)
    findings = judge.firmware(is_old=is_old)
    for name, matches in found.by_component.items():
        findings += judge.part(name, matches)
    return findings, msgspec.structs.replace(judge.verdict(), data=data.dates)


class _Judge:
    """The firmware of one device."""

    def __init__(self, bench: Bench, table: SeverityTable, product: Product, found: Assessment) -> None:
        self._bench = bench
        self._table = table
        self._product = product
        self._found = found

    def firmware(self, *, is_old: bool) -> list[Finding]:
        """Everything about the firmware itself."""
        found = self._found
        ended = None if not found.is_line_known else found.ended is not None
        subject = self._subject(found.matches, ended=ended, left_over=bool(found.left_over), is_old=is_old)
        return self._findings(subject, found.matches, self._product.product, self._product.scheme, "firmware")

    def part(self, name: str, matches: Sequence[Match]) -> list[Finding]:
        """What is known about one of its packages."""
        part = self._product.components[name]
        facts = self._bench.context.device.facts
        version = facts[part.fact].value or "" if part.fact in facts else ""
        inner = _Judge(
            self._bench,
            self._table,
            self._product,
            msgspec.structs.replace(self._found, version=version, is_judged=True),
        )
        subject = inner._subject(matches, ended=None, left_over=False, is_old=False)
        return inner._findings(subject, matches, part.product, part.scheme, f"firmware {name}")

    def _subject(
        self, matches: Sequence[Match], *, ended: bool | None, left_over: bool, is_old: bool
    ) -> FirmwareSubject:
        is_judged = self._found.is_judged
        counted = self._counted(matches)
        exploited = any(match.advisory.exploited for match in counted)
        step = "exposed" if self._found.any_exposed else "inside"
        return FirmwareSubject(
            version_known=is_judged,
            vulnerable=True if matches else False if is_judged and not self._found.is_guess else None,
            exploited=True if exploited else False if is_judged else None,
            ended=ended,
            left_over=left_over,
            data_is_old=is_old and is_judged,
            exposed=any(match.is_exposed for match in matches),
            levels={
                "advisory": max(map(self._severity, counted), default=Severity.INFO),
                "lifecycle": self._table.firmware["ended"][step],
            },
        )

    def _counted(self, matches: Sequence[Match]) -> Sequence[Match]:
        """The matches that a finding is about: the settled ones, unless one that is not settled is graver."""
        if not _is_settled(matches, self._severity):
            return matches
        return [match for match in matches if match.is_certain]

    def _severity(self, match: Match) -> Severity:
        step = "exposed" if match.is_exposed else "inside"
        table, advisory = self._table.firmware, match.advisory
        levels = [table[advisory.impact][step]]
        if advisory.exploited:
            levels.append(table["exploited"][step])
        if any(entry.ransomware for entry in advisory.exploited.values()):
            levels.append(table["ransomware"][step])
        return max(levels)

    def _findings(
        self, subject: FirmwareSubject, matches: Sequence[Match], name: str, scheme: str, identity: str
    ) -> list[Finding]:
        device = self._bench.context.device
        spans = device.version.spans or device.model.spans
        group = Group(subjects=(subject,), identity=identity, span=first_place(spans), path=spans)
        holds = self._bench.ask("firmware", group)
        if not holds:
            return []
        from routerlint.rules.firmware.wording import firmware_values, ids_of

        certain = _is_settled(matches, self._severity)
        values = firmware_values(self._product, name, scheme, self._found, matches, certain=certain)
        values |= place_values(group.span)
        ids = tuple(ids_of(match.advisory for match in matches))
        about_holes = [hold for hold in holds if hold.rule.level == "advisory"]
        about_holes.sort(key=lambda hold: -hold.rule.precedence)
        findings = []
        if about_holes:
            finding = self._bench.finding(about_holes, group, values)
            certainty = "certain" if certain else "conditional"
            findings.append(msgspec.structs.replace(finding, certainty=certainty, advisories=ids))
        for hold in holds:
            if hold.rule.level != "advisory":
                findings.append(self._bench.finding([hold], group, values))
        return findings

    def verdict(self) -> FirmwareVerdict:
        """The verdict in one word, with what it rests on."""
        from routerlint.rules.firmware.wording import closing_version, ids_of

        found = self._found
        state: FirmwareState = "nothing-known" if found.is_judged else "unknown"
        if found.ended is not None:
            state = "ended"
        if found.matches:
            settled = [match for match in found.matches if match.is_certain]
            exploited = any(match.advisory.exploited for match in settled)
            state = "exploited" if exploited else "vulnerable" if settled else "possibly-vulnerable"
        return FirmwareVerdict(
            state=state,
            product=self._product.product,
            version=found.version,
            has_ended=None if not found.is_line_known else found.ended is not None,
            advisories=tuple(ids_of(match.advisory for match in found.matches if match.is_certain)),
            possible=tuple(ids_of(match.advisory for match in found.matches if not match.is_certain)),
            exploited=tuple(
                (identity, entry.added, entry.ransomware)
                for match in found.matches
                if match.is_certain
                for identity, entry in match.advisory.exploited.items()
            ),
            install=closing_version(self._product.scheme, found.matches, found.applicable)[0],
        )


def _is_settled(matches: Sequence[Match], severity: Callable[[Match], Severity]) -> bool:
    """Whether the gravest of the matches is a settled one; else the finding says "possibly"."""
    return max(((severity(match), match.is_certain) for match in matches), default=(Severity.INFO, True))[1]
