"""What a packet carries besides destination, service and source while it walks through the stages."""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.match import Unknown
from routerlint.netset.addresses import Family, format_address
from routerlint.wording import phrase

__all__ = ["UNKNOWN_ROUTE", "Context", "Packet", "whose"]

# The outgoing interface of a packet whose route the file does not state.
UNKNOWN_ROUTE = "?"


def whose(family: Family, address: int) -> Unknown:
    """The question whether a translated destination is the router's own."""
    text = format_address(family, address)
    what, why = phrase("address {address}", address=text), phrase("the file does not say whether the router has it")
    return Unknown(key=f"own:{text}", what=what, why=why)


class Context(NamedTuple):
    """The discrete state of a packet.

    via: the WAN interface by which it came in. out: the interface of its route; None before routing and for packets to
    the router; UNKNOWN_ROUTE if the file does not settle it. translated: destination NAT was applied.
    nat_done: no NAT stage is asked any more. tracked: connection tracking sees it. marks: set by earlier entries.
    taken_for_own: its destination is taken for one of the router's, which the file does not settle.
    """

    via: str
    out: str | None = None
    translated: bool = False
    nat_done: bool = False
    tracked: bool = True
    marks: frozenset[str] = frozenset()
    taken_for_own: bool = False


class Packet(NamedTuple):
    """Destination and service now and on arrival.

    A service stands for an interval in which no entry sees a difference.
    """

    destination: int
    service: int
    original_destination: int
    original_service: int
