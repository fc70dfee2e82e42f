"""Asks rules about subjects and keeps the outcome of each rule on the whole device."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routerlint.model.base import Model
from routerlint.rules.context import Context
from routerlint.rules.definition import Rule, Side, SubjectKind
from routerlint.rules.group import Group
from routerlint.rules.rule import ReadyRule, RuleSet
from routerlint.rules.severity import Severity
from routerlint.rules.subject import ExposureSubject, FirmwareSubject, Subject
from routerlint.rules.text import Text
from routerlint.rules.verdict import Finding, Outcome, UndecidedVerdict

__all__ = ["Bench", "Hold"]

# The verdict that stands for a rule is the strongest of those on its subjects.
_STRENGTH: dict[Outcome, int] = {"not applicable": 0, "pass": 1, "undecided": 2, "finding": 3}


class Hold(Model, frozen=True, kw_only=True):
    """A rule that holds for a subject, and how bad that is."""

    rule: Rule
    subject: Subject
    severity: Severity
    is_certain: bool = True

    @property
    def rank(self) -> tuple[int, bool, int]:
        """What decides which rule gives a finding its name: the highest."""
        return self.severity, self.is_certain, self.rule.precedence


class Bench:
    """The rules of a run at work on one device."""

    def __init__(self, rules: RuleSet, context: Context, wanted: frozenset[str], device_key: str) -> None:
        self.context = context
        self.device_key = device_key
        self._rules = rules
        self._wanted = wanted
        self._outcomes: dict[str, Outcome] = {}
        self._open: list[UndecidedVerdict] = []
        self._about: dict[SubjectKind, tuple[ReadyRule, ...]] = {}
        self._by_classes: dict[tuple[Side, tuple[str, ...]], tuple[ReadyRule, ...]] = {}

    def about(self, subject: SubjectKind) -> tuple[ReadyRule, ...]:
        """The wanted rules about one kind of subject."""
        found = self._about.get(subject)
        if found is None:
            found = tuple(ready for ready in self._rules.about(subject) if ready.rule.id in self._wanted)
            self._about[subject] = found
        return found

    def ask(self, kind: SubjectKind, group: Group) -> list[Hold]:
        """Every rule that holds for a subject of the group, the one that names the finding first.

        What stays open is kept as an undecided verdict only if nothing holds: where a finding stands already, it says
        what to look at.
        """
        holds: list[Hold] = []
        doubts: dict[str, Rule] = {}
        for subject in group.subjects:
            for ready in self._rules_for(kind, subject):
                answer = self._answer(ready, subject)
                if answer == "finding":
                    holds.append(self._hold(ready.rule, subject))
                elif answer == "undecided":
                    doubts[ready.rule.id] = ready.rule
                # An input rule says what is open: where it holds, its own outcome is "undecided".
                self.note(ready.rule, "undecided" if kind == "input" and answer == "finding" else answer)
        if not holds:
            self._open += [self._doubt(rule, group) for rule in doubts.values()]
        return sorted(holds, key=lambda hold: (tuple(-part for part in hold.rank), hold.rule.id))

    def _rules_for(self, kind: SubjectKind, subject: Subject) -> Iterable[ReadyRule]:
        """The rules that can say anything about a subject: not those about other port classes or the other side."""
        if not isinstance(subject, ExposureSubject):
            return self.about(kind)
        side: Side = "router" if subject.target_kind == "router" else "inside"
        key = side, subject.classes
        found = self._by_classes.get(key)
        if found is None:
            found = self._by_classes[key] = tuple(
                ready
                for ready in self.about(kind)
                if ready.rule.side in ("", side)
                and (not ready.services or not ready.services.isdisjoint(subject.classes))
            )
        return found

    def _answer(self, ready: ReadyRule, subject: Subject) -> Outcome:
        if ready.applies is not None and ready.applies(subject, self.context) is not True:
            return "not applicable"
        if ready.when is None:
            return "finding"
        answer = ready.when(subject, self.context)
        return "undecided" if answer is None else "finding" if answer else "pass"

    def _hold(self, rule: Rule, subject: Subject) -> Hold:
        if isinstance(subject, FirmwareSubject) and rule.level in subject.levels:
            return Hold(rule=rule, subject=subject, severity=subject.levels[rule.level])
        if not isinstance(subject, ExposureSubject):
            return Hold(rule=rule, subject=subject, severity=Severity.of(rule.level))
        base = subject.severity_of(rule.services) if rule.level == "services" else Severity.of(rule.level)
        if rule.at_least is not None:
            base = max(base, rule.at_least)
        severity = self._rules.severities.adjusted(base, subject.source_scope, subject.listener)
        return Hold(rule=rule, subject=subject, severity=severity, is_certain=subject.certainty == "certain")

    def note(self, rule: Rule, outcome: Outcome) -> None:
        """Keeps the strongest verdict of a rule."""
        if _STRENGTH[outcome] >= _STRENGTH[self._outcomes.get(rule.id, "not applicable")]:
            self._outcomes[rule.id] = outcome

    def _doubt(self, rule: Rule, group: Group) -> UndecidedVerdict:
        return UndecidedVerdict(rule=rule, subject=group.identity, span=group.span, is_open_rule=True)

    def open_questions(self) -> Iterator[UndecidedVerdict]:
        """Rules whose condition stayed open on a subject without a finding."""
        yield from self._open

    def outcomes(self) -> dict[str, Outcome]:
        """The verdict of every wanted rule on the whole device, by id."""
        return {rule.id: self._outcome(rule) for rule in self._rules if rule.id in self._wanted}

    def _outcome(self, rule: Rule) -> Outcome:
        found = self._outcomes.get(rule.id)
        if found in ("finding", "undecided"):
            return found
        if rule.subject == "exposure" and not self._is_complete():
            return "undecided"
        if rule.subject == "capability" and any(u.kind == "capability" for u in self.context.report.undecided):
            return "undecided"
        if rule.subject in ("exposure", "capability", "forward", "input"):
            return "pass"
        return found or "not applicable"

    def _is_complete(self) -> bool:
        report = self.context.report
        return all(report.complete.of(pipeline.family) for pipeline in report.device.pipelines)

    def finding(self, holds: Sequence[Hold], group: Group, values: dict[str, Text]) -> Finding:
        """The finding of a group: named by the first rule, with the notes of the others."""
        first = holds[0]
        notes = {hold.rule.id: hold.rule for hold in holds if hold.rule.is_note and hold.rule.id != first.rule.id}
        return Finding(
            rule=first.rule,
            severity=first.severity,
            certainty="certain" if first.is_certain else "conditional",
            device_key=self.device_key,
            vendor=self.context.device.vendor,
            subject=group.identity,
            span=group.span,
            path=group.path,
            also=tuple(notes.values()),
            held=tuple({hold.rule.id: hold.rule for hold in holds}.values()),
            values=values,
        )
