"""The normalized model as an nft ruleset, for the parts that nft can express exactly.

Every stage becomes a base chain, and every chain that it can reach becomes a regular chain of that stage alone, so that
an entry is written as its place on the way demands. Before the first NAT stage connection tracking has not seen the
packet: what asks for the original destination asks for the present one there. Whatever the file leaves open has no rendering:
CannotRender says what. The rules speak of packets from the WAN only, as the model does; everything else passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from routerlint.model.device import Device
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    Chain,
    Continue,
    DestinationNat,
    Drop,
    Entry,
    Goto,
    Hook,
    Jump,
    Mark,
    NoTrack,
    Pipeline,
    Return,
    SkipNat,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import Family, format_address
from routerlint.netset.services import ICMP, ICMP6, PORTED, ServiceSet

__all__ = ["CannotRender", "rendered"]

_NAT_OVER = 1 << 31  # a packet for which no further NAT stage is asked
_MOST_MARKS = 31
_BEFORE_TRACKING, _AFTER_TRACKING = -300, -100
_MOST_BEFORE = 90  # stages between the two


class CannotRender(Exception):
    """nft has no exact word for a part of the model."""


class _Place(NamedTuple):
    """Where a chain is written: its stage, its number, and what stands before it."""

    stage: Stage
    number: int
    after_nat: bool
    last_nat: bool
    family: Family
    names: dict[str, str]
    marks: dict[str, int]

    def chain(self, name: str) -> str:
        """The chain's name in nft."""
        return f"s{self.number}_{''.join(c if c.isascii() and c.isalnum() else f'_{ord(c):x}_' for c in name)}"


def rendered(device: Device, family: Family, names: dict[str, str]) -> str:
    """The rules of one family; names: the model's interface names to those of the lab. Raises CannotRender."""
    pipeline = device.pipeline(family)
    if pipeline is None:
        raise CannotRender(f"the device has no {family} pipeline")
    wans = [names[i.name] for i in device.wan_interfaces()]
    lines = [f"table {_table(family)} lab {{"]
    for place in _places(pipeline, names):
        lines += _stage_lines(pipeline, place, wans)
    if not pipeline.forwarding:
        lines += _base("closed", Hook.FORWARD, "filter", -400, "drop", wans)
        lines.append(" }")
    return "\n".join([*lines, "}", ""])


def _table(family: Family) -> str:
    return "ip" if family == "ipv4" else "ip6"


def _places(pipeline: Pipeline, names: dict[str, str]) -> Iterator[_Place]:
    used = {m for chain in pipeline.chains for entry in chain.entries for m in _marks_of(entry)}
    if len(used) > _MOST_MARKS:
        raise CannotRender("too many marks")
    marks = {mark: 1 << place for place, mark in enumerate(sorted(used))}
    nat = [n for n, stage in enumerate(pipeline.stages) if stage.kind is StageKind.NAT]
    for number, stage in enumerate(pipeline.stages):
        after = stage.hook is not Hook.PREROUTING or any(n < number for n in nat)
        yield _Place(stage, number, after, number == nat[-1] if nat else False, pipeline.family, names, marks)


def _marks_of(entry: Entry) -> tuple[str, ...]:
    action = entry.action
    set_here = (*action.add, *action.remove) if isinstance(action, Mark) else ()
    if isinstance(action, DestinationNat):
        set_here = action.marks
    return (*entry.match.marks, *entry.match.marks_absent, *set_here)


def _base(name: str, hook: Hook, kind: str, priority: int, policy: str, wans: Iterable[str]) -> list[str]:
    """The head of a base chain: answers and what comes from inside pass, since the model does not speak of them."""
    return [
        f" chain {name} {{",
        f"  type {kind} hook {hook.value} priority {priority}; policy {policy};",
        f"  iifname != {_set(_quoted(wans))} accept",
    ]


def _stage_lines(pipeline: Pipeline, place: _Place, wans: list[str]) -> list[str]:
    stage = place.stage
    if stage.default_unknown:
        raise CannotRender(f"the default of {stage.name} is unknown")
    if stage.kind is StageKind.NAT and isinstance(stage.default, Drop):
        raise CannotRender("a NAT stage that drops by default")
    kind = "nat" if stage.kind is StageKind.NAT else "filter"
    lines = _base(
        place.chain("base"),
        stage.hook,
        kind,
        _priority(place),
        "accept" if isinstance(stage.default, Accept) else "drop",
        wans,
    )
    if kind == "filter" and place.after_nat:
        lines.append("  ct state established,related accept")
    if kind == "nat":
        lines.append(f"  meta mark & {_NAT_OVER:#x} != 0 accept")
    lines += [f"  goto {place.chain(stage.chain)}", " }"]
    chains = {chain.name: chain for chain in pipeline.chains}
    # nft wants a chain to stand before whoever calls it.
    bodies = [_chain_lines(chains.get(n) or Chain(name=n), place) for n in _reachable(chains, stage.chain)]
    return [*(line for body in reversed(bodies) for line in body), *lines]


