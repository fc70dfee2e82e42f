"""Port forwards, one-to-one NAT and prefix translation of pfSense.

Source: pfSense src/etc/inc/filter.inc at 9363ac5 (filter_nat_rules_generate).
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.model.pipeline import DestinationNat, Entry
from routerlint.netset.addresses import AddressSet, Family, parse_network
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.elements import doubts
from routerlint.parsing.pf.nat import (
    FILTER_SKIPPED,
    NewPorts,
    Redirect,
    exclusion,
    one_to_one,
    redirections,
    unreadable,
)
from routerlint.parsing.pf.ports import WITH_PORTS, port_number
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.pfsense.matching import address, literal_family, nat_ports

__all__ = ["one_to_one_entries", "redirect_entries"]

_SPEAKING = ("target", "local-port", "associated-rule-id", "nordr")

_KNOWN = frozenset((
    "associated-rule-id", "created", "descr", "destination", "disabled", "interface", "ipprotocol", "local-port",
    "natreflection", "nordr", "nosync", "protocol", "source", "target", "updated", "separator", "target_subnet",
    "nobinat", "external", "label", "tracker", "id",
))  # fmt: skip


def redirect_entries(context: Context, family: Family) -> tuple[Entry, ...]:
    """The rdr list of one family: what the system puts in front, then <nat><rule> in file order."""
    entries = _system_entries(context, family)
    for number, rule in enumerate(context.root.at("nat").all("rule"), 1):
        if family == "ipv4":
            context.used(rule)
        # anything but inet6 is IPv4, inet46 too
        if "disabled" in rule.texts or (rule.get("ipprotocol") == "inet6") is not (family == "ipv6"):
            continue
        try:
            entries += _forward(context, rule, str(number), family)
        except RuleSkipped as skipped:
            spans = context.places.rule(rule, "descr", _SPEAKING)
            context.notes.skipped(context.places.label(rule, "descr"), skipped.reason, spans, nat=True)
    return tuple(entries)


def _forward(context: Context, rule: Element, number: str, family: Family) -> list[Entry]:
    spans = context.places.rule(rule, "descr", _SPEAKING)
    excluded = rule.has("nordr")
    targets = AddressSet(family) if excluded else _targets(context, rule, family)
    protocol = rule.get("protocol").lower()
    destination, source = rule.at("destination"), rule.at("source")
    ports = nat_ports(context, destination.get("port")) if protocol in WITH_PORTS else None
    match = Match(
        in_interfaces=_interfaces(context, rule),
        sources=address(context, source, family, source=True),
        destinations=address(context, destination, family, source=False),
        services=context.services.match(protocol, ports or EVERY_PORT, "", family),
        unknown=doubts(context, rule, _KNOWN, "port forward"),
        sender_choice=_source_port(context, source, protocol),
    )
    if excluded:
        return [exclusion(match, spans, context.places.label(rule, "descr"))]
    if targets is None:
        name = rule.get("target")
        context.notes.incomplete(
            phrase("where the forward to {name} leads is known only to the device", name=name), (family,)
        )
        return [unreadable(match, spans, context.places.label(rule, "descr"))]
    redirect = Redirect(
        family=family,
        match=match,
        protocols=WITH_PORTS.get(protocol, ()),
        ports=() if ports is None else ports.ports,
        targets=targets,
        new=_new_ports(context, rule) if protocol in WITH_PORTS else None,
        marks=(FILTER_SKIPPED,) if rule.get("associated-rule-id") == "pass" else (),
        spans=spans,
        label=context.places.label(rule, "descr"),
        number=number,
    )
    return redirections(redirect)


def _interfaces(context: Context, rule: Element) -> tuple[str, ...]:
    """Where a NAT rule looks; without a word about it, on wan."""
    name = rule.get("interface") or "wan"
    if not context.addressing.known(name) and name not in ("l2tp", "pppoe", "enc0", "openvpn"):
        raise RuleSkipped(phrase("no interface {name} is there and enabled", name=name))
    return context.addressing.members(name)


def _source_port(context: Context, source: Element, protocol: str) -> tuple[str, ...]:
    if protocol not in WITH_PORTS or nat_ports(context, source.get("port")) is None:
        return ()
    return ("source port",)


def _targets(context: Context, rule: Element, family: Family) -> AddressSet | None:
    """The inside hosts of a forward, None if only the device knows them; raises RuleSkipped if there are none."""
    text = rule.get("target")
    network = parse_network(text)
    if network is not None:
        if network[0] != family:
            raise RuleSkipped(phrase("its target {text} is of the other address family", text=text))
        return AddressSet.network(*network)
    aliases = context.addressing.aliases
    if text and aliases.find(text) is not None:
        found = aliases.addresses(text, family)
        if found.unknown is not None:
            return None
        if not found.certain:
            raise RuleSkipped(phrase("the alias {text} of its target holds no address", text=text))
        return found.certain
    if text.endswith("ip") and context.addressing.known(text[:-2]):
        own = context.addressing.of_interface(text[:-2], family)
        if own:
            return own
    if context.addressing.known(text) and context.addressing.has_network(text):
        found = context.addressing.network(text, family, source=True)
        return None if found.unknown is not None or not found.certain else found.certain
    raise RuleSkipped(phrase("its target {text} is not defined", text=text) if text else phrase("it has no target"))


def _new_ports(context: Context, rule: Element) -> NewPorts | None:
    """The inside ports of a forward, None if they stay as they are.

    A port equal to the first outside one is not written, so a range keeps its ports. Of an alias pf gets the first port
    only, unless the same alias stands outside; against a list of outside ports every one goes to the one port.
    """
    text, outer = rule.get("local-port"), rule.at("destination").get("port")
    if text in ("", "0"):
        return None
    aliases = context.addressing.aliases
    if aliases.find(text) is not None:
        if text == outer:
            return None
        first = next(iter(_alias_ports_in_order(context, text)), None)
        return None if first is None else NewPorts(*first)
    port = port_number(text)
    if port is None:
        return None
    low_text, dash, high_text = outer.partition("-")
    if not dash or aliases.find(outer) is not None:
        return None if low_text == text else NewPorts(port, port)
    low, high = port_number(low_text), port_number(high_text)
    if low_text == text or low is None or high is None:
        return None
    if low == high:
        return NewPorts(port, port)
    last = port + high - low
    if last > 65535:
        context.notes.incomplete(phrase("inside ports of a forward would lie above 65535, and pf loads no such list"))
        raise RuleSkipped(phrase("its inside ports would lie above 65535"))
    return NewPorts(port, last)


def _alias_ports_in_order(context: Context, name: str) -> tuple[tuple[int, int], ...]:
    """The ports of an alias as they are listed; the order of nested ones is not kept."""
    alias = context.addressing.aliases.find(name)
    first = alias.items[0] if alias is not None and alias.items else ""
    number = port_number(first)
    if number is not None:
        return ((number, number),)
    low, colon, high = first.partition(":")
    start, end = port_number(low), port_number(high)
    if colon and start is not None and end is not None:
        return ((start, end),)
    return context.addressing.aliases.ports(name).ports


def _system_entries(context: Context, family: Family) -> list[Entry]:
    """The TFTP helper, and the old switch that sends 6in4 packets to an inside host."""
    if family == "ipv6":
        return []
    entries: list[Entry] = []
    system = context.root.at("system")
    helped = [name for name in system.get("tftpinterface").split(",") if name and context.addressing.known(name)]
    for name in helped:
        match = Match(
            in_interfaces=context.addressing.members(name),
            services=context.services.match("udp", PortList(((69, 69),), None), "", family),
        )
        action = DestinationNat(to=127 << 24 | 1, ports=(6969, 6969), port_map="single", marks=(FILTER_SKIPPED,))
        span = context.places.child(system, "tftpinterface")
        entries.append(Entry(match=match, action=action, spans=(span,), label="TFTP helper", origin="system"))
    old = context.root.at("diag", "ipv6nat")
    target = parse_network(old.get("ipaddr"))
    if old.has("enable") and target is not None and target[0] == "ipv4" and context.addressing.known("wan"):
        match = Match(in_interfaces=("wan",), services=context.services.match("ipv6", EVERY_PORT, "", family))
        span = context.places.child(old, "ipaddr")
        action = DestinationNat(to=target[1])
        entries.append(Entry(match=match, action=action, spans=(span,), label="6in4 to inside", origin="system"))
    return entries


def one_to_one_entries(context: Context, family: Family) -> tuple[Entry, ...]:
    """The binat list of one family: <nat><onetoone>, then <nat><npt>."""
    entries: list[Entry] = []
    nat = context.root.at("nat")
    for rule, read in [*((r, _binat) for r in nat.all("onetoone")), *((r, _npt) for r in nat.all("npt"))]:
        if family == "ipv4":
            context.used(rule)
        if "disabled" in rule.texts:
            continue
        spans = context.places.rule(rule, "descr", ("external",))
        try:
            entry = read(context, rule, family, spans)
        except RuleSkipped as skipped:
            context.notes.skipped(context.places.label(rule, "descr"), skipped.reason, spans, nat=True)
            continue
        if entry is not None:
            entries.append(entry)
    return tuple(entries)


def _binat(context: Context, rule: Element, family: Family, spans: tuple[Span, ...]) -> Entry | None:
    external = rule.get("external")
    own_family = "ipv6" if rule.get("ipprotocol") == "inet6" or literal_family(external) == "ipv6" else "ipv4"
    if own_family != family:
        return None
    interfaces = _interfaces(context, rule)
    inside = _block(context, rule, family)
    if rule.has("nobinat"):
        # pf turns source and destination around for "binat" only, not for "no binat" (pf_lb.c, pf_match_translation): it
        # keeps inside hosts from being translated on their way out, and nobody out
        remote = address(context, rule.at("destination"), family, source=False)
        sources = AddressMatch.of(AddressSet.network(family, *inside))
        match = Match(in_interfaces=interfaces, destinations=remote, sources=sources)
        return exclusion(match, spans, context.places.label(rule, "descr"))
    outside = _outside(context, external, family, inside[1])
    remote = address(context, rule.at("destination"), family, source=True)
    return one_to_one(
        family,
        interfaces,
        outside=outside,
        inside=inside,
        remote=remote,
        spans=spans,
        label=context.places.label(rule, "descr"),
    )


def _block(context: Context, rule: Element, family: Family) -> tuple[int, int]:
    """The inside address and prefix length of a one-to-one entry."""
    source = rule.at("source")
    network = parse_network(source.get("address"))
    if network is not None and network[0] == family:
        return network[1], network[2]
    found = address(context, source, family, source=False)
    if found is None or found.unknown is not None or len(found.certain.ranges) != 1:
        context.notes.incomplete(
            phrase("the inside address of a one-to-one entry is not settled by the file"), (family,)
        )
        raise RuleSkipped(phrase("its inside address is not readable"))
    low, high = found.certain.ranges[0]
    return low, (32 if family == "ipv4" else 128) - (high - low).bit_length()


def _outside(context: Context, external: str, family: Family, length: int) -> AddressSet:
    """The outside addresses, a block of the inside one's size."""
    network = parse_network(external)
    if network is not None and network[0] == family:
        return AddressSet.network(family, network[1], length)
    if external.endswith("ip") and context.addressing.known(external[:-2]):
        own = context.addressing.of_interface(external[:-2], family)
        if own:
            return AddressSet.network(family, own.ranges[0][0], length)
    raise RuleSkipped(phrase("its outside address {external} is not defined", external=external))


def _npt(context: Context, rule: Element, family: Family, spans: tuple[Span, ...]) -> Entry | None:
    """Prefix translation: the outside prefix becomes the inside one, host part kept; the filter decides as usual."""
    if family == "ipv4":
        return None
    interfaces = _interfaces(context, rule)
    inside = parse_network(rule.at("source").get("address"))
    outside = parse_network(rule.at("destination").get("address"))
    if inside is None or inside[0] != family:
        raise RuleSkipped(phrase("its inside prefix is not readable"))
    if outside is None or outside[0] != family:
        unknown = Unknown(
            key=f"npt:{rule.line}",
            what=phrase("an outside prefix"),
            why=phrase("the provider delegates it"),
            spans=spans,
        )
        context.notes.incomplete(
            phrase("{what} of a prefix translation is known only to the device", what=unknown.what), (family,)
        )
        raise RuleSkipped(phrase("its outside prefix is known only to the device"))
    return one_to_one(
        family,
        interfaces,
        outside=AddressSet.network(*outside),
        inside=(inside[1], inside[2]),
        remote=None,
        spans=spans,
        label=context.places.label(rule, "descr"),
    )
