"""Readers of the match modules other than connection tracking.

Each takes the options given to one use of its module, narrows the rule's draft, and returns False if it does not
understand them: the caller then makes the whole use an open question.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, ServiceMatch
from routerlint.netset.addresses import parse_addresses
from routerlint.netset.services import ECHO_REQUEST, ICMP, ICMP6, PORTED, TCP, ServiceSet
from routerlint.netset.special import multicast
from routerlint.parsing.netfilter.draft import BitTest
from routerlint.parsing.netfilter.iptables.scope import Given, Scope, all_ports, port_ranges
from routerlint.parsing.netfilter.marks import FULL_MASK
from routerlint.parsing.netfilter.names import icmp_type
from routerlint.parsing.netfilter.states import TRACKED
from routerlint.wording import phrase

__all__ = [
    "mark_value",
    "read_address_type",
    "read_bridge_port",
    "read_comment",
    "read_connection_mark",
    "read_icmp",
    "read_ipsec",
    "read_mark",
    "read_multiport",
    "read_packet_type",
    "read_payload",
    "read_ports",
    "read_range",
    "read_recent",
    "read_reverse_path",
    "read_set",
    "read_time",
    "source_port_choice",
]

# iptables-save adds this to every time match (correction from real dumps); it bounds nothing.
_END_OF_TIME = ("--datestop", "2038-01-19T03:14:07")


def source_port_choice(one: Given) -> str:
    """The key of what the sender chooses with his port: he may be in one list of ports and not in another."""
    return f"source port {'not ' if one.negated else ''}{one.arguments[0][:60]}"


def read_ports(scope: Scope, given: list[Given]) -> bool:
    """-m tcp, udp, sctp, dccp: ports, flags and options."""
    for one in given:
        match one.option:
            case "--dport" | "--destination-port":
                if not scope.ports(one.arguments[0], negated=one.negated):
                    return False
            case "--sport" | "--source-port":
                if one.negated or not all_ports(one.arguments[0]):
                    scope.draft.choose(source_port_choice(one))
            case "--syn":
                if one.negated:
                    scope.draft.never = True
            case "--tcp-flags":
                _flags(scope, one)
            case _:
                scope.draft.choose(one.option.lstrip("-"))
    return True


def _flags(scope: Scope, one: Given) -> None:
    """A first packet has SYN and none of the other flags that rules ask for."""
    mask, wanted = (set(text.upper().split(",")) for text in one.arguments)
    has_syn = "SYN" in mask or "ALL" in mask
    fits = (wanted - {"NONE"}) == ({"SYN"} if has_syn else set())
    if fits is one.negated:
        scope.draft.never = True


def read_multiport(scope: Scope, given: list[Given]) -> bool:
    """-m multiport."""
    for one in given:
        text = one.arguments[0]
        match one.option:
            case "--dports" | "--destination-ports":
                if not scope.ports(text, negated=one.negated):
                    return False
            case "--sports" | "--source-ports":
                if one.negated or not all_ports(text):
                    scope.draft.choose(source_port_choice(one))
            case _:
                if not _either_port(scope, text, negated=one.negated):
                    return False
    return True


def _either_port(scope: Scope, text: str, *, negated: bool) -> bool:
    """--ports asks for the source or the destination port: certain where the destination fits, else the sender's choice."""
    number, pairs = scope.protocol.number, port_ranges(text)
    if number not in PORTED or pairs is None or scope.protocol.negated:
        return False
    services = ServiceSet.ports(number, pairs)
    if negated:  # neither port may be one of them
        scope.draft.limit_services(ServiceMatch.of(ServiceSet.protocol(number) - services))
        scope.draft.choose(f"source port not {text[:60]}")
        return True
    # "dport fits, or the source port does": the rule fails only where neither does.
    exception = scope.draft.blank()
    exception.limit_services(ServiceMatch.of(~services))
    exception.choose(f"source port not {text[:60]}")
    scope.draft.limit_services(ServiceMatch.of(ServiceSet.protocol(number)))
    scope.draft.unless = (*scope.draft.unless, exception)
    return True