def _priority(place: _Place) -> int:
    if place.number > _MOST_BEFORE:
        raise CannotRender("too many stages")
    if place.stage.hook is Hook.PREROUTING:
        early = not place.after_nat and place.stage.kind is StageKind.FILTER
        return (_BEFORE_TRACKING if early else _AFTER_TRACKING) + place.number
    return place.number


def _reachable(chains: dict[str, Chain], first: str) -> list[str]:
    """All chains of a stage, every one before those that it calls. Raises CannotRender for a loop."""
    order: list[str] = []
    done: set[str] = set()
    way: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        if any(name == other for other, _ in way):
            raise CannotRender(f"chain {name} calls itself")
        if name not in done:
            chain = chains.get(name) or Chain(name=name)
            way.append((name, iter([e.action.chain for e in chain.entries if isinstance(e.action, Jump | Goto)])))

    enter(first)
    while way:
        name, rest = way[-1]
        called = next(rest, None)
        if called is not None:
            enter(called)
            continue
        way.pop()
        done.add(name)
        order.insert(0, name)
    return order


def _chain_lines(chain: Chain, place: _Place) -> list[str]:
    lines = [f" chain {place.chain(chain.name)} {{"]
    for entry in chain.entries:
        if isinstance(entry.action, Continue):
            continue
        if entry.match.sender_choice and not isinstance(entry.action, Accept):
            if isinstance(entry.action, Drop):  # the sender keeps out of its way
                continue
            raise CannotRender("something other than accept and drop by the sender's choice")
        for words in _conditions(entry.match, place):
            for extra, verdict in _verdicts(entry, place):
                lines.append("  " + " ".join((*words, *extra, verdict)))
    return [*lines, " }"]


def _verdicts(entry: Entry, place: _Place) -> Iterator[tuple[tuple[str, ...], str]]:
    """The statement of an entry; a translation of ports needs one for protocols with ports and one for the others."""
    match entry.action:
        case Accept() | SkipNat(only_this_stage=True):
            yield (), "accept"
        case SkipNat():
            if place.stage.kind is StageKind.NAT and not place.last_nat:
                yield (), f"meta mark set meta mark | {_NAT_OVER:#x} accept"
            else:
                yield (), "accept"
        case Drop(reject=reject):
            yield (), "reject" if reject and place.stage.hook is not Hook.PREROUTING else "drop"
        case Jump(chain=name):
            yield (), f"jump {place.chain(name)}"
        case Goto(chain=name):
            yield (), f"goto {place.chain(name)}"
        case Return():
            yield (), "return"
        case Mark(add=add, remove=remove):
            cleared = 0xFFFFFFFF & ~_bits(remove, place)
            yield (), f"meta mark set meta mark & {cleared:#x}"
            yield (), f"meta mark set meta mark | {_bits(add, place):#x}"
        case NoTrack(terminal=terminal):
            if place.after_nat or place.stage.kind is StageKind.NAT or place.stage.hook is not Hook.PREROUTING:
                raise CannotRender("notrack behind connection tracking")
            yield (), "notrack accept" if terminal else "notrack"
        case DestinationNat() as action if place.stage.kind is StageKind.NAT:
            yield from _translation(action, place)
        case other:
            raise CannotRender(f"action {type(other).__name__}")


def _bits(marks: Iterable[str], place: _Place) -> int:
    found = 0
    for mark in marks:
        found |= place.marks[mark]
    return found


def _translation(action: DestinationNat, place: _Place) -> Iterator[tuple[tuple[str, ...], str]]:
    if action.address_map == "network" or action.to_last not in (None, action.to):
        raise CannotRender("a translation of a network or to a pool")
    single = action.ports is not None and (action.port_map == "single" or action.ports[0] == action.ports[1])
    if action.ports is not None and (not single or action.port_map == "shift"):
        raise CannotRender("a translation to a range of ports")
    mark = f"meta mark set meta mark | {_bits(action.marks, place):#x} " if action.marks else ""
    port = "" if action.ports is None else f":{action.ports[0]}"
    host = "" if action.to is None else format_address(place.family, action.to)
    if host and port and place.family == "ipv6":
        host = f"[{host}]"
    verb = "redirect" if action.to_router else "dnat"
    if port:
        words = (f"meta l4proto {_set(map(str, sorted(PORTED)))}",)
        yield words, f"{mark}{verb} to {'' if action.to_router else host}{port}"
    if action.to_router:
        yield (), f"{mark}redirect"
    elif host:
        yield (), f"{mark}dnat to {host.strip('[]')}"
    else:  # the address stays, and what has no port is not changed at all
        yield (), f"{mark}accept"


