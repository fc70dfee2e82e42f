"""Filter rules of pfSense: which become pf rules, in which order, and what they match.

Source: pfSense src/etc/inc/filter.inc at 9363ac5 (filter_generate_user_rule) and pfsense-utils.inc
(get_filter_rules_map): floating rules first, then those of groups, then those of interfaces. An element that is there counts as
set, whatever it holds (isset).
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Action
from routerlint.netset.addresses import Family
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.elements import diverted, doubts
from routerlint.parsing.pf.flags import matches_new_connection
from routerlint.parsing.pf.ports import WITH_PORTS
from routerlint.parsing.pf.ruleset import BLOCK, PASS, REJECT, Direction
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.pfsense.matching import address, filter_ports

__all__ = ["add_filter_rules", "asked_tags"]

# Dial-in and VPN rules stand between groups and interfaces (globals.inc, $vpn_and_ppp_ifs).
_SYSTEM_GROUPS = ("l2tp", "pppoe", "enc0", "openvpn")

_KNOWN = frozenset((
    "ackqueue", "allowopts", "associated-rule-id", "created", "defaultqueue", "descr", "destination", "direction", "disabled",
    "disablereplyto", "dnpipe", "dscp", "floating", "gateway", "icmptype", "id", "interface", "ipprotocol",
    "l7container", "labels", "log", "max", "max-src-conn", "max-src-conn-rate", "max-src-conn-rates", "max-src-nodes",
    "max-src-states", "nopfsync", "nosync", "nottagged", "os", "pdnpipe", "protocol", "quick", "sched", "sloppy",
    "source", "source-track", "statepolicy", "statetimeout", "statetype", "tag", "tagged", "tcpflags1", "tcpflags2",
    "tcpflags_any", "tracker", "type", "updated", "vlanprio", "vlanprioset", "nat", "seq", "separator", "statepolicy",
    "username", "time",
))  # fmt: skip


def asked_tags(root: Element) -> frozenset[str]:
    """Tags for which some filter rule asks."""
    return frozenset(tag for rule in root.at("filter").all("rule") if (tag := rule.get("tagged")))


def add_filter_rules(context: Context) -> None:
    """Adds all rules of <filter> in pf's order."""
    rules = [rule for rule in context.root.at("filter").all("rule") if not rule.has("separator")]
    groups = [name for name in context.addressing.group_names() if name not in _SYSTEM_GROUPS]
    places = {name: place for place, name in enumerate((*groups, *_SYSTEM_GROUPS))}
    floating: list[Element] = []
    grouped: list[tuple[int, Element]] = []
    single: list[Element] = []
    for rule in rules:
        if rule.has("floating"):
            floating.append(rule)
        elif (place := places.get(rule.get("interface"))) is not None:
            grouped.append((place, rule))
        else:
            single.append(rule)
    grouped.sort(key=lambda pair: pair[0])
    for number, rule in enumerate((*floating, *(rule for _, rule in grouped), *single), 1):
        _add_rule(context, rule, number)


def _add_rule(context: Context, rule: Element, number: int) -> None:
    context.used(rule)
    if "disabled" in rule.texts:
        return
    spans = context.places.rule(rule, "descr")
    unknown = (*_schedule(context, rule), *doubts(context, rule, _KNOWN, "filter rule"))
    for family in _families(rule):
        try:
            _add_line(context, rule, number, family, unknown, spans)
        except RuleSkipped as skipped:
            context.notes.skipped(context.places.label(rule, "descr"), skipped.reason, spans, nat=False)


def _families(rule: Element) -> tuple[Family, ...]:
    match rule.get("ipprotocol"):
        case "inet46":
            return ("ipv4", "ipv6")
        case "inet6":
            return ("ipv6",)
        case _:
            return ("ipv4",)


