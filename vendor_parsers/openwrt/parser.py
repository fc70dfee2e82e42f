"""From a document to the device."""

from __future__ import annotations

import re

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Completeness, Device, InactiveEntry, Undecided
from routerlint.model.fact import NOT_EXTRACTED, NOT_STATED, Fact, by_default, stated
from routerlint.model.interface import Interface, Role
from routerlint.model.pipeline import Chain, Drop, Hook, Pipeline, Stage, StageKind
from routerlint.model.service import Account, PortMapping
from routerlint.netset.addresses import FAMILIES
from routerlint.parsing.pause import collector_paused
from routerlint.text.source import Document
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase
from vendor_parsers.openwrt.coverage import FORK_SECTIONS, KNOWN_PACKAGES, measure
from vendor_parsers.openwrt.interfaces import read_interfaces, read_routes
from vendor_parsers.openwrt.links import build_network
from vendor_parsers.openwrt.listeners import read_listeners
from vendor_parsers.openwrt.network import Network
from vendor_parsers.openwrt.outbound import read_outbound
from vendor_parsers.openwrt.packages import Input, read_input
from vendor_parsers.openwrt.ruleset import Ruleset, read_ruleset
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.subnets import Resolver
from vendor_parsers.openwrt.uci import Package
from vendor_parsers.openwrt.upnp import read_port_mappings
from vendor_parsers.openwrt.zones import Zone

__all__ = ["parse"]

_DESCRIBED = KNOWN_PACKAGES | {"openvpn", "snmpd", "samba", "samba4", "ttyd", "ipsec"}


