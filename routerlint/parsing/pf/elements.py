"""Elements of a rule that nobody knows.

The products ignore what they do not know, but a newer version may know it and narrow the rule by it: such a rule matches
perhaps.
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.parsing.pf.context import Context
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["diverted", "doubts"]


def diverted(context: Context, gateway: str, spans: tuple[Span, ...]) -> Unknown | None:
    """The question that the gateway of a rule is: pf sends what matches to it, whatever the routes say (route-to).

    A rule for what comes in from the Internet seldom has one; then the packet may go back to where it came from. A
    gateway that does not exist is left out. Those of lines with dynamic addresses and of VPNs are not in the file.
    """
    if not gateway or gateway not in context.gateway_names():
        return None
    return Unknown(
        key=f"gateway:{gateway}",
        what=phrase("the gateway {gateway} of a rule", gateway=gateway),
        why=phrase("what matches is sent to it and not where the routes lead"),
        spans=spans,
    )


def doubts(context: Context, rule: Element, known: frozenset[str], what: str) -> tuple[Unknown, ...]:
    """One question for each element that is not in `known` or stands twice with different texts; each is noted.

    what: the kind of rule, for the note.
    """
    if rule.repeated is None and rule.texts.keys() <= known and all(child.tag in known for child in rule.children):
        return ()
    strange = [(tag, rule.line_of(tag)) for tag in rule.texts if tag not in known]
    strange += [
        (tag, rule.line_of(tag)) for tag in rule.repeated or () if tag in known and len(set(rule.every(tag))) > 1
    ]
    strange += [(child.tag, child.line) for child in rule.children if child.tag not in known]
    found: dict[str, Unknown] = {}
    for tag, line in strange:
        context.unread(line, f"{what} {tag}")
        spans = (context.places.line(line, tag), context.places.element(rule))
        unknown = Unknown(
            key=f"element:{line}",
            what=phrase("the element {tag} of a rule", tag=tag),
            why=phrase("its meaning is not known"),
            spans=spans,
        )
        found.setdefault(unknown.key, unknown)
    return tuple(found.values())
