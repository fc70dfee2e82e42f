"""Port mappings of the TR-098 and TR-181 data models, which boxes of providers keep under names of their own.

Sources: Broadband Forum TR-098 and TR-181, object PortMapping:

* ExternalPort 0 is every external port that no other mapping names; the inside port is then ignored.
* ExternalPortEndRange 0 or missing means one port.
* RemoteHost empty is everybody. A mapping for one sender goes before one for everybody, and then one for a port
  before one for every port.
* Whether one InternalPort under an external range takes all of it or is where it begins is not settled there.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import Action, DestinationNat, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.parsing.rule_writer import RuleWriter
from routerlint.text.span import Span

__all__ = ["EVERY_PORT", "Mapping", "inside_host", "outside_ports", "target_action", "write_mappings"]

EVERY_PORT = (1, 65535)


class Mapping(Model, frozen=True, kw_only=True):
    """One active mapping. interfaces: where it holds, None for all. every_port: it takes what no other names."""

    label: str
    services: ServiceMatch
    sources: AddressMatch | None = None
    interfaces: tuple[str, ...] | None = None
    action: Action
    unknown: tuple[Unknown, ...] = ()
    every_port: bool = False
    spans: tuple[Span, ...] = ()

    @property
    def precedence(self) -> int:
        """1 goes first (the order that the data model sets)."""
        return (1 if self.sources is not None else 3) + self.every_port


def outside_ports(first: str, last: str) -> tuple[int, int] | None:
    """The range of ExternalPort and its end; EVERY_PORT for 0, None for what is no port or a range backwards."""
    low, high = _number(first), _number(last or "0")
    if low is None or high is None:
        return None
    if low == 0:
        return EVERY_PORT if high in (0, 65535) else None
    if high == 0:
        return low, low
    return (low, high) if low <= high else None


def _number(text: str) -> int | None:
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    number = int(text)
    return number if number < 65536 else None


def inside_host(text: str) -> int | None:
    """The inside address; None for 0.0.0.0, a name or an address of the other family."""
    address = parse_address(text.strip())
    return address[1] if address is not None and address[0] == "ipv4" and address[1] else None


def target_action(host: int | None, outside: tuple[int, int], first: str, last: str) -> Action:
    """The translation to an inside host; first, last: the inside port or range, "" or "0" where none is stated."""
    if host is None:
        return Undetermined()
    low, high = _number(first), _number(last or "0")
    if outside == EVERY_PORT or not low or (low, high or low) == outside:
        return DestinationNat(to=host)
    if not high or high <= low:
        wide = outside[1] - outside[0]
        if wide and low + wide < 65536:
            # one inside port under a range: the data model does not settle whether the offset runs through
            return DestinationNat(to=host, ports=(low, low + wide), port_map="pool")
        return DestinationNat(to=host, ports=(low, low), port_map="single")
    if high - low == outside[1] - outside[0]:
        return DestinationNat(to=host, ports=(low, high), port_map="shift", shift_base=outside[0])
    return DestinationNat(to=host, ports=(low, high), port_map="pool")


def write_mappings(rules: RuleWriter, mappings: Iterable[Mapping], destinations: AddressSet) -> None:
    """Appends the mappings in the order of their precedence; those of the same rank keep that of the file."""
    for mapping in sorted(mappings, key=lambda each: each.precedence):
        rules.add(
            mapping.action, mapping.spans, label=mapping.label, stated=True, services=mapping.services,
            sources=mapping.sources, destinations=destinations, interfaces=mapping.interfaces, unknown=mapping.unknown,
        )  # fmt: skip
