"""Fields whose answer for a first packet is known without looking at sets of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from routerlint.model.match import ServiceMatch
from routerlint.netset.addresses import Family
from routerlint.netset.services import ECHO_REQUEST, ServiceSet
from routerlint.parsing.netfilter.draft import BitTest, Draft
from routerlint.parsing.netfilter.marks import FULL_MASK
from routerlint.parsing.netfilter.nft.kinds import limit_destination_kinds, limit_tcp_flags
from routerlint.parsing.netfilter.states import ALL_CASES, state_cases, status_cases

__all__ = ["PLAIN_FIELDS", "is_time", "limit_by_pattern", "limit_route"]

_FAMILIES: dict[str, Family] = {
    "ipv4": "ipv4", "ipv6": "ipv6", "ip": "ipv4", "ip6": "ipv6", "0x0800": "ipv4", "0x86dd": "ipv6", "2": "ipv4", "10": "ipv6",
    "2048": "ipv4", "34525": "ipv6",
}  # fmt: skip
# Header fields, counts and chance: the sender fills them in, or tries again.
_CHOICE = re.compile(
    r"(?:ip|ip6|tcp|udp|udplite|sctp|dccp|icmp|icmpv6|igmp|esp|ah|comp|gre|vxlan|geneve|gretap) \S+\Z"
    r"|(?:th sport|raw th,0,16|tcp option .*|exthdr .*|(?:frag|hbh|dst|mh|srh) \S+|rt (?:type|seg-left|hdrlength|nexthdr)|meta (?:length|random|cpu)|numgen|jhash|symhash"
    r"|osf .*|ct (?:original |reply )?(?:bytes|packets|avgpkt|expiration)|ct original proto-src|ct reply proto-dst|ct count)\Z"
)
# Only packets that the router itself sends, or that came out of a tunnel of a known peer.
_NEVER = re.compile(r"(?:meta (?:skuid|skgid|cgroup)|ct helper|socket cgroupv2 .*|ipsec .*)\Z")
_TIMES = frozenset(("meta hour", "meta day", "meta time"))


def _state(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    cases = state_cases(part for text in texts for part in text.split("|"))
    if cases is None:
        return False
    draft.limit_cases(ALL_CASES & ~cases if negated else cases)
    return True


def _status(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    cases = status_cases(part for text in texts for part in text.split("|"))
    if cases is None:
        return False
    draft.limit_cases(ALL_CASES & ~cases if negated else cases)
    return True


def _direction(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    if ("original" in texts or "0" in texts) is negated:
        draft.never = True
    return True


def _family(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    named = {_FAMILIES[text] for text in texts if text in _FAMILIES}
    if negated:
        draft.limit_families(*(f for f in ("ipv4", "ipv6") if f not in named))
    else:
        draft.limit_families(*sorted(named))
    return True


def _packet_type(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    if bool({"host", "unicast"} & set(texts)) is negated:
        draft.never = True
    return True


def _code(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    """An echo request has code 0; other messages are not asked about."""
    if ("0" in texts or "net-unreachable" in texts or "no-route" in texts) is negated:
        echoes = ServiceSet(((ECHO_REQUEST["ipv4"],) * 2,)) | ServiceSet(((ECHO_REQUEST["ipv6"],) * 2,))
        draft.limit_services(ServiceMatch.of(~echoes))
    return True


def _secured(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    """A stranger's packet came through no IPsec policy."""
    if ("exists" in texts or "1" in texts or "true" in texts) is not negated:
        draft.never = True
    return True


def _link_type(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    if texts == ("loopback",):
        draft.never = draft.never or not negated
        return True
    return False


def _mark(space: str) -> Callable[[Draft, tuple[str, ...], bool], bool]:
    def read(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
        try:
            values = [int(text, 0) for text in texts]
        except ValueError:
            return False
        if any(not 0 <= value <= FULL_MASK for value in values) or (len(values) != 1 and not negated):
            return False
        tests = [BitTest(space, value, FULL_MASK) for value in values]
        if not negated:
            draft.bits = (*draft.bits, *tests)
            return True
        for test in tests:
            exception = draft.blank()
            exception.bits = (test,)
            draft.unless = (*draft.unless, exception)
        return True

    return read


def _tcp_flags(draft: Draft, texts: tuple[str, ...], negated: bool) -> bool:
    return limit_tcp_flags(draft, texts, negated=negated)


def limit_route(draft: Draft, field: str, texts: tuple[str, ...], *, negated: bool) -> bool:
    """fib: the routing table's answer about an address."""
    _, flags, result = field.split(" ", 2)
    words = set(flags.split("."))
    if result == "type":
        if "daddr" in words:
            return limit_destination_kinds(draft, texts, negated=negated)
        if ("unicast" in texts) is negated:  # a stranger's source is plain unicast
            draft.never = True
        return True
    if "saddr" in words and result in ("oif", "oifname", "check"):
        # The way back to a stranger leads through the WAN: it exists.
        found = not set(texts) & {"missing", "0", "false"}
        if found is negated:
            draft.never = True
        return set(texts) <= {"missing", "exists", "0", "1", "true", "false"}
    return False


def limit_by_pattern(draft: Draft, field: str, texts: tuple[str, ...], *, negated: bool = False) -> bool:
    """Fields that only the router's own packets have, and fields that the sender fills in."""
    if _NEVER.match(field):
        draft.never = True
        return True
    if _CHOICE.match(field):
        asked = " ".join(texts)[:60]  # the sender may be in one list of ports and not in another
        port = field.endswith(("sport", "proto-src", "th,0,16"))
        draft.choose(f"source port {'not ' if negated else ''}{asked}" if port else field)
        return bool(texts)
    return False


PLAIN_FIELDS: dict[str, Callable[[Draft, tuple[str, ...], bool], bool]] = {
    "ct state": _state,
    "ct status": _status,
    "ct direction": _direction,
    "ct l3proto": _family,
    "ct original l3proto": _family,
    "meta nfproto": _family,
    "meta protocol": _family,
    "ether type": _family,
    "meta pkttype": _packet_type,
    "icmp code": _code,
    "icmpv6 code": _code,
    "meta secpath": _secured,
    "meta ipsec": _secured,
    "rt ipsec": _secured,
    "meta iiftype": _link_type,
    "meta mark": _mark("mark"),
    "ct mark": _mark("ct"),
    "tcp flags": _tcp_flags,
}


def is_time(field: str) -> bool:
    """Whether a field asks for the clock."""
    return field in _TIMES
