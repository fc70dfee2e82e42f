"""The conditions of a rule, for filter and NAT rules of every release.

Source: vyos-1x python/vyos/firewall.py parse_rule() and nat.py parse_nat_rule(); vyatta-cfg-firewall
lib/Vyatta/IpTables/{Rule,AddressFilter}.pm. What only later packets can answer (payload) never closes anything, what
the sender chooses (source port, rate, TTL) never narrows.
"""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_addresses
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.parsing.vyatta.combine import both_addresses, both_services
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.groups import Groups
from routerlint.parsing.vyatta.places import interface_names
from routerlint.parsing.vyatta.services import icmp_services, port_services, protocol_services
from routerlint.parsing.vyatta.tree import Node
from routerlint.wording import Phrase, phrase

__all__ = ["Conditions"]

_PORTED = ServiceSet.protocols((TCP, UDP))
# Words of a rule that are no conditions.
_NOT_CONDITIONS = frozenset((
    "action", "description", "disable", "log", "log-level", "log-options", "jump-target", "queue", "queue-options",
    "offload-target", "synproxy", "add-address-to-group", "enable-default-log", "modify", "set", "translation", "exclude",
    "load-balance", "type", "inside-address", "outside-address", "backend",
))  # fmt: skip
_SENDER = frozenset(
    (
        "limit",
        "statistic",
        "recent",
        "ttl",
        "hop-limit",
        "dscp",
        "dscp-exclude",
        "packet-length",
        "packet-length-exclude",
        "gre",
        "mss",
    )
)
_GROUPS = frozenset((
    "address-group", "network-group", "domain-group", "dynamic-address-group", "ipv6-address-group", "ipv6-network-group",
    "mac-group", "dynamic-group", "dynamic-ipv6-address-group", "remote-group",
))  # fmt: skip


class Conditions:
    """Reads the conditions of one rule after the other."""

    def __init__(self, context: Context, groups: Groups) -> None:
        self._context = context
        self.groups = groups

    def of(self, rule: Node, family: Family, *, nat: bool = False) -> Match | None:
        """What a rule asks of a new connection's first packet; None if no such packet can match.

        nat: "!" in front of a list of ports is for the whole list, in every release.
        """
        items = self._context.base_chains and not nat
        return _Rule(self._context, self.groups, rule, family, item_negation=items).match()