def read_icmp(scope: Scope, given: list[Given]) -> bool:
    """-m icmp and icmp6."""
    protocol = ICMP6 if any(g.option == "--icmpv6-type" for g in given) else ICMP
    for one in given:
        number = icmp_type(one.arguments[0], protocol)
        if number is None:
            return False
        if number == 256:
            if one.negated:
                scope.draft.never = True
            continue
        services = ServiceSet.ports(protocol, ((number, number),))
        echo = ECHO_REQUEST["ipv4" if protocol == ICMP else "ipv6"]
        code = one.arguments[0].partition("/")[2]
        if code not in ("", "0") and echo in services:  # an echo request has code 0
            services = ServiceSet()
        if one.negated:
            services = ServiceSet.protocol(protocol) - services
        scope.draft.limit_services(ServiceMatch.of(services))
    return True


def read_range(scope: Scope, given: list[Given]) -> bool:
    """-m iprange."""
    for one in given:
        found = parse_addresses(one.arguments[0])
        if found is None or found.family != scope.family:
            return False
        asked = AddressMatch.of(~found if one.negated else found)
        if one.option == "--src-range":
            scope.draft.limit_sources(asked)
        else:
            scope.draft.limit_destinations(asked)
    return True


def read_set(scope: Scope, given: list[Given]) -> bool:
    """-m set: the members of an ipset are not in the dump."""
    for one in given:
        if len(one.arguments) != 2:
            continue
        name, flags = one.arguments
        why = phrase("its members are not in the file")
        scope.doubt(f"set:{name}:{flags}", phrase("address list {name}", name=name[:60]), why, negated=one.negated)
    return True


