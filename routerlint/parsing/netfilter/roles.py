"""Which interface faces the Internet, read from what the rules do with it.

Strongest first: source NAT leaves through it; everybody but it is trusted; clients are let out towards it;
destinations are translated for it; its packets are checked while those of every other interface are let in. A name is
looked at only to break a tie, and then the answer is an open question for the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from routerlint.model.interface import Evidence
from routerlint.model.pipeline import Accept, DestinationNat, Drop
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.special import link_local, private, public_destinations, shared
from routerlint.parsing.netfilter.draft import InterfaceTest, SourceNat
from routerlint.parsing.netfilter.interfaces import LOOPBACK, UNNAMED, is_pattern, matches_pattern
from routerlint.parsing.netfilter.passages import Passage
from routerlint.wording import Phrase, phrase

__all__ = ["Roles", "find_roles", "named_interfaces", "negative", "positive"]

_TUNNELS = ("tun", "tap", "wg", "ipsec", "vti", "gre", "zt", "tailscale", "ovpn", "nordlynx", "proton", "l2tp", "pptp")
_INSIDE_NAMES = ("br", "lan", "wlan", "docker", "virbr", "veth", "vnet", "lxc", "lxd", "cni", "vif", *_TUNNELS)


class Roles(NamedTuple):
    """Names by role. doubtful: they may face the Internet, and nothing settles it.

    A WAN whose name the file does not hold is UNNAMED. notes: for each doubtful choice, what and why.
    """

    wan: tuple[str, ...]
    doubtful: tuple[str, ...]
    inside: tuple[str, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    notes: tuple[tuple[Phrase, Phrase], ...]


class _Signs:
    """What the passages say of each name."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, Evidence]] = {}
        self.leaving_limited: dict[str, bool] = {}
        self.sides: dict[str, set[str]] = {}

    def note(self, names: Iterable[str], sign: str, text: str, passage: Passage) -> None:
        for name in names:
            if name == LOOPBACK:
                continue
            signs = self.texts.setdefault(name, {})
            if sign not in signs:
                draft = passage.draft
                signs[sign] = Evidence(text=text, spans=(draft.span,))

    def has(self, name: str, *signs: str) -> bool:
        return any(sign in self.texts.get(name, ()) for sign in signs)


def positive(tests: tuple[InterfaceTest, ...]) -> tuple[str, ...]:
    """The names that the innermost plain test asks for."""
    for test in reversed(tests):
        if not test.negated:
            return test.names
    return ()


def negative(tests: tuple[InterfaceTest, ...]) -> tuple[str, ...]:
    """The names that negated tests exclude, where no plain test stands."""
    if positive(tests):
        return ()
    return tuple(name for test in tests for name in test.names)


def named_interfaces(tests: Iterable[InterfaceTest]) -> tuple[str, ...]:
    """Every interface that tests name, without the loopback. A pattern counts only if no name fits it."""
    names = {name for test in tests for name in test.names if name not in (LOOPBACK, UNNAMED, "*", "+")}
    whole = {name for name in names if not is_pattern(name)}
    patterns = {p for p in names - whole if not any(matches_pattern(p, n) for n in (LOOPBACK, *whole))}
    return tuple(sorted(whole | patterns))


def find_roles(names: tuple[str, ...], seen: Iterable[Passage]) -> Roles:
    """The roles of the names that a ruleset uses."""
    signs = _Signs()
    for passage in seen:
        if passage.inputs or passage.outputs:
            _read(passage, signs)
    evidence = {name: tuple(found.values()) for name, found in signs.texts.items()}
    wan, doubtful, notes = _choose(names, signs)
    inside = tuple(n for n in names if n not in wan and n not in doubtful)
    return Roles(wan, doubtful, inside, evidence, tuple(notes))


def _read(passage: Passage, signs: _Signs) -> None:
    for effect in passage.draft.effects:
        if isinstance(effect, SourceNat):
            _read_source_nat(passage, signs)
        elif isinstance(effect, DestinationNat):
            if passage.nat and not effect.to_router:
                signs.note(
                    positive(passage.inputs), "translated", "destinations are translated for its packets", passage
                )
        elif isinstance(effect, Accept) and not passage.nat:
            _read_accept(passage, signs)
        elif isinstance(effect, Drop) and not passage.nat:
            _read_drop(passage, signs)


def _read_source_nat(passage: Passage, signs: _Signs) -> None:
    destinations = passage.draft.destinations
    if destinations is not None and not destinations.possible & public_destinations(destinations.family):
        return  # hairpin: clients that reach an inside host by the outside address
    out = positive(passage.outputs)
    for name in out:
        limited = passage.limited or passage.narrowed or passage.draft.sources is not None
        signs.leaving_limited[name] = signs.leaving_limited.get(name, True) and limited
    signs.note(out, "leaves", "source NAT leaves through it", passage)
    signs.note(negative(passage.outputs), "trusted", "source NAT is for what leaves elsewhere", passage)


