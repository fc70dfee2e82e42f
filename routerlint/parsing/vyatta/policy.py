"""Policy routing: lists that mark packets before NAT, and the tables that marked packets are routed by.

Sources. VyOS 1.4 and later: vyos-1x data/templates/firewall/nftables-policy.j2 (prerouting at priority -150, before
destination NAT, bound by `policy route NAME interface`), python/vyos/firewall.py parse_rule() (a table without an action
ends the list), src/conf_mode/policy_route.py (`ip rule ... fwmark ... table`) and policy_local-route.py (`ip rule` by
address, interface or mark). 1.2, 1.3: vyatta-cfg-firewall scripts/firewall/vyatta-firewall.pl (`policy route` and
`ipv6-route` on an interface: mangle PREROUTING for in, POSTROUTING for out; their default action is accept, whatever
is written) and lib/Vyatta/IpTables/Rule.pm. EdgeOS has the same in C++ (`firewall modify`; a table ends the list, a
load-balance group does not). The table of local addresses is asked before any rule, so packets to the router stay.

A drop is a drop. What a table does to a forwarded packet depends on routes that the file shows in part, so that is an
open question; only the main table changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from routerlint.model.base import Model
from routerlint.model.interface import Role
from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Mark, Stage, StageKind, Undetermined
from routerlint.netset.addresses import AddressSet, Family, parse_addresses, parse_network
from routerlint.netset.special import private, shared
from routerlint.parsing.vyatta.combine import both_addresses
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.links import Link
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.places import interface_names
from routerlint.parsing.vyatta.routing import leaves_by
from routerlint.parsing.vyatta.tree import Node, rule_number
from routerlint.wording import phrase

__all__ = ["PolicyStages", "policy_stages"]

_MAIN = ("main", "default", "254")
# What no policy decides goes on as if there were none: no line to show.
_GOES_ON = Entry(match=Match(), action=Accept(), origin="system")
_MARKED = "marked by a policy"
_GROUP = "load-balance group "


class PolicyStages(Model, frozen=True, kw_only=True):
    """Chains; the stages before NAT, first and last in the forward hook."""

    chains: tuple[Chain, ...] = ()
    before_nat: tuple[Stage, ...] = ()
    first: tuple[Stage, ...] = ()
    last: tuple[Stage, ...] = ()


def policy_stages(context: Context, conditions: Conditions, family: Family, found: Sequence[Link]) -> PolicyStages:
    """All that policies do to packets of a family."""
    policies = _Policies(context, conditions, family, found)
    into, out = policies.bound("in"), policies.bound("out")
    routed = [*policies.by_rule(), *policies.by_mark()] if into or policies.has_rules() else []
    places = (
        ("policies of the incoming interface", Hook.PREROUTING, into),
        ("policy routing", Hook.FORWARD, routed),
        ("policies of the outgoing interface", Hook.FORWARD, out),
    )
    stages = [(_stage(name, hook),) if entries else () for name, hook, entries in places]
    return PolicyStages(
        chains=tuple(Chain(name=name, entries=(*entries, _GOES_ON)) for name, _, entries in places if entries),
        before_nat=stages[0],
        first=stages[1],
        last=stages[2],
    )


def _stage(name: str, hook: Hook) -> Stage:
    return Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Accept())


class _Policies:
    """The policies of one family."""

    def __init__(self, context: Context, conditions: Conditions, family: Family, found: Sequence[Link]) -> None:
        self._context, self._conditions, self._family, self._found = context, conditions, family, found
        ipv4 = family == "ipv4"
        self._words = ("route",) if ipv4 else ("route6", "ipv6-route")
        self._modify = "modify" if ipv4 else "ipv6-modify"
        self._rules = "local-route" if ipv4 else "local-route6"
        self._tables: dict[str, Node] = {}
        self._marked: dict[str, tuple[str, ...]] = {}

    def has_rules(self) -> bool:
        """Whether packets are routed by rules of their own."""
        return self._context.root.has("policy", self._rules, "rule")

    def bound(self, direction: str) -> list[Entry]:
        """The entries of every policy on an interface, for the interface that it is bound to."""
        entries: list[Entry] = []
        for policy, names in self._bindings(direction):
            match = Match(in_interfaces=names) if direction == "in" else Match(out_interfaces=names)
            if not policy.children:
                entries.append(Entry(match=match, action=Undetermined(), label=policy.word))
            for rule in sorted(policy.tags("rule"), key=rule_number):
                read = None if rule.has("disable") else self._conditions.of(rule, self._family)
                if read is not None:
                    narrowed = replace(read, in_interfaces=match.in_interfaces, out_interfaces=match.out_interfaces)
                    entries += self._rule(rule, narrowed, direction)
        return entries

    def _bindings(self, direction: str) -> Iterator[tuple[Node, tuple[str, ...]]]:
        root = self._context.root
        if direction == "in":
            for word in self._words:
                for policy in root.tags("policy", word):
                    if policy.has("interface"):
                        names = interface_names(
                            policy.get("interface"), self._context.interfaces, self._conditions.groups
                        )
                        yield policy, names.names or ()
        for link in self._found:
            if direction == "in":
                for word in self._words:
                    for leaf in link.node.tags("policy", word):
                        yield root.get("policy", word, leaf.word) or leaf, (link.name,)
            for leaf in link.node.tags("firewall", direction, self._modify):
                yield root.get("firewall", self._modify, leaf.word) or leaf, (link.name,)

    def _rule(self, rule: Node, match: Match, direction: str) -> Iterator[Entry]:
        spans = (self._context.span(rule.get("action") or rule),)
        label = rule.value("description")
        word = rule.value("action")

        def entry(action: Accept | Drop | Mark | Undetermined) -> Entry:
            return Entry(match=match, action=action, spans=spans, label=label, number=rule.word)

        if word in ("drop", "reject", "reject-tcp"):
            yield entry(Drop(reject=word != "drop"))
            return
        table, ends = _table(rule)
        if direction == "in" and table and table not in _MAIN:
            self._tables.setdefault(table, rule)
            yield entry(self._mark(f"table {table}", match))
        if direction == "in" and (rule.has("set", "mark") or rule.has("modify", "mark")):
            yield entry(self._mark(_MARKED, match))
        if word == "accept" or (table and ends):
            yield entry(Accept())
        elif word not in ("", "modify", "accept"):
            yield entry(Undetermined())

    def _mark(self, mark: str, match: Match) -> Mark:
        self._marked[mark] = (*self._marked.get(mark, ()), *(match.in_interfaces or ()))
        return Mark(add=(mark,))

    def by_rule(self) -> Iterator[Entry]:
        """Routing rules by address and interface; they stand in front of the main table."""
        for rule in sorted(self._context.root.tags("policy", self._rules, "rule"), key=rule_number):
            table, _ = _table(rule)
            names = rule.values("inbound-interface")
            marks = (_MARKED,) if rule.has("fwmark") else ()
            match = self._conditions.of(_ports_only(rule), self._family)
            if match is None or not table:
                continue
            sources, source_read = _addresses(rule.get("source"), self._family)
            destinations, destination_read = _addresses(rule.get("destination"), self._family)
            match = replace(match, in_interfaces=names or None, marks=marks, sources=sources, destinations=destinations)
            if table not in _MAIN or (source_read and destination_read):
                yield from self._routed(table, match, rule)

    def by_mark(self) -> Iterator[Entry]:
        """Packets that a policy has sent to a table."""
        for table, rule in self._tables.items():
            yield from self._routed(table, Match(marks=(f"table {table}",)), rule)

    def _routed(self, table: str, match: Match, rule: Node) -> Iterator[Entry]:
        spans = (self._context.span(rule.leaf("set", "table") or rule),)
        label = rule.value("description")
        if table in _MAIN:
            yield Entry(match=match, action=Accept(), spans=spans, label=label, number=rule.word)
            return
        covered = self._covered(table)
        if covered is not None:
            match = replace(match, destinations=both_addresses(match.destinations, AddressMatch.of(covered)))
        if covered is not None and not covered:
            return
        self._elsewhere(table, match, rule)
        unknown = Unknown(
            key=f"table:{table}",
            what=phrase("the routes of table {table}", table=table[:40]),
            why=phrase("policy routing may send the packet elsewhere"),
            spans=spans,
        )
        match = replace(match, unknown=(*match.unknown, unknown))
        yield Entry(match=match, action=Drop(), spans=spans, label=label, number=rule.word)

    def _routes(self, table: str) -> list[Node]:
        static = self._context.root.get("protocols", "static", "table", table)
        words = ("route", "interface-route") if self._family == "ipv4" else ("route6", "interface-route6")
        return [node for word in words for node in static.tags(word)]

    def _covered(self, table: str) -> AddressSet | None:
        """The destinations that a table has routes for; None if the file does not show its routes."""
        nodes = self._routes(table)
        networks = [parse_network(node.word) for node in nodes]
        if not nodes or any(network is None or network[0] != self._family for network in networks):
            return None
        ranges = [AddressSet.network(*network).ranges[0] for network in networks if network is not None]
        return AddressSet.of(self._family, ranges)

    def _elsewhere(self, table: str, match: Match, rule: Node) -> None:
        """A table with a way to the inside may take a packet past the filters of its usual way."""
        known = self._context.interfaces
        inside = private(self._family) | shared(self._family)
        if match.sources is not None and match.sources.possible <= inside:
            return  # nobody on the Internet
        names = match.in_interfaces
        if match.marks and names is None:
            names = self._marked.get(match.marks[0], ())
        arriving = tuple(known) if names is None else names
        if not any(name in known and known[name].role is Role.WAN for name in arriving):
            return
        if table.startswith(_GROUP) or (self._routes(table) and not self._leads_inside(table)):
            return
        number, name = rule.word[:20], table[:40]
        self._context.untold[self._family].append(
            phrase("rule {number} routes packets from the Internet by table {table}", number=number, table=name)
        )

    def _leads_inside(self, table: str) -> bool:
        """Whether a route of a table may end at an interface that does not face the Internet."""
        known = self._context.interfaces
        hops = [name for node in self._routes(table) for name in leaves_by(node, self._context.interfaces.values())]
        return any(name is None or name not in known or known[name].role is not Role.WAN for name in hops)


def _table(rule: Node) -> tuple[str, bool]:
    """The table that a rule sends packets to, and whether the rest of its list is then left out."""
    group = rule.value("modify", "lb-group")
    if group:
        return f"{_GROUP}{group}", False
    found = rule.value("set", "table") or rule.value("set", "vrf") or rule.value("modify", "table")
    return found, True


def _without(rule: Node, *words: str) -> Node:
    """A rule without some of its conditions, which are asked for in another way."""
    copy = Node(rule.word, rule.line, rule.text)
    copy.children = {word: node for word, node in rule.children.items() if word not in words}
    return copy


def _addresses(side: Node, family: Family) -> tuple[AddressMatch | None, bool]:
    """The addresses of a routing rule's end, any of a list, None for all; and whether they could be read.

    Up to 1.3 the addresses are the direct values.
    """
    direct = [word for word in side.children if word not in ("address", "port")]
    found = [parse_addresses(text) for text in direct or side.values("address")]
    ranges = [pair for one in found if one is not None and one.family == family for pair in one.ranges]
    if any(one is None or one.family != family for one in found):
        return None, False
    return AddressMatch.of(AddressSet.of(family, ranges)) if found else None, True


def _ports_only(rule: Node) -> Node:
    """A routing rule without its addresses, interfaces and marks, which are asked for in another way."""
    copy = _without(rule, "fwmark", "inbound-interface", "source", "destination")
    for side in ("source", "destination"):
        if rule.has(side, "port"):
            ports = Node(side, rule.line, rule.text)
            ports.children = {"port": rule.get(side, "port")}
            copy.children[side] = ports
    return copy
