"""The filter rules of one address family, in the order in which pf reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Action, Chain, Drop, Entry, Mark, Undetermined
from routerlint.netset.addresses import Family
from routerlint.parsing.lists import Ranked, first_match
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["BLOCK", "PASS", "REJECT", "Direction", "RuleList"]

Direction = Literal["in", "out", "any"]
Origin = Literal["stated", "default", "system"]

PASS = Accept()
BLOCK = Drop()
REJECT = Drop(reject=True)


class RuleList:
    """Collects rules; `chains` gives the two lists that a forwarded packet meets, in on one interface, out on another.

    asked_tags: tags for which some rule asks; others need not be carried.
    """

    def __init__(self, family: Family, asked_tags: frozenset[str] = frozenset()) -> None:
        self.family = family
        self._tags = asked_tags
        self._in: list[Ranked] = []
        self._out: list[Ranked] = []
        self._last_setter = {True: 0, False: 0}  # behind the last entry that sets a tag, way in and way out

    def add(
        self,
        action: Action | None,
        *,
        quick: bool = True,
        direction: Direction = "in",
        interfaces: tuple[str, ...] | None = None,
        sources: AddressMatch | None = None,
        destinations: AddressMatch | None = None,
        services: ServiceMatch | None = None,
        to_router: bool | None = None,
        tag: str = "",
        tagged: str = "",
        not_tagged: bool = False,
        diverted: Unknown | None = None,
        unknown: tuple[Unknown, ...] = (),
        sender_choice: tuple[str, ...] = (),
        spans: tuple[Span, ...] = (),
        label: str = "",
        number: str = "",
        origin: Origin = "stated",
    ) -> None:
        """Adds a rule at the end.

        action: None for a rule that decides nothing (match). interfaces: where the packet comes in or, for the way out,
        leaves; None for all. tag: set on packets that match, whether or not the rule decides. diverted:
        a question; unless it is answered with yes, what the rule passes goes elsewhere.
        """
        marks: tuple[str, ...] = ()
        absent: tuple[str, ...] = ()
        if tagged:
            marks, absent = ((), (tagged,)) if not_tagged else ((tagged,), ())
        for on_the_way_in in (True, False):
            if direction == ("out" if on_the_way_in else "in"):
                continue
            match = Match(
                in_interfaces=interfaces if on_the_way_in else None,
                out_interfaces=None if on_the_way_in else interfaces,
                sources=sources,
                destinations=destinations,
                services=services,
                to_router=to_router,
                marks=marks,
                marks_absent=absent,
                unknown=unknown,
                sender_choice=sender_choice,
            )
            rules = self._in if on_the_way_in else self._out
            if tag in self._tags:
                setting = Mark(add=(tag,), remove=tuple(sorted(self._tags - {tag})))
                rules.append(
                    Ranked(
                        quick=True, entry=Entry(match=match, action=setting, spans=spans, label=label, origin=origin)
                    )
                )
                self._last_setter[on_the_way_in] = len(rules)
            if action is not None:
                entry = Entry(match=match, action=action, spans=spans, label=label, number=number, origin=origin)
                ranked = [Ranked(quick=quick or isinstance(action, Undetermined), entry=entry)]
                if diverted is not None and isinstance(action, Accept):
                    here = replace(match, unknown=(*unknown, diverted))
                    ranked = [
                        Ranked(quick=quick, entry=replace(entry, match=here)),
                        Ranked(quick=quick, entry=replace(entry, action=BLOCK)),
                    ]
                rules += ranked if quick else reversed(ranked)

    def chains(self) -> tuple[Chain, Chain]:
        """The list for packets that come in and the list for those that go out, first match first."""
        return (
            Chain(name="in", entries=first_match(_settled(self._in, self._last_setter[True]))),
            Chain(name="out", entries=first_match(_settled(self._out, self._last_setter[False]))),
        )


def _settled(rules: list[Ranked], last_setter: int) -> Iterable[Ranked]:
    """The rules; one that is not quick and asks for a tag that a later rule may set is open, because it moves."""
    for place, rule in enumerate(rules):
        match = rule.entry.match
        if rule.quick or not (match.marks or match.marks_absent) or place >= last_setter:
            yield rule
            continue
        tag = (*match.marks, *match.marks_absent)[0]
        unknown = Unknown(
            key=f"tag:{tag}:{place}",
            what=phrase("the tag {tag}", tag=tag),
            why=phrase("a later rule may set it, and this rule is not final"),
            spans=rule.entry.spans,
        )
        opened = replace(match, marks=(), marks_absent=(), unknown=(*match.unknown, unknown))
        yield Ranked(quick=False, entry=replace(rule.entry, match=opened))
