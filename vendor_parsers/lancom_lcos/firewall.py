"""The IPv4 firewall: it allows what no rule forbids, and asks specific rules before general ones, whatever the file order.

Sources: LANCOM reference manual (sorting by detail; a deny-all strategy needs an extra allow rule for a forward), the
device's own MIB (Firewall-Rule: No switches a rule off). Differing priorities, linked rules and tags are not documented
well enough and leave doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

import msgspec

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Entry, Hook, Stage, StageKind, Undetermined
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.interfaces import yes
from vendor_parsers.lancom_lcos.objects import Part, action_of, services_of, station
from vendor_parsers.lancom_lcos.script import Row

__all__ = ["firewall"]

_PATH = ("setup", "iprouter", "firewall")
_MOST_PAIRS = 200_000
_ANY = AddressSet.any("ipv4")


class _Names(msgspec.Struct, frozen=True, kw_only=True):
    """Objects and actions by lower-case name."""

    objects: dict[str, str]
    actions: dict[str, str]
    local: AddressSet
    seen: dict[str, Part] = {}

    def part(self, text: str) -> Part:
        """What a column says; the same text says the same in every rule."""
        known = self.seen.get(text)
        if known is None:
            known = self.seen[text] = station(text, self.objects, self.local)
        return known


class _Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with what it is compared by."""

    entry: Entry
    sources: AddressSet
    targets: AddressSet
    services: ServiceSet
    prio: str

    def within(self, other: _Rule) -> bool:
        """Whether every packet of this rule is one of the other."""
        return (
            (other.sources.is_any or self.sources <= other.sources)
            and (other.targets.is_any or self.targets <= other.targets)
            and (other.services.is_any or self.services <= other.services)
        )

    def meets(self, other: _Rule) -> bool:
        """Whether a packet can match both."""
        return bool(self.sources & other.sources and self.targets & other.targets and self.services & other.services)


def firewall(draft: Draft) -> tuple[tuple[Chain, ...], tuple[Stage, ...]]:
    """Chains and stages for forwarded packets and for the device itself."""
    operating = draft.script.value(*_PATH, "operating")
    if operating is not None and yes(operating.text) is False:
        return (), ()
    names = _Names(objects=_table(draft, "objects"), actions=_table(draft, "actions"), local=draft.local)
    rules = _in_order(draft, [rule for row in draft.script.rows(*_PATH, "rules") for rule in _rule(draft, row, names)])
    if not rules:
        return (), ()
    entries = tuple(rules)
    spans = (default_span(phrase("the firewall allows what no rule forbids")),)
    chains = (Chain(name="firewall", entries=entries), Chain(name="firewall-device", entries=(_maybe(), *entries)))
    stages = tuple(
        Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Accept(), default_spans=spans)
        for name, hook in (("firewall", Hook.FORWARD), ("firewall-device", Hook.INPUT))
    )
    return chains, stages


def _maybe() -> Entry:
    """The rules are written for routed packets; whether they stop packets to the device itself, no source says."""
    unknown = Unknown(
        key="lancom:firewall-device",
        what=phrase("whether the firewall filters packets to the device itself"),
        why=phrase("its rules are described for routed packets only"),
    )
    spans = (default_span(phrase("packets to the device itself may pass the firewall")),)
    return Entry(match=Match(unknown=(unknown,)), action=Accept(), spans=spans, origin="system")


def _table(draft: Draft, name: str) -> dict[str, str]:
    return {row.get("name").lower(): row.get("description") for row in draft.script.rows(*_PATH, name) if row.values}


def _rule(draft: Draft, row: Row, names: _Names) -> Iterator[_Rule]:
    """The rule of a row, unless it is off."""
    span = draft.script.span(row.line)
    if row.values is None:
        entry = Entry(match=Match(), action=Undetermined(), spans=(span,))
        yield _Rule(entry=entry, sources=_ANY, targets=_ANY, services=ServiceSet.any(), prio="")
        return
    on = yes(row.get("firewallrule", "Yes"))
    if on is False:
        return
    protocol, source, target = (names.part(row.get(column)) for column in ("prot", "source", "destination"))
    action, limited = action_of(row.get("action"), names.actions)
    if yes(row.get("linked", "No")) is not False:
        action = Undetermined()
    services = services_of(protocol, source, target)
    unknowns = [*_unread(row, span, protocol, source, target), *_questions(row, span, on=on, limited=limited)]
    match = Match(
        in_interfaces=_names(draft, source.peers) if source.peers else None,
        out_interfaces=_names(draft, target.peers) if target.peers else None,
        sources=None if source.addresses is None else AddressMatch.of(source.addresses),
        destinations=None if target.addresses is None else AddressMatch.of(target.addresses),
        services=None if services is None else ServiceMatch.of(services),
        unknown=tuple(unknowns),
        sender_choice=(f"source port {span.line}",) if source.ports is not None else (),
    )
    entry = Entry(match=match, action=action, spans=(span,), label=row.get("comment"), number=row.get("name"))
    yield _Rule(
        entry=entry,
        sources=_ANY if source.addresses is None else source.addresses,
        targets=_ANY if target.addresses is None else target.addresses,
        services=ServiceSet.any() if services is None else services,
        prio=row.get("prio", "0"),
    )