class _Rule:
    """One rule while it is read."""

    def __init__(self, context: Context, groups: Groups, rule: Node, family: Family, *, item_negation: bool) -> None:
        self.context, self.groups, self.rule, self.family = context, groups, rule, family
        self.item_negation = item_negation
        self.sources: AddressMatch | None = None
        self.destinations: AddressMatch | None = None
        self.services: ServiceMatch | None = None
        self.into: tuple[str, ...] | None = None
        self.out: tuple[str, ...] | None = None
        self.unknown: list[Unknown] = []
        self.sender: list[str] = []
        self.translated: bool | None = None
        self.never = False

    def match(self) -> Match | None:
        for node in self.rule.children.values():
            read = _READERS.get(node.word)
            if read is not None:
                read(self, node)
            elif node.word in _SENDER:
                self.sender.append(node.word)
            elif node.word not in _NOT_CONDITIONS:
                self.context.not_read(node)
                self._open(node, phrase("the condition {word} is not understood", word=node.word[:40]))
        if self.never:
            return None
        return Match(
            in_interfaces=self.into,
            out_interfaces=self.out,
            sources=self.sources,
            destinations=self.destinations,
            services=self.services,
            destination_nat=self.translated,
            unknown=tuple(self.unknown),
            sender_choice=tuple(self.sender),
        )

    def _unknown(self, node: Node, why: Phrase, key: str = "") -> Unknown:
        place = self.context.span(node)
        what = phrase("{word} of rule {word2}", word=node.word, word2=self.rule.word)
        return Unknown(key=key or f"rule:{place.file}:{place.line}:{node.word}", what=what, why=why, spans=(place,))

    def _open(self, node: Node, why: Phrase, key: str = "") -> None:
        self.unknown.append(self._unknown(node, why, key))

    def read_protocol(self, node: Node) -> None:
        text = next(iter(node.children), "")
        found = protocol_services(text, self.family)
        if found is None:
            self._open(node, phrase("the protocol is not known"))
        elif not found.is_any:
            self.services = both_services(self.services, ServiceMatch.of(found))

    def read_source(self, node: Node) -> None:
        self._end(node, source=True)

    def read_destination(self, node: Node) -> None:
        self._end(node, source=False)

    def _end(self, node: Node, *, source: bool) -> None:
        for part in node.children.values():
            word = part.word
            if word in ("address", "prefix"):  # nat66 asks for prefixes
                for text in part.children:
                    self._addresses(self._address(text, part, node.value("address-mask")), source=source)
            elif word == "address-mask":
                continue
            elif word == "group":
                self._group(part, source=source, masked=node.has("address-mask"))
            elif word == "port":
                self._port(part, source=source)
            elif word == "geoip":
                self._addresses(self._geoip(part), source=source)
            elif word == "fqdn":
                name = next(iter(part.children), "")
                found = self._doubtful(part, phrase("the name is resolved on the device while it runs"), f"fqdn:{name}")
                self._addresses(found, source=source)
            elif word == "mac-address":
                self._open(part, phrase("the sender's hardware address is not known from outside"))
            else:
                self.context.not_read(part)
                self._open(part, phrase("the condition {word} is not understood", word=word[:40]))

    def _addresses(self, found: AddressMatch, *, source: bool) -> None:
        if source:
            self.sources = both_addresses(self.sources, found)
        else:
            self.destinations = both_addresses(self.destinations, found)

    def _doubtful(self, node: Node, why: Phrase, key: str = "") -> AddressMatch:
        return AddressMatch(
            certain=AddressSet(self.family),
            possible=AddressSet.any(self.family),
            unknown=self._unknown(node, why, key),
        )

    def _address(self, text: str, node: Node, mask: str = "") -> AddressMatch:
        """An address, network or range; with a mask, all that have the address in the mask's bits."""
        negated = text.startswith("!")
        found = parse_addresses(text[1:] if negated else text)
        if mask and found is not None:
            found = _masked(found, mask)
        if found is None or found.family != self.family:
            return self._doubtful(node, phrase("the address cannot be read"))
        return AddressMatch.of(~found if negated else found)

    def _geoip(self, node: Node) -> AddressMatch:
        countries = ",".join(sorted(node.values("country-code")))
        found = self._doubtful(node, phrase("which addresses a country has is not in the file"), f"geoip:{countries}")
        return found.inverted() if node.has("inverse-match") else found

    def _group(self, node: Node, *, source: bool, masked: bool) -> None:
        for kind in node.children.values():
            if masked and kind.word.endswith("address-group"):
                self._open(kind, phrase("the group is compared under a mask"))
                continue
            for text in kind.children:
                name = text.removeprefix("!")
                if kind.word == "port-group":
                    if source:
                        self.sender.append("source port")
                        continue
                    ports = self.groups.ports(name, _PORTED)
                    if text != name:
                        ports = both_services(ports.inverted(), ServiceMatch.of(_PORTED))
                    self.services = both_services(self.services, ports)
                elif kind.word in _GROUPS:
                    found = self.groups.addresses(kind.word, name, self.family)
                    self._addresses(found.inverted() if text != name else found, source=source)
                else:
                    self.context.not_read(kind)
                    self._open(kind, phrase("groups of the kind {word} are not understood", word=kind.word[:40]))

    def _port(self, node: Node, *, source: bool) -> None:
        if source:
            self.sender.append("source port")
            return
        found = ServiceSet()
        for text in node.children:
            part = port_services(text, item_negation=self.item_negation)
            if part is None:
                unknown = self._unknown(node, phrase("a port of the list cannot be read"))
                doubtful = ServiceMatch(certain=ServiceSet(), possible=_PORTED, unknown=unknown)
                self.services = both_services(self.services, doubtful)
                return
            found |= part
        self.services = both_services(self.services, ServiceMatch.of(found))

    def read_state(self, node: Node) -> None:
        """Old: `state new enable`; since 1.4: `state new`. Without any that counts, every packet matches."""
        stated = [s.word.lower() for s in node.children.values() if s.children.keys() <= {"enable"}]
        states = {state for text in stated for state in text.split(",")}
        if states and "new" not in states:
            self.never = True

    def read_in(self, node: Node) -> None:
        self.into = self._interfaces(node, self.into)

    def read_out(self, node: Node) -> None:
        self.out = self._interfaces(node, self.out)

    def _interfaces(self, node: Node, before: tuple[str, ...] | None) -> tuple[str, ...] | None:
        found = interface_names(node, self.context.interfaces, self.groups)
        if found.unreadable:
            self._open(node, found.unreadable)
        if found.names is None or before is None:
            return before if found.names is None else found.names
        return tuple(name for name in before if name in found.names)

    def read_icmp(self, node: Node) -> None:
        for part in node.children.values():
            for text in part.children if part.word in ("type", "type-name") else ():
                unknown = self._unknown(part, phrase("the ICMP type is not known"))
                self.services = both_services(self.services, icmp_services(text, self.family, unknown))

    def read_time(self, node: Node) -> None:
        """Weekdays with "!" are left out by the templates of VyOS 1.4 and 1.5."""
        parts = [
            f"{part.word}={text}"
            for part in node.children.values()
            for text in part.children
            if not (self.context.base_chains and part.word == "weekdays" and _all_negated(text))
        ]
        parts = [part for part in parts if not part.startswith("utc")]
        if parts:
            self._open(node, phrase("it holds at certain times only"), "time:" + " ".join(sorted(parts)))

    def read_tcp(self, node: Node) -> None:
        """A new connection begins with SYN alone."""
        flags: list[str] = []
        for part in node.get("flags").children.values():
            flags += [f"!{below}" for below in part.children] if part.word == "not" else part.word.split(",")
        wanted = {flag.strip().lower() for flag in flags if not flag.startswith("!")}
        unwanted = {flag.strip("! ").lower() for flag in flags if flag.startswith("!")}
        if wanted - {"syn"} or unwanted & {"syn", "all"}:  # ALL: every flag is set, !ALL: none
            self.never = True

    def read_ipsec(self, node: Node) -> None:
        """Packets that arrive through IPsec do not come from a stranger."""
        if any(child.word.startswith("match-ipsec") for child in node.children.values()):
            self.never = True

    def read_connection_status(self, node: Node) -> None:
        if "destination" in node.values("nat"):
            self.translated = True
        elif node.has("nat"):
            self.never = True  # source NAT is decided behind the filter of a new connection

    def read_mark(self, node: Node) -> None:
        self._open(node, phrase("packet marks are set by other rules and are not followed"))

    def read_fragment(self, node: Node) -> None:
        """A sender need not send fragments: a drop of them closes nothing. Connection tracking puts them together."""
        if node.has("match-frag") and self.rule.value("action") in ("drop", "reject"):
            self.never = True
        elif node.has("match-frag"):
            self._open(node, phrase("fragments are the sender's choice and put together before the filter"))

    def read_payload(self, node: Node) -> None:
        """The first packet carries no payload: a drop does not stop it, an accept may let it in later."""
        if self.rule.value("action") in ("drop", "reject"):
            self.never = True
        else:
            self._open(node, phrase("it looks at what is sent later"))

    def read_packet_type(self, node: Node) -> None:
        if "host" not in node.children:
            self.never = True


