"""Port forwards, one-to-one NAT and prefix translation of OPNsense.

Source: opnsense/core f95e815, filter.inc (no-redirect rules at 300, forwards at 600 sorted by sequence), ForwardRule.php, DNatRule.php,
NptRule.php, filter.lib.inc ("auto-generated DNAT rules" at 500000); 7d0a448 and 12db8b5 for releases up to 25.7.
"""

from __future__ import annotations

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Entry
from routerlint.netset.addresses import FAMILIES, AddressSet, Family, parse_addresses, parse_network
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.elements import doubts
from routerlint.parsing.pf.interfaces import UPSTREAM, PfInterface
from routerlint.parsing.pf.nat import (
    FILTER_SKIPPED,
    NewPorts,
    Redirect,
    exclusion,
    redirections,
    unreadable,
)
from routerlint.parsing.pf.ports import WITH_PORTS, port_number, port_range
from routerlint.parsing.pf.ruleset import PASS
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.wording import phrase
from vendor_parsers.opnsense.filter import interface_names
from vendor_parsers.opnsense.matching import Side, families_of, old_side, ports, resolve
from vendor_parsers.opnsense.release import Release

__all__ = ["add_registered_rules", "forwards", "redirect_entries"]

_SPEAKING = ("target", "local-port", "pass", "nordr")
_PORT_PROTOCOLS = ("tcp", "udp", "tcp/udp")
_FAMILY_OF: dict[str, tuple[Family, ...]] = {"inet": ("ipv4",), "inet6": ("ipv6",)}

_KNOWN = frozenset((
    "associated-rule-id", "category", "categories", "created", "descr", "destination", "disabled", "interface", "interfacenot",
    "ipprotocol", "local-port", "log", "natreflection", "nordr", "nosync", "pass", "poolopts", "poolopts_sourcehashkey", "protocol",
    "sequence", "source", "tag", "tagged", "target", "updated", "staticnatport",
))  # fmt: skip


def forwards(context: Context) -> list[Element]:
    """The enabled forwards in pf's order: by sequence where they have one, else in the order of the file.

    Entries without a number get numbers behind the highest (DNatSequenceField.php).
    """
    rules = list(context.root.at("nat").all("rule"))
    for rule in rules:
        context.used(rule)
    numbers = [int(text) if (text := rule.get("sequence")).isdigit() and len(text) < 9 else None for rule in rules]
    last = max((number for number in numbers if number is not None), default=0)
    order = [last + place if number is None else number for place, number in enumerate(numbers, 1)]
    return [
        rule
        for _, rule in sorted(zip(order, rules, strict=True), key=lambda pair: pair[0])
        if not rule.filled("disabled")
    ]


def redirect_entries(
    context: Context, family: Family, rules: list[Element], release: Release, protected: tuple[Entry, ...]
) -> tuple[Entry, ...]:
    """The rdr list of one family. protected: the exclusions of the anti-lockout rule, which come first."""
    entries = list(protected)
    bare = _without_gateway(context)
    for number, rule in enumerate(rules, 1):
        spans = context.places.rule(rule, "descr", _SPEAKING)
        try:
            if family in _families(context, rule, release):
                entries += _forward(context, rule, str(number), family, release, bare)
        except RuleSkipped as skipped:
            context.notes.skipped(context.places.label(rule, "descr"), skipped.reason, spans, nat=True)
    return tuple(entries)


def _families(context: Context, rule: Element, release: Release) -> tuple[Family, ...]:
    """The families of a forward; those of its target and of its literal addresses, if it names none or both."""
    stated = _FAMILY_OF.get(rule.get("ipprotocol"), FAMILIES)
    protocol = rule.get("protocol").lower()
    sides = [old_side(rule, tag, protocol, release) for tag in ("source", "destination")]
    possible = families_of((rule.get("target"), *sides[0].names, *sides[1].names))
    aliases = context.addressing.aliases
    target = rule.get("target")
    if len(stated) > 1 and aliases.find(target) is not None:
        held = [f for f in stated if aliases.addresses(target, f).possible]
        return tuple(f for f in held if f in possible) or ("ipv4",)
    return tuple(family for family in stated if family in possible)


