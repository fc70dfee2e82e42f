"""Random small devices for property tests: every kind of match and action, few addresses, many collisions."""

from __future__ import annotations

from hypothesis import strategies as st

from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role, Route
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
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
    Undetermined,
)
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.wording import phrase


def number(text: str) -> int:
    found = parse_address(text)
    assert found is not None
    return found[1]


WAN_STATED = number("203.0.113.2")
WAN_SECOND = number("203.0.113.130")
ROUTER_LAN = number("192.168.1.1")
HOSTS = tuple(number(f"192.168.1.{n}") for n in (5, 6, 7))
PUBLIC = tuple(number(f"198.51.100.{n}") for n in (1, 2, 3, 9))
MAPPED = number("203.0.113.16")
SENDERS = tuple(number(t) for t in ("9.9.9.9", "8.8.8.8", "8.8.4.4", "1.1.1.1"))
UNKNOWNS = tuple(Unknown(key=k, what=phrase("list {k}", k=k), why=phrase("not in the file")) for k in "LMN")
CHAINS = ("one", "two")

_PORTS = st.sampled_from((1, 22, 80, 81, 443, 445, 65535))


@st.composite
def services(draw: st.DrawFn) -> ServiceSet:
    protocol = draw(st.sampled_from((TCP, UDP)))
    low, high = sorted((draw(_PORTS), draw(_PORTS)))
    chosen = draw(
        st.sampled_from(
            (
                ServiceSet.ports(protocol, [(low, high)]),
                ServiceSet.ports(protocol, [(low, low), (high, high)]),
                ServiceSet.protocol(protocol),
                ServiceSet.protocols((TCP, UDP)),
                ServiceSet.ports(1, [(8, 8)]),
                ServiceSet.protocol(47),
            )
        )
    )
    return ~chosen if draw(st.booleans()) and draw(st.booleans()) else chosen


def address_sets(numbers: tuple[int, ...]) -> st.SearchStrategy[AddressSet]:
    hosts = st.lists(st.sampled_from(numbers), min_size=1, max_size=2).map(
        lambda ns: AddressSet.of("ipv4", ((n, n) for n in ns))
    )
    networks = st.tuples(st.sampled_from(numbers), st.sampled_from((24, 29, 31))).map(
        lambda pair: AddressSet.network("ipv4", *pair)
    )
    return st.one_of(hosts, networks)


@st.composite
def address_matches(draw: st.DrawFn, numbers: tuple[int, ...]) -> AddressMatch:
    addresses = draw(address_sets(numbers))
    made = AddressMatch.of(addresses)
    if draw(st.integers(0, 4)) == 0:
        made = AddressMatch.partly(addresses, draw(st.sampled_from(UNKNOWNS)))
    return made.inverted() if draw(st.integers(0, 3)) == 0 else made


DESTINATIONS = (WAN_STATED, WAN_SECOND, ROUTER_LAN, MAPPED, *HOSTS, *PUBLIC)


@st.composite
def matches(draw: st.DrawFn, *, filters: bool) -> Match:
    rarely = st.integers(0, 7).map(lambda n: n == 0)
    often = st.booleans()
    service = ServiceMatch.of(draw(services())) if draw(often) else None
    if service is not None and draw(rarely):
        service = ServiceMatch.partly(service.certain, draw(st.sampled_from(UNKNOWNS)))
        service = service.inverted() if draw(rarely) else service
    return Match(
        in_interfaces=draw(st.sampled_from((None, None, ("eth0",), ("ppp0",), ("eth0", "ppp0"), ("lan",)))),
        out_interfaces=draw(st.sampled_from((("lan",), ("dmz",), ("eth0", "ppp0"))))
        if filters and draw(rarely)
        else None,
        sources=draw(address_matches(SENDERS)) if draw(st.integers(0, 2)) == 0 else None,
        destinations=draw(address_matches(DESTINATIONS)) if draw(st.integers(0, 2)) == 0 else None,
        services=service,
        original_destinations=draw(address_matches(DESTINATIONS)) if draw(rarely) else None,
        original_services=ServiceMatch.of(draw(services())) if draw(rarely) else None,
        to_router=draw(st.booleans()) if draw(rarely) else None,
        destination_nat=draw(st.booleans()) if filters and draw(rarely) else None,
        tracked=draw(st.booleans()) if draw(rarely) else None,
        marks=("m",) if draw(rarely) else (),
        marks_absent=("m",) if draw(rarely) else (),
        unknown=(draw(st.sampled_from(UNKNOWNS)),) if draw(rarely) else (),
        unknown_not=(draw(st.sampled_from(UNKNOWNS)),) if draw(rarely) else (),
        sender_choice=(draw(st.sampled_from(("rate", "sport"))),) if draw(rarely) else (),
    )


