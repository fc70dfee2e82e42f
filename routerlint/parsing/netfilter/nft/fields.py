"""What a test on one field means for the first packet of a connection from outside."""

from __future__ import annotations

import re
from collections.abc import Callable

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family, format_address, parse_addresses
from routerlint.netset.services import ECHO_REQUEST, ICMP, ICMP6, PORTED, SCTP, TCP, UDP, ServiceSet
from routerlint.parsing.netfilter.draft import BitTest, Draft, InterfaceTest
from routerlint.parsing.netfilter.marks import FULL_MASK
from routerlint.parsing.netfilter.names import icmp_type, port_number, protocol_of
from routerlint.parsing.netfilter.nft.kinds import limit_destination_kinds, limit_tcp_flags
from routerlint.parsing.netfilter.states import ALL_CASES, TRACKED, state_cases, status_cases

__all__ = ["FieldReader", "port_pairs"]

_PORT_FIELDS = {
    "tcp dport": (TCP,),
    "udp dport": (UDP,),
    "udplite dport": (136,),
    "sctp dport": (SCTP,),
    "dccp dport": (33,),
    "th dport": tuple(sorted(PORTED)),
    "raw th,16,16": tuple(sorted(PORTED)),
}
_PROTOCOL_FIELDS = {
    "meta l4proto": None, "ip protocol": "ipv4", "ip6 nexthdr": "ipv6", "raw nh,72,8": "ipv4", "ct protocol": None,
    "ct original protocol": None,
}  # fmt: skip
# Whose address, and of which family. A raw expression names it by its place in the header.
_ADDRESS_FIELDS: dict[str, tuple[str, Family]] = {
    "ip saddr": ("source", "ipv4"), "ip daddr": ("destination", "ipv4"), "ip6 saddr": ("source", "ipv6"),
    "ip6 daddr": ("destination", "ipv6"), "ct original ip saddr": ("source", "ipv4"),
    "ct original ip daddr": ("original", "ipv4"), "ct original ip6 saddr": ("source", "ipv6"),
    "ct original ip6 daddr": ("original", "ipv6"), "ct reply ip saddr": ("destination", "ipv4"),
    "ct reply ip daddr": ("source", "ipv4"), "ct reply ip6 saddr": ("destination", "ipv6"),
    "ct reply ip6 daddr": ("source", "ipv6"), "raw nh,96,32": ("source", "ipv4"), "raw nh,128,32": ("destination", "ipv4"),
    "raw nh,64,128": ("source", "ipv6"), "raw nh,192,128": ("destination", "ipv6"),
}  # fmt: skip
_INTERFACE_FIELDS = {"meta iif": True, "meta iifname": True, "meta oif": False, "meta oifname": False}
_ICMP_FIELDS: dict[str, tuple[int, Family]] = {"icmp type": (ICMP, "ipv4"), "icmpv6 type": (ICMP6, "ipv6")}
_HEADER_PROTOCOLS = {
    "tcp": TCP, "udp": UDP, "udplite": 136, "sctp": SCTP, "dccp": 33, "icmp": ICMP, "icmpv6": ICMP6, "igmp": 2, "esp": 50,
    "ah": 51, "comp": 108, "gre": 47,
}  # fmt: skip
_FAMILIES: dict[str, Family] = {
    "ipv4": "ipv4", "ipv6": "ipv6", "ip": "ipv4", "ip6": "ipv6", "0x0800": "ipv4", "0x86dd": "ipv6", "2": "ipv4", "10": "ipv6",
    "2048": "ipv4", "34525": "ipv6",
}  # fmt: skip
# Header fields, counts and chance: the sender fills them in, or tries again.
_CHOICE = re.compile(
    r"(?:ip|ip6|tcp|udp|udplite|sctp|dccp|icmp|icmpv6|igmp|esp|ah|comp|gre|vxlan|geneve|gretap) \S+\Z"
    r"|(?:th sport|raw th,0,16|tcp option .*|exthdr .*|(?:frag|hbh|dst|mh|rt|srh) \S+|meta (?:length|random|cpu)|numgen|jhash|symhash"
    r"|osf .*|ct (?:original |reply )?(?:bytes|packets|avgpkt|expiration)|ct original proto-src|ct reply proto-dst|ct count)\Z"
)
# Only packets that the router itself sends, or that came out of a tunnel of a known peer.
_NEVER = re.compile(r"(?:meta (?:skuid|skgid|cgroup)|ct helper|socket cgroupv2 .*|ipsec .*)\Z")
_TIMES = frozenset(("meta hour", "meta day", "meta time"))


