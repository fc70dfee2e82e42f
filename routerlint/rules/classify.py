"""Which port classes a row of the answer holds."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.exposure.result import Exposure
from routerlint.netset import intervals as iv
from routerlint.rules.services import ALL_PORTS, NETWORK_CONTROL, NO_LISTENER, OTHER, OTHER_PROTOCOL, Hit, ServiceTable
from routerlint.rules.subject import ListenerState
from routerlint.rules.text import Text

__all__ = ["FULL_PORTS", "hits_of", "inside_ports", "listener_state", "outside_ports"]

FULL_PORTS: iv.Intervals = ((1, 65535),)
_PORTED = frozenset(("tcp", "udp", "sctp"))

# From so many ports on a row says nothing about single services of a router whose listeners are not known.
_MANY = 100


def listener_state(row: Exposure) -> ListenerState:
    """What the row says of the router's own services."""
    if row.target != "router" or row.service is None:
        return "elsewhere"
    if not row.service:
        return "none"
    return "unknown" if row.service == ("unknown",) else "known"


def outside_ports(row: Exposure) -> iv.Intervals:
    """The ports as sent from outside, written out; () where the protocol has none."""
    return row.ports or (FULL_PORTS if row.protocol in _PORTED or row.protocol == "any" else ())


def inside_ports(row: Exposure) -> iv.Intervals:
    """The ports on which the packets land, written out."""
    return row.target_ports or outside_ports(row)


def hits_of(row: Exposure, table: ServiceTable) -> tuple[Hit, ...]:
    """The services in the row, worst first.

    The router's own listeners are judged by name; everything else by the inside port, and by the outside port only
    where one port leads to one that no class names (3389 outside and 13389 inside is still a remote desktop).
    """
    hits = tuple(_hits(row, table))
    # The table gives the services of one protocol in order.
    return hits if row.protocol in ("tcp", "udp") and row.service is None else table.worst_first(hits)


def _hits(row: Exposure, table: ServiceTable) -> Iterator[Hit]:
    router = row.target == "router"
    state = listener_state(row)
    if row.protocol not in ("tcp", "udp", "any", "other"):
        known = table.of_protocol(row.protocol, router=router)
        if known is not None and (state != "none" or known.port_class == NETWORK_CONTROL):
            yield known
            return
    if state == "known":
        for name in row.service or ():
            yield table.of_listener(name, row.protocol, row.ports)
        return
    if state == "none":
        yield table.plain(NO_LISTENER, row.protocol, outside_ports(row), router=True)
        return
    if state == "unknown" and sum(high - low + 1 for low, high in outside_ports(row)) >= _MANY:
        yield table.plain(ALL_PORTS, row.protocol, row.ports, router=True)
    elif row.protocol in ("tcp", "udp"):
        yield from _of_ports(row, table, row.protocol, router=router)
    elif row.protocol == "any":
        yield from table.of_ports("tcp", FULL_PORTS, router=router)
        yield from table.of_ports("udp", FULL_PORTS, router=router)
    elif row.protocol in _PORTED:
        yield table.plain(OTHER, row.protocol, row.ports, router=router)
    else:
        yield _other_protocol(row, table, router=router)


def _other_protocol(row: Exposure, table: ServiceTable, *, router: bool) -> Hit:
    """A protocol that no class names, by its number."""
    hit = table.plain(OTHER_PROTOCOL, "", (), router=router)
    if row.protocol == "other":
        return msgspec.structs.replace(hit, title=Text(en="other protocols", de="andere Protokolle"))
    return msgspec.structs.replace(hit, title=Text(en=f"protocol {row.protocol}", de=f"Protokoll {row.protocol}"))


def _of_ports(row: Exposure, table: ServiceTable, protocol: str, *, router: bool) -> tuple[Hit, ...]:
    hits = table.of_ports(protocol, inside_ports(row), router=router)
    if row.port_map == "single" and all(hit.port_class == OTHER for hit in hits):
        outside = table.of_ports(protocol, outside_ports(row), router=router)
        if len(outside) == 1 and outside[0].port_class != OTHER:
            return outside
    return hits