def _add_line(
    context: Context, rule: Element, number: int, family: Family, unknown: tuple[Unknown, ...], spans: tuple[Span, ...]
) -> None:
    """Adds the pf rule of one family; raises RuleSkipped if pfSense leaves it out."""
    floating = "floating" in rule.texts
    interfaces = _interfaces(context, rule.get("interface"), floating=floating)
    protocol = rule.get("protocol").lower()
    if protocol == "tcp" and not matches_new_connection(
        rule.get("tcpflags1"), rule.get("tcpflags2"), any_flags="tcpflags_any" in rule.texts
    ):
        return  # such packets do not open a connection
    source, destination = rule.at("source"), rule.at("destination")
    source_port, port = source.get("port"), destination.get("port")
    ports, choices = EVERY_PORT, _choices(rule, protocol)
    if protocol in WITH_PORTS:
        ports = filter_ports(context, port)
        if source_port and filter_ports(context, source_port) != EVERY_PORT:
            choices = ("source port", *choices)
    elif not protocol and (source_port or port):
        protocol = "tcp"  # all of TCP: the ports of a rule without a protocol are not written
    sources = address(context, source, family, source=True)
    destinations = address(context, destination, family, source=False)
    _check_nat64(context, rule)
    context.rules[family].add(
        _action(rule.get("type")),
        quick=not floating or "quick" in rule.texts,
        direction=_direction(rule, floating=floating),
        interfaces=interfaces,
        sources=sources,
        destinations=destinations,
        services=context.services.match(protocol, ports, _icmp_types(rule) if protocol == "icmp" else "", family),
        tag=rule.get("tag"),
        tagged=rule.get("tagged"),
        not_tagged="nottagged" in rule.texts,
        diverted=diverted(context, rule.get("gateway"), spans),
        unknown=unknown,
        sender_choice=choices,
        spans=spans,
        label=context.places.label(rule, "descr"),
        number=str(number),
    )


def _action(kind: str) -> Action | None:
    """What a rule does; old rules say nothing and pass, and so do words that are not known."""
    return {"block": BLOCK, "reject": REJECT, "match": None}.get(kind, PASS)


def _direction(rule: Element, *, floating: bool) -> Direction:
    """Only floating rules can look at packets on their way out."""
    if not floating or rule.get("floating") != "yes":
        return "in"
    direction = rule.get("direction")
    return "in" if direction == "in" else "out" if direction == "out" else "any"


def _check_nat64(context: Context, rule: Element) -> None:
    """Leaves out rules that translate IPv6 to IPv4; raises RuleSkipped for them."""
    translation = rule.child("nat")
    if translation is None or not translation.has("enable"):
        return
    if context.root.at("system").has("allow_nat64_prefix_override"):
        context.notes.incomplete(phrase("a rule translates IPv6 to IPv4 for a prefix of its own"), ("ipv6",))
    raise RuleSkipped(phrase("it translates IPv6 to IPv4 (NAT64), for a prefix that the Internet does not deliver"))


def _interfaces(context: Context, text: str, *, floating: bool) -> tuple[str, ...] | None:
    """Where a rule looks, None for everywhere; raises RuleSkipped if no such interface is enabled."""
    if not floating and text in context.addressing.names():
        return (text,)
    if floating and text in ("", "any"):
        return None
    names = text.split(",") if floating else [text]
    found = [member for name in names if _exists(context, name) for member in context.addressing.members(name)]
    if not found:
        raise RuleSkipped(phrase("no interface {text} is there and enabled", text=text))
    return tuple(dict.fromkeys(found))


def _exists(context: Context, name: str) -> bool:
    return context.addressing.known(name) or name in _SYSTEM_GROUPS


def _choices(rule: Element, protocol: str) -> tuple[str, ...]:
    """What a sender decides for himself: operating system (of TCP, else it is not written), type of service, priority."""
    choices = [key for key in ("os", "dscp") if rule.get(key) and (key != "os" or protocol == "tcp")]
    if rule.get("vlanprio") not in ("", "none"):
        choices.append("vlanprio")
    return tuple(choices)


def _icmp_types(rule: Element) -> str:
    types = rule.get("icmptype")
    return "" if types in ("", "any") else types


def _schedule(context: Context, rule: Element) -> tuple[Unknown, ...]:
    """The question whether it is time for the rule; a schedule that is not defined is always."""
    name = rule.get("sched")
    if not name:
        return ()
    for schedule in context.root.at("schedules").all("schedule"):
        if schedule.get("name") == name:
            spans = (context.places.element(schedule),)
            return (
                Unknown(
                    key=f"schedule:{name}",
                    what=phrase("schedule {name}", name=name),
                    why=phrase("it depends on the time"),
                    spans=spans,
                ),
            )
    return ()