def _read_accept(passage: Passage, signs: _Signs) -> None:
    if not passage.new:
        signs.note(positive(passage.inputs), "checked", "only part of what comes from it is let in", passage)
        return
    sources = passage.draft.sources
    private_only = sources is not None and _inside_space(sources.possible)
    everybody = sources is None and not passage.narrowed
    from_names, out = positive(passage.inputs), positive(passage.outputs)
    if passage.limited:
        signs.note(from_names, "checked", "only part of what comes from it is let in", passage)
        return
    if passage.hook == "forward" and out:
        towards = [name for name in out if name not in from_names]
        if from_names or private_only:
            signs.note(towards, "towards", "clients are let out towards it", passage)
            for name in towards:
                signs.sides.setdefault(name, set()).update(from_names)
        if everybody and len(towards) == len(out):
            signs.note(from_names, "sends", "its clients are let out", passage)
        return
    if passage.hook in ("input", "forward") and (everybody or private_only):
        signs.note(from_names, "trusted", "everything that comes from it is let in", passage)
        signs.note(
            negative(passage.inputs), "others-trusted", "everything that comes from elsewhere is let in", passage
        )
    elif from_names:
        signs.note(from_names, "checked", "only some senders are let in from it", passage)


def _read_drop(passage: Passage, signs: _Signs) -> None:
    if passage.hook == "postrouting":
        return
    signs.note(positive(passage.inputs), "checked", "packets from it are stopped", passage)
    if not passage.limited and passage.draft.sources is None and not passage.narrowed:
        signs.note(negative(passage.inputs), "trusted", "packets from elsewhere are stopped", passage)


def _inside_space(addresses: AddressSet) -> bool:
    return bool(addresses) and addresses <= _private_space(addresses.family)


@cache
def _private_space(family: Family) -> AddressSet:
    return private(family) | link_local(family) | shared(family)


def _choose(
    names: tuple[str, ...], signs: _Signs
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[Phrase, Phrase]]]:
    notes: list[tuple[Phrase, Phrase]] = []
    leaving = [n for n in names if signs.has(n, "leaves")]
    doubtful: list[str] = []
    wan: list[str] = []
    for name in leaving:
        others = [n for n in leaving if n != name and not n.startswith(_TUNNELS) and not signs.has(n, "trusted")]
        if others and name.startswith(_TUNNELS):
            notes.append(
                (
                    phrase("interface {name}", name=name),
                    phrase("it is named like a tunnel and taken for one, not for a way to the Internet"),
                )
            )
        elif others and signs.has(name, "trusted") and signs.leaving_limited.get(name, False):
            doubtful.append(name)
        else:
            wan.append(name)
    if not wan:
        wan, rest = _by_weaker_sign(names, signs)
        doubtful += rest
    if not wan:
        wan = _by_elimination(names, signs, doubtful)
    elif leaving:  # further ways in, beside those through which source NAT leaves
        for sign in ("others-trusted", "translated"):
            more = [n for n in names if signs.has(n, sign) and n not in wan and n not in doubtful]
            doubtful += [n for n in more if not signs.has(n, "trusted", "sends") and not _inside_name(n)]
    notes += [
        (phrase("interface {name}", name=name), phrase("the rules do not settle whether it faces the Internet"))
        for name in doubtful
    ]
    return tuple(wan), tuple(n for n in doubtful if n not in wan), notes


def _by_weaker_sign(names: tuple[str, ...], signs: _Signs) -> tuple[list[str], list[str]]:
    """WAN interfaces where no source NAT points at one, and further ones that may be."""
    for sign in ("others-trusted", "towards", "translated"):
        pointed = [n for n in names if signs.has(n, sign) and not signs.has(n, "sends")]
        found = [n for n in pointed if not signs.has(n, "trusted")]
        if sign == "translated":  # clients inside may be sent to a proxy too
            found = [n for n in found if not _inside_name(n)] or found
        elif not found:
            found = pointed
        if sign == "towards" and len(found) > 1:  # a DMZ is let in by fewer sides than the Internet
            most = max(len(signs.sides[n]) for n in found)
            rest = [n for n in found if len(signs.sides[n]) < most and not _inside_name(n)]
            return [n for n in found if len(signs.sides[n]) == most], rest
        if found:
            return found, _contradicting(names, signs, found) if sign == "others-trusted" else []
    return [], []


def _contradicting(names: tuple[str, ...], signs: _Signs, found: list[str]) -> list[str]:
    """Where nobody is let out towards the one interface that is not trusted, but towards another: either may be it."""
    if any(signs.has(n, "towards") for n in found):
        return []
    return [
        n
        for n in names
        if n not in found and signs.has(n, "towards") and not signs.has(n, "trusted", "sends") and not _inside_name(n)
    ]


def _by_elimination(names: tuple[str, ...], signs: _Signs, doubtful: list[str]) -> list[str]:
    """The interface that is left when all others are trusted; else an unnamed one, and doubts about the named."""
    untrusted = [n for n in names if not signs.has(n, "trusted", "sends") and not _inside_name(n)]
    checked = [n for n in untrusted if signs.has(n, "checked")]
    for candidates in (untrusted, checked):
        if len(candidates) == 1:
            return candidates
    doubtful += [n for n in names if not _inside_name(n) and n not in doubtful]
    return [UNNAMED]


def _inside_name(name: str) -> bool:
    return name.startswith(_INSIDE_NAMES) and "wan" not in name.removeprefix("wlan")
