"""From the keys of a rule to matches of the model."""

from __future__ import annotations

import msgspec

from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.wording import NO_WORDS, Phrase, phrase
from vendor_parsers.routeros import conditions
from vendor_parsers.routeros.asking import Ask, Surroundings, keyword
from vendor_parsers.routeros.export import Item
from vendor_parsers.routeros.handlers import HANDLERS, SOURCE_PORT

__all__ = ["Matcher", "Matches"]

# What asks nothing, and what is read together below.
_ELSEWHERE = conditions.NEUTRAL | {"protocol", "dst-port", "port"}
_PORTED = ServiceSet.protocols((TCP, UDP))
_NO_TCP = ~ServiceSet.protocol(TCP)


class Matches(msgspec.Struct, frozen=True, gc=False):
    """The matches of one rule, to be tried in order with the same action; none if no new packet can match.

    why_not: the reason, where it is one that the owner should know (an interface that is gone).
    """

    matches: tuple[Match, ...]
    why_not: Phrase = NO_WORDS


class Matcher:
    """Reads the rules of one family."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._services: dict[tuple[str, str], ServiceSet | None] = {}

    def read(self, item: Item, *, doubt_lists: bool = False) -> Matches:
        """The matches of a rule. doubt_lists: interface lists that the input does not define are open questions."""
        ask = Ask(doubt_lists=doubt_lists)
        for key, value in item.values.items():
            if key in _ELSEWHERE:
                continue
            handler = HANDLERS.get(key)
            if handler is not None:
                if item.computed and key in item.computed:
                    ask.open_question(key, value, item)
                elif value:
                    handler(self._around, ask, value, item)
            elif key in conditions.SENDER_CHOICE:
                ask.choice.append(key)
            elif key in conditions.PAYLOAD and value[:1] != "!":
                ask.payload = True
            else:
                ask.open_question(key, value, item)
        if item.doubtful:
            why = phrase("the line cannot be read as a whole, or a script decides whether it is there")
            ask.unknown.append(
                Unknown(key=f"line {item.span.line}", what=phrase("a line"), why=why, spans=(item.span,))
            )
        self._read_services(ask, item)
        if ask.never:
            return Matches((), ask.why_not)
        return Matches(self._split_by_port(ask, item))

    def _read_services(self, ask: Ask, item: Item) -> None:
        protocol, ports = item.values.get("protocol", ""), item.values.get("dst-port", "")
        if protocol or ports:
            services = self._service_set(protocol, ports)
            if services is None:
                ask.open_question(*(("dst-port", ports) if ports else ("protocol", protocol)), item)
                services = self._service_set(protocol, "")
            elif not protocol:
                ask.unknown.append(keyword("protocol", "missing", item))
            if services is not None:
                ask.narrow_services(services)
        if ask.payload:
            # The first packet of a TCP connection has no text: such a rule neither stops nor lets in TCP.
            ask.narrow_services(_NO_TCP)
            ask.choice.append("payload")
        if ask.services is not None and not ask.services:
            ask.never = True

    def _service_set(self, protocol: str, ports: str) -> ServiceSet | None:
        key = (protocol, ports)
        if key not in self._services:
            self._services[key] = _service_set(protocol, ports)
        return self._services[key]

    def _split_by_port(self, ask: Ask, item: Item) -> tuple[Match, ...]:
        """The matches of a rule; `port` is the source or the destination port, and the sender chooses his own."""
        text = item.values.get("port", "")
        if not text:
            return (_match(ask, ask.services, tuple(ask.choice)),)
        protocol = item.values.get("protocol", "")
        if not protocol:
            ask.unknown.append(keyword("protocol", "missing", item))
            ask.narrow_services(_PORTED)
        services = self._service_set(protocol, text)
        if services is None or "port" in item.computed:
            ask.open_question("port", text, item)
            return (_match(ask, ask.services, (*ask.choice, SOURCE_PORT)),)
        by_destination = services if ask.services is None else ask.services & services
        if text[:1] == "!":
            # Neither port may be in the list: the destination is not, and the sender picks a source port that is not.
            return (_match(ask, by_destination, (*ask.choice, SOURCE_PORT)),)
        return (
            _match(ask, by_destination, tuple(ask.choice)),
            _match(ask, ask.services, (*ask.choice, SOURCE_PORT)),
        )


def _service_set(protocol: str, ports: str) -> ServiceSet | None:
    pairs = conditions.parse_port_list(ports.lstrip("!")) if ports else None
    if ports and pairs is None:
        return None
    if not protocol:
        return conditions.ported_services(pairs) if pairs is not None else None
    services = conditions.protocol_services(protocol, pairs)
    if ports[:1] != "!" or services is None:
        return services
    whole = conditions.protocol_services(protocol, None)
    return None if whole is None else whole - services


def _match(ask: Ask, services: ServiceSet | None, choice: tuple[str, ...]) -> Match:
    return Match(
        in_interfaces=ask.ins,
        out_interfaces=ask.outs,
        sources=ask.sources,
        destinations=ask.destinations,
        services=None if services is None or services.is_any else ServiceMatch(certain=services, possible=services),
        to_router=ask.to_router,
        destination_nat=ask.destination_nat,
        tracked=ask.tracked,
        marks=ask.marks,
        marks_absent=ask.marks_absent,
        unknown=tuple(ask.unknown),
        unknown_not=tuple(ask.unknown_not),
        sender_choice=choice,
    )
