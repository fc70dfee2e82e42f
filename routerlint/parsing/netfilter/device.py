"""A ruleset to the parts of a Device: interfaces with roles and addresses, routes, pipelines.

A bare ruleset states neither interfaces nor addresses. It is taken to forward, with the families that it filters, and
the interfaces that it names exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from routerlint.model.device import Undecided
from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    Route,
    placeholder_address,
    placeholder_network,
)
from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.model.pipeline import (
    Accept,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Hook,
    NoTrack,
    Pipeline,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import BITS, AddressSet, Family
from routerlint.netset.special import public_destinations
from routerlint.parsing.netfilter.compiler import Compiler
from routerlint.parsing.netfilter.draft import InterfaceTest
from routerlint.parsing.netfilter.interfaces import LOOPBACK, UNNAMED, Universe, is_pattern
from routerlint.parsing.netfilter.marks import Bits
from routerlint.parsing.netfilter.matching import Matcher
from routerlint.parsing.netfilter.networks import Surroundings, find_surroundings
from routerlint.parsing.netfilter.passages import Passage, passages
from routerlint.parsing.netfilter.pipeline import build_pipeline, filters
from routerlint.parsing.netfilter.roles import Roles, find_roles, named_interfaces
from routerlint.parsing.netfilter.tables import Ruleset
from routerlint.wording import Phrase, phrase

__all__ = ["RulesetParts", "describe_ruleset"]

# The inside of a ruleset that forwards and names no interface for it.
_ASSUMED_INSIDE = "lan"
# An interface that no rule names, where it matters whether there is one.
_FURTHER_INSIDE = "another"
_MOST_PLACEHOLDERS = 250
# Made by programs of the router itself, which write rules of the other family too if there is anything behind them.
_VIRTUAL = ("docker", "br-", "virbr", "veth", "vnet", "lxc", "lxd", "cni", "tun", "tap", "wg", "tailscale", "zt")


class RulesetParts(NamedTuple):
    """What a ruleset alone gives for a Device.

    untold: for each family, sentences about translations for packets of the Internet whose target cannot be read; where
    they lead no row can say, so the family is not complete.
    """

    interfaces: tuple[Interface, ...]
    routes: tuple[Route, ...]
    pipelines: tuple[Pipeline, ...]
    undecided: tuple[Undecided, ...]
    untold: dict[Family, tuple[Phrase, ...]]


def describe_ruleset(
    ruleset: Ruleset, families: tuple[Family, ...], *, whole: bool = False, forwards: bool = True
) -> RulesetParts:
    """The parts of a device.

    families: those whose rules are in the input. whole: the input is all that the device has loaded, so a hook without
    a chain lets everything pass; else a missing filter is unknown. forwards: False if something else says that the device
    is no router, so that no inside is assumed where the rules name none.
    """
    return _Description(ruleset, families, whole=whole, forwards=forwards).parts()


class _Description:
    def __init__(self, ruleset: Ruleset, families: tuple[Family, ...], *, whole: bool, forwards: bool) -> None:
        self._ruleset = ruleset
        self._families = families
        self._whole = whole
        self._may_forward = forwards
        self._drafts = [d for t in ruleset.tables for c in t.chains.values() for d in c.rules]
        self._passages = list(passages(ruleset))
        names = named_interfaces(_tests(ruleset, None))
        self._roles = self._settled(find_roles(names, self._passages))
        self._names = (*self._roles.wan, *self._roles.doubtful, *self._roles.inside)
        self._universe = Universe((*self._names, LOOPBACK))
        if self._shuts_only_what_it_names():
            self._roles = self._roles._replace(inside=(*self._roles.inside, _FURTHER_INSIDE))
            self._names = (*self._names, _FURTHER_INSIDE)
            self._universe = Universe((*self._names, LOOPBACK))
        self._bits = Bits(self._drafts)
        self._untracked = any(isinstance(e, NoTrack) for d in self._drafts for e in d.effects)

    def _settled(self, roles: Roles) -> Roles:
        """Adds what no line names: an inside to forward to, and patterns that may cover the unnamed WAN."""
        if UNNAMED in roles.wan:
            patterns = {n for test in _tests(self._ruleset, None) for n in test.names if is_pattern(n) and len(n) > 1}
            spare = tuple(sorted(patterns - {*roles.inside, *roles.doubtful, *roles.wan}))
            kept = tuple(n for n in spare if n.startswith(("e", "w", "p", "u")) and not n.startswith("wg"))
            roles = roles._replace(doubtful=(*roles.doubtful, *kept))
        if not roles.inside and self._may_forward and any(_forwards(p) for p in self._passages):
            roles = roles._replace(inside=(_ASSUMED_INSIDE,))
        return roles

    def _shuts_only_what_it_names(self) -> bool:
        """Whether IPv4 packets of the Internet are stopped towards each inside interface by its name, and by nothing else.

        A translated packet then goes on if its target lies behind an interface that no rule names.
        """
        bases = [base for _, _, base in self._ruleset.bases("ipv4") if base.hook == "forward" and base.kind == "filter"]
        translated = any(
            p.nat
            and p.hook == "prerouting"
            and p.of("ipv4")
            and any(isinstance(e, DestinationNat) for e in p.draft.effects)
            for p in self._passages
        )
        if not translated or not bases or not all(base.accepts for base in bases):
            return False
        outside = {*self._roles.wan, *self._roles.doubtful}
        left = set(self._roles.inside)
        for passage in self._passages:
            draft = passage.draft
            if passage.hook != "forward" or not passage.of("ipv4") or not passage.new or passage.limited:
                continue
            inputs = self._universe.resolve(passage.inputs) if passage.inputs else None
            meets = inputs is None or bool(outside & set(inputs))
            if meets and passage.outputs and draft.sources is None and any(isinstance(e, Drop) for e in draft.effects):
                left -= set(self._universe.resolve(passage.outputs) or ())
        return not left and _FURTHER_INSIDE not in self._roles.inside

    def parts(self) -> RulesetParts:
        surroundings: dict[Family, Surroundings] = {}
        pipelines: list[Pipeline] = []
        for family in self._families:
            named = named_interfaces(_tests(self._ruleset, family))
            if self._roles.inside == (_ASSUMED_INSIDE,):
                named = self._roles.inside
            if family == "ipv4" and _FURTHER_INSIDE in self._roles.inside:
                named = (*named, _FURTHER_INSIDE)
            elsewhere = tuple(
                n
                for n in self._roles.inside
                if n != _FURTHER_INSIDE and n not in named and not is_pattern(n) and not n.startswith(_VIRTUAL)
            )
            found = find_surroundings(
                family, self._roles, self._passages, named or self._roles.inside, elsewhere if named else ()
            )
            if family == "ipv4" and self._roles.inside == (_ASSUMED_INSIDE,):
                found = found._replace(unstated=())  # nothing says that it is there, let alone public
            surroundings[family] = found
            pipelines.append(self._pipeline(family, found))
        return RulesetParts(
            interfaces=tuple(self._interface(n, i, surroundings) for i, n in enumerate(self._names)),
            routes=tuple(
                Route(family=family, number=net.number, length=net.length, interface=net.interface)
                for family, found in surroundings.items()
                for net in found.networks
            ),
            pipelines=tuple(pipelines),
            undecided=self._undecided(),
            untold={family: self._untold(family) for family in self._families},
        )

    def _untold(self, family: Family) -> tuple[Phrase, ...]:
        outside = {*self._roles.wan, *self._roles.doubtful}
        lines: dict[Phrase, None] = {}
        for passage in self._passages:
            draft = passage.draft
            if not passage.nat or passage.hook != "prerouting" or not passage.of(family):
                continue
            names = self._universe.resolve(passage.inputs) if passage.inputs else None
            if names is not None and not outside & set(names):
                continue
            if any(isinstance(effect, Undetermined) for effect in draft.effects):
                why = phrase(
                    "line {line} of {file} translates to something that cannot be read",
                    line=draft.line,
                    file=draft.file.name,
                )
                lines[why] = None
        return tuple(lines)

    def _pipeline(self, family: Family, found: Surroundings) -> Pipeline:
        public = public_destinations(family)
        networks = [(net.number, net.length) for net in found.networks if net.number in public]
        networks += [(a.number, BITS[family]) for n in self._names for a in self._addresses(n, family, found)]
        networks += [placeholder_network(family, self._index(name)) for name in found.unstated]
        matcher = Matcher(family, self._universe, self._bits, untracked=self._untracked, networks=networks)
        known = self._whole or filters(self._ruleset, family)
        pipeline = build_pipeline(
            self._ruleset, family, Compiler(matcher, self._bits), self._universe, filter_known=known
        )
        pipeline = replace(pipeline, perhaps_own=found.perhaps or None)
        return _with_gate(pipeline, [*map(_faces_internet, self._roles.doubtful), *self._further(family, found)])

    def _further(self, family: Family, found: Surroundings) -> Iterator[Entry]:
        """Whether there are networks of which only the way that other networks are treated speaks."""
        for name in found.doubtful:
            number, length = placeholder_network(family, self._index(name))
            hosts = AddressSet.network(family, number, length) - AddressSet.host(family, number + 1)
            what, why = phrase("a further network behind {name}", name=name), phrase("no rule names one")
            unknown = Unknown(key=f"network:{name}", what=what, why=why)
            match = Match(destinations=AddressMatch.of(hosts), unknown=(unknown,))
            yield Entry(match=match, action=Drop(), origin="system")
        if found.further == "maybe":
            outside = (*self._roles.wan, *self._roles.doubtful)
            numbers = [placeholder_address(family, self._index(name)) for name in outside if name in found.own]
            what, why = phrase("a further address of the router"), phrase("no rule names one")
            match = Match(
                destinations=AddressMatch.of(AddressSet.of(family, ((n, n) for n in numbers))),
                unknown=(Unknown(key="further address", what=what, why=why),),
            )
            yield Entry(match=match, action=Drop(), origin="system")

    def _interface(self, name: str, index: int, surroundings: dict[Family, Surroundings]) -> Interface:
        outside = name in self._roles.wan or name in self._roles.doubtful
        addresses: list[InterfaceAddress] = []
        for family, found in surroundings.items():
            addresses += self._addresses(name, family, found)
            if name in found.unstated:
                number, length = placeholder_network(family, min(index, _MOST_PLACEHOLDERS))
                addresses.append(InterfaceAddress(family=family, number=number + 1, length=length, stated=False))
        evidence = self._roles.evidence.get(name, ())
        if name == UNNAMED:
            evidence = (Evidence(text="every interface that the rules name is inside"),)
        return Interface(
            name=name,
            role=Role.WAN if outside else Role.LAN,
            evidence=evidence,
            addresses=tuple(addresses),
            assumed=True,
        )

    def _addresses(self, name: str, family: Family, found: Surroundings) -> list[InterfaceAddress]:
        own = [InterfaceAddress(family=family, number=n, length=BITS[family]) for n in found.own.get(name, ())]
        own += [
            InterfaceAddress(family=family, number=n, length=BITS[family], stated=False)
            for n in found.within.get(name, ())
        ]
        if (own and not found.further) or not (name in self._roles.wan or name in self._roles.doubtful):
            return own
        number = placeholder_address(family, self._index(name))
        return [*own, InterfaceAddress(family=family, number=number, length=BITS[family], stated=False)]

    def _index(self, name: str) -> int:
        return min(self._names.index(name), _MOST_PLACEHOLDERS)

    def _undecided(self) -> tuple[Undecided, ...]:
        found = [Undecided(what=what, why=why, kind="role") for what, why in self._roles.notes]
        if UNNAMED in self._roles.wan and self._roles.inside and self._roles.inside != (_ASSUMED_INSIDE,):
            names = ", ".join(self._roles.inside[:4])
            found.append(
                Undecided(
                    what=phrase("which interface faces the Internet"),
                    why=phrase("no rule says so; {names} is taken as inside", names=names)
                    if len(self._roles.inside) == 1
                    else phrase("no rule says so; {names} are taken as inside", names=names),
                    kind="role",
                )
            )
        return tuple(found)


def _faces_internet(name: str) -> Entry:
    """Whether packets of the Internet come in by this interface at all."""
    what, why = phrase("interface {name}", name=name), phrase("the rules do not settle whether it faces the Internet")
    unknown = Unknown(key=f"role:{name}", what=what, why=why)
    return Entry(match=Match(in_interfaces=(name,), unknown=(unknown,)), action=Drop(), origin="system")


def _with_gate(pipeline: Pipeline, entries: Sequence[Entry]) -> Pipeline:
    """In front of everything: questions that the ruleset leaves open about its surroundings."""
    if not entries:
        return pipeline
    gate = Chain(name="faces the Internet", entries=tuple(entries))
    stage = Stage(name=gate.name, hook=Hook.PREROUTING, kind=StageKind.FILTER, chain=gate.name, default=Accept())
    return replace(pipeline, chains=(gate, *pipeline.chains), stages=(stage, *pipeline.stages))


def _tests(ruleset: Ruleset, family: Family | None) -> list[InterfaceTest]:
    tests: dict[InterfaceTest, None] = {}
    for table in ruleset.tables:
        if family is not None and not table.covers(family):
            continue
        for chain in table.chains.values():
            if chain.base is not None and chain.base.devices:
                tests[InterfaceTest(chain.base.devices)] = None
            for draft in chain.rules:
                for test in (*draft.inputs, *draft.outputs):
                    tests[test] = None
    return list(tests)


def _forwards(passage: Passage) -> bool:
    """Whether a rule shows that the device forwards."""
    return passage.hook == "forward" or (passage.nat and passage.hook in ("prerouting", "postrouting"))