def _forward(
    context: Context, rule: Element, number: str, family: Family, release: Release, bare: tuple[str, ...]
) -> list[Entry]:
    spans = context.places.rule(rule, "descr", _SPEAKING)
    protocol = rule.get("protocol").lower()
    excluded = rule.filled("nordr")
    targets = AddressSet(family) if excluded else _targets(context, rule, family)
    source, destination = (old_side(rule, tag, protocol, release) for tag in ("source", "destination"))
    outside = ports(context, destination.port)
    tagged = rule.get("tagged")
    match = Match(
        in_interfaces=_reflected(context, rule, bare),
        sources=resolve(context, source, family, release, source=True),
        destinations=resolve(context, destination, family, release, source=False),
        services=context.services.match(protocol, outside, "", family),
        marks=(tagged,) if tagged else (),
        unknown=doubts(context, rule, _KNOWN, "port forward"),
        sender_choice=("source port",) if ports(context, source.port) != EVERY_PORT else (),
    )
    label = context.places.label(rule, "descr")
    if excluded:
        return [exclusion(match, spans, label)]
    if targets is None:
        name = rule.get("target")
        context.notes.incomplete(
            phrase("where the forward to {name} leads is known only to the device", name=name), (family,)
        )
        return [unreadable(match, spans, label)]
    marks = (rule.get("tag"),) if rule.get("tag") else ()
    return redirections(
        Redirect(
            family=family,
            match=match,
            protocols=WITH_PORTS.get(protocol, ()),
            ports=() if outside == EVERY_PORT else outside.ports,
            targets=targets,
            new=_new_ports(context, rule, destination),
            marks=(FILTER_SKIPPED, *marks) if _passes(rule) else marks,
            spans=spans,
            label=label,
            number=number,
        )
    )


def _passes(rule: Element) -> bool:
    """Whether a forward is "rdr pass": pass since 26.1, associated-rule-id = pass before (and when a file is migrated)."""
    return rule.get("pass") not in ("", "0", "rule") or rule.get("associated-rule-id") == "pass"


def _interfaces(context: Context, rule: Element) -> tuple[str, ...] | None:
    names = tuple(name for name in rule.get("interface").split(",") if name)
    return interface_names(context, names, inverted=rule.filled("interfacenot"))


def _reflected(context: Context, rule: Element, bare: tuple[str, ...]) -> tuple[str, ...] | None:
    """Where a forward holds: with reflection, which is on by default, on every interface without a gateway too.

    Source: ForwardRule.php (reflectionInterfaces), Plugin.php (disablenatreflection), filter.lib.inc: a static address
    has the gateway that is chosen at the interface, any other the one that there is. An Internet line whose gateway
    is not chosen there is such an interface.
    """
    interfaces = _interfaces(context, rule)
    chosen = rule.get("natreflection") or (
        "disable" if context.root.at("system").filled("disablenatreflection") else ""
    )
    if interfaces is None or rule.filled("nordr") or chosen == "disable":
        return interfaces
    return tuple(dict.fromkeys((*interfaces, *bare)))


def _without_gateway(context: Context) -> tuple[str, ...]:
    found = _gateways(context)
    own = (i for i in context.enabled() if not i.gateways and not i.loopback)
    return tuple(interface.name for interface in own if not _finds_gateway(interface, found))


def _finds_gateway(interface: PfInterface, gateways: set[tuple[str, Family]]) -> bool:
    """Whether an interface gets a gateway although none is chosen there: only without a static address."""
    kinds: tuple[tuple[str, Family], ...] = ((interface.kind4, "ipv4"), (interface.kind6, "ipv6"))
    for kind, family in kinds:
        address = parse_addresses(kind)
        if kind in UPSTREAM or (address is None and (interface.name, family) in gateways):
            return True
    return False


def _gateways(context: Context) -> set[tuple[str, Family]]:
    """Interfaces with a gateway, by family."""
    sections = (context.root.at("gateways"), context.root.at("OPNsense", "Gateways"))
    return {
        (item.get("interface"), "ipv6" if item.get("ipprotocol") == "inet6" else "ipv4")
        for section in sections
        for item in section.all("gateway_item")
        if not item.filled("disabled")
    }


def _targets(context: Context, rule: Element, family: Family) -> AddressSet | None:
    """The inside hosts of a forward, None if only the device knows them; raises RuleSkipped if there are none."""
    text = rule.get("target")
    network = parse_network(text)
    if network is not None and network[0] == family:
        return AddressSet.network(*network)
    addressing = context.addressing
    alias = addressing.aliases.find(text)
    if alias is not None and alias.kind != "ports":
        found = addressing.aliases.addresses(text, family)
        if found.unknown is not None:
            return None
        if found.certain:
            return found.certain
        raise RuleSkipped(phrase("the alias {text} of its target holds no address", text=text))
    if text == "(self)":
        return addressing.this_firewall(family)
    if addressing.known(text):
        held = addressing.network(text, family, source=True)
        return None if held.unknown is not None or not held.certain else held.certain
    if text.endswith("ip") and addressing.known(text[:-2]):
        own = addressing.of_interface(text[:-2], family)
        if own:
            return own
    raise RuleSkipped(phrase("its target {text} is not defined", text=text) if text else phrase("it has no target"))


