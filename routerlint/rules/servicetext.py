"""The services of a finding in words: what they are and on which ports, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerlint.rules.services import ALL_PORTS, Hit
from routerlint.rules.severity import Severity
from routerlint.rules.subject import ExposureSubject
from routerlint.rules.text import Text
from routerlint.rules.words import SHOWN, joined, ports_text

__all__ = ["row_ports", "services_text"]

_SHOWN_SERVICES = 4
_NEARLY_ALL = 60_000
_EVERY_PORT = ((1, 65535),)


class _Named:
    """A service with the ports of all rows in which it is."""

    __slots__ = ("hit", "is_first", "ports")

    def __init__(self, hit: Hit, *, is_first: bool) -> None:
        self.hit = hit
        self.is_first = is_first
        self.ports: dict[str, Text] = {}

    def text(self) -> Text:
        """The text: "Name (tcp 445)", or "Name (brand, tcp 445)" where the name has brackets already."""
        ports = [text for text in self.ports.values() if text.en][:SHOWN]
        english, german = ", ".join(text.en for text in ports), ", ".join(text.de for text in ports)
        return Text(en=_with_brackets(self.hit.title.en, english), de=_with_brackets(self.hit.title.de, german))


def services_text(subjects: Sequence[ExposureSubject], main: ExposureSubject, first: frozenset[str]) -> Text:
    """The services of all rows, those of the port classes in `first` before the others.

    main: the row that decides the severity; where it is more than information, what is only information is left out.
    """
    floor = Severity.LOW if main.severity_of(()) > Severity.INFO else Severity.INFO
    named: dict[str, _Named] = {}
    for subject in subjects:
        for hit in _worth_naming(subject, first):
            if hit.severity >= floor:
                entry = named.setdefault(hit.title.en, _Named(hit, is_first=hit.port_class in first))
                text = _ports(subject, hit)
                entry.ports.setdefault(text.en, text)
    ordered = sorted(named.values(), key=lambda entry: (not entry.is_first, -entry.hit.severity))
    text = joined([entry.text() for entry in ordered], _SHOWN_SERVICES)
    if all(subject.listener == "none" and subject.protocol != "icmp" for subject in subjects):
        return Text(en=f"{text.en}, but nothing listens there", de=f"{text.de}, aber dort läuft kein Dienst")
    return text


def row_ports(subject: ExposureSubject) -> Text:
    """What a row opens: "tcp 440-449", "all udp ports", "all ports and protocols"."""
    if subject.protocol == "any":
        return Text(en="all ports and protocols", de="alle Ports und Protokolle")
    if subject.protocol == "other":
        return Text(en="other protocols", de="andere Protokolle")
    if subject.protocol.isdecimal():
        return Text(en=f"protocol {subject.protocol}", de=f"Protokoll {subject.protocol}")
    if subject.ports == _EVERY_PORT:
        return Text(en=f"all {subject.protocol} ports", de=f"alle {subject.protocol}-Ports")
    return Text.same(f"{subject.protocol} {ports_text(subject.ports)}".strip())


def _worth_naming(subject: ExposureSubject, first: frozenset[str]) -> Iterator[Hit]:
    """The hits of a row; a row that opens nearly everything is one hit beside those that the rule is about."""
    if subject.port_count < _NEARLY_ALL:
        yield from subject.hits
        return
    yield from (hit for hit in subject.hits if hit.port_class in first and hit.port_class != ALL_PORTS)
    severity = max((hit.severity for hit in subject.hits), default=Severity.INFO)
    yield Hit(port_class=ALL_PORTS, title=row_ports(subject), severity=severity)


def _ports(subject: ExposureSubject, hit: Hit) -> Text:
    """The ports of a hit: "tcp 445", or "tcp 43389, inside 3389" where the port changes on the way."""
    ports = subject.ports if subject.target_kind == "router" and subject.listener == "known" else hit.ports
    if hit.protocol in ("", "any", "icmp") or hit.protocol.isdecimal():
        return Text.same("")
    plain = f"{hit.protocol} {ports_text(ports)}".strip()
    is_moved = subject.port_map in ("single", "shift") and subject.ports != subject.target_ports
    if not is_moved or subject.target_kind == "router":
        return Text.same(plain)
    outside = f"{subject.protocol} {ports_text(subject.ports)}"
    inside = ports_text(subject.target_ports if subject.port_map == "single" else hit.ports)
    return Text(en=f"{outside}, inside {inside}", de=f"{outside}, innen {inside}")


def _with_brackets(title: str, ports: str) -> str:
    if not ports:
        return title
    return f"{title[:-1]}, {ports})" if title.endswith(")") else f"{title} ({ports})"