@st.composite
def translations(draw: st.DrawFn) -> DestinationNat:
    to = draw(st.sampled_from((*HOSTS, ROUTER_LAN, PUBLIC[1])))
    kind = draw(st.integers(0, 8))
    port = draw(_PORTS)
    if kind == 0:
        return DestinationNat(to_router=True, ports=(port, port), port_map="single")
    if kind == 1:
        return DestinationNat(to=number("192.168.1.0"), address_map="network", length=29)
    if kind == 2:
        return DestinationNat(to=HOSTS[0], to_last=HOSTS[1])
    if kind == 3:
        return DestinationNat(ports=(port, port), port_map="single")
    if kind == 4:
        return DestinationNat(to=to, ports=(80, 82), port_map="pool")
    if kind == 5:
        return DestinationNat(to=to, marks=("m",))
    if kind == 6:
        return DestinationNat(to=to)
    return DestinationNat(to=to, ports=(port, port), port_map="single")


FINAL: st.SearchStrategy[Action] = st.sampled_from((Accept(), Drop(), Drop(reject=True), Return(), Continue()))
JUMPS: st.SearchStrategy[Action] = st.sampled_from(tuple(kind(chain=c) for kind in (Jump, Goto) for c in CHAINS))
ODD: st.SearchStrategy[Action] = st.sampled_from((Mark(add=("m",)), Mark(remove=("m",)), Undetermined()))


@st.composite
def chains(draw: st.DrawFn, name: str, actions: st.SearchStrategy[Action], *, filters: bool = True) -> Chain:
    entries = draw(
        st.lists(
            st.builds(Entry, match=matches(filters=filters), action=actions), max_size=6 if name == "forward" else 4
        )
    )
    return Chain(name=name, entries=tuple(entries))


@st.composite
def devices(draw: st.DrawFn) -> Device:
    inner = {
        "one": st.one_of(FINAL, ODD, st.just(Jump(chain="two"))),
        "two": st.one_of(FINAL, ODD),
    }
    full: st.SearchStrategy[Action] = st.one_of(FINAL, FINAL, JUMPS, ODD)
    nat: st.SearchStrategy[Action] = st.one_of(
        translations(),
        translations(),
        translations(),
        st.sampled_from((SkipNat(), SkipNat(only_this_stage=True), Jump(chain="nat2"))),
    )
    made = [
        draw(chains("raw", st.one_of(FINAL, st.sampled_from((NoTrack(), NoTrack(terminal=False)))), filters=False)),
        draw(chains("nat", nat, filters=False)),
        draw(chains("nat2", translations(), filters=False)),
        draw(chains("late", FINAL)),
        draw(chains("input", full)),
        draw(chains("forward", full)),
        *(draw(chains(name, actions)) for name, actions in inner.items()),
    ]
    policy: st.SearchStrategy[Accept | Drop] = st.sampled_from((Accept(), Drop()))
    stage = [
        Stage(name="raw", hook=Hook.PREROUTING, kind=StageKind.FILTER, chain="raw", default=Accept()),
        Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
        Stage(name="nat2", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat2", default=Accept()),
        Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=draw(policy)),
        Stage(
            name="forward",
            hook=Hook.FORWARD,
            kind=StageKind.FILTER,
            chain="forward",
            default=draw(policy),
            default_unknown=draw(st.integers(0, 9)) == 0,
        ),
        Stage(
            name="late",
            hook=Hook.FORWARD,
            kind=StageKind.FILTER,
            chain="late",
            default=Accept(),
            view=draw(st.sampled_from(("current", "current", "original"))),
        ),
    ]
    return Device(
        vendor="random",
        interfaces=(
            Interface(
                name="eth0", role=Role.WAN, addresses=(InterfaceAddress(family="ipv4", number=WAN_STATED, length=24),)
            ),
            Interface(
                name="ppp0",
                role=Role.WAN,
                addresses=(InterfaceAddress(family="ipv4", number=WAN_SECOND, length=32),),
            ),
            Interface(
                name="lan", role=Role.LAN, addresses=(InterfaceAddress(family="ipv4", number=ROUTER_LAN, length=24),)
            ),
            Interface(
                name="dmz", role=Role.DMZ, addresses=(InterfaceAddress(family="ipv4", number=PUBLIC[0], length=29),)
            ),
        ),
        routes=(Route(family="ipv4", number=0, length=0, interface=draw(st.sampled_from(("eth0", "ppp0", None)))),),
        pipelines=(
            Pipeline(
                family="ipv4",
                chains=tuple(made),
                stages=tuple(stage),
                perhaps_own=draw(st.sampled_from((None, None, AddressSet.host("ipv4", HOSTS[0])))),
                unchanged_is_untranslated=draw(st.booleans()),
            ),
        ),
    )
