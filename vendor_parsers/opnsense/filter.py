"""Filter rules of OPNsense in the order of pf: by class, in a class first the MVC rules, then those of <filter>.

Source: opnsense/core f95e815, filter.inc (filter_configure_sync: plugins first), Plugin.php (sorted by priority, then by registration),
FilterRule.php (parseFilterRules).
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Action, Undetermined
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.elements import diverted
from routerlint.parsing.pf.flags import matches_new_connection
from routerlint.parsing.pf.ports import WITH_PORTS
from routerlint.parsing.pf.routing import Gateway
from routerlint.parsing.pf.ruleset import BLOCK, PASS, REJECT, Direction
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.opnsense.matching import families_of, ports, resolve
from vendor_parsers.opnsense.release import Release
from vendor_parsers.opnsense.rules import INTERFACE, PfRule, modern_rules, old_rules

__all__ = ["add_filter_rules", "interface_names"]

_FAMILY_OF: dict[str, tuple[Family, ...]] = {"inet": ("ipv4",), "inet6": ("ipv6",), "inet46": FAMILIES}
_ACTIONS: dict[str, Action | None] = {"pass": PASS, "block": BLOCK, "reject": REJECT, "match": None}

# Interfaces that the system adds for VPNs and the like; rules on them are real though the file need not list them.
_SYSTEM_INTERFACES = ("openvpn", "enc0", "wireguard", "lo0")


def add_filter_rules(context: Context, release: Release, gateways: dict[str, Gateway]) -> None:
    """Adds all user rules in pf's order."""
    rules = [*modern_rules(context, release), *old_rules(context, release)]
    ranked: list[tuple[int, PfRule, tuple[Unknown, ...]]] = []
    for rule in rules:
        if rule.old_inverted:
            # Before 26.1 it stands among the rules of interfaces. It is in both places: if it does not act in the
            # first one, it does in the second.
            question = release.question(
                "inverted", phrase("the place of a rule with an inverted interface"), rule.spans
            )
            ranked.append((rule.priority, rule, (question,)))
            ranked.append((INTERFACE, rule, ()))
        else:
            ranked.append((rule.priority, rule, ()))
    ranked.sort(key=lambda one: one[0])
    schedules = {s.get("name"): s for s in context.root.at("schedules").all("schedule")}
    for number, (_, rule, questions) in enumerate(ranked, 1):
        unknown = (*rule.unknown, *questions)
        name = rule.element.get("sched")
        if name in schedules:  # one that is not defined leaves the rule active
            spans = (context.places.element(schedules[name]),)
            what, why = phrase("schedule {name}", name=name), phrase("it depends on the time")
            unknown = (*unknown, Unknown(key=f"schedule:{name}", what=what, why=why, spans=spans))
        _add_rule(context, rule, str(number), unknown, release, gateways)


def _add_rule(
    context: Context,
    rule: PfRule,
    number: str,
    unknown: tuple[Unknown, ...],
    release: Release,
    gateways: dict[str, Gateway],
) -> None:
    try:
        interfaces = interface_names(context, rule.interfaces, inverted=rule.inverted)
        for family in _families(rule):
            _add_line(context, rule, number, family, interfaces, unknown, release, gateways)
    except RuleSkipped as skipped:
        context.notes.skipped(rule.label, skipped.reason, rule.spans, nat=False)


def _families(rule: PfRule) -> tuple[Family, ...]:
    """The families of a rule; without a word, those that its literal addresses allow."""
    stated = _FAMILY_OF.get(rule.family)
    return stated if stated is not None else families_of((*rule.source.names, *rule.destination.names))


def _add_line(
    context: Context,
    rule: PfRule,
    number: str,
    family: Family,
    interfaces: tuple[str, ...] | None,
    unknown: tuple[Unknown, ...],
    release: Release,
    gateways: dict[str, Gateway],
) -> None:
    """Adds the pf rule of one family; raises RuleSkipped if OPNsense leaves it out."""
    element = rule.element
    if rule.protocol == "tcp" and not matches_new_connection(
        element.get("tcpflags1"), element.get("tcpflags2"), any_flags=element.filled("tcpflags_any")
    ):
        return  # such packets do not open a connection
    if _wrong_gateway(context, element.get("gateway"), family, gateways):
        return
    listed, choices = _ports(context, rule)
    if rule.family == "" and family == "ipv6" and rule.action == "pass" and _has_gateway(context, rule):
        unknown = (
            *unknown,
            release.question("family", phrase("whether a rule without a family holds for IPv6"), rule.spans),
        )
    icmp_types, doubt = _icmp_types(rule, family, release)
    context.rules[family].add(
        _ACTIONS.get(rule.action, Undetermined()),
        quick=rule.quick,
        direction=_direction(rule.direction),
        interfaces=interfaces,
        sources=resolve(context, rule.source, family, release, source=True),
        destinations=resolve(context, rule.destination, family, release, source=False),
        services=context.services.match(rule.protocol, listed, icmp_types, family),
        tag=element.get("tag"),
        tagged=element.get("tagged"),
        diverted=_diverted(context, element, rule.spans, gateways),
        unknown=(*unknown, *doubt, *_shaped(context, element, rule.spans)),
        sender_choice=choices,
        spans=rule.spans,
        label=rule.label,
        number=number,
    )