def _masked(address: AddressSet, mask: str) -> AddressSet | None:
    """The network of an address and a mask of leading ones; None for other masks."""
    ones = parse_addresses(mask)
    if ones is None or ones.family != address.family or address.size != 1 or ones.size != 1:
        return None
    bits = BITS[address.family]
    number, free = address.ranges[0][0], (1 << bits) - 1 - ones.ranges[0][0]
    if free & (free + 1):
        return None
    return AddressSet(address.family) if number & free else AddressSet.of(address.family, [(number, number | free)])


def _all_negated(text: str) -> bool:
    return all(day.strip().startswith("!") for day in text.split(","))


_READERS: dict[str, Callable[[_Rule, Node], None]] = {
    "protocol": _Rule.read_protocol,
    "source": _Rule.read_source,
    "destination": _Rule.read_destination,
    "state": _Rule.read_state,
    "inbound-interface": _Rule.read_in,
    "outbound-interface": _Rule.read_out,
    "icmp": _Rule.read_icmp,
    "icmpv6": _Rule.read_icmp,
    "time": _Rule.read_time,
    "tcp": _Rule.read_tcp,
    "ipsec": _Rule.read_ipsec,
    "connection-status": _Rule.read_connection_status,
    "mark": _Rule.read_mark,
    "connection-mark": _Rule.read_mark,
    "connmark": _Rule.read_mark,
    "fragment": _Rule.read_fragment,
    "p2p": _Rule.read_payload,
    "application": _Rule.read_payload,
    "packet-type": _Rule.read_packet_type,
}
