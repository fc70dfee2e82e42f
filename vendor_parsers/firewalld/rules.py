"""One statement of a zone or policy to the rules that firewalld makes of it.

Source: fw_policy.py, fw_zone.py and nftables.py of firewalld 1.3.3; the rules are written as iptables would write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from routerlint.netset.addresses import FAMILIES, Family, family_of
from routerlint.parsing.netfilter.iptables.writing import Doubt, Place
from routerlint.wording import phrase
from vendor_parsers.firewalld.items import Item
from vendor_parsers.firewalld.services import Offer, Services, port_words

__all__ = ["Hook", "Rule", "RuleMaker", "SetTest", "address_test", "icmp_words"]

Hook = Literal["INPUT", "FORWARD", "PREROUTING", "POSTROUTING"]
Part = Literal["pre", "deny", "allow", "post"]

_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}\Z")
_ICMP = {"ipv4": ("icmp", "--icmp-type"), "ipv6": ("icmpv6", "--icmpv6-type")}
_ACTIONS = ("accept", "reject", "drop", "mark")
_ELEMENTS = (
    "service", "port", "protocol", "source-port", "icmp-block", "icmp-type", "masquerade", "forward-port", "tcp-mss-clamp",
)  # fmt: skip


class SetTest(NamedTuple):
    """The sender or the destination is (or is not) in an ipset."""

    name: str
    source: bool
    negated: bool = False


class Rule(NamedTuple):
    """One rule of a chain. doubt: what the file does not hold of it, as (key, thing, why)."""

    table: Literal["filter", "nat"]
    hook: Hook
    part: Part
    words: tuple[str, ...]
    place: Place
    families: tuple[Family, ...] = FAMILIES
    priority: int = 0
    sets: tuple[SetTest, ...] = ()
    doubt: Doubt | None = None


class _Test(NamedTuple):
    """What a rich rule asks of the packet, whatever its element."""

    words: tuple[str, ...] = ()
    families: tuple[Family, ...] = FAMILIES
    sets: tuple[SetTest, ...] = ()
    readable: bool = True


class RuleMaker:
    """Makes the rules of one zone or policy.

    filtering: the hook at which its filter rules stand. by_iptables: the backend is iptables.
    """

    def __init__(self, services: Services, filtering: Hook, *, inversion: bool, by_iptables: bool) -> None:
        self._services = services
        self._filtering = filtering
        self._inversion = inversion
        self._by_iptables = by_iptables

    def rules(self, item: Item) -> Iterator[Rule]:
        """The rules of a statement; nothing for one that lets nothing in and stops nothing."""
        tag = item.tag
        if tag == "rule":
            yield from self._rich(item)
        elif tag in ("service", "port", "protocol", "source-port"):
            for offer, doubt in self._asked(item):
                words = (*offer.words, "-j", "ACCEPT")
                yield Rule("filter", self._filtering, "allow", words, item.place, offer.families, doubt=doubt)
        elif tag == "masquerade":
            if item.get("enabled").lower() not in ("no", "false"):
                yield Rule("nat", "POSTROUTING", "allow", _MASQUERADE, item.place, ("ipv4",))
        elif tag == "forward-port":
            family: Family = "ipv6" if family_of(item.get("to-addr")) == "ipv6" else "ipv4"
            yield Rule("nat", "PREROUTING", "allow", self._forward(item), item.place, (family,))
        elif tag == "icmp-block":
            for asked in icmp_words(item.get("name")):
                part: Part = "allow" if self._inversion else "deny"
                words = (*asked.words, "-j", "ACCEPT" if self._inversion else "REJECT")
                yield Rule("filter", self._filtering, part, words, item.place, asked.families)

    def _asked(self, item: Item) -> Iterator[tuple[Offer, Doubt | None]]:
        """What a service, port, protocol or source port asks for."""
        if item.tag == "protocol":
            yield Offer(("-p", item.get("value"))), None
            return
        if item.tag == "service":
            name = item.get("name")
            offers = self._services.offers(name)
            if offers is None:
                why = phrase("the file that defines it is not in the input")
                yield Offer(()), Doubt(f"service:{name}", phrase("service {name}", name=name[:60]), why)
            for offer in offers or ():
                yield offer, None
            return
        words = port_words(item.get("port"), item.get("protocol"), source=item.tag == "source-port")
        if words is None:
            doubt = Doubt(
                f"port:{item.place.file.name}:{item.place.line}", phrase("a port"), phrase("it cannot be read")
            )
            yield Offer(()), doubt
        else:
            yield Offer(words), None

    def _rich(self, item: Item) -> Iterator[Rule]:
        element, action = item.first(*_ELEMENTS), item.first(*_ACTIONS)
        if _refused(item, element, action):
            return
        test = _read_test(item)
        doubt = (
            None
            if test.readable
            else Doubt(_key(item), phrase("a rich rule"), phrase("its family or address cannot be read"))
        )
        if element is not None and element.tag in ("masquerade", "forward-port"):
            yield self._translation(item, element, test, doubt)
            return
        target = _action_word(element, action)
        if target is None or (element is not None and element.tag == "tcp-mss-clamp"):
            return
        priority = _number(item.get("priority"))
        part = _part(priority, "allow" if target == "ACCEPT" else "deny")
        rate = ("-m", "limit", "--limit", "1/s") if action is not None and action.first("limit") else ()
        for asked, unknown in self._tests(element):
            families = tuple(f for f in test.families if f in asked.families)
            words = (*test.words, *asked.words, *rate, "-j", target)
            if families:
                yield Rule(
                    "filter", self._filtering, part, words, item.place, families, priority, test.sets, doubt or unknown
                )

    def _translation(self, item: Item, element: Item, test: _Test, doubt: Doubt | None) -> Rule:
        """A rich rule that translates."""
        priority = _number(item.get("priority"))
        part = _part(priority, "allow")
        if element.tag == "masquerade":
            words = (*test.words, *_MASQUERADE)
            return Rule("nat", "POSTROUTING", part, words, item.place, test.families, priority, test.sets, doubt)
        to = family_of(element.get("to-addr"))
        families = tuple(f for f in test.families if to in (None, f))
        words = (*test.words, *self._forward(element))
        return Rule("nat", "PREROUTING", part, words, item.place, families, priority, test.sets, doubt)

    def _forward(self, item: Item) -> tuple[str, ...]:
        """The words of a port forward; without an address it stays on the router."""
        asked = port_words(item.get("port"), item.get("protocol"))
        address, ports = item.get("to-addr"), item.get("to-port")
        if asked is None:
            return ("-j", "DNAT")  # unreadable as a whole
        if not address:
            if self._by_iptables:  # which changes nothing but the port (ipXtables.py)
                return (*asked, "-j", "DNAT", "--to-destination", f":{ports}")
            return (*asked, "-j", "REDIRECT", "--to-ports", ports)
        if ports and ":" in address:
            address = f"[{address}]"
        return (*asked, "-j", "DNAT", "--to-destination", f"{address}:{ports}" if ports else address)

    def _tests(self, element: Item | None) -> Iterator[tuple[Offer, Doubt | None]]:
        if element is None:
            yield Offer(()), None
        elif element.tag in ("icmp-block", "icmp-type"):
            for asked in icmp_words(element.get("name")):
                yield asked, None
        else:
            yield from self._asked(element)


_MASQUERADE = ("!", "-o", "lo", "-j", "MASQUERADE")


def address_test(text: str, *, source: bool, negated: bool = False) -> _Test:
    """The test for an address, a MAC address or "ipset:NAME"."""
    sign = ("!",) if negated else ()
    if text.startswith("ipset:"):
        return _Test(sets=(SetTest(text[6:], source, negated),))
    if _MAC.match(text):
        return _Test((*("-m", "mac"), *sign, "--mac-source", text)) if source else _Test(readable=False)
    family = family_of(text)
    if family is None:
        return _Test(readable=False)
    return _Test((*sign, "-s" if source else "-d", text), (family,))


def icmp_words(name: str) -> tuple[Offer, ...]:
    """The tests for an ICMP type, in the families that have it."""
    return tuple(
        Offer(("-p", protocol, "-m", protocol if protocol == "icmp" else "icmp6", option, name), (family,))
        for family, (protocol, option) in ((f, _ICMP[f]) for f in FAMILIES)
        if _has_type(name, family)
    )


def _has_type(name: str, family: Family) -> bool:
    only = _ONLY.get(name)
    return only is None or only == family


_ONLY: dict[str, Family] = {
    **dict.fromkeys(
        ("address-unreachable", "bad-header", "beyond-scope", "failed-policy", "neighbour-advertisement",
         "neighbour-solicitation", "no-route", "packet-too-big", "reject-route", "unknown-header-type", "unknown-option"),
        "ipv6",
    ),
    **dict.fromkeys(
        ("fragmentation-needed", "host-precedence-violation", "host-prohibited", "host-redirect", "host-unknown",
         "host-unreachable", "ip-header-bad", "network-prohibited", "network-redirect", "network-unknown",
         "network-unreachable", "precedence-cutoff", "protocol-unreachable", "required-option-missing", "source-quench",
         "source-route-failed", "timestamp-reply", "timestamp-request", "tos-host-redirect", "tos-host-unreachable",
         "tos-network-redirect", "tos-network-unreachable"),
        "ipv4",
    ),
}  # fmt: skip


def _refused(rule: Item, element: Item | None, action: Item | None) -> bool:
    """Whether firewalld passes over a rich rule with a warning (check in rich.py)."""
    source, destination = rule.first("source"), rule.first("destination")
    tag = element.tag if element is not None else ""
    if not rule.get("family"):
        addressed = source is not None and bool(source.get("address"))
        if addressed or destination is not None or tag == "forward-port":
            return True
    if element is None:
        return action is None or (source is None and destination is None and not _number(rule.get("priority")))
    return action is not None and tag in ("masquerade", "forward-port", "icmp-block", "tcp-mss-clamp")


def _read_test(rule: Item) -> _Test:
    """Family, sender and destination of a rich rule."""
    family = rule.get("family")
    tests = [_Test(families=(family,))] if family in FAMILIES else [_Test(readable=not family)]
    for tag in ("source", "destination"):
        end = rule.first(tag)
        if end is None:
            continue
        text = end.get("address") or end.get("mac") or (f"ipset:{end.get('ipset')}" if end.get("ipset") else "")
        negated = end.get("invert").lower() in ("yes", "true")
        tests.append(address_test(text, source=tag == "source", negated=negated))
    return _Test(
        tuple(word for test in tests for word in test.words),
        tuple(f for f in FAMILIES if all(f in test.families for test in tests)),
        tuple(asked for test in tests for asked in test.sets),
        all(test.readable for test in tests),
    )


def _action_word(element: Item | None, action: Item | None) -> str | None:
    """The target of a rich rule; None if it only logs or marks."""
    if action is None:
        return "REJECT" if element is not None and element.tag == "icmp-block" else None
    return None if action.tag == "mark" else action.tag.upper()


def _part(priority: int, usual: Part) -> Part:
    return "pre" if priority < 0 else "post" if priority > 0 else usual


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else 0


def _key(item: Item) -> str:
    return f"rich rule:{item.place.file.name}:{item.place.line}"
