"""One packet through NAT and filter, with every decision on its way."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Literal

from routerlint.errors import UsageError
from routerlint.exposure.context import UNKNOWN_ROUTE
from routerlint.exposure.simulate import Decision, Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.base import Model
from routerlint.model.device import Device
from routerlint.netset.addresses import Family, format_address, parse_address
from routerlint.netset.services import ECHO_REQUEST, ICMP, ICMP6, PORTED, protocol_name, protocol_number
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Query", "Trace", "TraceOutcome", "TraceStep", "check_query", "trace"]

Verdict = Literal["open", "conditional", "closed", "undecided"]

_USUAL_SOURCE: dict[Family, str] = {"ipv4": "9.9.9.9", "ipv6": "2620:fe::9"}


class Query(Model, frozen=True, kw_only=True):
    """The packet to follow.

    protocol: a name or number. port: destination port (1-65535), None where the protocol has none. source,
    destination: address texts; None means a usual sender and the router's WAN address. via: the WAN interface by which
    the packet comes in; None means the first one. family: asked for only if no address settles it.
    """

    protocol: str
    port: int | None = None
    source: str | None = None
    destination: str | None = None
    via: str | None = None
    family: Family = "ipv4"


class TraceStep(Model, frozen=True, kw_only=True):
    """One decision: in which stage, by which entry (its label and line) or by the stage's default, and what."""

    stage: str
    what: str
    label: str = ""
    span: Span | None = None


class TraceOutcome(Model, frozen=True, kw_only=True):
    """One way that the packet may go.

    open: it is let in; target: where it lands ("router", or an address), with target_port where there is one.
    depends_on: the answers to open questions under which it goes this way, as (question, answer).
    """

    open: bool
    target: str
    target_port: int | None
    steps: tuple[TraceStep, ...]
    depends_on: tuple[tuple[str, bool], ...] = ()


class Trace(Model, frozen=True, kw_only=True):
    """The verdict for a packet and all the ways that it may go.

    verdict: "undecided" if nothing lets it in but the input does not hold everything that could, or asks so many
        questions that not every way is followed.
    """

    family: Family
    via: str
    source: str
    destination: str
    protocol: str
    port: int | None
    verdict: Verdict
    outcomes: tuple[TraceOutcome, ...]


def check_query(query: Query) -> None:
    """Raises UsageError for a query that makes no sense for any device."""
    family = _family(query)
    _service(query, family)
    for text in (query.source, query.destination):
        if text and text != "wan":
            _number(text, family)


def trace(device: Device, query: Query) -> Trace:
    """Follows one packet; raises UsageError for a query that makes no sense for this device."""
    family = _family(query)
    pipeline = device.pipeline(family)
    topology = Topology(device, family)
    via = _via(topology, query)
    if pipeline is None or not topology.owned:
        raise UsageError(f"this device has no {'IPv6' if family == 'ipv6' else 'IPv4'} addresses in this configuration")
    simulator = Simulator(device, pipeline, topology)
    source = query.source or _USUAL_SOURCE[family]
    probe = Probe(via, _number(source, family), _destination(query, topology, family), _service(query, family))
    results = simulator.possibilities(probe)
    return Trace(
        family=family,
        via=via,
        source=source,
        destination=query.destination or "wan",
        protocol=protocol_name(probe.service >> 16),
        port=query.port,
        verdict=_verdict(device, family, results),
        outcomes=_outcomes(topology, results),
    )


def _family(query: Query) -> Family:
    for text in (query.destination, query.source):
        found = parse_address(text) if text and text != "wan" else None
        if found is not None:
            return found[0]
    return "ipv6" if query.protocol.lower() in ("icmpv6", "ipv6-icmp", "icmp6") else query.family


def _via(topology: Topology, query: Query) -> str:
    if not topology.wans:
        raise UsageError(
            "no WAN interface is known in this configuration",
            advice='Name it in routerlint.toml: wan-interfaces = ["ether1"].',
        )
    if query.via is None:
        return topology.wans[0]
    if query.via not in topology.wans:
        raise UsageError(f"{query.via} is no WAN interface here", advice=f"Known: {', '.join(topology.wans)}.")
    return query.via


