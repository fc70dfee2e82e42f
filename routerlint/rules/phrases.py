"""The words of findings: what fills the placeholders in the texts of rules, in every language.

Names from the device are hostile text: in sentences they lose what a terminal obeys, in commands they appear only if
they consist of harmless letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from routerlint.netset import intervals as iv
from routerlint.rules.services import Hit
from routerlint.rules.severity import Severity
from routerlint.rules.subject import ExposureSubject
from routerlint.rules.text import Text
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.span import Span

__all__ = ["command_word", "device_text", "exposure_values", "joined", "place_values", "ports_text"]

_SHOWN_SERVICES = 4
_SHOWN_RANGES = 5
_SHOWN_ADDRESSES = 3
_HARMLESS = re.compile(r"[A-Za-z0-9_.:/ +-]{1,60}")
_ALL_PORTS = ((1, 65535),)


def exposure_values(
    subjects: Sequence[ExposureSubject], main: ExposureSubject, first: frozenset[str]
) -> dict[str, Text]:
    """The values of a finding about exposures.

    subjects: all rows of it. main: the row that decides its severity. first: port classes that are named first.
    """
    certain = main.certainty == "certain"
    source = _source_phrase(main)
    row = main.row
    label = device_text(next((s.label for s in subjects if s.label), ""))
    hosts = [s.target for s in subjects if s.target_kind == "host"]
    command_ports = _plain_ports(row.ports)
    return {
        "possibly": Text(en="" if certain else "possibly ", de="" if certain else "möglicherweise "),
        "from": source,
        "reachable": _reachable(source, certain=certain),
        "services": _services_text(subjects, first, worst_only=main),
        "target": joined([_target_phrase(target) for target in dict.fromkeys(s.target for s in subjects)]),
        "ports": joined([_row_ports(s) for s in _distinct(subjects)], _SHOWN_RANGES),
        "inside_ports": Text.same(f"{row.protocol} {ports_text(main.target_ports)}".strip()),
        "label": Text.same(label),
        "named": Text(en=f' "{label}"', de=f" „{label}“") if label else Text.same(""),
        "address": Text.same(hosts[0] if hosts else ""),
        "protocol": Text.same(row.protocol if row.protocol not in ("any", "other") else ""),
        "dst_port": Text.same(command_ports),
        "name": Text.same(command_word(label)),
        "interface": Text.same(command_word(row.via[0]) if row.via else ""),
        "interfaces": Text.same(", ".join(map(device_text, row.via))),
        "inside_interface": Text.same(command_word(row.target_interface or row.target.removeprefix("lan:"))),
        "family": Text.same({"ipv4": "IPv4", "ipv6": "IPv6"}.get(main.family, "")),
        "menu": Text.same("ipv6" if main.family == "ipv6" else "ip"),
    }


def place_values(span: Span | None) -> dict[str, Text]:
    """File and line of a finding, for repairs."""
    if span is None or span.line is None:
        return {}
    file, line = device_text(span.file), str(span.line)
    place = Text(en=f" (line {line} of {file})", de=f" (Zeile {line} von {file})")
    return {"file": Text.same(file), "line": Text.same(line), "at_line": place}


def device_text(text: str, limit: int = 60) -> str:
    """A name or sentence that holds names from the device, as it may stand in a sentence."""
    text = printable(mask_secrets(" ".join(text[: 4 * limit].split())))
    return text if len(text) <= limit else text[: limit - 3] + "..."


def command_word(text: str) -> str:
    """The same for a command that somebody copies; "" unless it is harmless there."""
    return text if _HARMLESS.fullmatch(text) else ""


def joined(parts: Iterable[Text], shown: int = _SHOWN_ADDRESSES) -> Text:
    """A list in words: the first ones, and how many more there are."""
    items = list(parts)
    english, german = [item.en for item in items[:shown]], [item.de for item in items[:shown]]
    more = len(items) - shown
    if more > 0:
        english.append(f"{more} more")
        german.append(f"{more} weitere")
    return Text(en=_listed(english, "and"), de=_listed(german, "und"))


def ports_text(pairs: iv.Intervals) -> str:
    """Ports as people write them, the first few ranges."""
    if pairs == _ALL_PORTS:
        return "1-65535"
    texts = [str(low) if low == high else f"{low}-{high}" for low, high in pairs[:_SHOWN_RANGES]]
    return ", ".join(texts) + (", ..." if len(pairs) > _SHOWN_RANGES else "")


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _reachable(source: Text, *, certain: bool) -> Text:
    german = f"{source.de} erreichbar" if certain else f"möglicherweise {source.de} erreichbar"
    return Text(
        en=f"Reachable {source.en}" if certain else f"Possibly reachable {source.en}",
        de=german[0].upper() + german[1:],
    )


def _source_phrase(subject: ExposureSubject) -> Text:
    if subject.source_scope == "any":
        return Text(en="from the Internet", de="aus dem Internet")
    if subject.source_scope == "wide":
        return Text(en="from large parts of the Internet", de="aus großen Teilen des Internets")
    if subject.source_scope == "private":
        return Text(en="only from private addresses", de="nur von privaten Adressen")
    hosts = [Text.same(source.removesuffix("/32").removesuffix("/128")) for source in subject.row.sources]
    addresses = joined(hosts)
    return Text(en=f"only from {addresses.en}", de=f"nur von {addresses.de}")


def _target_phrase(target: str) -> Text:
    if target == "router":
        return Text(en="the router", de="dem Router")
    if target.startswith("lan:"):
        name = device_text(target.removeprefix("lan:"))
        return Text(en=f"every device behind {name}", de=f"allen Geräten hinter {name}")
    if "/" in target:
        return Text(en=f"every device in {target}", de=f"allen Geräten in {target}")
    return Text.same(target)


class _Named:
    """A service with the ports of all rows in which it is."""

    __slots__ = ("hit", "is_first", "severity", "texts")

    def __init__(self, hit: Hit, severity: Severity, *, is_first: bool) -> None:
        self.hit = hit
        self.severity = severity
        self.is_first = is_first
        self.texts: dict[str, Text] = {}


def _services_text(subjects: Sequence[ExposureSubject], first: frozenset[str], worst_only: ExposureSubject) -> Text:
    """The services by name with their ports, worst first; those of the rule before all others."""
    named: dict[str, _Named] = {}
    floor = Severity.LOW if worst_only.severity_of(()) > Severity.INFO else Severity.INFO
    for subject in subjects:
        for hit in subject.hits:
            if hit.severity < floor:
                continue
            entry = named.setdefault(hit.title.en, _Named(hit, hit.severity, is_first=hit.port_class in first))
            text = _hit_ports(subject, hit)
            entry.texts.setdefault(text.en, text)
    ordered = sorted(named.values(), key=lambda entry: (not entry.is_first, -entry.severity))
    return joined([_with_ports(entry) for entry in ordered], _SHOWN_SERVICES)


def _with_ports(entry: _Named) -> Text:
    title = entry.hit.title
    ports = [text for text in entry.texts.values() if text.en]
    if not ports:
        return title
    english = ", ".join(text.en for text in ports[:_SHOWN_ADDRESSES])
    german = ", ".join(text.de for text in ports[:_SHOWN_ADDRESSES])
    return Text(
        en=f"{title.en} ({english})" if ")" not in title.en else f"{title.en[:-1]}, {english})",
        de=f"{title.de} ({german})" if ")" not in title.de else f"{title.de[:-1]}, {german})",
    )


def _hit_ports(subject: ExposureSubject, hit: Hit) -> Text:
    """The ports of a hit: "tcp 445", or "tcp 43389, inside 3389" where the port changes on the way."""
    ports = subject.ports if subject.target_kind == "router" and subject.listener == "known" else hit.ports
    if subject.protocol == "any" and ports in ((), _ALL_PORTS):
        return Text.same("")
    plain = f"{hit.protocol} {ports_text(ports)}".strip()
    is_moved = subject.port_map in ("single", "shift") and subject.ports != subject.target_ports
    if not is_moved or subject.target_kind == "router":
        return Text.same(plain)
    outside = f"{subject.protocol} {ports_text(subject.ports)}"
    inside = ports_text(subject.target_ports if subject.port_map == "single" else hit.ports)
    return Text(en=f"{outside}, inside {inside}", de=f"{outside}, innen {inside}")


def _distinct(subjects: Sequence[ExposureSubject]) -> list[ExposureSubject]:
    return list({(s.protocol, s.ports): s for s in subjects}.values())


def _row_ports(subject: ExposureSubject) -> Text:
    if subject.protocol == "any":
        return Text(en="all ports and protocols", de="alle Ports und Protokolle")
    if subject.protocol == "other":
        return Text(en="other protocols", de="andere Protokolle")
    if subject.ports == _ALL_PORTS:
        return Text(en=f"all {subject.protocol} ports", de=f"alle {subject.protocol}-Ports")
    return Text.same(f"{subject.protocol} {ports_text(subject.ports)}".strip())


def _plain_ports(pairs: iv.Intervals) -> str:
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in pairs)
