"""Which interfaces and senders belong to which zone.

Zone files say so, and NetworkManager and the old network scripts tell firewalld about the connections that they
bring up; where they do, their word counts. The output of `firewall-cmd --get-active-zones` says what holds now.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Place
from routerlint.text.source import SourceFile
from routerlint.wording import Phrase, phrase

__all__ = ["Bindings", "Bound", "read_bindings"]

_SETTING = re.compile(r"^\s*([A-Za-z-]+)\s*=\s*[\"']?([^\"'\n]*?)[\"']?\s*$", re.MULTILINE)
_ZONE = re.compile(r"([A-Za-z0-9_-]+)(?: \(default\))?\Z")


class Bound(NamedTuple):
    """An interface or sender of a zone, and the line that says so."""

    zone: str
    name: str
    place: Place


class Bindings(NamedTuple):
    """interfaces, sources: from outside the zone files. now: they are all that hold. problems: what cannot be told."""

    interfaces: tuple[Bound, ...]
    sources: tuple[Bound, ...]
    now: bool
    problems: tuple[Phrase, ...]


def read_bindings(files: tuple[SourceFile, ...]) -> Bindings:
    """The bindings of all such files."""
    interfaces: list[Bound] = []
    sources: list[Bound] = []
    problems: list[Phrase] = []
    active = [file for file in files if "active-zones" in file.name.rpartition("/")[2]]
    if active:
        _read_active(active[0], interfaces, sources)
        return Bindings(tuple(interfaces), tuple(sources), now=True, problems=())
    for file in files:
        found = {name.lower(): value for name, value in _SETTING.findall(file.text[:100_000])}
        zone = found.get("zone", "")
        name = found.get("interface-name") or found.get("device") or ""
        if zone and name:
            line = file.text[: file.text.lower().find("zone")].count("\n") + 1
            interfaces.append(Bound(zone, name, Place(file, line, file.span(line, f"zone={zone}"))))
        elif zone:
            problems.append(
                phrase(
                    "{name} puts an interface that it does not name in the zone {zone}", name=file.name, zone=zone[:40]
                )
            )
    return Bindings(tuple(interfaces), (), now=False, problems=tuple(problems))


def _read_active(file: SourceFile, interfaces: list[Bound], sources: list[Bound]) -> None:
    zone = ""
    for number, line in enumerate(file.lines(), 1):
        key, colon, rest = line.strip().partition(":")
        place = Place(file, number, file.span(number, line))
        if not line.startswith((" ", "\t")):
            found = _ZONE.match(line.strip())
            zone = found[1] if found else ""
        elif colon and zone and key == "interfaces":
            interfaces += [Bound(zone, name, place) for name in rest.split()]
        elif colon and zone and key == "sources":
            sources += [Bound(zone, name, place) for name in rest.split()]
