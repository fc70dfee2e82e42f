"""One rule's questions while they are collected, and what the answers rest on."""

from __future__ import annotations

import msgspec

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ServiceSet
from routerlint.wording import NO_WORDS, phrase
from vendor_parsers.routeros.address_lists import AddressLists
from vendor_parsers.routeros.export import Item
from vendor_parsers.routeros.rule_interfaces import RuleInterfaces

__all__ = ["Ask", "Surroundings", "keyword"]

_WHY = {
    "time": phrase("it holds at some hours only"),
    "src-mac-address": phrase("the neighbour's hardware address is not in the file"),
    "connection-state": phrase("connection tracking is off, or the state is not known"),
    "protocol": phrase("the rule names ports without a protocol, or a protocol that is not known"),
    "ipsec-policy": phrase("an IPsec policy decides"),
    "hotspot": phrase("the hotspot decides"),
    "in-bridge-port": phrase("the port behind the bridge is not known"),
    "in-bridge-port-list": phrase("the port behind the bridge is not known"),
}


class Surroundings(msgspec.Struct, frozen=True):
    """What rules of one family refer to.

    marks: every mark that rules set, by kind ("connection", "packet", "routing"). tracking: connections are tracked.
    outgoing_ipsec: an IPsec policy takes packets of any sender. hotspot: a hotspot is on. stated: the router's addresses
    that the file states; unstated: what stands for those that it gets from its providers.
    """

    family: Family
    interfaces: RuleInterfaces
    lists: AddressLists
    marks: dict[str, tuple[str, ...]]
    tracking: bool
    outgoing_ipsec: bool
    hotspot: bool
    stated: AddressSet
    unstated: AddressSet


class Ask:
    """The questions of one rule.

    never: no new packet of the Internet can match; why_not: a reason that the owner should know. payload: it asks for
    text in the packet. doubt_lists: an interface list that the input does not define is an open question.
    """

    __slots__ = (
        "choice", "destination_nat", "destinations", "doubt_lists", "ins", "marks", "marks_absent", "never", "outs",
        "payload", "services", "sources", "to_router", "tracked", "unknown", "unknown_not", "why_not",
    )  # fmt: skip

    def __init__(self, *, doubt_lists: bool) -> None:
        self.ins: tuple[str, ...] | None = None
        self.outs: tuple[str, ...] | None = None
        self.sources: AddressMatch | None = None
        self.destinations: AddressMatch | None = None
        self.services: ServiceSet | None = None
        self.to_router: bool | None = None
        self.destination_nat: bool | None = None
        self.tracked: bool | None = None
        self.marks: tuple[str, ...] = ()
        self.marks_absent: tuple[str, ...] = ()
        self.unknown: list[Unknown] = []
        self.unknown_not: list[Unknown] = []
        self.choice: list[str] = []
        self.never = False
        self.payload = False
        self.why_not = NO_WORDS
        self.doubt_lists = doubt_lists

    def open_question(self, key: str, value: str, item: Item) -> None:
        """Notes that only the router, or nobody here, can say whether a key holds; "!" asks for the opposite."""
        (self.unknown_not if value[:1] == "!" else self.unknown).append(keyword(key, value, item))

    def narrow_services(self, services: ServiceSet) -> None:
        """All parts that speak of protocols must hold."""
        self.services = services if self.services is None else self.services & services


def keyword(key: str, value: str, item: Item) -> Unknown:
    """The open question that a key means; equal keys and values are the same question."""
    why = _WHY.get(key, phrase("this keyword or its value is not known"))
    # The value only tells questions apart; of a key that nobody knows it may be a secret.
    what = (
        phrase("{key}={value}", key=key, value=value[:60])
        if key in _WHY
        else phrase("matcher {key} of a rule", key=key[:40])
    )
    import hashlib  # late: loading it costs more than reading a short export

    mark = hashlib.blake2s(value.lstrip("!").encode(), digest_size=6).hexdigest()
    return Unknown(key=f"{key[:40]} {mark}", what=what, why=why, spans=(item.span,))
