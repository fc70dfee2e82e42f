"""What a packet carries besides destination, service and source while it walks through the stages."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["UNKNOWN_ROUTE", "Context", "Packet"]

# The outgoing interface of a packet whose route the file does not state.
UNKNOWN_ROUTE = "?"


class Context(NamedTuple):
    """The discrete state of a packet.

    via: the WAN interface by which it came in. out: the interface of its route; None before routing and for packets to
    the router; UNKNOWN_ROUTE if the file does not settle it. translated: destination NAT was applied.
    nat_done: no NAT stage is asked any more. tracked: connection tracking sees it. marks: set by earlier entries.
    """

    via: str
    out: str | None = None
    translated: bool = False
    nat_done: bool = False
    tracked: bool = True
    marks: frozenset[str] = frozenset()


class Packet(NamedTuple):
    """Destination and service now and on arrival.

    A service stands for an interval in which no entry sees a difference.
    """

    destination: int
    service: int
    original_destination: int
    original_service: int