def _names(draft: Draft, peers: tuple[str, ...]) -> tuple[str, ...]:
    """Peers by the names of the interfaces; one that is no interface never matches what comes from the Internet."""
    known = {interface.name.upper(): interface.name for interface in draft.interfaces}
    return tuple(known[peer.upper()] for peer in peers if peer.upper() in known)


def _unread(row: Row, span: Span, *parts: Part) -> Iterator[Unknown]:
    for piece in dict.fromkeys(piece for part in parts for piece in part.unread):
        yield Unknown(
            key=f"lancom:object:{piece.lower()}",
            what=phrase("the object {piece} of the rule {name!r}", piece=piece, name=row.get("name")),
            why=phrase("it is neither in this script nor in a form that can be resolved"),
            spans=(span,),
        )


def _questions(row: Row, span: Span, *, on: bool | None, limited: bool) -> Iterator[Unknown]:
    name = row.get("name")
    asked: list[tuple[str, Phrase, Phrase]] = []
    if on is None:
        asked.append(
            (
                "on",
                phrase("whether the rule {name!r} is on", name=name),
                phrase("Firewall-Rule is not stated as Yes or No"),
            )
        )
    if row.doubt:
        asked.append(
            (
                "deleted",
                phrase("whether the rule {name!r} is still there", name=name),
                phrase("a later command may have removed it"),
            )
        )
    if limited:
        asked.append(
            (
                "limit",
                phrase("under which conditions the rule {name!r} acts", name=name),
                phrase("its action has limits or conditions"),
            )
        )
    tags = [column for column in ("srctag", "rtgtag") if row.get(column, "0") not in ("0", "")]
    asked += [
        (column, phrase("for which routing tag the rule {name!r} holds", name=name), phrase("tags are not evaluated"))
        for column in tags
    ]
    for key, what, why in asked:
        yield Unknown(
            key=f"lancom:rule-{key}:{span.line}",
            what=what,
            why=why,
            spans=(span,),
        )


def _size(rule: _Rule) -> float:
    """A measure that is smaller for a rule whose packets are all packets of the other."""
    services = sum(high - low + 1 for low, high in rule.services.ranges)
    return sum(log2(size + 1) for size in (rule.sources.size, rule.targets.size, services))


def _in_order(draft: Draft, rules: list[_Rule]) -> list[Entry]:
    """Specific before general; where two rules of different effect cross, each may come first."""
    rules = sorted(rules, key=_size)
    entries = [rule.entry for rule in rules]
    repeated: dict[int, list[int]] = {}
    pairs = _crossing(rules)
    if pairs is None:
        draft.incomplete("ipv4", phrase("the firewall has too many rules of both kinds to settle their order"))
        return entries
    for first, last in pairs:
        entries[first] = _in_doubt(rules[first].entry)
        repeated.setdefault(last, []).append(first)
    found: list[Entry] = []
    for place, entry in enumerate(entries):
        found.append(entry)
        found += [rules[first].entry for first in repeated.get(place, ())]
    return found


def _crossing(rules: list[_Rule]) -> list[tuple[int, int]] | None:
    """For each rule, the last one behind it that it crosses; None if comparing them would take too long."""
    allow = [i for i, rule in enumerate(rules) if isinstance(rule.entry.action, Accept)]
    other = [i for i, rule in enumerate(rules) if not isinstance(rule.entry.action, Accept)]
    if len(allow) * len(other) > _MOST_PAIRS:
        return None
    last: dict[int, int] = {}
    for a in allow:
        for b in other:
            first, second = min(a, b), max(a, b)
            one, two = rules[first], rules[second]
            if one.prio == two.prio and one.within(two) and not two.within(one):
                continue
            if one.meets(two):
                last[first] = max(last.get(first, 0), second)
    return sorted(last.items())


def _in_doubt(entry: Entry) -> Entry:
    line = entry.spans[0].line if entry.spans else 0
    unknown = Unknown(
        key=f"lancom:rule-order:{line}",
        what=phrase("whether the rule {number!r} comes before another that it crosses", number=entry.number),
        why=phrase(
            "how the firewall sorts rules of which none is more specific, or of different priority, is not documented"
        ),
        spans=entry.spans,
    )
    match = msgspec.structs.replace(entry.match, unknown=(*entry.match.unknown, unknown))
    return msgspec.structs.replace(entry, match=match)
