"""What a test on one field means for the first packet of a connection from outside."""

from __future__ import annotations

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family, format_address, parse_addresses
from routerlint.netset.services import ICMP, ICMP6, PORTED, SCTP, TCP, UDP, ServiceSet
from routerlint.parsing.netfilter.draft import Draft, InterfaceTest
from routerlint.parsing.netfilter.names import icmp_type, port_number, protocol_of
from routerlint.parsing.netfilter.nft.plain import PLAIN_FIELDS, limit_by_pattern, limit_route
from routerlint.parsing.netfilter.states import TRACKED

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
        reader = PLAIN_FIELDS.get(field)
        if reader is not None:
            return reader(draft, texts, negated)
        if field in ("ct original proto-dst", "ct reply proto-src"):
            return self._tracked_port(draft, field, texts, negated=negated)
        if field.startswith("fib "):
            return limit_route(draft, field, texts, negated=negated)
        return limit_by_pattern(draft, field, texts, negated=negated)

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
            draft.limit_services(ServiceMatch.of(ServiceSet.protocol(number)))
        if head in ("ip", "icmp"):
            draft.limit_families("ipv4")
        elif head in ("ip6", "icmpv6"):
            draft.limit_families("ipv6")

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
        ported = ServiceSet.protocols(protocols)
        certain, possible = _within(ported, _on_ports(protocols, pairs), unknown, negated=negated)
        asked = draft.service_set()
        if len(protocols) > 1 and (asked is None or asked - ported):
            _without_ports(draft, ported)
            certain, possible = certain | ~ported, possible | ~ported
        draft.limit_services(_service_match(certain, possible, unknown, negated=negated))
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


def _without_ports(draft: Draft, ported: ServiceSet) -> None:
    """`th dport` looks at the same two bytes of every protocol; where these are no port, the sender fills them in.

    Measured with packets: a ping passes `th dport 1024-65535` by its checksum.
    """
    exception = draft.blank()
    exception.limit_services(ServiceMatch.of(~ported))
    exception.choose("transport header")
    draft.unless = (*draft.unless, exception)


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


def _within(
    everything: ServiceSet, services: ServiceSet, unknown: Unknown | None, *, negated: bool
) -> tuple[ServiceSet, ServiceSet]:
    """The services of `everything` that match for certain, and those that may: further elements may be any of them."""
    certain, possible = services, services if unknown is None else everything
    return (everything - possible, everything - certain) if negated else (certain, possible)


def _service_match(
    certain: ServiceSet, possible: ServiceSet, unknown: Unknown | None, *, negated: bool
) -> ServiceMatch:
    if unknown is None:
        return ServiceMatch.of(certain)
    return ServiceMatch(certain=certain, possible=possible, unknown=unknown, negated=negated)


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
    services = ServiceSet.ports(protocol, [(n, n) for n in types if n is not None])
    certain, possible = _within(ServiceSet.protocol(protocol), services, unknown, negated=negated)
    draft.limit_families(family)
    draft.limit_services(_service_match(certain, possible, unknown, negated=negated))
    return True