def interface_names(context: Context, names: tuple[str, ...], *, inverted: bool) -> tuple[str, ...] | None:
    """The interfaces of a rule, None for all; raises RuleSkipped if none of them is there and enabled.

    Each name makes a rule of its own; two inverted ones together leave nothing out.
    """
    if not names:
        return None
    addressing = context.addressing
    there = [name for name in names if addressing.known(name) or name in _SYSTEM_INTERFACES]
    if not there:
        raise RuleSkipped(phrase("no interface {names} is there and enabled", names=", ".join(names)))
    if not inverted:
        return tuple(dict.fromkeys(member for name in there for member in addressing.members(name)))
    if len(there) > 1:
        return None
    left_out = addressing.members(there[0])
    return tuple(name for name in addressing.names() if name not in left_out)


def _direction(text: str) -> Direction:
    return "out" if text == "out" else "any" if text == "any" else "in"


def _wrong_gateway(context: Context, name: str, family: Family, gateways: dict[str, Gateway]) -> bool:
    """Whether a rule's gateway disables it: of the other family, or unknown with "skip rules when gateway is down"."""
    if not name:
        return False
    gateway = gateways.get(name)
    if gateway is not None and not gateway.disabled:
        return gateway.family != family
    groups = {group.get("name") for group in context.root.at("gateways").all("gateway_group")}
    return name not in groups and context.root.at("system").filled("skip_rules_gw_down")


def _diverted(
    context: Context, element: Element, spans: tuple[Span, ...], gateways: dict[str, Gateway]
) -> Unknown | None:
    """The question where a rule sends what it passes: to a gateway, or to a program that may keep it (divert-to)."""
    port = element.get("divert-to")
    if port:
        return Unknown(
            key=f"divert:{port}",
            what=phrase("the program to which a rule hands packets"),
            why=phrase("what it lets through is not in the file"),
            spans=spans,
        )
    name = element.get("gateway")
    gateway = gateways.get(name)
    return None if gateway is not None and gateway.disabled else diverted(context, name, spans)


def _shaped(context: Context, element: Element, spans: tuple[Span, ...]) -> tuple[Unknown, ...]:
    """The question whether a rule with two shapers is there: it is left out if they are of different kinds or gone."""
    both = element.get("shaper1"), element.get("shaper2")
    if not all(both):
        return ()
    shaper = context.root.at("OPNsense", "TrafficShaper")
    kinds = {
        item.attributes.get("uuid", ""): tag
        for section, tag in (("pipes", "pipe"), ("queues", "queue"))
        for item in shaper.at(section).all(tag)
        if item.filled("enabled")
    }
    first, second = (kinds.get(identity) for identity in both)
    if first is not None and first == second:
        return ()
    what = phrase("whether a rule with the shapers {names} is active", names=", ".join(both))
    return (Unknown(key=f"shapers:{both}", what=what, why=phrase("they do not fit together"), spans=spans),)


def _has_gateway(context: Context, rule: PfRule) -> bool:
    """Whether a reply-to with an IPv4 gateway may narrow a rule that names no family."""
    names = set(rule.interfaces)
    return any(i.name in names and (i.gateways or i.kind4 not in ("", "none")) for i in context.enabled())


def _ports(context: Context, rule: PfRule) -> tuple[PortList, tuple[str, ...]]:
    """The destination ports, and what the sender decides for himself; raises RuleSkipped."""
    element = rule.element
    choices = [key for key in ("os", "tos", "prio", "max-pkt-rate-number") if element.get(key)]
    if rule.protocol not in WITH_PORTS:
        return EVERY_PORT, tuple(choices)
    source = ports(context, rule.source.port)
    if source != EVERY_PORT:
        if not source.ports and source.unknown is None:
            raise RuleSkipped(phrase("its source port {port} matches nothing", port=rule.source.port))
        choices.insert(0, "source port")
    return ports(context, rule.destination.port), tuple(choices)


def _icmp_types(rule: PfRule, family: Family, release: Release) -> tuple[str, tuple[Unknown, ...]]:
    """The ICMP types of a rule, and what is open about them.

    26.1 reads those of IPv6 from a list of their own; before, they were in the one list.
    """
    if rule.protocol not in ("icmp", "ipv6-icmp", "icmpv6"):
        return "", ()
    one, six = rule.element.get("icmptype"), rule.element.get("icmp6type")
    if family == "ipv4" or six or not one:
        return (one if family == "ipv4" else six), ()
    if release.from_26_1:
        return "", ()
    if "echoreq" in one:
        return one, ()  # an echo request matches in either reading
    return "", (release.question("icmp6type", phrase("the ICMP types of an IPv6 rule"), rule.spans),)
