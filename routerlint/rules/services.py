"""Port classes: what a port is, how bad it is to have it on the Internet, and what to call it.

Data: rules/services.yaml. A class ("database") holds services ("MySQL") with their ports; a listener of the router is
looked up by its name, a port of a host by its number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from routerlint.model.base import Model
from routerlint.netset import intervals as iv
from routerlint.rules.severity import Severity
from routerlint.rules.text import Text

__all__ = [
    "ALL_PORTS",
    "NO_LISTENER",
    "OTHER",
    "OTHER_PROTOCOL",
    "WIDE_UDP",
    "Hit",
    "PortClass",
    "Service",
    "ServiceTable",
]

# Classes that services.yaml must hold, since code names them: every other port, every other protocol, many ports of
# a router whose services are not known, a wide range of high UDP ports, ports on which nothing listens, and messages
# that networks need.
OTHER = "other"
OTHER_PROTOCOL = "other-protocol"
ALL_PORTS = "all-ports"
WIDE_UDP = "wide-udp-range"
NO_LISTENER = "no-listener"
NETWORK_CONTROL = "network-control"

Pairs = iv.Intervals


class Service(Model, frozen=True, kw_only=True):
    """One service of a class.

    tcp, udp: closed ranges of ports. protocols: names of protocols without ports. listeners: names of Listener.name.
    alone: its ports serve many other things too, so they count only in a range of at most `ServiceTable.narrow` ports.
    severity: where it differs from that of the class.
    """

    name: str
    title: Text
    tcp: Pairs = ()
    udp: Pairs = ()
    protocols: tuple[str, ...] = ()
    listeners: tuple[str, ...] = ()
    alone: bool = False
    severity: Severity | None = None


class PortClass(Model, frozen=True, kw_only=True):
    """A class of services. router_severity: where it is worse or milder on the router itself."""

    name: str
    title: Text
    severity: Severity
    router_severity: Severity | None = None
    services: tuple[Service, ...] = ()


class Hit(Model, frozen=True, kw_only=True):
    """A service that a row lets in: its class, its name for texts, how bad it is, and on which ports."""

    port_class: str
    title: Text
    severity: Severity
    protocol: str = ""
    ports: Pairs = ()


class ServiceTable:
    """All port classes, with look-ups by port, protocol and listener name.

    narrow: how many ports a range may have for services that count `alone`.
    media: from how many to how many UDP ports from 1024 on are taken as one range for voice and video, in which the
        single ports say nothing.
    """

    __slots__ = ("_by_listener", "_by_protocol", "_known", "_ports", "_rank", "classes", "media", "narrow")

    def __init__(self, classes: Iterable[PortClass], narrow: int = 10, media: tuple[int, int] = (20, 20001)) -> None:
        self.classes = tuple(classes)
        self.narrow = narrow
        self.media = media
        # Answers of of_ports: rulesets repeat the same ports in many rows.
        self._known: dict[tuple[str, Pairs, bool], tuple[Hit, ...]] = {}
        self._rank = {found.name: rank for rank, found in enumerate(self.classes)}
        self._by_listener: dict[str, tuple[PortClass, Service]] = {}
        self._by_protocol: dict[str, tuple[PortClass, Service]] = {}
        self._ports: dict[str, list[tuple[int, int, PortClass, Service]]] = {"tcp": [], "udp": []}
        for port_class in self.classes:
            for service in port_class.services:
                self._add(port_class, service)
        for entries in self._ports.values():
            entries.sort(key=lambda entry: entry[:2])

    def _add(self, port_class: PortClass, service: Service) -> None:
        for name in (service.name, *service.listeners):
            self._by_listener.setdefault(name, (port_class, service))
        for name in service.protocols:
            self._by_protocol.setdefault(name, (port_class, service))
        for protocol, pairs in (("tcp", service.tcp), ("udp", service.udp)):
            self._ports[protocol] += [(low, high, port_class, service) for low, high in pairs]

    def find(self, name: str) -> PortClass | None:
        """The class of that name."""
        rank = self._rank.get(name)
        return None if rank is None else self.classes[rank]

    def rank(self, name: str) -> int:
        """The place of a class in the file, for a stable order among equals."""
        return self._rank.get(name, len(self.classes))

    def plain(self, name: str, protocol: str, ports: Pairs, *, router: bool) -> Hit:
        """A hit of a class as a whole, without a service of it."""
        port_class = self.classes[self._rank[name]]
        severity = _severity(port_class, None, router=router)
        return Hit(port_class=name, title=port_class.title, severity=severity, protocol=protocol, ports=ports)

    def of_listener(self, name: str, protocol: str = "", ports: Pairs = ()) -> Hit:
        """The service of the router by that name; an unknown name is of class "other"."""
        found = self._by_listener.get(name)
        if found is None:
            hit = self.plain(OTHER, protocol, ports, router=True)
            return msgspec.structs.replace(hit, title=Text.same(name))
        return msgspec.structs.replace(_hit(*found, router=True), protocol=protocol, ports=ports)

    def of_protocol(self, name: str, *, router: bool) -> Hit | None:
        """The service of a protocol without ports."""
        found = self._by_protocol.get(name)
        if found is None:
            return None
        return msgspec.structs.replace(_hit(*found, router=router), protocol=name)

    def of_ports(self, protocol: str, pairs: Pairs, *, router: bool) -> tuple[Hit, ...]:
        """The services on these ports, worst first, with one hit of class "other" for what no class names."""
        key = protocol, pairs, router
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self.worst_first(self._of_ports(protocol, pairs, router=router))
        return known

    def _of_ports(self, protocol: str, pairs: Pairs, *, router: bool) -> tuple[Hit, ...]:
        media = tuple(pair for pair in pairs if protocol == "udp" and self._is_media(*pair))
        hits = [self.plain(WIDE_UDP, protocol, media, router=router)] if media else []
        pairs = iv.difference(pairs, media)
        merged: dict[str, tuple[Hit, list[tuple[int, int]]]] = {}
        for found, port_class, service in self._on(protocol, pairs):
            entry = merged.get(service.name)
            if entry is None:
                merged[service.name] = _hit(port_class, service, router=router), [found]
            else:
                entry[1].append(found)
        for hit, ports in merged.values():
            hits.append(msgspec.structs.replace(hit, protocol=protocol, ports=iv.normalise(ports)))
        named = iv.normalise(pair for _, ports in merged.values() for pair in ports)
        rest = iv.difference(pairs, named)
        if rest:
            hits.append(self.plain(OTHER, protocol, rest, router=router))
        return tuple(hits)

    def worst_first(self, hits: Iterable[Hit]) -> tuple[Hit, ...]:
        """The hits by falling severity, then in the order of the file, then by port; each once."""
        return tuple(
            sorted(
                dict.fromkeys(hits), key=lambda hit: (-hit.severity, self.rank(hit.port_class), hit.protocol, hit.ports)
            )
        )

    def _is_media(self, low: int, high: int) -> bool:
        least, most = self.media
        return low >= 1024 and least <= high - low + 1 <= most

    def _on(self, protocol: str, pairs: Pairs) -> Iterator[tuple[tuple[int, int], PortClass, Service]]:
        """Every service that stands on a port of these ranges, with the ports on which it does."""
        entries = self._ports.get(protocol, [])
        for low, high in pairs:
            is_narrow = high - low < self.narrow
            # Ranges in the table are short (at most _LONGEST ports), so a range that begins further down cannot reach in.
            start = bisect_left(entries, low - _LONGEST, key=lambda entry: entry[0])
            for first, last, port_class, service in entries[start:]:
                if first > high:
                    break
                if last >= low and (is_narrow or not service.alone):
                    yield (max(first, low), min(last, high)), port_class, service


_LONGEST = 128
_MOST_KNOWN = 500


def _severity(port_class: PortClass, service: Service | None, *, router: bool) -> Severity:
    if service is not None and service.severity is not None:
        return service.severity
    if router and port_class.router_severity is not None:
        return port_class.router_severity
    return port_class.severity


def _hit(port_class: PortClass, service: Service, *, router: bool) -> Hit:
    severity = _severity(port_class, service, router=router)
    return Hit(port_class=port_class.name, title=service.title, severity=severity)
