"""One packet for each row, and the permanent self-check: the plain simulator must let it in."""

from __future__ import annotations

import ipaddress

import msgspec

from routerlint.errors import InternalError
from routerlint.exposure.result import Exposure
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.netset.addresses import Family, format_address, parse_address
from routerlint.netset.services import ECHO_REQUEST, PORTED, protocol_name, protocol_number
from routerlint.netset.special import routable

__all__ = ["witnessed"]

# A well-known resolver in each family: a sender that nobody takes for a made-up one.
_USUAL: dict[Family, int] = {
    "ipv4": int(ipaddress.IPv4Address("9.9.9.9")),
    "ipv6": int(ipaddress.IPv6Address("2620:fe::9")),
}

# DCCP and UDP-Lite have ports, which rows do not print: which of them is let in cannot be read from the row.
_PORTS_UNSAID = frozenset(("33", "136"))


def witnessed(row: Exposure, destination: int, simulator: Simulator | None) -> Exposure:
    """The row with its witness; raises InternalError if the plain simulator contradicts the row.

    destination: one address of the row. simulator: None leaves the check out.
    """
    source = _source(row)
    service, port = _service(row)
    written = _text(row, service >> 16, source, destination, port)
    if simulator is not None and row.protocol not in _PORTS_UNSAID:
        _check(row, simulator, Probe(row.via[0], source, destination, service), written)
    return msgspec.structs.replace(row, witness=written)


def _source(row: Exposure) -> int:
    usual = _USUAL[row.family]
    if usual in row.source_set:
        return usual
    good = row.source_set & routable(row.family)
    return (good or row.source_set).ranges[0][0]


def _service(row: Exposure) -> tuple[int, int | None]:
    if row.protocol in ("any", "tcp", "udp", "sctp"):
        number = {"any": 6}.get(row.protocol) or protocol_number(row.protocol) or 6
        port = row.ports[0][0] if row.ports else 1
        return number << 16 | port, port
    if row.protocol == "icmp":
        return ECHO_REQUEST[row.family], None
    if row.protocol == "other":
        taken = {protocol_number(name) for name in row.protocols_except}
        number = next(n for n in (47, 50, 41, 4, *range(256)) if n not in taken and n not in (1, 6, 17, 58))
        return number << 16, None
    number = protocol_number(row.protocol) or 0
    return number << 16 | (1 if number in PORTED else 0), None


def _text(row: Exposure, number: int, source: int, destination: int, port: int | None) -> str:
    protocol = protocol_name(number) if row.protocol in ("any", "other") else row.protocol
    sender = format_address(row.family, source)
    if row.destination == "wan":
        place = "wan"
    elif row.destination.startswith("lan:"):
        place = row.destination
    else:
        place = format_address(row.family, destination)
        if row.family == "ipv6" and port is not None:
            place = f"[{place}]"
    return f"{protocol} {sender} -> {place}" + (f":{port}" if port is not None else "")


def _check(row: Exposure, simulator: Simulator, probe: Probe, written: str) -> None:
    settled = {}
    if row.port_map == "pool" and row.target_ports:
        settled = simulator.port_picks(row.target_ports[0][0])
    results = [result for _, result in simulator.possibilities(probe, settled)]
    if simulator.all_found(results) and not any(_lands(row, result) for result in results):
        raise InternalError(f"the evaluator lets '{written}' in and the plain simulator does not")


def _lands(row: Exposure, result: Result) -> bool:
    if not result.open or result.router is not (row.target == "router"):
        return False
    target = parse_address(row.target)
    return target is None or target[1] == result.destination
