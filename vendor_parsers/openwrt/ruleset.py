"""The firewall package as the chains and stages that firewall4 emits.

Source: openwrt/firewall4 b6e5157, templates/ruleset.uc. Input: rules for every source, then the first zone that
matches: its rules, then everything that was translated, then its policy. Forward: the same with forwardings behind the
rules; a zone's forward policy concerns only what leaves through the zone again, the rest falls to `defaults`.
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.device import Undecided
from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    Drop,
    Entry,
    Hook,
    Jump,
    Pipeline,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase
from vendor_parsers.openwrt.includes import Parts, Source, read_includes
from vendor_parsers.openwrt.options import DEFAULTS, Invalid, read_options
from vendor_parsers.openwrt.redirects import add_redirect
from vendor_parsers.openwrt.rules import add_forwarding, add_rule
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.sets import read_sets
from vendor_parsers.openwrt.zones import Zone, read_zone

__all__ = ["Ruleset", "read_ruleset"]

_ACTIONS: dict[str, Action] = {"accept": Accept(), "drop": Drop(), "reject": Drop(reject=True)}
_FINAL: dict[str, Accept | Drop] = {"accept": Accept(), "drop": Drop(), "reject": Drop(reject=True)}


class Ruleset(NamedTuple):
    """What the firewall package comes to.

    scope: zones, inactive sections. parts: opaque includes. policies: of `defaults`, by chain.
    """

    scope: Scope
    pipelines: tuple[Pipeline, ...]
    parts: Parts
    policies: dict[str, str]
    undecided: tuple[Undecided, ...]


def read_ruleset(scope: Scope) -> Ruleset:
    """Reads all sections in firewall4's order: defaults, sets, zones, rules, forwardings, redirects, includes."""
    package = scope.package
    policies, places, ipv6_off = _defaults(scope)
    first = next(package.of_type("defaults"), None)
    strict = first is not None and first.get("drop_invalid") in ("1", "on", "true", "yes")
    scope.sets, bad_sets = read_sets(scope.given, package, scope.resolver)
    for section, reason in bad_sets:
        scope.skip(section, phrase("firewall4 skips the section: {reason}", reason=reason), nat=False)
    zones: list[Zone] = []
    for section in package.of_type("zone"):
        zone = read_zone(section, scope.network, scope.resolver, policies)
        if isinstance(zone, Invalid):
            scope.skip(section, phrase("firewall4 skips the zone: {reason}", reason=zone.reason), nat=False)
        elif zone is not None:
            zones.append(zone)
            scope.check_ranges(section, zone.options)
            scope.zones.setdefault(zone.name, zone)
            if zone.empty:
                scope.skip(section, phrase("the zone covers no interface: none of its networks exists"), nat=False)
    for section in package.of_type("rule"):
        add_rule(scope, section)
    for section in package.of_type("forwarding"):
        add_forwarding(scope, section)
    for section in package.of_type("redirect"):
        add_redirect(scope, section)
    for section in package.of_type("nat"):
        if section.get("enabled", "1") in ("1", "on", "true", "yes"):
            words = {key: section.get(key) for key in ("src_ip", "dest_ip", "snat_ip")}
            scope.check_ranges(section, {key: scope.resolver.parse(word) for key, word in words.items() if word})
    for zone in zones:
        if zone.contradicts and not scope.firewall3 and not strict:
            what = phrase("nft refuses a zone that masquerades one family and matches subnets of the other")
            scope.hazard(zone.section, "masq", what)
    parts = read_includes(scope)
    emitter = _Emitter(scope, zones, policies, places, parts)
    pipelines = tuple(emitter.pipeline(family, filtered=family == "ipv4" or not ipv6_off) for family in FAMILIES)
    hazards = {unknown.key: unknown for unknown in scope.hazards}.values()
    undecided = tuple(Undecided(what=u.what, why=u.why, kind="unread", span=u.spans[0]) for u in hazards)
    return Ruleset(scope, pipelines, parts, policies, undecided)


