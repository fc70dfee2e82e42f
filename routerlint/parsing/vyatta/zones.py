"""Zones: what may go from one to the other.

Source: vyos-1x data/templates/firewall/nftables-zone.j2 (base chains of their own at priority 1, behind the filter:
an accept there does not get past a zone); vyatta-zone scripts/vyatta-zone.pl (behind the in and out rulesets). A zone
looks at what enters it. From an interface in no zone into a zone its default holds; towards an interface in no zone
nothing filters. A pair without a ruleset for a family gets the default. The default is drop.
"""

from __future__ import annotations

from routerlint.model.match import Match
from routerlint.model.pipeline import Action, Chain, Drop, Entry, Jump, Return, Undetermined
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.rulesets import Rulesets
from routerlint.parsing.vyatta.tree import Node
from routerlint.text.span import default_span
from routerlint.wording import phrase

__all__ = ["Zones"]


class Zones:
    """The zones of a configuration, for one family."""

    def __init__(self, context: Context, rulesets: Rulesets) -> None:
        self._context = context
        self._rulesets = rulesets
        nodes = [*context.root.tags("firewall", "zone"), *context.root.tags("zone-policy", "zone")]
        self._zones = {node.word: node for node in nodes}
        self.chains: list[Chain] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._zones)

    def forward(self) -> list[Entry]:
        """Entries for the forward hook: one jump for each zone with interfaces."""
        found: list[Entry] = []
        for node in self._zones.values():
            names = self._interfaces(node)
            if names and not node.has("local-zone"):
                found.append(self._enter(node, Match(out_interfaces=names)))
        return found

    def local(self) -> list[Entry]:
        """Entries for the input hook: the zone that is the router itself."""
        return [self._enter(node, Match()) for node in self._zones.values() if node.has("local-zone")]

    def _interfaces(self, node: Node) -> tuple[str, ...]:
        """Its members; 1.5 writes `member interface` and knows VRFs."""
        return tuple(dict.fromkeys((*node.values("interface"), *node.values("member", "interface"))))

    def _enter(self, node: Node, match: Match) -> Entry:
        name = f"zone {node.word}"
        self.chains.append(Chain(name=name, entries=tuple(self._into(node))))
        return Entry(match=match, action=Jump(chain=name), spans=(self._context.span(node),), label=node.word)

    def _into(self, node: Node) -> list[Entry]:
        entries = [] if node.has("local-zone") else self._within(node)
        word = "name" if self._rulesets.family == "ipv4" else "ipv6-name"
        for source in node.tags("from"):
            zone = self._zones.get(source.word)
            names = self._interfaces(zone) if zone else ()
            leaf = source.get("firewall", word)
            ruleset = next(iter(leaf.children), "")
            if not names or not ruleset:
                continue
            match = Match(in_interfaces=names)
            spans = (self._context.span(leaf),)
            entries.append(self._rulesets.jump(ruleset, leaf, match))
            # What returns from the ruleset has passed the zone.
            entries.append(Entry(match=match, action=Return(), spans=spans, label=ruleset, origin="system"))
        entries += self._for_all(node, word)
        entries.append(self._default(node))
        return entries

    def _for_all(self, node: Node, word: str) -> list[Entry]:
        """The ruleset for all zones that have none of their own (T7739, end of 2025)."""
        leaf = node.get("default-firewall", word)
        ruleset = next(iter(leaf.children), "")
        if not ruleset:
            return []
        passed = Entry(
            match=Match(), action=Return(), spans=(self._context.span(leaf),), label=ruleset, origin="system"
        )
        return [self._rulesets.jump(ruleset, leaf), passed]

    def _within(self, node: Node) -> list[Entry]:
        """Between the interfaces of one zone everything may pass, unless it is filtered too."""
        match = Match(in_interfaces=self._interfaces(node))
        inner = node.get("intra-zone-filtering")
        word = "name" if self._rulesets.family == "ipv4" else "ipv6-name"
        ruleset = inner.value("firewall", word)
        spans = (self._context.span(node),)
        if ruleset:
            leaf = inner.get("firewall", word)
            return [
                self._rulesets.jump(ruleset, leaf, match),
                Entry(match=match, action=Return(), spans=(self._context.span(leaf),), origin="system"),
            ]
        action: Action = Drop() if inner.value("action") == "drop" else Return()
        return [Entry(match=match, action=action, spans=spans, origin="system")]

    def _default(self, node: Node) -> Entry:
        leaf = node.get("default-action")
        word = next(iter(leaf.children), "drop")
        known: dict[str, Action] = {"drop": Drop(), "reject": Drop(reject=True), "accept": Return()}
        action = known.get(word, Undetermined())
        spans = (self._context.span(leaf),) if leaf else (default_span(phrase("a zone drops what no ruleset accepts")),)
        return Entry(match=Match(), action=action, spans=spans, label=node.word)