def _number(text: str, family: Family) -> int:
    found = parse_address(text)
    if found is None:
        raise UsageError(f"'{text}' is not an address")
    if found[0] != family:
        raise UsageError("source and destination are of different families")
    return found[1]


def _destination(query: Query, topology: Topology, family: Family) -> int:
    if query.destination and query.destination != "wan":
        return _number(query.destination, family)
    if not topology.reached:
        raise UsageError(
            "the router has no address on its WAN side in this configuration", advice="Give --destination."
        )
    return topology.address_on(query.via or topology.wans[0])


def _service(query: Query, family: Family) -> int:
    protocol = protocol_number(query.protocol)
    if protocol is None:
        raise UsageError(
            f"'{query.protocol}' is not a protocol", advice="Use tcp, udp, icmp, gre, esp, ... or a number."
        )
    if protocol not in PORTED:
        if query.port is not None:
            raise UsageError(f"{query.protocol} has no ports", advice="Leave --port out.")
        return ECHO_REQUEST[family] if protocol in (ICMP, ICMP6) else protocol << 16
    if query.port is None or not 1 <= query.port <= 65535:
        raise UsageError(f"{query.protocol} needs --port between 1 and 65535")
    return protocol << 16 | query.port


def _verdict(device: Device, family: Family, results: list[tuple[Mapping[str, int], Result]]) -> Verdict:
    """Open if the sender has a choice under which every answer lets him in, closed if no answer ever does."""
    all_found = Simulator.all_found(results)
    if not any(result.open for _, result in results):
        return "closed" if all_found and device.complete.of(family) else "undecided"
    if not all_found:
        return "conditional"
    choices = sorted({key for answers, _ in results for key in answers if key.startswith("choice:")})
    for chosen in product((0, 1), repeat=min(len(choices), 8)):
        fixed = dict(zip(choices, chosen, strict=False))
        under = [r for answers, r in results if all(answers.get(k, v) == v for k, v in fixed.items())]
        if under and all(result.open for result in under):
            return "open"
    return "conditional"


def _outcomes(topology: Topology, results: list[tuple[Mapping[str, int], Result]]) -> tuple[TraceOutcome, ...]:
    """Each way once, open ones first."""
    found: dict[tuple[object, ...], TraceOutcome] = {}
    for answers, result in results:
        steps = tuple(_step(decision) for decision in result.decisions)
        key = (result.end, steps)
        if key not in found:
            port = result.service & 0xFFFF if result.service >> 16 in PORTED else None
            found[key] = TraceOutcome(
                open=result.open,
                target="router" if result.router else format_address(topology.family, result.destination),
                target_port=port,
                steps=steps,
                depends_on=tuple(_question(key, answer, topology) for key, answer in answers.items()),
            )
    return tuple(sorted(found.values(), key=lambda outcome: not outcome.open))


def _question(key: str, answer: int, topology: Topology) -> tuple[str, bool]:
    """A question of the simulator in words, as far as its key says them, with its answer."""
    kind, _, value = key.partition(":")
    if kind == "route" and value:
        address, names = int(value), topology.outgoing(int(value))
        text = format_address(topology.family, address)
        name = names[answer] if answer < len(names) else UNKNOWN_ROUTE
        if name == UNKNOWN_ROUTE:
            return phrase("{address} lies behind an interface that the file does not name", address=text), True
        return phrase("{address} lies behind {name}", address=text, name=name), True
    if kind == "own":
        return phrase("the router has the address {address}", address=value), bool(answer)
    return key, bool(answer)


def _step(decision: Decision) -> TraceStep:
    stage = decision.stage.name if decision.stage is not None else "routing"
    if decision.entry is not None:
        entry = decision.entry
        return TraceStep(
            stage=stage, what=decision.what, label=entry.label, span=entry.spans[0] if entry.spans else None
        )
    spans = decision.stage.default_spans if decision.stage is not None else ()
    return TraceStep(stage=stage, what=decision.what, label="default", span=spans[0] if spans else None)
