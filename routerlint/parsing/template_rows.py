"""Rows of a template's result: the texts of their fields as ports, services and translations."""

from __future__ import annotations

import re

from routerlint.model.pipeline import DestinationNat
from routerlint.netset.services import PORTED, TCP, UDP, ServiceSet, protocol_number
from routerlint.parsing.template_mapping import ForwardList, Switch

__all__ = ["Row", "lowered", "ports_of", "services_of", "switched", "text_of", "translation_of"]

Row = dict[str, object]
_PORTS = re.compile(r"(\d{1,5})(?:\s*[-~:]\s*(\d{1,5}))?$")
_BOTH = frozenset(("tcp/udp", "tcp+udp", "udp/tcp", "tcp,udp", "tcpudp", "both", "tcp & udp", "tcp&udp"))
_ALL = frozenset(("any", "all", "ip", "*", "-"))


def lowered(texts: tuple[str, ...]) -> set[str]:
    """The texts in lower case, to compare with."""
    return {text.lower() for text in texts}


def text_of(row: Row, field: str | None) -> str:
    """The text of a field; "" where the row or the mapping has none."""
    return str(row.get(field, "")).strip() if field is not None else ""


def switched(row: Row, switch: Switch | None) -> bool | None:
    """On, off, or None for a text that the mapping does not name."""
    if switch is None:
        return True
    text = text_of(row, switch.field).lower()
    return True if text in lowered(switch.active) else False if text in lowered(switch.inactive) else None


def ports_of(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of a text, or () if it is none."""
    found = []
    for part in text.split(",") if text else ():
        match = _PORTS.match(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= 65535:
            return ()
        found.append((first, last))
    return tuple(found)


def _outside(row: Row, listed: ForwardList) -> tuple[tuple[int, int], ...]:
    ports, last = ports_of(text_of(row, listed.ports)), ports_of(text_of(row, listed.last_port))
    if len(ports) == 1 and len(last) == 1 and last[0][0] >= ports[0][0]:
        return ((ports[0][0], last[0][0]),)
    return ports


def services_of(row: Row, listed: ForwardList) -> ServiceSet | None:
    """Protocol and outside ports of a row, or None for what cannot be read."""
    name, ports = text_of(row, listed.protocol).lower(), _outside(row, listed)
    if name in _BOTH or (name in _ALL and ports):
        return ServiceSet.ports(TCP, ports) | ServiceSet.ports(UDP, ports) if ports else None
    number = protocol_number(name)
    if number is None:
        return None
    if number not in PORTED:
        return ServiceSet.protocol(number)
    return ServiceSet.ports(number, ports) if ports else None


def translation_of(row: Row, listed: ForwardList, target: int, services: ServiceSet | None) -> DestinationNat | None:
    """The translation, or None if the inside port cannot be read."""
    text, outside = text_of(row, listed.target_port), _outside(row, listed)
    inside = ports_of(text)
    if services is None or not text or (inside and inside == outside):
        return DestinationNat(to=target)
    if len(inside) != 1 or len(outside) != 1:
        return None
    (first, last), new = outside[0], inside[0][0]
    if first == last:
        return DestinationNat(to=target, ports=(new, new), port_map="single")
    if new + last - first > 65535:
        return None
    if new == first:
        return DestinationNat(to=target)
    return DestinationNat(to=target, ports=(new, new + last - first), port_map="shift", shift_base=first)
