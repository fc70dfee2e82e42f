"""What the readers of match modules and targets share: the rule, its protocol, and the values they ask about."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, Family, parse_address, parse_addresses
from routerlint.netset.services import PORTED, ServiceSet
from routerlint.parsing.netfilter.draft import Draft, MaskedAddress
from routerlint.parsing.netfilter.names import port_number
from routerlint.wording import Phrase, phrase

__all__ = ["Given", "Protocol", "Scope", "Values", "masked_address"]

_ALL_PORTS = ((0, 65535),)


class Given(NamedTuple):
    """One option of a rule with its arguments."""

    option: str
    negated: bool
    arguments: tuple[str, ...]


class Protocol(NamedTuple):
    """The protocol that a rule asks for; number None: any."""

    number: int | None = None
    negated: bool = False


class Values:
    """Reads addresses and ports of one family, each text once."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._addresses: dict[tuple[str, bool], AddressMatch | MaskedAddress | None] = {}
        self._services: dict[tuple[int, str, bool], ServiceMatch] = {}

    def addresses(self, text: str, *, negated: bool) -> AddressMatch | MaskedAddress | None:
        """The set of "A", "A/24", "A/255.255.0.0", lists with commas; a mask with holes; None for what is no address."""
        key = (text, negated)
        if key not in self._addresses:
            self._addresses[key] = self._read_addresses(text, negated=negated)
        return self._addresses[key]

    def protocol(self, number: int, *, negated: bool) -> ServiceMatch:
        """All services of a protocol, or of every other one."""
        key = (number, "", negated)
        known = self._services.get(key)
        if known is None:
            services = ServiceSet.protocol(number)
            known = self._services[key] = ServiceMatch.of(~services if negated else services)
        return known

    def _read_addresses(self, text: str, *, negated: bool) -> AddressMatch | MaskedAddress | None:
        if text.endswith("/32") and not negated:  # what a dump mostly holds
            host = parse_address(text[:-3])
            if host is not None and host[0] == self.family == "ipv4":
                return AddressMatch.of(AddressSet.host("ipv4", host[1]))
        found = AddressSet(self.family)
        for part in text.split(","):
            one = parse_addresses(part) if "-" not in part else None
            if one is None:
                return masked_address(text, self.family, negated=negated)
            if one.family != self.family:
                return None
            found |= one
        return AddressMatch.of(~found if negated else found)

    def ports(self, protocol: int, text: str, *, negated: bool) -> ServiceMatch:
        """Ports of a protocol: "22", "1024:65535", ":1023", "22,80,8000:8100", names."""
        key = (protocol, text, negated)
        known = self._services.get(key)
        if known is None:
            known = self._services[key] = self._read_ports(protocol, text, negated=negated)
        return known

    def _read_ports(self, protocol: int, text: str, *, negated: bool) -> ServiceMatch:
        pairs = port_ranges(text)
        if pairs is None:
            unknown = Unknown(
                key=f"ports:{text}",
                what=phrase("port {text}", text=text),
                why=phrase("it is no port or known service name"),
            )
            nothing, everything = ServiceSet(), ServiceSet.protocol(protocol)
            return ServiceMatch(certain=nothing, possible=everything, unknown=unknown, negated=negated)
        if negated:
            pairs = iv.complement(pairs, 0, 65535)
        return ServiceMatch.of(ServiceSet.ports(protocol, pairs))


class Scope:
    """One rule while its modules are read."""

    __slots__ = ("draft", "protocol", "values")

    def __init__(self, draft: Draft, values: Values) -> None:
        self.draft = draft
        self.values = values
        self.protocol = Protocol()

    @property
    def family(self) -> Family:
        """The family of the rule."""
        return self.values.family

    def doubt(self, key: str, what: Phrase, why: Phrase, *, negated: bool = False) -> None:
        """A test that the file does not settle."""
        draft = self.draft
        spans = (draft.span,)
        draft.doubt(Unknown(key=key, what=what, why=why, spans=spans), negated=negated)

    def address(self, text: str, limit: Callable[[AddressMatch], None], *, negated: bool, source: bool) -> None:
        """Narrows by addresses; text that is none (masked by hand, a host name) becomes a question."""
        found = self.values.addresses(text, negated=negated)
        if isinstance(found, AddressMatch):
            limit(found)
        elif found is not None and not source:
            self.draft.masked = (*self.draft.masked, found)
        else:
            side = "sender" if source else "destination"
            why = phrase("it is a name, or not an address of this family")
            self.doubt(f"{side}:{text}", phrase("{side} {text}", side=side, text=text[:60]), why, negated=negated)

    def ports(self, text: str, *, negated: bool) -> bool:
        """Narrows by destination ports; False if the rule's protocol has none."""
        number = self.protocol.number
        if number is None or self.protocol.negated or number not in PORTED:
            return False
        draft, asked = self.draft, self.values.ports(number, text, negated=negated)
        if draft.services is self.values.protocol(number, negated=False):  # the ports lie within it
            draft.services = asked
        else:
            draft.limit_services(asked)
        return True


def port_ranges(text: str) -> iv.Intervals | None:
    """Closed ranges of a port list; None if any part is unreadable."""
    pairs: list[tuple[int, int]] = []
    for part in text.split(","):
        low_text, colon, high_text = part.partition(":")
        low = port_number(low_text) if low_text or not colon else 0
        high = (port_number(high_text) if high_text else 65535) if colon else low
        if low is None or high is None or low > high:
            return None
        pairs.append((low, high))
    return iv.normalise(pairs)


def all_ports(text: str) -> bool:
    """Whether a port list holds every port that a sender can use."""
    pairs = port_ranges(text)
    return pairs is not None and iv.union(pairs, ((0, 0),)) == _ALL_PORTS


def masked_address(text: str, family: Family, *, negated: bool) -> MaskedAddress | None:
    """An address with a mask that is no prefix ("::20/::ffff:ffff:ffff:ffff"), or None."""
    address_text, slash, mask_text = text.partition("/")
    address, mask = parse_address(address_text), parse_address(mask_text)
    if not slash or address is None or mask is None or address[0] != family or mask[0] != family:
        return None
    return MaskedAddress(address[1] & mask[1], mask[1], negated)