def parse(document: Document) -> tuple[Device, ...]:
    """The one device of the input."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    given = read_input(document)
    if not any(package.sections or package.trouble for package in given.packages.values()):
        raise RecognisedNotJudged("holds no UCI section", file=document.name, advice="Export with `uci export`.")
    network = build_network(given)
    firewall = given.packages.get("firewall")
    ruleset = None
    if firewall is not None and firewall.trouble is None:
        ruleset = read_ruleset(Scope(given, firewall, network, Resolver(network)))
    zones = tuple(ruleset.scope.zones.values()) if ruleset is not None else ()
    interfaces = read_interfaces(network, zones, _forwardings(firewall))
    scope = ruleset.scope if ruleset is not None else None
    pipelines = ruleset.pipelines if ruleset is not None else _without_ruleset(firewall)
    undecided, complete = _judge(given, network, firewall, ruleset, interfaces)
    mappings, missing = _mappings(given, network, interfaces)
    release = _release(given)
    return Device(
        vendor="openwrt",
        model=stated(given.board) if given.board else NOT_STATED,
        version=release,
        hostname=_hostname(given),
        interfaces=interfaces,
        routes=read_routes(scope, network, interfaces, given.packages.get("network")),
        pipelines=tuple(p for p in pipelines if p.family == "ipv4" or _has_ipv6(interfaces)),
        listeners=read_listeners(given, network, interfaces),
        # Every OpenWrt has dropbear: without it the input is a part, or a server without UCI (OpenSSH) has its place.
        listeners_complete=given.whole and "dropbear" in given.packages and given.packages.keys() <= _DESCRIBED,
        port_mappings=mappings,
        accounts=_accounts(given),
        outbound=tuple(read_outbound(given)),
        inactive=tuple(ruleset.scope.inactive) + _unknown_sections(firewall) if ruleset is not None else (),
        undecided=(*undecided, *missing),
        complete=complete,
        coverage=measure(given),
        facts=_facts(given, ruleset, zones, interfaces, firewall),
    )


def _forwardings(firewall: Package | None) -> set[tuple[str, str]]:
    """The pairs of zones between which everything is forwarded."""
    sections = firewall.of_type("forwarding") if firewall is not None else ()
    return {(s.get("src"), s.get("dest")) for s in sections if s.get("enabled", "1") in ("1", "on", "true", "yes")}


def _without_ruleset(firewall: Package | None) -> tuple[Pipeline, ...]:
    """No rules: none in the input, or a package that does not load, for which firewall4 drops everything."""
    if firewall is None:
        return ()
    span = default_span(phrase("the firewall package does not load, so everything is dropped"))
    stages = tuple(
        Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Drop(), default_spans=(span,))
        for name, hook in (("input", Hook.INPUT), ("forward", Hook.FORWARD))
    )
    chains = (Chain(name="input"), Chain(name="forward"))
    return tuple(Pipeline(family=family, chains=chains, stages=stages) for family in FAMILIES)


def _has_ipv6(interfaces: tuple[Interface, ...]) -> bool:
    """Whether IPv6 packets of the Internet can arrive at all."""
    return any(
        address.family == "ipv6"
        for interface in interfaces
        if interface.role is Role.WAN and interface.enabled
        for address in interface.addresses
    )


def _judge(
    given: Input,
    network: Network,
    firewall: Package | None,
    ruleset: Ruleset | None,
    interfaces: tuple[Interface, ...],
) -> tuple[list[Undecided], Completeness]:
    """What the input leaves open, and whether it is complete."""
    undecided: list[Undecided] = []
    reasons: list[Phrase] = []
    if firewall is None:
        reasons.append(phrase("the firewall package is not in the input"))
    elif firewall.trouble is not None:
        undecided.append(_broken(firewall))
        if given.firewall3 is not False or firewall.trouble.truncated or firewall.faithful:
            # On a router in use nobody leaves it so: the input is damaged. Only a tree of firewall4 is taken at its word.
            reasons.append(phrase("the firewall package is damaged in the input"))
    damaged = given.packages.get("network")
    if damaged is not None and damaged.trouble is not None:
        why = phrase("a statement of the network package cannot be read ({reason})", reason=damaged.trouble.reason)
        span = damaged.line_span(damaged.trouble.line)
        undecided.append(Undecided(what=phrase("an interface or its address"), why=why, kind="unread", span=span))
        if damaged.trouble.truncated:
            reasons.append(phrase("the network package is damaged in the input"))
    if ruleset is not None:
        undecided += [*ruleset.undecided, *ruleset.parts.undecided]
        reasons += ruleset.parts.incomplete
        reasons += [phrase("{what}: {why}", what=one.what, why=one.why) for one in ruleset.undecided]
        fork = sorted({s.type for s in ruleset.scope.package.sections if s.type in FORK_SECTIONS})
        if fork:
            section = next(ruleset.scope.package.of_type(*fork))
            what = phrase("firewall sections of type {fork}", fork=", ".join(fork))
            why = phrase("the vendor of this firmware has added them to the firewall")
            span = ruleset.scope.package.span(section)
            undecided.append(Undecided(what=what, why=why, kind="unread", span=span))
            reasons.append(phrase("{what} are not read: {why}", what=what, why=why))
    if firewall is not None and not network.known:
        why = phrase("the network package is not in the input; the networks that the zones name are taken to exist")
        undecided.append(Undecided(what=phrase("addresses and devices"), why=why, kind="partial"))
    read = firewall is not None or network.known
    if read and not any(interface.role is Role.WAN for interface in interfaces):
        why = phrase("no interface has a default route, a provider's protocol or a masquerading zone")
        undecided.append(Undecided(what=phrase("which interface leads to the Internet"), why=why, kind="role"))
        reasons.append(phrase("nothing says which interface leads to the Internet: {why}", why=why))
    complete = not reasons
    return undecided, Completeness(ipv4=complete, ipv6=complete, reasons=tuple(reasons))


def _broken(firewall: Package) -> Undecided:
    """The firewall package has an error, and what follows from it."""
    trouble = firewall.trouble
    line, reason = (trouble.line, trouble.reason) if trouble is not None else (1, "")
    return Undecided(
        what=phrase("the whole firewall"),
        why=phrase(
            "libuci refuses the package ({reason}); firewall4 then drops everything, the LAN included", reason=reason
        ),
        kind="unread",
        span=firewall.line_span(line),
    )


def _mappings(
    given: Input, network: Network, interfaces: tuple[Interface, ...]
) -> tuple[tuple[PortMapping, ...], list[Undecided]]:
    """UPnP and NAT-PMP; without the package in a partial input, nobody knows."""
    package = given.packages.get("upnpd")
    if package is not None:
        return read_port_mappings(package, network, interfaces), []
    if given.whole:
        return (), []
    why = phrase("the upnpd package is not in the input")
    return (), [Undecided(what=phrase("whether clients may open ports (UPnP, NAT-PMP)"), why=why, kind="capability")]


def _release(given: Input) -> Fact[str]:
    if not given.release:
        return NOT_STATED
    return stated(given.release, *([given.release_span] if given.release_span is not None else []))


def _hostname(given: Input) -> Fact[str]:
    package = given.packages.get("system")
    if package is None:
        return NOT_EXTRACTED
    for section in package.of_type("system"):
        if "hostname" in section.options:
            return stated(section.get("hostname"), package.span(section, "hostname"))
    return by_default("OpenWrt", source="the hostname of an OpenWrt system that states none")


_SHADOW = re.compile(r"(?m)^([A-Za-z_][\w-]*):([^:\n]*):")


def _accounts(given: Input) -> tuple[Account, ...]:
    """The logins of /etc/shadow, if it is in the input; hashes stay there."""
    file = given.other.get("/etc/shadow")
    if file is None:
        return ()
    found = []
    for entry in _SHADOW.finditer(file.text):
        name, secret = entry.groups()
        line = file.text.count("\n", 0, entry.start()) + 1
        locked = secret.startswith(("*", "!", "x"))
        span = Span(file.name, line, f"{name}:{'***' if secret else ''}:")
        found.append(Account(name=name, enabled=not locked, password="set" if secret else "empty", spans=(span,)))
    return tuple(found)


def _unknown_sections(firewall: Package | None) -> tuple[InactiveEntry, ...]:
    """Sections of a type that no firewall of OpenWrt reads: a typing error, most of the time."""
    known = {"defaults", "zone", "rule", "redirect", "forwarding", "nat", "ipset", "include", "helper"} | FORK_SECTIONS
    found = []
    for section in firewall.sections if firewall is not None else ():
        if firewall is not None and section.type not in known:
            reason = phrase("the firewall has no sections of this type, so it is ignored")
            span = firewall.span(section)
            found.append(
                InactiveEntry(label=section.label, reason=reason, nat="dest_ip" in section.options, spans=(span,))
            )
    return tuple(found)


def _facts(
    given: Input,
    ruleset: Ruleset | None,
    zones: tuple[Zone, ...],
    interfaces: tuple[Interface, ...],
    firewall: Package | None,
) -> dict[str, Fact[str]]:
    """Answers that rules ask for by name."""
    facts: dict[str, Fact[str]] = {}
    version = given.firewall3
    if version is not None:
        facts["firewall-version"] = stated("firewall3" if version else "firewall4")
    if ruleset is None or firewall is None:
        return facts
    facts["firewall-enabled"] = stated("yes")
    outside = [
        i.name for i in interfaces if i.role is Role.WAN and i.enabled and i.zone is None and not _covered(zones, i)
    ]
    facts["wan-outside-zones"] = stated(" ".join(outside))
    guests = {i.zone for i in interfaces if i.role is Role.GUEST}
    lans = {i.zone for i in interfaces if i.role is Role.LAN}
    for section in firewall.of_type("forwarding"):
        if (
            section.get("src") in guests
            and section.get("dest") in (*lans, "*")
            and (section.get("src"), section.get("dest")) in _forwardings(firewall)
        ):
            facts["guest-to-lan"] = stated("yes", *firewall.spans(section, "src", "dest"))
    if guests - {None}:
        facts.setdefault("guest-to-lan", stated("no"))
    return facts


def _covered(zones: tuple[Zone, ...], interface: Interface) -> bool:
    """Whether some zone covers an interface, if only for some senders."""
    return any(
        cover.links is None or interface.name in cover.links
        for zone in zones
        for cover in (*zone.covers["ipv4"], *zone.covers["ipv6"])
    )
