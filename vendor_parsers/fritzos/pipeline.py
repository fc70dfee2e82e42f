"""The way of a packet through a FRITZ!Box.

NAT stands first and is the protection: what no rule names is dropped. The packet filters behind it only close more
(Freetz-NG docs/make/avm-firewall.md), and "permit" in them is the factory state. Forwards with ports win over the
exposed host (manuals of the 7560 and 7430).
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Hook,
    Pipeline,
    Stage,
    StageKind,
    Undetermined,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ECHO_REQUEST, ServiceSet
from routerlint.text.span import default_span
from routerlint.wording import phrase
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.rules import Forward

__all__ = ["ipv4_pipeline", "ipv6_pipeline"]

_CLOSED = (default_span(phrase("what no rule names is dropped")),)
_STEALTH = Unknown(
    key="fritzos:stealth-mode",
    what=phrase("whether the box answers an echo request"),
    why=phrase("the setting 'Firewall im Stealth Mode' is off by default, and where the export keeps it is not known"),
)


def ipv4_pipeline(draft: Draft) -> Pipeline:
    """NAT by the rule lists, then the filters."""
    nat = tuple(_nat_entry(listed) for listed in sorted(draft.listed, key=_rank) if not _is_off(listed))
    translated = Entry(match=Match(destination_nat=True), action=Accept(), origin="system")
    chains = (
        Chain(name="rules", entries=nat),
        Chain(name="filter", entries=_filter(draft)),
        Chain(name="box", entries=(translated, *draft.wan_entries, _echo("ipv4"))),
        Chain(name="network", entries=(translated,)),
    )
    stages = (
        Stage(name="rules", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="rules", default=Accept()),
        Stage(name="filter", hook=Hook.PREROUTING, kind=StageKind.FILTER, chain="filter", default=Accept()),
        _closed("box", Hook.INPUT),
        _closed("network", Hook.FORWARD),
    )
    return Pipeline(family="ipv4", chains=chains, stages=stages)


def ipv6_pipeline(draft: Draft) -> Pipeline:
    """No NAT: a release lets packets through to the address of a device."""
    chains = (
        Chain(name="box", entries=(_echo("ipv6"),)),
        Chain(name="network", entries=tuple(draft.ipv6_entries)),
    )
    stages = (_closed("box", Hook.INPUT), _closed("network", Hook.FORWARD))
    return Pipeline(family="ipv6", chains=chains, stages=stages)


def _closed(name: str, hook: Hook) -> Stage:
    return Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Drop(), default_spans=_CLOSED)


def _is_off(listed: Listed) -> bool:
    return listed.forward is not None and listed.forward.off


def _rank(listed: Listed) -> int:
    """The exposed host comes last, whatever the file order."""
    return 1 if listed.forward is not None and listed.forward.portless and listed.forward.inside is not None else 0


def _nat_entry(listed: Listed) -> Entry:
    forward = listed.forward
    asked = () if listed.question is None else (listed.question,)
    if forward is None:
        return Entry(match=Match(to_router=True, unknown=asked), action=Undetermined(), spans=(listed.span,))
    if forward.doubt:
        doubt = Unknown(
            key=f"fritzos:rule:{listed.span.file}:{listed.text}",
            what=phrase("the rule {text!r}", text=listed.text[:80]),
            why=phrase("{doubt} is not known", doubt=forward.doubt),
            spans=(listed.span,),
        )
        asked = (*asked, doubt)
    outside = None if forward.outside is None else AddressMatch.of(AddressSet.host("ipv4", forward.outside))
    allowed = AddressSet.of(
        "ipv4", (pair for net in listed.allowed for pair in AddressSet.network("ipv4", *net).ranges)
    )
    sources = AddressMatch.of(allowed) if listed.allowed else None
    return Entry(
        match=Match(
            to_router=True if outside is None else None,
            sources=sources,
            destinations=outside,
            services=_services(forward),
            unknown=asked,
        ),
        action=_translation(forward),
        spans=(listed.span,),
        label=forward.comment,
    )


def _services(forward: Forward) -> ServiceMatch | None:
    if forward.protocol is None:
        return None
    if forward.ports is None:
        return ServiceMatch.of(ServiceSet.protocol(forward.protocol))
    return ServiceMatch.of(ServiceSet.ports(forward.protocol, (forward.ports,)))


def _translation(forward: Forward) -> DestinationNat:
    if forward.ports is None or forward.first_inside is None:
        return DestinationNat(to=forward.inside, to_router=forward.inside is None)
    first, last = forward.ports
    new = (forward.first_inside, forward.first_inside + last - first)
    return DestinationNat(
        to=forward.inside,
        to_router=forward.inside is None,
        ports=new,
        port_map="single" if first == last else "shift",
        shift_base=first,
    )


def _filter(draft: Draft) -> tuple[Entry, ...]:
    """Packet filters beyond the factory ones: they may close what the rules open."""
    return tuple(
        Entry(
            match=Match(
                unknown=(
                    Unknown(
                        key=f"fritzos:packet-filter:{span.file}:{span.line}",
                        what=phrase("an additional packet filter"),
                        why=phrase("its lines are not evaluated, and it may close some of what the rules open"),
                        spans=(span,),
                    ),
                )
            ),
            action=Drop(),
            spans=(span,),
        )
        for span in draft.filters
    )


def _echo(family: str) -> Entry:
    """AVM, 'Sicherheitsdiagnose / Filter': the stealth mode is off in the factory state, so pings are answered."""
    service = ECHO_REQUEST["ipv4" if family == "ipv4" else "ipv6"]
    match = Match(services=ServiceMatch.of(ServiceSet(((service, service),))), unknown=(_STEALTH,))
    return Entry(
        match=match, action=Accept(), spans=(default_span(phrase("echo requests are answered")),), origin="system"
    )
