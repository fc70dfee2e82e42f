"""Zones, and which interfaces and senders belong to them.

Source: shorewall-zones(5), shorewall-interfaces(5), shorewall-hosts(5); Zones.pm of Shorewall 5.2.8.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Place
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.lines import Line, LineReader

__all__ = ["Binding", "Network", "Port", "Zone", "read_network"]

_MOST_ZONES = 150
_HOSTS = re.compile(r"([\w.@%$-]+\+?)(?::|(?=\[))(.*)\Z", re.DOTALL)
_STRANGE = {
    "bport": phrase("ports of a bridge as zones are not followed"),
    "vserver": phrase("virtual servers as zones are not followed"),
}


class Zone(NamedTuple):
    """One zone. parents: zones within which it lies; kind: its type without a version."""

    name: str
    kind: str
    parents: tuple[str, ...]
    options: str
    place: Place


class Port(NamedTuple):
    """An interface. physical: its name in rules."""

    name: str
    physical: str
    zone: str
    options: dict[str, str]
    place: Place

    def on(self, option: str) -> bool:
        """Whether an option is given and not switched off."""
        return option in self.options and self.options[option] != "0"


class Binding(NamedTuple):
    """Packets of a zone: those that come by an interface, from some hosts if any are named (see ends.host_words).

    back: they may leave by the interface by which they came. enters, leaves: whether the zone is there as a source, and
    as a destination.
    """

    zone: str
    physical: str
    hosts: str
    place: Place
    by_ipsec: bool = False
    back: bool = False
    enters: bool = True
    leaves: bool = True


class Network:
    """zones: children before their parents, without the firewall. firewall: the name of its zone.

    problems: what this project does not follow, as sentences.
    """

    def __init__(
        self, zones: tuple[Zone, ...], firewall: str, ports: dict[str, Port], bindings: tuple[Binding, ...]
    ) -> None:
        self.zones = zones
        self.firewall = firewall
        self.ports = ports
        self.problems: list[Phrase] = []
        self._zones = {zone.name: zone for zone in zones}
        self._bindings: dict[str, list[Binding]] = {zone.name: [] for zone in zones}
        for binding in bindings:
            if binding.zone in self._bindings:
                self._bindings[binding.zone].append(binding)
        self.by_ipsec = any(b.by_ipsec for b in bindings) or any(z.kind == "ipsec" for z in zones)

    def knows(self, zone: str) -> bool:
        """Whether there is such a zone."""
        return zone == self.firewall or zone in self._zones

    def zone(self, name: str) -> Zone | None:
        """A zone other than the firewall."""
        return self._zones.get(name)

    def physical(self, name: str) -> str | None:
        """The name in rules of an interface that the files declare, one of a pattern too; None if it is none."""
        known = self.ports.get(name)
        if known is not None:
            return known.physical
        for port in self.ports.values():
            if name == port.physical:
                return name
            if port.name.endswith("+") and name.startswith(port.name[:-1]) and ":" not in name:
                return port.physical.removesuffix("+") + name[len(port.name) - 1 :]
        return None

    def of(self, zone: str) -> tuple[Binding, ...]:
        """The bindings of a zone; those of a pattern for every interface last."""
        return tuple(sorted(self._bindings.get(zone, ()), key=lambda binding: binding.physical == "+"))

    def apart(self, one: str, other: str) -> bool:
        """Whether no packet may pass between two zones whatever rules say (zones of the router alone)."""
        kinds = {self._zones[name].kind for name in (one, other) if name in self._zones}
        return one != other and self.firewall not in (one, other) and bool(kinds & {"local", "loopback"})


def read_network(reader: LineReader) -> Network:
    """The network that zones, interfaces and hosts describe."""
    zones, firewall = _read_zones(reader)
    reader.variables.set("FW", firewall)
    ports: dict[str, Port] = {}
    for line in reader.read("interfaces", ("zone", "interface", "options")):
        port = _port(line)
        ports.setdefault(port.name, port)
    bindings = [found for port in ports.values() for found in _of_port(port)]
    network_ports = {**ports, **{port.physical: port for port in ports.values()}}
    kinds = {zone.name: zone.kind for zone in zones}
    for line in reader.read("hosts", ("zone", "hosts", "options")):
        bindings += _of_hosts(line, network_ports, kinds)
    network = Network(tuple(zones[:_MOST_ZONES]), firewall, ports, tuple(bindings))
    network.problems += [text for kind, text in _STRANGE.items() if kind in kinds.values()]
    if len(zones) > _MOST_ZONES:
        network.problems.append(phrase("there are too many zones"))
    return network


def _read_zones(reader: LineReader) -> tuple[list[Zone], str]:
    firewall = "fw"
    found: dict[str, Zone] = {}
    for line in reader.read("zones", ("zone", "type", "options", "in_options", "out_options")):
        name, _, parents = line.get(0).partition(":")
        kind = line.get(1).lower()
        kind = "ip" if kind in ("-", "ip", "ipv4", "ipv6") else kind.rstrip("46")
        if kind == "firewall":
            firewall = name
        else:
            within = tuple(parent for parent in parents.split(",") if parent)
            found[name] = Zone(name, kind, within, line.get(2), line.place)
    return _in_order(list(found.values())[: _MOST_ZONES + 1]), firewall


def _in_order(zones: list[Zone]) -> list[Zone]:
    """Each zone as early as it can stand behind all zones that lie within it."""
    ordered: dict[str, Zone] = {}
    while len(ordered) < len(zones):
        waiting = [zone for zone in zones if zone.name not in ordered]
        blocked = {parent for zone in waiting for parent in zone.parents if parent != zone.name}
        chosen = next((zone for zone in waiting if zone.name not in blocked), waiting[0])
        ordered[chosen.name] = chosen
    return list(ordered.values())


def _port(line: Line) -> Port:
    text = line.get(2) if line.format > 1 else line.get(3)
    options: dict[str, str] = {}
    for option in _split(text):
        name, _, value = option.partition("=")
        options[name] = value.removeprefix("(").removesuffix(")")
    name = line.get(1).removesuffix(":0")
    return Port(name, options.get("physical", name.partition(":")[2] or name), line.get(0), options, line.place)


def _of_port(port: Port) -> list[Binding]:
    if port.zone == "-":
        return []
    nets = port.options.get("nets", "")
    if nets == "dynamic":
        nets = f"+dynamic-{port.zone}"
    back, enters = port.on("routeback") or port.on("bridge"), not port.on("destonly")
    return [Binding(port.zone, port.physical, nets, port.place, back=back, enters=enters)]


def _of_hosts(line: Line, ports: dict[str, Port], kinds: dict[str, str]) -> list[Binding]:
    found = _HOSTS.match(line.get(1))
    name, hosts = (found[1], found[2]) if found is not None else (line.get(1), "")
    port = ports.get(name)
    options = set(_split(line.get(2)))
    if hosts == "dynamic":
        hosts = f"+dynamic-{line.get(0)}"
    hosts = re.sub(r"[\[\]<>]", "", hosts)
    by_ipsec = "ipsec" in options or kinds.get(line.get(0)) == "ipsec"
    physical = port.physical if port is not None else name
    return [
        Binding(
            line.get(0),
            physical,
            hosts,
            line.place,
            by_ipsec=by_ipsec,
            back="routeback" in options,
            enters="destonly" not in options,
            leaves="sourceonly" not in options,
        )
    ]


def _split(text: str) -> list[str]:
    """Options at their commas, those within parentheses kept together."""
    parts = [""]
    depth = 0
    for char in "" if text == "-" else text:
        depth += (char == "(") - (char == ")")
        if char == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part]
