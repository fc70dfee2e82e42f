"""Filter rules of OPNsense as both sections hold them, in one form.

Source: opnsense/core f95e815, FilterRuleField.php (MVC rules: serialize, getPriority), filter.lib.inc (filter_core_rules_user).
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.match import Unknown
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.elements import doubts
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from vendor_parsers.opnsense.matching import Side, modern_side, old_side
from vendor_parsers.opnsense.release import Release

__all__ = ["FLOATING", "GROUP", "INTERFACE", "PfRule", "asked_tags", "modern_rules", "old_rules"]

# Classes of rules, in the order in which pf reads them; groups add their own sequence.
FLOATING, GROUP, INTERFACE = 200_000, 300_000, 400_000

# Groups that the system defines, with the sequence that it gives them (GroupField.php).
_SYSTEM_GROUPS = {"openvpn": 10, "enc0": 10, "wireguard": 10}

_KNOWN_OLD = frozenset((
    "adaptiveend", "adaptivestart", "allowopts", "associated-rule-id", "category", "created", "descr", "destination",
    "direction", "disabled", "disablereplyto", "floating", "gateway", "icmptype", "id", "interface", "interfacenot",
    "ipprotocol", "label", "log", "max", "max-src-conn", "max-src-conn-rate", "max-src-conn-rates", "max-src-nodes",
    "max-src-states", "nopfsync", "nosync", "os", "overload", "prio", "protocol", "quick", "reply-to", "sched", "set-prio", "seq",
    "set-prio-low", "source", "source-track", "state-policy", "statetimeout", "statetype", "tag", "tagged", "tcpflags1", "tcpflags2",
    "tcpflags_any", "tos", "tracker", "type", "updated", "icmp6type", "udp-first", "udp-multiple", "udp-single",
    "max-pkt-rate-number", "max-pkt-rate-seconds", "shaper1", "shaper2", "divert-to",
))  # fmt: skip

_KNOWN_MODERN = frozenset((
    "action", "adaptiveend", "adaptivestart", "allowopts", "categories", "description", "destination_net", "destination_not",
    "destination_port", "direction", "disablereplyto", "divert-to", "enabled", "gateway", "icmp6type", "icmptype",
    "interface", "interfacenot", "ipprotocol", "log", "max", "max-pkt-rate-number", "max-pkt-rate-seconds", "max-src-conn",
    "max-src-conn-rate", "max-src-conn-rates", "max-src-nodes", "max-src-states", "nopfsync", "nosync", "overload",
    "prio", "protocol", "quick", "replyto", "sched", "sequence", "set-prio", "set-prio-low", "shaper1", "shaper2", "source_net",
    "source_not", "source_port", "state-policy", "statetimeout", "statetype", "tag", "tagged", "tcpflags1", "tcpflags2",
    "tcpflags_any", "tos", "udp-first", "udp-multiple", "udp-single", "sort_order", "prio_group",
))  # fmt: skip


class PfRule(NamedTuple):
    """A filter rule of either section.

    priority: its class. interfaces: names, () for all; inverted: all but these. family: inet, inet6, inet46, or "" where
    the rule names none. old_inverted: releases before 26.1 keep an inverted rule in the class of its interface.
    """

    element: Element
    action: str
    priority: int
    quick: bool
    direction: str
    interfaces: tuple[str, ...]
    inverted: bool
    family: str
    protocol: str
    source: Side
    destination: Side
    label: str
    spans: tuple[Span, ...]
    unknown: tuple[Unknown, ...]
    old_inverted: bool = False


def asked_tags(root: Element) -> frozenset[str]:
    """Tags for which some filter rule or port forward asks."""
    modern = root.at("OPNsense", "Firewall", "Filter", "rules")
    rules = (*root.at("filter").all("rule"), *modern.all("rule"), *root.at("nat").all("rule"))
    return frozenset(tag for rule in rules if (tag := rule.get("tagged")))


def _groups(root: Element) -> dict[str, int]:
    """Interface groups with their sequence."""
    found = dict(_SYSTEM_GROUPS)
    for entry in root.at("ifgroups").all("ifgroupentry"):
        sequence = entry.get("sequence")
        found[entry.get("ifname")] = int(sequence) if sequence.isdigit() and len(sequence) < 6 else 0
    return found


def modern_rules(context: Context, release: Release) -> list[PfRule]:
    """The MVC rules, sorted by sequence; equal numbers keep the order of the file."""
    section = context.root.at("OPNsense", "Firewall", "Filter", "rules")
    groups = _groups(context.root)
    # groups become entries of <interfaces> too, when the device starts (plugins_interfaces)
    there = {interface.name for interface in context.interfaces} | groups.keys()
    found: list[tuple[int, PfRule]] = []
    for rule in section.all("rule"):
        context.used(rule)
        if rule.has("enabled") and not rule.filled("enabled"):
            continue
        sequence = rule.get("sequence")
        number = int(sequence) if sequence.isdigit() and len(sequence) < 9 else 1
        found.append((number, _modern(context, rule, groups, there, release)))
    found.sort(key=lambda pair: pair[0])
    return [rule for _, rule in found]


def _modern(context: Context, rule: Element, groups: dict[str, int], there: set[str], release: Release) -> PfRule:
    interfaces = tuple(name for name in rule.get("interface").split(",") if name)
    inverted = rule.filled("interfacenot")
    priority = INTERFACE
    if len(interfaces) != 1 or inverted:
        priority = FLOATING
    elif interfaces[0] in groups:
        priority = GROUP + groups[interfaces[0]]
    missing = bool(interfaces) and not there.intersection(interfaces)
    return PfRule(
        element=rule,
        action=rule.get("action") or "pass",
        priority=600_000 if missing else priority,
        quick=not rule.has("quick") or rule.filled("quick"),
        direction=rule.get("direction") or "in",
        interfaces=interfaces,
        inverted=inverted,
        family=rule.get("ipprotocol") or "inet",
        protocol=rule.get("protocol").lower(),
        source=modern_side(rule, "source"),
        destination=modern_side(rule, "destination"),
        label=context.places.label(rule, "description"),
        spans=context.places.rule(rule, "description"),
        unknown=doubts(context, rule, _KNOWN_MODERN, "filter rule"),
        old_inverted=inverted and len(interfaces) == 1 and not release.from_26_1,
    )


def old_rules(context: Context, release: Release) -> list[PfRule]:
    """The rules of <filter>, in the order of the file."""
    groups = _groups(context.root)
    found: list[PfRule] = []
    for rule in context.root.at("filter").all("rule"):
        context.used(rule)
        if not rule.filled("disabled"):
            found.append(_old(context, rule, groups, release))
    return found


def _old(context: Context, rule: Element, groups: dict[str, int], release: Release) -> PfRule:
    floating = rule.has("floating")  # isset()
    interfaces = tuple(name for name in rule.get("interface").split(",") if name)
    group = groups.get(rule.get("interface"))
    protocol = rule.get("protocol").lower()
    return PfRule(
        element=rule,
        action=rule.get("type") or "pass",
        priority=FLOATING if floating else INTERFACE if group is None else GROUP + group,
        # quick unless floating; an element that is there counts by its value
        quick=rule.filled("quick") if rule.has("quick") else not floating,
        direction=rule.get("direction") or "in",
        interfaces=interfaces,
        inverted=rule.filled("interfacenot"),
        family=rule.get("ipprotocol"),
        protocol=protocol,
        source=old_side(rule, "source", protocol, release),
        destination=old_side(rule, "destination", protocol, release),
        label=context.places.label(rule, "descr"),
        spans=context.places.rule(rule, "descr"),
        unknown=doubts(context, rule, _KNOWN_OLD, "filter rule"),
    )
