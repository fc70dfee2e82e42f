"""The pipeline of a provider's box whose file states what is open and not in which order its rules stand.

What is assumed: forwards before the exposed host (as TR-098 has it for a mapping of every port), both before the
box's own services, except that such a service may keep its port from the exposed host, which leaves the landing of
that port open. What is translated passes the firewall; what is not translated and not a service of the box is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Hook, Pipeline, SkipNat, StageKind
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.parsing.rule_writer import ACCEPT, RuleWriter, echo_request, stage
from routerlint.parsing.tr098 import Mapping, write_mappings
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["Opening", "box_pipeline", "let_through"]


# What neither names a sender nor a port.
_LAST = 4


class Opening(Model, frozen=True, kw_only=True):
    """A service of the box that the WAN reaches, for certain or (unknown) perhaps."""

    name: str
    services: ServiceSet | ServiceMatch
    interfaces: tuple[str, ...] | None = None
    sources: AddressMatch | None = None
    unknown: tuple[Unknown, ...] = ()
    spans: tuple[Span, ...] = ()


def box_pipeline(
    addresses: AddressSet, mappings: Iterable[Mapping], openings: Iterable[Opening], forward: RuleWriter
) -> Pipeline:
    """The IPv4 pipeline; addresses: those of the WAN side, forward: rules before what `let_through` appends."""
    opened = tuple(openings)
    nat, into, through = _nat(addresses, tuple(mappings), opened), _input(opened), forward.chain()
    return Pipeline(
        family="ipv4",
        chains=(nat, into, through),
        stages=(
            stage(nat, Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(into, Hook.INPUT, StageKind.FILTER, Drop()),
            stage(through, Hook.FORWARD, StageKind.FILTER, Drop()),
        ),
    )


def _nat(addresses: AddressSet, mappings: tuple[Mapping, ...], opened: tuple[Opening, ...]) -> Chain:
    rules = RuleWriter("port forwarding")
    catch_all = tuple(mapping for mapping in mappings if mapping.precedence == _LAST)
    write_mappings(rules, (mapping for mapping in mappings if mapping.precedence != _LAST), addresses)
    for opening in opened if catch_all else ():
        why = phrase("the box may keep the port of a service of its own from the exposed host")
        unknown = Unknown(
            key=f"kept:{opening.name}", what=phrase("{name}", name=opening.name), why=why, spans=opening.spans
        )
        services = opening.services if isinstance(opening.services, ServiceSet) else opening.services.possible
        rules.add(
            SkipNat(), opening.spans, label=opening.name, services=services, interfaces=opening.interfaces,
            unknown=(*opening.unknown, unknown),
        )  # fmt: skip
    write_mappings(rules, catch_all, addresses)
    return rules.chain()


def _input(opened: tuple[Opening, ...]) -> Chain:
    rules = RuleWriter("services of the box")
    for opening in opened:
        rules.add(
            ACCEPT, opening.spans, label=opening.name, services=opening.services, sources=opening.sources,
            interfaces=opening.interfaces, unknown=opening.unknown,
        )  # fmt: skip
    rules.add(
        ACCEPT, (_default("its firewall level decides whether it answers"),), label="ping",
        services=echo_request("ipv4"), unknown=(_level("ping", phrase("whether the box answers pings")),),
    )  # fmt: skip
    rules.add(
        ACCEPT, (_default("its firewall level decides whether it takes translated packets"),), label="forward to the box",
        destination_nat=True, unknown=(_level("box", phrase("whether the box takes packets that were translated to it")),),
    )  # fmt: skip
    return rules.chain()


def _level(key: str, what: Phrase) -> Unknown:
    why = phrase("it depends on the firewall level, whose meaning is not documented")
    return Unknown(key=f"firewall-level:{key}", what=what, why=why)


def _default(text: str) -> Span:
    return Span("", None, f"default: {text}")


def let_through(rules: RuleWriter, untranslated: tuple[str, ...]) -> None:
    """Appends what passes: translated packets; perhaps those of a connection that does not translate."""
    rules.add(ACCEPT, (), label="translated packets", destination_nat=True)
    if untranslated:
        why = phrase("the connection is not translated; what its firewall lets through is not in the file")
        unknown = Unknown(key="untranslated", what=phrase("connection without NAT"), why=why)
        rules.add(ACCEPT, (), label="without NAT", interfaces=untranslated, unknown=(unknown,))