def _defaults(scope: Scope) -> tuple[dict[str, str], dict[str, Span], bool]:
    """The policies of the first valid `defaults` section, where they stand, and whether IPv6 is left unfiltered.

    An invalid value there makes firewall4 itself stop (executed: "left-hand side expression is not an array"), while
    firewall3 goes on with DROP. `disable_ipv6` makes firewall3 load no IPv6 rules at all; firewall4 ignores it.
    """
    package = scope.package
    policies = dict.fromkeys(("input", "output", "forward"), "drop")
    places = {key: default_span(phrase("defaults {key} DROP", key=key)) for key in policies}
    for section in package.of_type("defaults"):
        options = read_options(section, DEFAULTS, {})
        if isinstance(options, Invalid):
            if not scope.firewall3:
                scope.hazard(
                    section, options.option, phrase("in defaults, {reason}: firewall4 stops", reason=options.reason)
                )
            continue
        for key in policies:
            if key in options:
                policies[key] = options[key]
                places[key] = package.span(section, key)
        off = section.get("disable_ipv6") in ("1", "on", "true", "yes")
        return policies, places, off and scope.firewall3 is True
    return policies, places, False


class _Emitter:
    """Puts the chains together."""

    def __init__(
        self, scope: Scope, zones: list[Zone], policies: dict[str, str], places: dict[str, Span], parts: Parts
    ) -> None:
        self.scope = scope
        self.zones = zones
        self.policies = policies
        self.places = places
        self.parts = parts

    def pipeline(self, family: Family, *, filtered: bool) -> Pipeline:
        """All chains and stages of one family."""
        chains = self.scope.chains[family].entries
        found = [Chain(name="dstnat", entries=self.around("dstnat", self.jumps(family, "dstnat")))]
        for kind in ("input", "forward"):
            head = [*self.loading(), *chains[kind]] if filtered else []
            body = self.around(kind, [*head, *self.jumps(family, kind)] if filtered else [])
            found.append(Chain(name=kind, entries=body))
        for zone in self.zones:
            for kind in ("dstnat", "input", "forward"):
                name = f"{kind}_{zone.name}"
                own = chains[name] if zone is self.scope.zones[zone.name] else []
                entries = own if kind == "dstnat" else [*own, *self.translated(zone)]
                closing = [] if kind == "dstnat" else self.policy(zone, kind, family)
                found.append(Chain(name=name, entries=(*self.around(name, entries), *closing)))
            if chains[f"notrack_{zone.name}"]:
                found.append(Chain(name=f"notrack_{zone.name}", entries=tuple(chains[f"notrack_{zone.name}"])))
        stages: list[Stage] = []
        raw = self.jumps(family, "notrack")
        if raw:
            found.append(Chain(name="raw_prerouting", entries=tuple(raw)))
            stages.append(_stage("raw_prerouting", Hook.PREROUTING, StageKind.FILTER, "accept"))
        stages += self.own_stages(found, "dstnat", Hook.PREROUTING)
        stages.append(_stage("dstnat", Hook.PREROUTING, StageKind.NAT, "accept"))
        for kind, hook in (("input", Hook.INPUT), ("forward", Hook.FORWARD)):
            stages += self.own_stages(found, kind, hook)
            policy = self.policies[kind] if filtered else "accept"
            stages.append(_stage(kind, hook, StageKind.FILTER, policy, self.places[kind]))
        unique = {chain.name: chain for chain in reversed(found)}
        return Pipeline(
            family=family,
            chains=tuple(reversed(unique.values())),
            stages=tuple(stages),
            unchanged_is_untranslated=True,
        )

    def loading(self) -> list[Entry]:
        """If the ruleset does not load, nothing is filtered."""
        return [_if(unknown, Accept()) for unknown in self.scope.hazards[:1]]

    def jumps(self, family: Family, kind: str) -> list[Entry]:
        """The jumps into the zones' chains, in zone order; zones without NAT have no NAT chain."""
        found = []
        for zone in self.zones:
            if kind == "dstnat" and not zone.redirects and not self.touched(f"dstnat_{zone.name}"):
                continue
            if kind == "notrack" and not self.scope.chains[family].entries.get(f"notrack_{zone.name}"):
                continue
            spans = (self.scope.package.span(zone.section, "network", "device", "subnet", "name"),)
            extra = self.scope.arguments(zone.section, "extra", "extra_src")
            found += [
                Entry(
                    match=Match(in_interfaces=cover.links, sources=cover.incoming, unknown=extra),
                    action=Jump(chain=f"{kind}_{zone.name}"),
                    spans=spans,
                    label=zone.name,
                )
                for cover in zone.covers[family]
            ]
        return found

    def translated(self, zone: Zone) -> list[Entry]:
        """What "ct status dnat accept" lets in, which the first redirect of the zone switches on."""
        if not zone.redirects:
            return []
        span = default_span(phrase("zone {name} accepts what a redirect has translated", name=zone.name))
        return [Entry(match=Match(destination_nat=True), action=Accept(), spans=(span,), origin="system")]

    def policy(self, zone: Zone, kind: str, family: Family) -> list[Entry]:
        """What ends a zone's chain: its input policy, or its forward policy for what leaves through the zone."""
        word = zone.input if kind == "input" else zone.forward
        stated = kind in zone.section.options
        span = self.scope.package.span(zone.section, kind) if stated else self.places[kind]
        action = _ACTIONS[word]
        if kind == "input":
            return [Entry(match=Match(), action=action, spans=(span,), label=zone.name)]
        return [
            Entry(
                match=Match(out_interfaces=cover.links, destinations=cover.outgoing),
                action=action,
                spans=(span,),
                label=zone.name,
            )
            for cover in zone.covers[family]
        ]

    def around(self, chain: str, entries: list[Entry]) -> tuple[Entry, ...]:
        """The entries of a chain with the opaque parts at its head and its end.

        `input` ends in a reject before what is appended there; `forward` appends before it.
        """
        here = [part for part in self.parts.parts if part.chain == chain and part.kind == "any"]
        head = _opaque([part.source for part in here if part.at_head], chain)
        tail = _opaque([part.source for part in here if not part.at_head], chain)
        if chain == "input" and self.policies["input"] == "reject":
            tail = ()
        return (*head, *entries, *tail)

    def touched(self, chain: str) -> bool:
        """Whether an include adds to a chain."""
        return any(part.chain == chain for part in self.parts.parts)

    def own_stages(self, chains: list[Chain], chain: str, hook: Hook) -> list[Stage]:
        """Base chains of includes, which can only stop packets."""
        sources = [part.source for part in self.parts.parts if part.chain == chain and part.kind == "drop"]
        entries = tuple(_if(unknown, Drop()) for unknown in _unknowns(sources, "stops", chain))
        if not entries:
            return []
        name = f"include {chain}"
        chains.append(Chain(name=name, entries=entries))
        return [_stage(name, hook, StageKind.FILTER, "accept")]