def read_address_type(scope: Scope, given: list[Given]) -> bool:
    """-m addrtype: what the routing table says of the destination; a stranger's source is plain unicast."""
    for one in given:
        if one.option in ("--limit-iface-in", "--limit-iface-out"):
            continue
        kinds = {kind.upper() for kind in one.arguments[0].split(",")}
        if one.option == "--src-type":
            stranger = kinds == {"UNICAST"} if scope.family == "ipv6" else "UNICAST" in kinds
            if stranger is one.negated:
                scope.draft.never = True
            continue
        if not kinds <= {"LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "ANYCAST", "UNSPEC"}:
            return False
        if scope.family == "ipv6":
            _destination_kinds6(scope, kinds, negated=one.negated)
        else:
            _destination_kinds(scope, kinds, negated=one.negated)
    return True


def _destination_kinds6(scope: Scope, kinds: set[str], *, negated: bool) -> None:
    """In IPv6 all of several kinds must hold, and UNICAST goes by the address alone, so that the router's own have it.

    match_type6() in net/netfilter/xt_addrtype.c; measured with packets (`--dst-type UNICAST` lets in to the router).
    """
    groups = multicast("ipv6")
    if kinds <= {"LOCAL", "UNICAST"} and "LOCAL" in kinds:
        scope.draft.limit_to_router(to_router=not negated)
    elif kinds == {"UNICAST"}:
        scope.draft.limit_destinations(AddressMatch.of(groups if negated else ~groups))
    elif kinds == {"MULTICAST"}:
        scope.draft.limit_destinations(AddressMatch.of(~groups if negated else groups))
    elif not negated:  # no address that a stranger sends to is all of that
        scope.draft.never = True


def _destination_kinds(scope: Scope, kinds: set[str], *, negated: bool) -> None:
    """LOCAL is the router itself, UNICAST any other single host; a forwarded broadcast is no connection."""
    local, remote = ("LOCAL" in kinds) is not negated, ("UNICAST" in kinds) is not negated
    many = ("MULTICAST" in kinds) is not negated
    groups = multicast(scope.family)
    if not many:
        scope.draft.limit_destinations(AddressMatch.of(~groups))
    if local and not remote:
        scope.draft.limit_to_router(to_router=True)
    elif remote and not local:
        scope.draft.limit_to_router(to_router=False)
    elif not local and many:
        scope.draft.limit_destinations(AddressMatch.of(groups))
    elif not local:
        scope.draft.never = True


def mark_value(text: str) -> tuple[int, int] | None:
    """Value and mask of "0x1", "1/0xff"; None for what is neither."""
    value_text, slash, mask_text = text.partition("/")
    try:
        value, mask = int(value_text, 0), int(mask_text, 0) if slash else FULL_MASK
    except ValueError:
        return None
    return (value, mask) if 0 <= value <= FULL_MASK and 0 <= mask <= FULL_MASK else None


def read_mark(scope: Scope, given: list[Given]) -> bool:
    """-m mark."""
    return _marked(scope, given, "mark")


def read_connection_mark(scope: Scope, given: list[Given]) -> bool:
    """-m connmark; without a connection it never matches, negated or not (xt_connmark.c)."""
    scope.draft.limit_cases(TRACKED)
    return _marked(scope, given, "ct")


def _marked(scope: Scope, given: list[Given], space: str) -> bool:
    for one in given:
        found = mark_value(one.arguments[0])
        if found is None:
            return False
        test = BitTest(space, *found)
        if one.negated:
            exception = scope.draft.blank()
            exception.bits = (test,)
            scope.draft.unless = (*scope.draft.unless, exception)
        else:
            scope.draft.bits = (*scope.draft.bits, test)
    return True


def read_bridge_port(scope: Scope, given: list[Given]) -> bool:
    """-m physdev: a packet that is routed is not bridged; by which port of a bridge it came in is not in the file."""
    for one in given:
        if one.option == "--physdev-is-bridged":
            if not one.negated:
                scope.draft.never = True
            continue
        text = " ".join((one.option, *one.arguments))
        scope.doubt(
            f"physdev:{text}",
            phrase("bridge port ({text})", text=text.lstrip("-")),
            phrase("bridges are not in the file"),
            negated=one.negated,
        )
    return True


def read_comment(scope: Scope, given: list[Given]) -> bool:
    """-m comment."""
    for one in given:
        scope.draft.label = one.arguments[0][:200]
    return True


def read_recent(scope: Scope, given: list[Given]) -> bool:
    """-m recent: with a hit count a rate, which the sender chooses; without, a list that packets fill at run time."""
    options = {g.option: g for g in given}
    name = options["--name"].arguments[0] if "--name" in options else "DEFAULT"
    for option in ("--rcheck", "--update", "--remove"):
        if option in options:
            if "--hitcount" in options:
                scope.draft.choose("rate")
            else:
                why = phrase("packets fill it at run time")
                scope.doubt(
                    f"recent:{name}",
                    phrase("list {name} of recent senders", name=name[:60]),
                    why,
                    negated=options[option].negated,
                )
    if "--set" in options and options["--set"].negated:
        scope.draft.never = True
    return True


def read_time(scope: Scope, given: list[Given]) -> bool:
    """-m time."""
    words = [
        " ".join(("!" if g.negated else "", g.option, *g.arguments)).strip()
        for g in given
        if (g.option, *g.arguments) != _END_OF_TIME
    ]
    if [w for w in words if w not in ("--utc", "--kerneltz", "--localtz")]:
        text = " ".join(words)
        scope.doubt(
            f"time:{text}",
            phrase("time window ({text})", text=text[:80]),
            phrase("it depends on when the packet comes"),
        )
    return True


def read_packet_type(scope: Scope, given: list[Given]) -> bool:
    """-m pkttype: packets of strangers are addressed to the router's own hardware address."""
    for one in given:
        kind = one.arguments[0].lower()
        if kind not in ("unicast", "broadcast", "multicast", "host", "otherhost"):
            return False
        if (kind in ("unicast", "host")) is one.negated:
            scope.draft.never = True
    return True


def read_reverse_path(scope: Scope, given: list[Given]) -> bool:
    """-m rpfilter: the way back to a stranger leads through the WAN."""
    if any(g.option == "--invert" for g in given):
        scope.draft.never = True
    return True


def read_ipsec(scope: Scope, given: list[Given]) -> bool:
    """-m policy: a stranger's packet came in by no IPsec policy, and what it answers leaves by none."""
    for one in given:
        if one.option == "--pol" and (one.arguments[:1] == ("none",)) is one.negated:
            scope.draft.never = True
    return True


def read_payload(scope: Scope, given: list[Given]) -> bool:
    """Text in the payload. The first packet of a TCP connection carries none (measured); elsewhere the sender writes it."""
    negated = any(g.negated for g in given)
    others = ServiceMatch.of(~ServiceSet.protocol(TCP))
    services = scope.draft.service_set()
    tcp_only = scope.protocol == (TCP, False) or (services is not None and services <= ServiceSet.protocol(TCP))
    if not negated:
        scope.draft.limit_services(others)
        if not tcp_only:
            scope.draft.choose("payload")
        return True
    if not tcp_only:
        exception = scope.draft.blank()
        exception.limit_services(others)
        exception.choose("payload")
        scope.draft.unless = (*scope.draft.unless, exception)
    return True
