"""Writes the entries of a chain one after the other, in the order in which a firmware's own code would."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    Drop,
    Entry,
    Hook,
    Pipeline,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.netset.services import ECHO_REQUEST, TCP, UDP, ServiceSet
from routerlint.parsing.port_text import Ranges
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["ACCEPT", "DROP", "RuleWriter", "echo_request", "ports", "source_match", "stage", "unreadable_forwards"]

ACCEPT = Accept()
DROP = Drop()


def ports(protocols: str, ranges: Ranges | int) -> ServiceSet:
    """Ports of "tcp", "udp" or "both"; a number is one port."""
    pairs = ((ranges, ranges),) if isinstance(ranges, int) else ranges
    numbers = {"tcp": (TCP,), "udp": (UDP,), "both": (TCP, UDP)}[protocols]
    found = ServiceSet()
    for number in numbers:
        found |= ServiceSet.ports(number, pairs)
    return found


def echo_request(family: Family) -> ServiceSet:
    """A ping of the family."""
    service = ECHO_REQUEST[family]
    return ServiceSet(((service, service),))


def source_match(text: str, family: Family, spans: tuple[Span, ...] = ()) -> AddressMatch | None:
    """Who may send, from one address, network, range or name; None for an empty text, which means everybody.

    An address of the other family matches nobody. A name is known to the device only: the match is open.
    """
    text = text.strip()
    if not text:
        return None
    found = parse_addresses(text)
    if found is not None:
        return AddressMatch.of(found if found.family == family else AddressSet(family))
    why = phrase("it is a name that resolves only on the device, or not an address")
    unknown = Unknown(key=f"source:{text}", what=phrase("source {text}", text=text), why=why, spans=spans)
    return AddressMatch(certain=AddressSet(family), possible=AddressSet.any(family), unknown=unknown)


def stage(
    chain: Chain,
    hook: Hook,
    kind: StageKind,
    default: Accept | Drop,
    spans: tuple[Span, ...] = (),
    *,
    unknown: bool = False,
) -> Stage:
    """The stage that calls a chain of the same name."""
    return Stage(
        name=chain.name,
        hook=hook,
        kind=kind,
        chain=chain.name,
        default=default,
        default_spans=spans,
        default_unknown=unknown,
    )


def unreadable_forwards(pipelines: Iterable[Pipeline], family: Family) -> tuple[Phrase, ...]:
    """Why a family is not complete: a translation whose target cannot be read may lead anywhere, which no row says."""
    found: list[Phrase] = []
    for pipeline in pipelines:
        names = {stage.chain for stage in pipeline.stages if stage.kind is StageKind.NAT}
        for chain in pipeline.chains if pipeline.family == family else ():
            entries = chain.entries if chain.name in names else ()
            found += [
                phrase("the forward {label} has a target that cannot be read", label=entry.label)
                if entry.label
                else phrase("the forward without a name has a target that cannot be read")
                for entry in entries
                if isinstance(entry.action, Undetermined)
            ]
    return tuple(dict.fromkeys(found))


class RuleWriter:
    """A chain in the making."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: list[Entry] = []

    def add(
        self,
        action: Action,
        spans: tuple[Span, ...],
        *,
        label: str = "",
        stated: bool = False,
        services: ServiceSet | ServiceMatch | None = None,
        sources: AddressSet | AddressMatch | None = None,
        destinations: AddressSet | AddressMatch | None = None,
        interfaces: tuple[str, ...] | None = None,
        out_interfaces: tuple[str, ...] | None = None,
        destination_nat: bool | None = None,
        unknown: tuple[Unknown, ...] = (),
        sender_choice: tuple[str, ...] = (),
        first: bool = False,
    ) -> None:
        """Appends an entry, or puts it first; `stated`: the owner wrote it as a rule of its own."""
        entry = Entry(
            match=Match(
                in_interfaces=interfaces,
                out_interfaces=out_interfaces,
                sources=AddressMatch.of(sources) if isinstance(sources, AddressSet) else sources,
                destinations=AddressMatch.of(destinations) if isinstance(destinations, AddressSet) else destinations,
                services=ServiceMatch.of(services) if isinstance(services, ServiceSet) else services,
                destination_nat=destination_nat,
                unknown=unknown,
                sender_choice=sender_choice,
            ),
            action=action,
            spans=spans,
            label=label,
            origin="stated" if stated else "system",
        )
        self._entries.insert(0 if first else len(self._entries), entry)

    def chain(self) -> Chain:
        """What was written."""
        return Chain(name=self.name, entries=tuple(self._entries))
