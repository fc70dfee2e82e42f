"""What the rules say about one device."""

from __future__ import annotations

from typing import Literal

import msgspec

from routerlint.exposure.result import Certainty, Exposure
from routerlint.model.base import Model
from routerlint.netset.addresses import Family
from routerlint.rules.catalogue import Control
from routerlint.rules.definition import Rule
from routerlint.rules.firmware.verdict import FirmwareVerdict
from routerlint.rules.severity import Severity
from routerlint.rules.text import Language, Text
from routerlint.text.span import Span

__all__ = [
    "Approval",
    "Cause",
    "ControlStatus",
    "ControlVerdict",
    "Documented",
    "Finding",
    "Gap",
    "Judgement",
    "Outcome",
    "UndecidedVerdict",
]

Outcome = Literal["finding", "pass", "not applicable", "undecided"]
ControlStatus = Literal["finding", "documented", "passed", "not-judged"]
# Why a control is not judged; what each means stands in docs/controls.md.
Cause = Literal[
    "no-rule",
    "left-out",
    "not-applicable",
    "incomplete",
    "partial",
    "undecided",
    "capability",
    "unread",
    "listeners",
    "beyond",
]


_OPEN_RULE = Text(
    en='This input does not settle whether the rule "{title}" holds',
    de="Diese Eingabe klärt nicht, ob die Regel „{title}“ zutrifft",
)


class Approval(Model, frozen=True, kw_only=True):
    """A need that somebody has approved: the reference of a documented finding."""

    device: str
    need: str
    approver: str
    expires: str
    file: str = ""
    line: int | None = None


class Finding(Model, frozen=True, kw_only=True):
    """One thing to change.

    subject: what it is about, normalised, without line numbers. span: the line to look at first, or None.
    path: the lines that let the packets in, in their order; witness: one such packet, or "".
    classes: port classes, worst first. also: further rules that hold for the same subject, with their sentence.
    held: every rule that holds for it, whether it says something or not.
    advisories: ids of the advisories that it is about.
    reasons: what a conditional finding depends on. exposures: the rows of the answer that it stands for.
    values: what fills the placeholders of the texts.
    """

    rule: Rule
    severity: Severity
    certainty: Certainty = "certain"
    device_key: str
    vendor: str = ""
    kind: str = ""
    subject: str
    span: Span | None = None
    path: tuple[Span, ...] = ()
    witness: str = ""
    classes: tuple[str, ...] = ()
    also: tuple[Rule, ...] = ()
    held: tuple[Rule, ...] = ()
    reasons: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    values: dict[str, Text] = msgspec.field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Equal for the same finding in a later export, whatever moved."""
        import hashlib  # late: loading it costs more than reading a short export, and the text form shows none

        identity = f"{self.rule.id}\0{self.device_key}\0{self.subject}"
        return hashlib.sha256(identity.encode()).hexdigest()[:20]

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls that it touches."""
        return self.rule.controls

    def message(self, language: Language = "en") -> str:
        """One sentence that says what is wrong, with service, host and port."""
        from routerlint.rules.render import fill

        return fill(self.rule.message_text, self.values, language)

    def notes(self, language: Language = "en") -> tuple[str, ...]:
        """What the further rules say of the same subject, a sentence each."""
        from routerlint.rules.render import fill

        return tuple(fill(rule.message_text, self.values, language) for rule in self.also)

    def why(self, language: Language = "en") -> str:
        """Why it matters."""
        return self.rule.why(language)

    def title(self, language: Language = "en") -> str:
        """The title of the rule."""
        return self.rule.title(language)

    def fix(self, language: Language = "en") -> tuple[str, ...]:
        """What to change: sentences and commands, a line each."""
        return tuple(line for _, line in self.fix_steps(language))

    def fix_steps(self, language: Language = "en") -> tuple[tuple[Literal["text", "command"], str], ...]:
        """The same, each line with what it is."""
        from routerlint.rules.render import repair

        return repair(self.rule.fix, self.vendor, self.kind, self.values, language)


class Documented(Model, frozen=True, kw_only=True):
    """A finding that approvals cover: shown and counted, but not held against the device."""

    finding: Finding
    approvals: tuple[Approval, ...]


class UndecidedVerdict(Model, frozen=True, kw_only=True):
    """A question that the input does not settle.

    rule: an input rule (RL9xx), or, with is_open_rule, the rule whose condition stayed open.
    """

    rule: Rule
    is_open_rule: bool = False
    subject: str
    span: Span | None = None
    family: Family | None = None
    values: dict[str, Text] = msgspec.field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """One sentence that says what is open, and why."""
        from routerlint.rules.render import fill

        if self.is_open_rule:
            return fill(_OPEN_RULE, {"title": self.rule.title_text}, language)
        return fill(self.rule.message_text, self.values, language)


class Gap(Model, frozen=True, kw_only=True):
    """One reason why a control is not judged.

    rules: the ids of the rules that it is about. families: the address families that it is about.
    """

    cause: Cause
    rules: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()


class ControlVerdict(Model, frozen=True, kw_only=True):
    """What the verdicts mean for one control of a catalogue.

    rules: the ids of the rules that touch it and were asked. findings, documented: what counts against it.
    gaps: why it is not judged, or not judged wholly.
    """

    catalogue: str
    control: Control
    status: ControlStatus
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    documented: tuple[Documented, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Judgement(Model, frozen=True, kw_only=True):
    """All verdicts on one device.

    firmware: the verdict on the firmware; None if nobody asked. findings: worst first, then by place. outcomes: the verdict of each rule on the whole device, by rule id.
    controls: the verdict on each control of the catalogues that were asked for.
    """

    device_key: str
    firmware: FirmwareVerdict | None = None
    findings: tuple[Finding, ...] = ()
    documented: tuple[Documented, ...] = ()
    undecided: tuple[UndecidedVerdict, ...] = ()
    outcomes: dict[str, Outcome] = msgspec.field(default_factory=dict)
    controls: tuple[ControlVerdict, ...] = ()

    @property
    def passes(self) -> int:
        """How many rules were checked and hold."""
        return sum(outcome == "pass" for outcome in self.outcomes.values())

    @property
    def worst(self) -> Severity | None:
        """The worst severity among the findings; None without findings."""
        return max((finding.severity for finding in self.findings), default=None)
