"""Support data (fritz.box/support.lua): text sections, among them ar7.cfg and the list of active forwards.

    ##### BEGIN SECTION port_forwards IPv4 forwardings
    web TCP 192.168.178.20 443 203.0.113.10 443 "HTTPS"
    allow-only-from 198.51.100.0/24
    ##### END SECTION port_forwards IPv4 forwardings

Source: the parsers and tests of an open-source viewer for support data.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.model.match import Unknown
from routerlint.netset.addresses import parse_address, parse_network
from routerlint.netset.services import protocol_number
from routerlint.text.coverage import LineState
from routerlint.wording import phrase
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.place import Places
from vendor_parsers.fritzos.rules import Forward

__all__ = ["Part", "active_forwards", "is_support_data", "merge_active", "read_parts"]

_BEGIN = re.compile(r"^##### BEGIN SECTION (\S+) ?(.*)$")
_END = re.compile(r"^##### END SECTION\b")
_FORWARD = re.compile(
    r"^(?P<name>\S+)\s+(?P<protocol>TCP|UDP|IP|GRE|ESP|ICMP)\s+(?P<inside>[0-9.]+)\s+(?P<to>\S+)\s+(?P<outside>[0-9.]+)\s+(?P<port>\S+)"
    r'\s*(?:"(?P<comment>[^"]*)")?\s*$'
)
_PORTS = re.compile(r"(\d{1,5})(?:([-+])(\d{1,5}))?$")
_ALLOWED = "allow-only-from"


class Part(msgspec.Struct, frozen=True):
    """One section: name and title of its BEGIN line, its body and where the body begins."""

    name: str
    title: str
    first_line: int
    body: tuple[str, ...]
    closed: bool

    @property
    def text(self) -> str:
        """The body as one text."""
        return "\n".join(self.body)


def is_support_data(text: str) -> bool:
    """Whether the text has such sections, and one that this vendor reads."""
    head = text[:4_000_000]
    return "##### BEGIN SECTION " in head and ("/var/flash/ar7.cfg" in head or "SECTION port_forwards" in head)


def read_parts(lines: list[str]) -> list[Part]:
    """All sections in file order; one that a new section cuts off is not closed."""
    parts: list[Part] = []
    opened: tuple[str, str, int] | None = None
    for index, line in enumerate(lines):
        if not line.startswith("#####"):
            continue
        begin = _BEGIN.match(line)
        if opened is not None and (begin or _END.match(line)):
            name, title, start = opened
            parts.append(Part(name, title, start + 2, tuple(lines[start + 1 : index]), begin is None))
            opened = None
        if begin:
            opened = (begin[1], begin[2].strip(), index)
    if opened is not None:
        name, title, start = opened
        parts.append(Part(name, title, start + 2, tuple(lines[start + 1 :]), closed=False))
    return parts


def active_forwards(part: Part, places: Places, draft: Draft) -> list[Listed]:
    """The forwards of a port_forwards section; an allow-only-from line belongs to the forward above it."""
    found: list[Listed] = []
    for offset, raw in enumerate(part.body):
        line = raw.strip()
        if not line or line.startswith("---"):
            continue
        number = part.first_line + offset
        span = places.at(number)
        if line.startswith(_ALLOWED):
            if found:
                found[-1] = _restricted(found[-1], line.removeprefix(_ALLOWED).strip())
            draft.ledger.mark(LineState.USED, file=span.file, line=number, what=_ALLOWED, relevant=True)
            continue
        forward = _read_forward(line)
        state = LineState.UNRECOGNISED if forward is None else LineState.USED
        draft.ledger.mark(state, file=span.file, line=number, what="port_forwards", relevant=True)
        if forward is None:
            draft.incomplete("ipv4", phrase("a line of the active forwards cannot be read"))
            continue
        found.append(Listed(forward=forward, text=line, source="port_forwards", span=span))
    return found


def merge_active(stored: list[Listed], active: list[Listed]) -> list[Listed]:
    """Active forwards first; a stored rule that is among them would only repeat it, perhaps without its sources."""
    known = {_key(listed.forward) for listed in active if listed.forward is not None}
    return active + [listed for listed in stored if listed.forward is None or _key(listed.forward) not in known]


def _key(forward: Forward) -> tuple[object, ...]:
    return forward.protocol, forward.ports, forward.inside, forward.first_inside, forward.off


def _read_forward(line: str) -> Forward | None:
    found = _FORWARD.match(line)
    if found is None:
        return None
    inside, name = parse_address(found["inside"]), found["protocol"].lower()
    protocol = None if name == "ip" else protocol_number(name)
    if inside is None:
        return None
    if protocol not in (6, 17):
        return Forward(protocol=protocol, inside=inside[1] or None, comment=found["comment"] or found["name"])
    outside, to = _range(found["port"]), _range(found["to"])
    if outside is None or to is None or to[0] + outside[1] - outside[0] > 65535:
        return None
    return Forward(
        protocol=protocol,
        ports=outside,
        first_inside=to[0] if to[0] != outside[0] else None,
        inside=inside[1] or None,
        comment=found["comment"] or found["name"],
    )


def _range(text: str) -> tuple[int, int] | None:
    """N, N-LAST or N+COUNT."""
    found = _PORTS.match(text)
    if found is None:
        return None
    first = int(found[1])
    last = first if found[2] is None else int(found[3]) if found[2] == "-" else first + int(found[3]) - 1
    return (first, last) if 1 <= first <= last <= 65535 else None


def _restricted(listed: Listed, text: str) -> Listed:
    network = parse_network(text.replace(" ", "/", 1))
    if network is not None and network[0] == "ipv4":
        return msgspec.structs.replace(listed, allowed=(*listed.allowed, (network[1], network[2])))
    unknown = Unknown(
        key=f"fritzos:allow-only-from:{listed.span.file}:{listed.span.line}",
        what=phrase("who may use a forward"),
        why=phrase("{ALLOWED} cannot be read", ALLOWED=_ALLOWED),
        spans=(listed.span,),
    )
    return msgspec.structs.replace(listed, question=unknown, allowed=())
