"""The service part of a rule: protocol, ports, ICMP types; made once for equal texts."""

from __future__ import annotations

from routerlint.model.match import ServiceMatch, Unknown
from routerlint.netset.addresses import Family
from routerlint.netset.services import ICMP, ICMP6, ServiceSet
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.ports import ALL_PORTS, icmp_services, protocols, services_of
from routerlint.wording import phrase

__all__ = ["EVERY_PORT", "ServiceTable"]

EVERY_PORT = PortList(ALL_PORTS, None)


class ServiceTable:
    """ServiceMatch by protocol, ports and ICMP types."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, PortList, str, Family], ServiceMatch] = {}

    def match(self, protocol: str, ports: PortList, icmp_types: str, family: Family) -> ServiceMatch | None:
        """The services of a rule, or None for all.

        protocol: in lower case, "" or "any" for all. ports: counts only for protocols with ports. icmp_types: a list, ""
        for all.
        """
        if protocol in ("", "any"):
            return None
        key = (protocol, ports, icmp_types, family)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._make(protocol, ports, icmp_types, family)
        return found

    def _make(self, protocol: str, ports: PortList, icmp_types: str, family: Family) -> ServiceMatch:
        numbers = protocols(protocol, family)
        if numbers is None:
            unknown = Unknown(
                key=f"protocol:{protocol}",
                what=phrase("the protocol {protocol}", protocol=protocol),
                why=phrase("its number is not known"),
            )
            return ServiceMatch.partly(ServiceSet(), unknown)
        if icmp_types and numbers[0] in (ICMP, ICMP6):
            unknown = Unknown(
                key=f"icmp:{icmp_types}", what=phrase("an ICMP type"), why=phrase("its number is not known")
            )
            return icmp_services(icmp_types, family, unknown=unknown)
        services = services_of(numbers, ports.ports)
        if ports.unknown is None:
            return ServiceMatch.of(services)
        return ServiceMatch(certain=services, possible=ServiceSet.protocols(numbers), unknown=ports.unknown)