def _conditions(match: Match, place: _Place) -> Iterator[tuple[str, ...]]:
    """Disjoint conditions that together are the match; none if it never holds here."""
    if match.unknown or match.unknown_not:
        raise CannotRender("a match that the file leaves open")
    words = _flags(match, place)
    if words is None:
        return
    after = place.after_nat
    original = place.stage.view == "original" and after
    ip = _table(place.family)
    for part, field in (
        (match.sources, f"{ip} saddr"),
        (match.destinations, f"ct original {ip} daddr" if original else f"{ip} daddr"),
        (match.original_destinations, f"ct original {ip} daddr" if after else f"{ip} daddr"),
    ):
        if part is not None:
            asked = _address_words(part, field)
            if asked is None:
                return
            words += asked
    if (match.services is not None and original) or (match.original_services is not None and after):
        raise CannotRender("a match on the original port")
    services = ServiceSet.any()
    for service in (match.services, match.original_services):
        if service is not None:
            services &= _settled_service(service)
    for asked in _service_words(services, place.family):
        yield (*words, *asked)


def _flags(match: Match, place: _Place) -> tuple[str, ...] | None:
    """What asks for interfaces and for the packet's state; None if it cannot hold at this place."""
    stage, words = place.stage, []
    for names, field in ((match.in_interfaces, "iifname"), (match.out_interfaces, "oifname")):
        if names is None:
            continue
        known = [place.names[name] for name in names if name in place.names]
        if not known or (field == "oifname" and stage.hook is not Hook.FORWARD):
            return None
        words.append(f"{field} {_set(_quoted(known))}")
    if match.to_router is not None:
        if stage.view == "original" and place.after_nat:
            raise CannotRender("to_router of the original destination")
        words.append(f"fib daddr type {'' if match.to_router else '!= '}local")
    if match.destination_nat is not None:
        if not place.after_nat:
            if match.destination_nat:
                return None
        else:
            words.append(f"ct status & dnat {'!=' if match.destination_nat else '=='} 0")
    if match.tracked is not None:
        words.append(f"ct state {'!= ' if match.tracked else ''}untracked")
    if match.marks:
        words.append(f"meta mark & {_bits(match.marks, place):#x} == {_bits(match.marks, place):#x}")
    if match.marks_absent:
        words.append(f"meta mark & {_bits(match.marks_absent, place):#x} == 0")
    return tuple(words)


def _address_words(part: AddressMatch, field: str) -> tuple[str, ...] | None:
    if part.certain != part.possible:
        raise CannotRender("addresses that the file leaves open")
    if part.certain.is_any:
        return ()
    if not part.certain:
        return None
    family = part.family
    texts = (
        format_address(family, low) if low == high else f"{format_address(family, low)}-{format_address(family, high)}"
        for low, high in part.certain.ranges
    )
    return (f"{field} {_set(texts)}",)


def _settled_service(part: ServiceMatch) -> ServiceSet:
    if part.certain != part.possible:
        raise CannotRender("services that the file leaves open")
    return part.certain


def _service_words(services: ServiceSet, family: Family) -> Iterator[tuple[str, ...]]:
    if services.is_any:
        yield ()
        return
    whole: list[int] = []
    for protocol, ranges in services.by_protocol().items():
        if ranges == ((0, 0xFFFF),):
            whole.append(protocol)
            continue
        texts = (str(low) if low == high else f"{low}-{high}" for low, high in ranges)
        if protocol in PORTED:
            yield (f"meta l4proto {protocol}", f"th dport {_set(texts)}")
        elif protocol == (ICMP if family == "ipv4" else ICMP6):
            low_types = [(low, min(high, 255)) for low, high in ranges if low < 256]
            kinds = (str(low) if low == high else f"{low}-{high}" for low, high in low_types)
            if low_types:
                yield (f"{'icmp' if family == 'ipv4' else 'icmpv6'} type {_set(kinds)}",)
        elif protocol not in (ICMP, ICMP6):
            raise CannotRender(f"a part of protocol {protocol}")
    if whole:
        yield (f"meta l4proto {_set(map(str, whole))}",)


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _set(texts: Iterable[str]) -> str:
    return "{ " + ", ".join(texts) + " }"
