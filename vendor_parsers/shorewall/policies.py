"""The policies between zones. Source: shorewall-policy(5); process_a_policy1 and set_policy_chain in Rules.pm of Shorewall 5.2.8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Doubt, Place, default_place
from routerlint.wording import phrase
from vendor_parsers.shorewall.lines import LineReader
from vendor_parsers.shorewall.network import Network
from vendor_parsers.shorewall.targets import Target, split_target

__all__ = ["Policies", "Policy", "read_policies"]

_ALL = re.compile(r"(?:all|any)(\+?)(?:!(.*))?\Z", re.IGNORECASE)
_WORDS: dict[str, tuple[str, ...]] = {
    "ACCEPT": ("-j", "ACCEPT"), "DROP": ("-j", "DROP"), "REJECT": ("-j", "REJECT"), "BLACKLIST": ("-j", "DROP"),
    "QUEUE": ("-j", "NFQUEUE"), "NFQUEUE": ("-j", "NFQUEUE"), "CONTINUE": (), "NONE": ("-j", "DROP"),
}  # fmt: skip


class Policy(NamedTuple):
    """What becomes of packets that no rule decides.

    actions: asked before, None: those of shorewall.conf. level: the log level, "" for none.
    """

    name: str
    actions: tuple[Target, ...] | None
    place: Place
    doubts: tuple[Doubt, ...] = ()
    level: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The target; empty where another zone decides; what nobody can follow for a policy that cannot be read."""
        return _WORDS.get(self.name, ("-j", "NFQUEUE"))


class Policies(NamedTuple):
    """pairs: by source and destination zone, in the order in which they count. missing: pairs without any."""

    pairs: dict[tuple[str, str], tuple[Policy, ...]]
    into_router: tuple[Policy, ...]
    onward: tuple[Policy, ...]
    missing: bool


class _Side(NamedTuple):
    names: frozenset[str] | None  # None: every zone
    excluded: frozenset[str]
    several: bool
    within: bool

    def holds(self, zone: str) -> bool:
        return zone not in self.excluded and (self.names is None or zone in self.names)


def read_policies(reader: LineReader, network: Network, *, implicit: bool, expands: bool) -> Policies:
    """The policies. implicit: zones within others leave undecided packets to these (IMPLICIT_CONTINUE).

    expands: EXPAND_POLICIES=Yes. Without it, 5.2.8 leaves the chain of a policy for all+ empty where no side of it is
    plain all, so that its packets go on to what stands behind (seen in what it compiles).
    """
    zones = (network.firewall, *(zone.name for zone in network.zones))
    pairs: dict[tuple[str, str], tuple[Policy, ...]] = {}
    settled: set[tuple[str, str]] = set()
    into_router: list[Policy] = []
    onward: list[Policy] = []
    nested = {zone.name for zone in network.zones if zone.parents} if implicit else set()
    for line in reader.read("policy", ("source", "dest", "policy", "loglevel", "limit", "connlimit")):
        policy = _policy(line.get(2), line.place, line.doubts)._replace(level=line.get(3).strip("-"))
        source, dest = _side(line.get(0)), _side(line.get(1))
        wild = source.names is None or dest.names is None
        if source.names is None and dest.names is None:
            onward.append(policy)
        elif source.names is None and dest.names is not None and network.firewall in dest.names:
            into_router.append(policy)
        for pair in _pairs(zones, source, dest):
            inside = wild and pair[0] != pair[1] and not nested.isdisjoint(pair)
            if pair in settled or inside:
                continue
            kept = policy if expands or not _left_empty(line.get(0), line.get(1)) else _doubtful(policy)
            pairs[pair] = (*pairs.get(pair, ()), kept)
            if not policy.doubts:
                settled.add(pair)
    by_zone = Policy("ACCEPT", (), default_place(phrase("within a zone everything may pass")))
    continued = Policy("CONTINUE", (), default_place(phrase("a zone within others leaves the rest to these")))
    for one in zones:
        for other in (one, *(nested if implicit else ()), *(zones if one in nested else ())):
            if (one, other) not in settled:
                pairs[one, other] = (*pairs.get((one, other), ()), by_zone if one == other else continued)
                settled.add((one, other))
    missing = any((one, other) not in settled for one in zones for other in zones)
    return Policies(pairs, (*into_router, *onward), tuple(onward), missing)


def _left_empty(source: str, dest: str) -> bool:
    """Whether a policy is for all+, and no side of it is plain all."""
    plain = any(side.lower() == "all" or side.lower().startswith(("all!", "all+!")) for side in (source, dest))
    return not plain and "all+" in (source.lower(), dest.lower())


def _doubtful(policy: Policy) -> Policy:
    what = phrase("policies for all+")
    doubt = Doubt("EXPAND_POLICIES", what, phrase("Shorewall may leave them empty unless EXPAND_POLICIES=Yes"))
    return policy._replace(doubts=(*policy.doubts, doubt))


def _pairs(zones: tuple[str, ...], source: _Side, dest: _Side) -> Iterator[tuple[str, str]]:
    """The pairs for which a policy is; what several zones share holds within one of them only if it says so."""
    several = source.several or dest.several
    within = not several or source.within or dest.within
    for one in zones:
        if source.holds(one):
            yield from ((one, other) for other in zones if dest.holds(other) and (one != other or within))


def _policy(text: str, place: Place, doubts: tuple[Doubt, ...]) -> Policy:
    name, colon, actions = text.removesuffix(":audit").partition(":")
    asked: tuple[Target, ...] | None = None
    if colon:
        asked = () if actions.lower() == "none" else read_actions(actions)
    return Policy(split_target(name).name.upper(), asked, place, doubts)


def read_actions(text: str) -> tuple[Target, ...]:
    """A list of actions with parameters, at its commas outside of parentheses."""
    parts = re.split(r",(?![^()]*\))", text.lstrip("+"))
    return tuple(split_target(part.strip()) for part in parts if part.strip() and part.strip().lower() != "none")


def _side(text: str) -> _Side:
    found = _ALL.match(text)
    if found is not None:
        excluded = frozenset((found[2] or "").split(","))
        return _Side(None, excluded, several=True, within=bool(found[1]))
    names = frozenset(name for name in text.rstrip("+").split(",") if name)
    return _Side(names, frozenset(), several="," in text, within=text.endswith("+"))