def _new_ports(context: Context, rule: Element, destination: Side) -> NewPorts | None:
    """The inside ports of a forward, None if they stay.

    Of an alias the first port counts, unless the same alias stands outside. Against a range of outside ports the
    inside ports are a range of its width.
    """
    text = rule.get("local-port")
    if text in ("", "0") or rule.get("protocol").lower() not in _PORT_PROTOCOLS:
        return None
    aliases = context.addressing.aliases
    alias = aliases.find(text)
    if alias is not None:
        if text == destination.port:
            return None
        pair = port_range(alias.items[0]) if alias.items else None
        first = pair or next(iter(aliases.ports(text).ports), None)
        return None if first is None else NewPorts(*first)
    port = port_number(text)
    if port is None:
        pair = port_range(text)
        if pair is None:
            raise RuleSkipped(phrase("its inside port {text} is not defined", text=text))
        return NewPorts(*pair)
    outside = _literal_range(context, destination.port)
    if outside is None or outside[0] == outside[1]:
        return NewPorts(port, port)
    last = port + outside[1] - outside[0]
    if last > 65535:
        context.notes.incomplete(phrase("inside ports of a forward would lie above 65535, and pf loads no such list"))
        raise RuleSkipped(phrase("its inside ports would lie above 65535"))
    return NewPorts(port, last)


def _literal_range(context: Context, text: str) -> tuple[int, int] | None:
    """The ends of a port range that is written out (aliases expand to single rules)."""
    if context.addressing.aliases.find(text) is not None or text in ("", "any"):
        return None
    found = ports(context, text)
    return found.ports[0] if found.ports else None


def add_registered_rules(context: Context, rules: list[Element], release: Release) -> None:
    """Adds the pass rules of forwards with pass = rule: quick, behind all rules of the user.

    Until 80ed0d8803 (26.7) the rule of a range let in the first inside port only, and until c56f89b756 the rule of a forward with an
    inside port but without outside ports was for all ports.
    """
    for number, rule in enumerate(rules, 1):
        if rule.get("pass") != "rule":
            continue
        try:
            for family in _families(context, rule, release):
                _registered(context, rule, str(number), family, release)
        except RuleSkipped:
            continue  # noted where the forward itself is read


def _registered(context: Context, rule: Element, number: str, family: Family, release: Release) -> None:
    protocol = rule.get("protocol").lower()
    source = old_side(rule, "source", protocol, release)
    target = Side((rule.get("target"),), "", negated=False)
    spans = context.places.rule(rule, "descr", ("pass", "target"))
    for listed, unknown in _registered_ports(context, rule, release):
        context.rules[family].add(
            PASS,
            interfaces=_interfaces(context, rule),
            sources=resolve(context, source, family, release, source=True),
            destinations=resolve(context, target, family, release, source=False),
            services=context.services.match(protocol, listed, "", family),
            sender_choice=("source port",) if ports(context, source.port) != EVERY_PORT else (),
            unknown=unknown,
            spans=spans,
            label=context.places.label(rule, "descr"),
            number=number,
            origin="system",
        )


def _registered_ports(context: Context, rule: Element, release: Release) -> list[tuple[PortList, tuple[Unknown, ...]]]:
    """The inside ports that an automatic rule lets in, for certain and, depending on the release, beyond."""
    protocol = rule.get("protocol").lower()
    if protocol not in _PORT_PROTOCOLS:
        return [(EVERY_PORT, ())]
    inside, outside = rule.get("local-port"), rule.at("destination").get("port")
    question = (release.question("registered", phrase("the ports of an automatic rule")),)
    if not inside:
        known = ports(context, outside)
        if release.from_26_7 or known == EVERY_PORT:
            return [(known, ())]
        return [(known, ()), (EVERY_PORT, question)]  # before, such a rule had no port
    first = ports(context, inside)
    span = _literal_range(context, outside)
    if not outside or span is None or span[0] == span[1]:
        if outside or release.from_26_7:
            return [(first, ())]
        return [(first, ()), (EVERY_PORT, question)]
    low = first.ports[0][0] if first.ports else 0
    whole = PortList(((low, min(low + span[1] - span[0], 65535)),), None)
    return [(whole, ())] if release.from_26_7 else [(PortList(((low, low),), None), ()), (whole, question)]
