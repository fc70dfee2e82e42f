"""Address and port groups (rest/firewallgroup) by their id; a group that the input does not hold leaves a doubt."""

from __future__ import annotations

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.netset.services import ServiceSet
from routerlint.parsing.port_text import parse_ports
from routerlint.parsing.rule_writer import ports
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.unifi.records import Record

__all__ = ["Groups"]

_ADDRESS_TYPES = {"address-group": "ipv4", "ipv6-address-group": "ipv6"}


class Groups:
    """The groups of a site."""

    __slots__ = ("_records",)

    def __init__(self, records: tuple[Record, ...]) -> None:
        self._records = {record.text("_id"): record for record in records}

    def kind(self, group: str) -> str:
        """The type of a group, "" for one that is not here."""
        record = self._records.get(group)
        return "" if record is None else record.text("group_type")

    def addresses(self, ids: tuple[str, ...], family: Family, spans: tuple[Span, ...]) -> AddressMatch:
        """The members of address groups together."""
        found, unknown = AddressSet(family), None
        for group in ids:
            record = self._records.get(group)
            if record is None or record.text("group_type") not in _ADDRESS_TYPES:
                unknown = unknown or _missing(group, phrase("the group is not in the input"), spans)
                continue
            for member in record.texts("group_members"):
                addresses = parse_addresses(member)
                if addresses is None:
                    unknown = unknown or _missing(
                        record.text("name"), phrase("its member {member} is no address", member=member), spans
                    )
                elif addresses.family == family:
                    found |= addresses
        return AddressMatch.of(found) if unknown is None else AddressMatch.partly(found, unknown)

    def services(self, ids: tuple[str, ...], protocols: str, spans: tuple[Span, ...]) -> ServiceMatch:
        """The ports of port groups together, for "tcp", "udp" or "both"."""
        found, unknown = ServiceSet(), None
        for group in ids:
            record = self._records.get(group)
            for member in () if record is None else record.texts("group_members"):
                ranges = parse_ports(member.replace(" ", ""))
                if ranges is None:
                    unknown = unknown or _missing(group, phrase("its member {member} is no port", member=member), spans)
                else:
                    found |= ports(protocols, ranges)
        return ServiceMatch.of(found) if unknown is None else ServiceMatch.partly(found, unknown)


def _missing(group: str, why: Phrase, spans: tuple[Span, ...]) -> Unknown:
    return Unknown(key=f"group:{group}", what=phrase("address group {group}", group=group), why=why, spans=spans)
