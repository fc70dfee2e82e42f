"""A vendor without Python: the result of a TTP template as a Device.

What the template's lists name is open, everything else is closed by NAT, provided that all that the mapping needs was
found, every row could be read, and every line of the input was taken by a template line or is ignored on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from routerlint.errors import ConfigurationError, RecognisedNotJudged
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Chain,
    Drop,
    Entry,
    Hook,
    Pipeline,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.addresses import AddressSet, parse_address, parse_addresses, parse_network
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.parsing.template_mapping import ForwardList, Mapping, Need, ServiceList, load_mapping
from routerlint.parsing.template_rows import Row, lowered, ports_of, services_of, switched, text_of, translation_of
from routerlint.parsing.ttp_adapter import Placed, run_template
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase

__all__ = ["parse_with_template"]

_CLOSED = default_span(phrase("what no list of the template names is closed"))


def parse_with_template(document: Document, template_path: Path, mapping_path: Path | None = None) -> Device:
    """The device in the first file of a document, as a template and its mapping describe it.

    mapping_path: None for the file beside the template that has its name with ".yaml".
    Raises ConfigurationError for a mistake in either file, RecognisedNotJudged if the document holds no text.
    """
    mapping = load_mapping(mapping_path or template_path.with_suffix(".yaml"))
    try:
        template = template_path.read_text("utf-8")
    except (OSError, UnicodeError) as problem:
        raise ConfigurationError(f"the template cannot be read: {problem}", file=str(template_path)) from None
    if not document.files:
        raise RecognisedNotJudged("no text for the template in it", file=document.name)
    return _Reader(document.files[0], mapping).device(template, str(template_path))


class _Reader:
    """Collects what one text says."""

    def __init__(self, file: SourceFile, mapping: Mapping) -> None:
        self.file, self.mapping = file, mapping
        self.lines = file.lines()
        self.ledger = Ledger()
        self.found: tuple[object, ...] = ()
        self.reasons: list[Phrase] = []
        self.undecided: list[Undecided] = []

    def device(self, template: str, template_name: str) -> Device:
        result = run_template(self.file.text, template, template_name)
        self.found = result.found
        self._cover(result.taken)
        nat = tuple(entry for listed in self.mapping.forwards for entry in self._forwards(listed))
        services = tuple(self._services())
        for need in self.mapping.needs:
            if not self._is_met(need):
                self._incomplete(
                    phrase("the template found nothing for {path} = {value}", path=need.path, value=need.value)
                    if need.value
                    else phrase("the template found nothing for {path}", path=need.path)
                )
        return Device(
            vendor=self.mapping.name,
            model=self._fact("model"),
            version=self._fact("version"),
            hostname=self._fact("hostname"),
            interfaces=tuple(self._interfaces()),
            pipelines=(self._pipeline(nat, tuple(entry for entry, _ in services)),),
            listeners=tuple(listener for _, listener in services),
            listeners_complete=False,
            port_mappings=tuple(self._upnp()),
            undecided=tuple(self.undecided),
            complete=Completeness(
                ipv4=not self.reasons,
                ipv6=False,
                reasons=(*self.reasons, phrase("the template says nothing about IPv6")),
            ),
            coverage=self.ledger.coverage(),
        )

    # What was found

    def _cover(self, taken: frozenset[int]) -> None:
        """Every line that no template line took is unrecognised, unless the mapping ignores it."""
        ignored = [re.compile(pattern) for pattern in self.mapping.ignore]
        missed = 0
        for number, line in enumerate(self.lines, 1):
            if not line.strip():
                continue
            if number in taken:
                self.ledger.mark(LineState.USED, file=self.file.name, line=number, what="line", relevant=True)
            elif any(pattern.match(line) for pattern in ignored):
                self.ledger.mark(LineState.IRRELEVANT, file=self.file.name, line=number, what="line", relevant=True)
            else:
                missed = missed or number
                self.ledger.mark(LineState.UNRECOGNISED, file=self.file.name, line=number, what="line", relevant=True)
        if missed:
            self._incomplete(phrase("no line of the template took line {missed} and perhaps more", missed=missed))

    def _incomplete(self, reason: Phrase) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)

    def _at(self, path: str) -> list[object]:
        """All values at a path of the result; a list on the way means each of its items."""
        values: list[object] = list(self.found)
        for name in path.split("."):
            flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
            values = [item[name] for item in flat if isinstance(item, dict) and name in item]
        return [item for value in values for item in (value if isinstance(value, list) else [value])]

    def _rows(self, path: str) -> list[Row]:
        return [row for row in self._at(path) if isinstance(row, dict)]

    def _is_met(self, need: Need) -> bool:
        values = self._at(need.path)
        return any(str(value).strip() == need.value for value in values) if need.value is not None else bool(values)

    def _span(self, row: object) -> Span:
        """The first line from which anything in a row came."""
        values = row.values() if isinstance(row, dict) else (row,)
        numbers = [value.line for value in values if isinstance(value, Placed) and value.line]
        line = min(numbers, default=1)
        return self.file.span(line, self.lines[line - 1] if line <= len(self.lines) else "")

    def _fact(self, name: str) -> Fact[str]:
        path = self.mapping.device.get(name)
        values = self._at(path) if path is not None else []
        texts = [value for value in values if isinstance(value, str) and value.strip()]
        return stated(str(texts[0]).strip(), self._span(texts[0])) if texts else NOT_STATED

    # The model

    def _interfaces(self) -> Iterator[Interface]:
        evidence = (Evidence(text="the mapping file says so"),)
        for index, name in enumerate(self.mapping.wan_interfaces):
            number = placeholder_address("ipv4", index)
            address = InterfaceAddress(family="ipv4", number=number, length=32, stated=False)
            yield Interface(name=name, role=Role.WAN, evidence=evidence, addresses=(address,), assumed=True)
        for name, text in self.mapping.networks.items():
            network = parse_network(text)
            if network is not None and network[0] == "ipv4":
                own = InterfaceAddress(family="ipv4", number=network[1], length=network[2])
                yield Interface(name=name, role=Role.LAN, evidence=evidence, addresses=(own,))

    def _pipeline(self, nat: tuple[Entry, ...], services: tuple[Entry, ...]) -> Pipeline:
        translated = Entry(match=Match(destination_nat=True), action=Accept(), origin="system")
        chains = (
            Chain(name="forwards", entries=nat),
            Chain(name="router", entries=(translated, *services)),
            Chain(name="network", entries=(translated,)),
        )
        stages = [Stage(name="forwards", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="forwards", default=Accept())]
        stages += [
            Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Drop(), default_spans=(_CLOSED,))
            for name, hook in (("router", Hook.INPUT), ("network", Hook.FORWARD))
        ]
        return Pipeline(family="ipv4", chains=chains, stages=tuple(stages))

    def _forwards(self, listed: ForwardList) -> Iterator[Entry]:
        for row in self._rows(listed.list):
            on = switched(row, listed.when)
            if on is False:
                continue
            entry = self._forward(row, listed, on=on)
            if entry is not None:
                yield entry

    def _forward(self, row: Row, listed: ForwardList, *, on: bool | None) -> Entry | None:
        span = self._span(row)
        label = text_of(row, listed.label)
        interfaces = self._way_in(row, listed)
        if interfaces == ():
            return None
        services = None if listed.exposed_host else services_of(row, listed)
        target, asked = parse_address(text_of(row, listed.target)), self._asked(span, on=on)
        action = None if target is None or target[0] != "ipv4" else translation_of(row, listed, target[1], services)
        if action is None or (services is None and not listed.exposed_host):
            self._incomplete(phrase("a row of a list of forwards cannot be read"))
            match = Match(in_interfaces=interfaces, to_router=True, unknown=asked)
            return Entry(match=match, action=Undetermined(), spans=(span,), label=label)
        match = Match(
            in_interfaces=interfaces,
            to_router=True,
            sources=self._sources(row, listed, span),
            services=None if services is None else ServiceMatch.of(services),
            unknown=asked,
        )
        return Entry(match=match, action=action, spans=(span,), label=label)

    def _way_in(self, row: Row, listed: ForwardList) -> tuple[str, ...] | None:
        """The WAN interfaces of a row; None for all, () for one that is no way in."""
        name = text_of(row, listed.interface)
        if not name or name.lower() in ("all", "any"):
            return None
        return tuple(wan for wan in self.mapping.wan_interfaces if wan.lower() == name.lower())

    def _asked(self, span: Span, *, on: bool | None) -> tuple[Unknown, ...]:
        if on is not None:
            return ()
        why = phrase("the field that says so has a text that the mapping does not name")
        return (
            Unknown(key=f"template:switch:{span.line}", what=phrase("whether an entry is on"), why=why, spans=(span,)),
        )

    def _sources(self, row: Row, listed: ForwardList, span: Span) -> AddressMatch | None:
        text = text_of(row, listed.sources)
        if not text or text.lower() in {word.lower() for word in listed.any_source}:
            return None
        found = parse_addresses(text)
        if found is not None and found.family == "ipv4":
            return AddressMatch.of(found)
        unknown = Unknown(
            key=f"template:sources:{text}",
            what=phrase("the source {text!r}", text=text),
            why=phrase("it is no address"),
            spans=(span,),
        )
        return AddressMatch.partly(AddressSet("ipv4"), unknown)

    def _services(self) -> Iterator[tuple[Entry, Listener]]:
        for listed in self.mapping.router_services:
            for row in self._rows(listed.list):
                on = switched(row, listed.when)
                if on is not False:
                    yield self._service(row, listed, on=on)

    def _service(self, row: Row, listed: ServiceList, *, on: bool | None) -> tuple[Entry, Listener]:
        span = self._span(row)
        ports = ports_of(text_of(row, listed.port_field)) or ((listed.port, listed.port),)
        services = ServiceSet.ports(TCP if listed.protocol == "tcp" else UDP, ports)
        match = Match(services=ServiceMatch.of(services), unknown=self._asked(span, on=on))
        listener = Listener(name=listed.service, services=services, enabled=stated(value=True), spans=(span,))
        return Entry(match=match, action=Accept(), spans=(span,)), listener

    def _upnp(self) -> Iterator[PortMapping]:
        place = self.mapping.upnp
        if place is None:
            return
        values = self._at(place.path)
        text = str(values[0]).strip().lower() if values else ""
        on = True if text in lowered(place.active) else False if text in lowered(place.inactive) else None
        if on is None:
            what = phrase("UPnP: whether devices inside may open ports")
            why = phrase("the template found nothing that settles it")
            self.undecided.append(Undecided(what=what, why=why, kind="capability", family="ipv4"))
            return
        span = self._span(values[0])
        yield PortMapping(kind="upnp", enabled=stated(on, span), spans=(span,))
