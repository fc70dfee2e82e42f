"""The rules of a run, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from routerlint.errors import ConfigurationError
from routerlint.rules.condition import Condition, compile_condition
from routerlint.rules.definition import Rule, SubjectKind
from routerlint.rules.nearest import hint
from routerlint.rules.services import ServiceTable
from routerlint.rules.severity import SeverityTable

__all__ = ["ReadyRule", "Rule", "RuleSet"]


class ReadyRule:
    """A rule with its conditions as functions."""

    __slots__ = ("applies", "rule", "services", "when")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.services = frozenset(rule.services)
        self.when: Condition | None = None if rule.when is None else compile_condition(rule.when)
        self.applies: Condition | None = None if rule.applies is None else compile_condition(rule.applies)


class RuleSet:
    """Rules in the order of their ids, with the port classes and the severity table they speak of.

    Immutable; conditions are compiled once per process, and only the data travels when it is pickled.
    """

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        services: ServiceTable | None = None,
        severities: SeverityTable = SeverityTable(),  # noqa: B008  # frozen
    ) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self.services = services if services is not None else ServiceTable(())
        self.severities = severities

    def __reduce__(self) -> tuple[object, ...]:
        return RuleSet, (self.rules, self.services, self.severities)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleSet) and self.rules == other.rules and self.severities == other.severities

    def __hash__(self) -> int:
        return hash(tuple(rule.id for rule in self.rules))

    def find(self, id_or_name: str) -> Rule | None:
        """The rule with that id or name, in any case; None if there is none."""
        wanted = id_or_name.strip().lower()
        return next((rule for rule in self.rules if wanted in (rule.id.lower(), rule.name.lower())), None)

    def about(self, subject: SubjectKind) -> tuple[ReadyRule, ...]:
        """The rules about one kind of subject."""
        return self._ready.get(subject, ())

    @cached_property
    def _ready(self) -> dict[str, tuple[ReadyRule, ...]]:
        found: dict[str, list[ReadyRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.subject, []).append(ReadyRule(rule))
        return {subject: tuple(rules) for subject, rules in found.items()}

    def ids(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> frozenset[str]:
        """The ids of the rules that `select` names (all where it is empty) less those that `ignore` names.

        A word is an id, a name, or the beginning of an id ("RL1"); one that fits no rule raises ConfigurationError.
        """
        chosen = {rule.id for word in select for rule in self._named(word)} if select else {r.id for r in self.rules}
        return frozenset(chosen - {rule.id for word in ignore for rule in self._named(word)})

    def selected(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> RuleSet:
        """The same set with only those rules (see ids)."""
        if not select and not ignore:
            return self
        wanted = self.ids(select, ignore)
        kept = [rule for rule in self.rules if rule.id in wanted]
        return RuleSet(kept, self.services, self.severities)

    def _named(self, word: str) -> list[Rule]:
        wanted = word.strip().lower()
        found = [r for r in self.rules if wanted == r.name.lower() or (wanted and r.id.lower().startswith(wanted))]
        if not found:
            names = [text for rule in self.rules for text in (rule.id, rule.name)]
            raise ConfigurationError(f"no rule is called {word!r}{hint(word, names)}", advice="See 'routerlint rules'")
        return found
