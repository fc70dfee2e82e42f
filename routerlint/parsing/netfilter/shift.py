"""Ports that run through an offset: what happens to those outside of the window.

With `--to-destination HOST:6000-6010/5000` port 5000 + n becomes 6000 + n, and ports outside of 5000-5010 wrap around
(measured with packets: 22 becomes 6003). nf_nat_l4proto_unique_tuple in net/netfilter/nf_nat_core.c: min + (port - base) %
size, in 16 bits.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from routerlint.model.match import Match, ServiceMatch
from routerlint.model.pipeline import DestinationNat
from routerlint.netset import intervals as iv
from routerlint.netset.services import PORTED, ServiceSet

__all__ = ["shifted"]

# More windows than this are said as "the system picks one of the ports", which holds each of them.
_MOST_WINDOWS = 24


def shifted(match: Match, action: DestinationNat) -> Iterator[tuple[Match, DestinationNat]]:
    """Pairs of match and translation that together are a shift with its wrapping."""
    if action.port_map != "shift" or action.ports is None:
        yield match, action
        return
    low, high = action.ports
    size = high - low + 1
    asked = ServiceSet.protocols(PORTED) if match.services is None else match.services.possible
    first = (action.shift_base, min(action.shift_base + size - 1, 65535))
    rest: set[tuple[int, int]] = set()
    for protocol in sorted(PORTED):
        for start, end in iv.difference(asked.of_protocol(protocol), (first,)):
            begin = start - (start - action.shift_base) % 65536 % size
            rest.update(
                (at, min(at + size - 1, 65535)) for at in range(begin, end + 1, size) if len(rest) <= _MOST_WINDOWS
            )
    yield _on_ports(match, first), action
    if len(rest) > _MOST_WINDOWS:
        pool = replace(action, port_map="pool", shift_base=0)
        yield match, pool
        return
    for start, end in sorted(rest):
        cut = max(-start, 0)  # a window that begins below port 0
        window = (start + cut, end)
        moved = replace(action, ports=(low + cut, high), shift_base=window[0])
        yield _on_ports(match, window), moved


def _on_ports(match: Match, window: tuple[int, int]) -> Match:
    """The match for packets of these ports."""
    services = ServiceSet()
    for protocol in sorted(PORTED):
        services |= ServiceSet.ports(protocol, (window,))
    asked = match.services
    narrowed = (
        ServiceMatch.of(services)
        if asked is None
        else ServiceMatch(
            certain=asked.certain & services,
            possible=asked.possible & services,
            unknown=asked.unknown,
            negated=asked.negated,
        )
    )
    if asked is not None and asked.certain is asked.possible:
        narrowed = ServiceMatch.of(asked.possible & services)
    return replace(match, services=narrowed)