def _opaque(sources: list[Source], chain: str) -> tuple[Entry, ...]:
    """Opaque parts at one place: together they may accept or stop, or do nothing."""
    if not sources:
        return ()
    accepts, stops = (_unknowns(sources, what, chain)[0] for what in ("accepts", "stops"))
    return _if(accepts, Accept()), _if(stops, Drop())


def _unknowns(sources: list[Source], answer: str, chain: str) -> tuple[Unknown, ...]:
    """The question what the includes at one place do; several includes are one question."""
    if not sources:
        return ()
    first = sources[0]
    paths = list(dict.fromkeys(source.path for source in sources))
    what = (
        phrase("the include {path} and {count} more", path=first.path, count=len(paths) - 1)
        if len(paths) > 1
        else phrase("the include {path}", path=first.path)
    )
    key = f"include:{' '.join(paths)}:{chain}:{answer}"
    return (Unknown(key=key, what=what, why=first.why, spans=tuple(source.span for source in sources)),)


def _if(unknown: Unknown, action: Accept | Drop) -> Entry:
    return Entry(match=Match(unknown=(unknown,)), action=action, spans=unknown.spans)


def _stage(name: str, hook: Hook, kind: StageKind, policy: str, span: Span | None = None) -> Stage:
    spans = () if span is None else (span,)
    return Stage(name=name, hook=hook, kind=kind, chain=name, default=_FINAL[policy], default_spans=spans)