class FieldReader:
    """Narrows drafts by tests on fields. Values are texts; equal texts are read once."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[Family, tuple[str, ...]], AddressSet | None] = {}
        self._ports: dict[tuple[str, ...], iv.Intervals | None] = {}

    def narrow(
        self, draft: Draft, field: str, texts: tuple[str, ...], unknown: Unknown | None, *, negated: bool
    ) -> bool:
        """Only packets whose field is one of the texts, or of the elements that `unknown` asks for; or none of them.

        False if the field or a value is not understood: the draft is then as before.
        """
        address = _ADDRESS_FIELDS.get(field)
        if address is not None:
            return self._address(draft, *address, texts, unknown, negated=negated)
        protocols = _PORT_FIELDS.get(field)
        if protocols is not None:
            return self._port(draft, protocols, texts, unknown, negated=negated)
        if field in _INTERFACE_FIELDS and unknown is None:
            return _interface(draft, texts, incoming=_INTERFACE_FIELDS[field], negated=negated)
        if field in _PROTOCOL_FIELDS:
            return _protocol(draft, _PROTOCOL_FIELDS[field], texts, unknown, negated=negated)
        if field in _ICMP_FIELDS:
            return _icmp(draft, *_ICMP_FIELDS[field], texts, unknown, negated=negated)
        if unknown is not None:
            return False
        reader = _PLAIN.get(field)
        if reader is not None:
            return reader(draft, texts, negated)
        if field in ("ct original proto-dst", "ct reply proto-src"):
            return self._tracked_port(draft, field, texts, negated=negated)
        if field.startswith("fib "):
            return _route(draft, field, texts, negated=negated)
        return _by_pattern(draft, field, texts)

    def imply(self, draft: Draft, field: str) -> None:
        """What a field needs to be there at all: its protocol, its family, a tracked connection.

        Without it the rule does not match, negated or not (NFT_BREAK; only ct state has an answer without a connection).
        """
        head = field.partition(" ")[0]
        if head == "ct":
            if field != "ct state":
                draft.limit_cases(TRACKED)
            return
        number = _HEADER_PROTOCOLS.get(head)
        if number is not None:
            draft.limit_services(ServiceMatch.of(_protocol_services(number)))
        if head in ("ip", "icmp"):
            draft.limit_families("ipv4")
        elif head in ("ip6", "icmpv6"):
            draft.limit_families("ipv6")
        elif head == "th" or field.startswith("raw th"):
            draft.limit_services(ServiceMatch.of(ServiceSet.protocols(PORTED)))

    def _address(
        self, draft: Draft, side: str, family: Family, texts: tuple[str, ...], unknown: Unknown | None, *, negated: bool
    ) -> bool:
        found = self._address_set(family, texts)
        if found is None:
            return False
        match = AddressMatch.of(found) if unknown is None else AddressMatch.partly(found, unknown)
        if negated:
            match = match.inverted()
        draft.limit_families(family)
        if side == "source":
            draft.limit_sources(match)
        elif side == "destination":
            draft.limit_destinations(match)
        else:
            draft.limit_original_destinations(match)
        return True

    def _address_set(self, family: Family, texts: tuple[str, ...]) -> AddressSet | None:
        key = (family, texts)
        if key not in self._addresses:
            self._addresses[key] = _address_set(family, texts)
        return self._addresses[key]

    def _port(
        self,
        draft: Draft,
        protocols: tuple[int, ...],
        texts: tuple[str, ...],
        unknown: Unknown | None,
        *,
        negated: bool,
    ) -> bool:
        pairs = self._port_pairs(texts)
        if pairs is None:
            return False
        everything = ServiceSet.protocols(protocols)
        services = _on_ports(protocols, pairs)
        if unknown is None:
            draft.limit_services(ServiceMatch.of(everything - services if negated else services))
            return True
        if negated:
            match = ServiceMatch(certain=ServiceSet(), possible=everything - services, unknown=unknown, negated=True)
        else:
            match = ServiceMatch(certain=services, possible=everything, unknown=unknown)
        draft.limit_services(match)
        return True

    def _port_pairs(self, texts: tuple[str, ...]) -> iv.Intervals | None:
        if texts not in self._ports:
            self._ports[texts] = port_pairs(texts)
        return self._ports[texts]

    def _tracked_port(self, draft: Draft, field: str, texts: tuple[str, ...], *, negated: bool) -> bool:
        pairs = self._port_pairs(texts)
        if pairs is None:
            return False
        services = _on_ports(tuple(sorted(PORTED)), pairs)
        match = ServiceMatch.of(ServiceSet.protocols(PORTED) - services if negated else services)
        if field == "ct original proto-dst":
            draft.limit_original_services(match)
        else:
            draft.limit_services(match)
        return True


def _address_set(family: Family, texts: tuple[str, ...]) -> AddressSet | None:
    pairs: list[tuple[int, int]] = []
    for text in texts:
        one = parse_addresses(_raw_address(text, family))
        if one is None or one.family != family:
            return None
        pairs.extend(one.ranges)
    return AddressSet.of(family, pairs)


def port_pairs(texts: tuple[str, ...]) -> iv.Intervals | None:
    """Closed ranges of "22", "ssh", "80-90", "0x16"; None if one is no port."""
    pairs: list[tuple[int, int]] = []
    for text in texts:
        low_text, dash, high_text = text.partition("-")
        low = _port(low_text)
        high = _port(high_text) if dash else low
        if low is None or high is None:  # a name may hold a dash
            low = high = _port(text)
        if low is None or high is None or low > high:
            return None
        pairs.append((low, high))
    return iv.normalise(pairs)


def _port(text: str) -> int | None:
    if text.startswith("0x") and len(text) < 8:
        try:
            number = int(text, 16)
        except ValueError:
            return None
        return number if number < 65536 else None
    return port_number(text)


def _raw_address(text: str, family: Family) -> str:
    """A hexadecimal value of a raw expression as an address."""
    if text.startswith("0x") and len(text) < 36:
        try:
            return format_address(family, int(text, 16))
        except ValueError:
            return text
    return text


def _on_ports(protocols: tuple[int, ...], pairs: iv.Intervals) -> ServiceSet:
    if len(protocols) == 1:
        return ServiceSet.ports(protocols[0], pairs)
    found = ServiceSet()
    for protocol in protocols:
        found |= ServiceSet.ports(protocol, pairs)
    return found


def _protocol_services(number: int) -> ServiceSet:
    return ServiceSet.protocol(number)


def _interface(draft: Draft, texts: tuple[str, ...], *, incoming: bool, negated: bool) -> bool:
    test = InterfaceTest(texts, negated)
    if incoming:
        draft.inputs = (*draft.inputs, test)
    else:
        draft.outputs = (*draft.outputs, test)
    return True


def _protocol(
    draft: Draft, family: str | None, texts: tuple[str, ...], unknown: Unknown | None, *, negated: bool
) -> bool:
    numbers: list[int] = []
    for text in texts:
        number = int(text, 16) if text.startswith("0x") and len(text) < 5 and _is_hex(text) else protocol_of(text)
        if number is None or number > 255:
            return False
        numbers.append(number)
    services = ServiceSet.protocols(numbers)
    match = ServiceMatch.of(services) if unknown is None else ServiceMatch.partly(services, unknown)
    if family == "ipv4":
        draft.limit_families("ipv4")
    elif family == "ipv6":
        draft.limit_families("ipv6")
    draft.limit_services(match.inverted() if negated else match)
    return True


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in text[2:]) and len(text) > 2


def _icmp(
    draft: Draft, protocol: int, family: Family, texts: tuple[str, ...], unknown: Unknown | None, *, negated: bool
) -> bool:
    types = [icmp_type(text, protocol) for text in texts]
    if any(number is None or number > 255 for number in types):
        return False
    everything = ServiceSet.protocol(protocol)
    services = ServiceSet.ports(protocol, [(n, n) for n in types if n is not None])
    certain, possible = services, services if unknown is None else everything
    if negated:
        certain, possible = everything - possible, everything - certain
    draft.limit_families(family)
    draft.limit_services(ServiceMatch(certain=certain, possible=possible, unknown=unknown, negated=negated))
    return True


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


def _route(draft: Draft, field: str, texts: tuple[str, ...], *, negated: bool) -> bool:
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


def _by_pattern(draft: Draft, field: str, texts: tuple[str, ...]) -> bool:
    if _NEVER.match(field):
        draft.never = True
        return True
    if _CHOICE.match(field):
        draft.choose("source port" if field.endswith(("sport", "proto-src", "th,0,16")) else field)
        return bool(texts)
    return False


_PLAIN: dict[str, Callable[[Draft, tuple[str, ...], bool], bool]] = {
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
