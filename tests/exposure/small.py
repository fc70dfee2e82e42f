"""Small routers for tests, and the question where a packet lands.

The answer is read from the evaluator's rows, and the plain simulator must give the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.exposure.simulate import Probe, Result, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role, Route
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Action, Chain, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.addresses import AddressSet, Family, format_address, parse_address, parse_network
from routerlint.netset.services import ECHO_REQUEST, PORTED, TCP, UDP, ServiceSet, protocol_number
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = [
    "L",
    "M",
    "adr",
    "answers",
    "ask",
    "interface",
    "number",
    "on",
    "placed",
    "router",
    "rows",
    "tcp",
    "udp",
]

Ports = int | tuple[int, int]

L = Unknown(key="L", what=phrase("list L"), why=phrase("not in the file"))
M = Unknown(key="M", what=phrase("list M"), why=phrase("not in the file"))


def number(text: str) -> int:
    """The number of an address."""
    found = parse_address(text)
    assert found is not None
    return found[1]


def adr(*texts: str) -> AddressMatch:
    """Addresses that the file settles."""
    return AddressMatch.of(AddressSet.parse(*texts))


def tcp(*ports: Ports) -> ServiceMatch:
    """TCP ports; all of them without any."""
    return ServiceMatch.of(_services(TCP, ports))


def udp(*ports: Ports) -> ServiceMatch:
    """UDP ports; all of them without any."""
    return ServiceMatch.of(_services(UDP, ports))


def _services(protocol: int, ports: Sequence[Ports]) -> ServiceSet:
    pairs = [(port, port) if isinstance(port, int) else port for port in ports]
    return ServiceSet.ports(protocol, pairs) if pairs else ServiceSet.protocol(protocol)


def on(action: Action, **asked: Any) -> Entry:
    """An entry: what it does, and on which match."""
    return Entry(action=action, match=Match(**asked))


def placed(entry: Entry, line: int, label: str = "") -> Entry:
    """The same entry on a line of a file."""
    return Entry(action=entry.action, match=entry.match, label=label, spans=(Span(file="f", line=line, text=""),))


def interface(name: str, role: Role, *addresses: str, **more: Any) -> Interface:
    """An interface with addresses as ADDRESS/LENGTH."""
    found = [parse_network(text) for text in addresses]
    held = tuple(InterfaceAddress(family=f[0], number=f[1], length=f[2]) for f in found if f is not None)
    return Interface(name=name, role=role, addresses=held, **more)


WAN = interface("wan", Role.WAN, "203.0.113.2/24", "2001:db8:1::2/64")
LAN = interface("lan", Role.LAN, "192.168.1.1/24", "2001:db8:2::1/64")


def router(
    chains: Mapping[str, Iterable[Entry]],
    *,
    family: Family = "ipv4",
    default: Accept | Drop | None = None,
    stages: Sequence[Stage] | None = None,
    interfaces: Sequence[Interface] = (WAN, LAN),
    routes: Sequence[Route] = (),
    more: Mapping[str, Any] | None = None,
    **pipeline: Any,
) -> Device:
    """A device of one pipeline, whose stages are the chains "raw", "nat", "nat2", "input" and "forward", as there are.

    default: of the stages input and forward, a drop without it. more: further fields of the device.
    """
    made = tuple(Chain(name=name, entries=tuple(entries)) for name, entries in chains.items())
    used = stages if stages is not None else _usual(chains, default or Drop())
    return Device(
        vendor="small",
        interfaces=tuple(interfaces),
        routes=tuple(routes),
        pipelines=(Pipeline(family=family, chains=made, stages=tuple(used), **pipeline),),
        **(more or {}),
    )


def _usual(chains: Mapping[str, object], default: Accept | Drop) -> list[Stage]:
    stages = [
        Stage(
            name=name,
            hook=Hook.PREROUTING,
            kind=StageKind.NAT if name.startswith("nat") else StageKind.FILTER,
            chain=name,
            default=Accept(),
        )
        for name in ("raw", "nat", "nat2", "mangle")
        if name in chains
    ]
    stages += [
        Stage(name=hook.value, hook=hook, kind=StageKind.FILTER, chain=hook.value, default=default)
        for hook in (Hook.INPUT, Hook.FORWARD)
    ]
    return stages


def rows(device: Device) -> tuple[Exposure, ...]:
    """All rows of a device."""
    return evaluate(device).exposures


def answers(device: Device, *packets: str) -> list[str]:
    """What `ask` says of each packet, with one evaluation."""
    report = evaluate(device)
    return [_answer(device, report, packet) for packet in packets]


def ask(device: Device, packet: str) -> str:
    """Where "tcp SENDER DESTINATION PORT [VIA]" lands: "open HOST:PORT", "possibly router:22", "closed".

    Several landings stand in order, with a stroke between them; a port range says that the system picks. DESTINATION "wan" is the address of the interface VIA, which is the first WAN interface
    where it is not given. The port is left out for protocols without.
    """
    return answers(device, packet)[0]


def _answer(device: Device, report: ExposureReport, packet: str) -> str:
    family = device.pipelines[0].family
    topology = Topology(device, family)
    probe = _probe(packet, topology, family)
    said = sorted({_said(row, probe) for row in report.exposures if _holds(row, probe, topology)})
    expected = _simulated(device, topology, probe)
    got = ("open" if any(s.startswith("open") for s in said) else "possibly" if said else "closed", _hosts(said))
    assert got == expected, f"{packet}: rows {said}, simulator {expected}"
    return " | ".join(said) or "closed"


def _probe(packet: str, topology: Topology, family: Family) -> Probe:
    protocol, sender, destination, *rest = packet.split()
    port = rest.pop(0) if protocol in ("tcp", "udp", "sctp") else "0"
    via = rest[0] if rest else topology.wans[0]
    kind = protocol_number(protocol)
    assert kind is not None
    service = ECHO_REQUEST[family] if protocol == "icmp" else kind << 16 | int(port)
    return Probe(
        via, number(sender), topology.address_on(via) if destination == "wan" else number(destination), service
    )


def _holds(row: Exposure, probe: Probe, topology: Topology) -> bool:
    protocol, port = probe.service >> 16, probe.service & 0xFFFF
    if row.protocol == "other":
        named = {protocol_number(name) for name in row.protocols_except}
        if protocol in (1, 6, 17, 58) or protocol in named:
            return False
    elif row.protocol == "icmp":
        if probe.service != ECHO_REQUEST[topology.family]:
            return False
    elif row.protocol != "any" and protocol_number(row.protocol) != protocol:
        return False
    if row.ports and not any(low <= port <= high for low, high in row.ports):
        return False
    if probe.via not in row.via or probe.source not in row.source_set:
        return False
    if row.destination == "wan":
        return probe.destination in topology.reached
    if probe.destination in topology.owned and row.target != "router" and not row.destination.endswith(("/32", "/128")):
        return False
    return probe.destination in AddressSet.parse(row.destination)


def _said(row: Exposure, probe: Probe) -> str:
    """The landing that a row promises to a packet."""
    port = probe.service & 0xFFFF
    text = str(port)
    if row.port_map == "pool":
        low, high = row.target_ports[0]
        text = f"{low}-{high}"
    elif row.target_ports:
        place = next((n for n, (low, high) in enumerate(row.ports) if low <= port <= high), 0)
        low, new = (
            (row.ports[place][0] if row.ports else 1),
            row.target_ports[0 if row.port_map == "single" else place][0],
        )
        text = str(new if row.port_map == "single" else port - low + new)
    host = row.target
    if "/" in host:
        moved = AddressSet.parse(host).ranges[0][0] + probe.destination - AddressSet.parse(row.destination).ranges[0][0]
        host = format_address(row.family, moved)
    word = "open" if row.certainty == "certain" else "possibly"
    return f"{word} {host}:{text}" if probe.service >> 16 in PORTED else f"{word} {host}"


def _hosts(said: Iterable[str]) -> set[str]:
    """Landings without the certainty, and without ports that the system picks."""
    found = set()
    for text in said:
        landing = text.partition(" ")[2]
        found.add(landing.rpartition(":")[0] + ":pool" if "-" in landing else landing)
    return found


def _simulated(device: Device, topology: Topology, probe: Probe) -> tuple[str, set[str]]:
    """The verdict and the landings that trying all answers yields."""
    results = Simulator(device, device.pipelines[0], topology).possibilities(probe)
    choices = sorted({key for given, _ in results for key in given if key.startswith("choice:")})
    sure = False
    for chosen in product((0, 1), repeat=len(choices)):
        fixed = dict(zip(choices, chosen, strict=True))
        under = [result for given, result in results if all(given.get(k, v) == v for k, v in fixed.items())]
        sure = sure or (bool(under) and all(result.open for result in under))
    landings = {_landing(topology, given, result) for given, result in results if result.open}
    return ("open" if sure else "possibly" if landings else "closed"), landings


def _landing(topology: Topology, given: Mapping[str, int], result: Result) -> str:
    host = "router" if result.router else format_address(topology.family, result.destination)
    if result.service >> 16 not in PORTED:
        return host
    picked = any(key.startswith("pick-port") for key in given)
    return f"{host}:pool" if picked else f"{host}:{result.service & 0xFFFF}"
