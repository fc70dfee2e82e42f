"""Named rulesets and base chains as chains.

Source: vyos-1x data/templates/firewall/nftables.j2 and interface-definitions/firewall.xml.in (1.4 and later: a named ruleset
drops by default, a base chain accepts); vyatta-cfg-firewall lib/Vyatta/IpTables/Rule.pm and
scripts/firewall/vyatta-firewall.pl (before, and EdgeOS: accept is RETURN out of the hook, so the next hook is still
asked, which is what an accept means in a Stage; a ruleset drops by default).
"""

from __future__ import annotations

from routerlint.model.match import Match
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    Continue,
    Drop,
    Entry,
    Jump,
    NoTrack,
    Return,
    Undetermined,
)
from routerlint.netset.addresses import Family
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.tree import EMPTY, Node, rule_number
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase

__all__ = ["Rulesets"]

_ALWAYS = Match()
_ACTIONS: dict[str, Action] = {
    "accept": Accept(),
    "drop": Drop(),
    "reject": Drop(reject=True),
    "reject-tcp": Drop(reject=True),  # EdgeOS
    "return": Return(),
    "continue": Continue(),
    "offload": Continue(),
    "notrack": NoTrack(),
    "modify": Continue(),
}


class Rulesets:
    """The named rulesets of one family; each becomes a chain when something asks for it."""

    def __init__(self, context: Context, conditions: Conditions, family: Family) -> None:
        self._context = context
        self._conditions = conditions
        self.family = family
        self._chains: dict[str, Chain] = {}
        self._waiting: list[str] = []

    def chains(self) -> tuple[Chain, ...]:
        """All chains that something jumps to, with those that they jump to."""
        while self._waiting:
            name = self._waiting.pop()
            if _chain_name(name) not in self._chains:
                self._chains[_chain_name(name)] = self._read(name)
        return tuple(self._chains.values())

    def jump(self, name: str, node: Node, match: Match = _ALWAYS) -> Entry:
        """An entry that sends what matches through a named ruleset."""
        self._waiting.append(name)
        return Entry(match=match, action=Jump(chain=_chain_name(name)), spans=(self._context.span(node),), label=name)

    def _node(self, name: str) -> Node:
        firewall = self._context.root.get("firewall")
        old = "name" if self.family == "ipv4" else "ipv6-name"
        for path in ((self.family, "name", name), (self.family, "ipv6-name", name), (old, name)):
            found = firewall.get(*path)
            if found:
                return found
        return EMPTY

    def _read(self, name: str) -> Chain:
        node = self._node(name)
        if not node:
            why = phrase("it is used, and it is not in the file")
            self._context.doubt(phrase("ruleset {name}", name=name[:64]), why, "partial", EMPTY)
            return Chain(name=_chain_name(name), entries=(Entry(match=_ALWAYS, action=Undetermined(), label=name),))
        entries = [*self.rules(node), self._default(node, name)]
        return Chain(name=_chain_name(name), entries=tuple(entries))

    def _default(self, node: Node, name: str) -> Entry:
        """What happens at the end of a named ruleset."""
        leaf = node.get("default-action")
        word = next(iter(leaf.children), "")
        spans: tuple[Span, ...] = (
            (self._context.span(leaf),) if word else (default_span(phrase("a ruleset drops what no rule accepts")),)
        )
        if word == "jump":
            target = node.value("default-jump-target")
            if target:
                return self.jump(target, leaf)
        action = _ACTIONS.get(word, Undetermined()) if word else Drop()
        return Entry(match=_ALWAYS, action=action, spans=spans, label=name, origin="stated" if word else "default")

    def rules(self, node: Node) -> list[Entry]:
        """The entries of a ruleset by rising number; rules that are off or concern no new connection are left out."""
        entries: list[Entry] = []
        for rule in sorted(node.tags("rule"), key=rule_number):
            if rule.has("disable"):
                continue
            match = self._conditions.of(rule, self.family)
            if match is None:
                continue
            action = self._action(rule)
            if not isinstance(action, Continue):
                entries.append(self._entry(rule, match, action))
        return entries

    def _entry(self, rule: Node, match: Match, action: Action) -> Entry:
        leaf = rule.leaf("destination", "port") or rule.leaf("destination", "address")
        return Entry(
            match=match,
            action=action,
            spans=(self._context.span(leaf or rule),),
            label=rule.value("description"),
            number=rule.word,
        )

    def _action(self, rule: Node) -> Action:
        word = rule.value("action")
        if word == "jump":
            target = rule.value("jump-target")
            if not target:
                return Undetermined()
            self._waiting.append(target)
            return Jump(chain=_chain_name(target))
        action = _ACTIONS.get(word)
        if action is None:
            self._context.not_read(rule.get("action") or rule)
            return Undetermined()
        return action


def _chain_name(name: str) -> str:
    return f"ruleset {name}"
