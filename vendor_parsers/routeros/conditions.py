"""What single values of a rule mean: ports, protocols, flags, states, times. Pure functions.

Source: MikroTik documentation, CLI reference of ip/firewall/filter, nat, raw and mangle.
"""

from __future__ import annotations

from routerlint.netset.addresses import Family
from routerlint.netset.services import ICMP, ICMP6, PORTED, TCP, UDP, ServiceSet, protocol_number

__all__ = [
    "CONNECTION_STATES",
    "NEUTRAL",
    "PAYLOAD",
    "SENDER_CHOICE",
    "always",
    "icmp_code_is_chosen",
    "icmp_services",
    "matches_first_packet",
    "parse_port_list",
    "ported_services",
    "protocol_services",
    "tracked_by_state",
]

CONNECTION_STATES = frozenset(("new", "established", "related", "invalid", "untracked"))

# Keys that ask nothing of a packet.
NEUTRAL = frozenset((
    "chain", "action", "comment", "disabled", "log", "log-prefix", "jump-target", "reject-with", "address-list",
    "address-list-timeout", "to-addresses", "to-address", "to-ports", "to-port", "passthrough", "new-connection-mark",
    "new-packet-mark", "new-routing-mark", "new-mss", "new-dscp", "new-ttl", "new-hop-limit", "new-priority", "hw-offload",
    "place-before", "same-not-by-dst", "randomise-ports", "route-dst", "sniff-target", "sniff-target-port", "sniff-id",
    "socks5-server", "socks5-port", "socksify-service", "dynamic", "invalid", "bytes", "packets", "numbers", "copy-from",
))  # fmt: skip

# What the sender picks freely, so that it neither narrows an accept nor makes a drop protect: rates and counts (the
# first packet is within the limit), header fields, chance.
SENDER_CHOICE = frozenset((
    "limit", "dst-limit", "connection-limit", "connection-rate", "connection-bytes", "psd", "nth", "random",
    "per-connection-classifier", "ttl", "hop-limit", "dscp", "tos", "packet-size", "tcp-mss", "ipv4-options",
    "headers", "flow-label",
))  # fmt: skip

# What is in a packet's text. A new TCP connection's first packet has none: neither stopped nor let in by these. Whether
# a negated one already holds while nothing was read is not documented, so that is an open question.
PAYLOAD = frozenset(("content", "layer7-protocol", "tls-host", "p2p"))

_DAYS = frozenset(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))
_FLAGS_OF_NEW = frozenset(("syn", "ece", "cwr"))


def parse_port_list(text: str) -> tuple[tuple[int, int], ...] | None:
    """Closed ranges of "22,80,8000-8100"; None for anything else."""
    found: list[tuple[int, int]] = []
    for part in text.split(","):
        low_text, dash, high_text = part.strip().partition("-")
        low = _port(low_text)
        high = _port(high_text) if dash else low
        if low is None or high is None or low > high:
            return None
        found.append((low, high))
    return tuple(found)


def _port(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        return None
    number = int(text)
    return number if number < 65536 else None


def protocol_services(text: str, pairs: tuple[tuple[int, int], ...] | None) -> ServiceSet | None:
    """The services of a protocol, with ports if given; "!" before the protocol negates it. None: not readable."""
    negated = text[:1] == "!"
    number = protocol_number(text.lstrip("!"))
    if number is None:
        return None
    if pairs is None:
        services = ServiceSet.protocol(number)
    elif number in PORTED and not negated:
        services = ServiceSet.ports(number, pairs)
    else:
        return None
    return ~services if negated else services


def ported_services(pairs: tuple[tuple[int, int], ...]) -> ServiceSet:
    """These ports of TCP and UDP, for a rule that names ports without a protocol."""
    return ServiceSet.ports(TCP, pairs) | ServiceSet.ports(UDP, pairs)


def icmp_services(text: str, family: Family) -> ServiceSet | None:
    """The ICMP messages of "8:0", "3:0-1" or "8:0-255" (see icmp_code_is_chosen for the codes). None: not readable."""
    negated = text[:1] == "!"
    number = ICMP if family == "ipv4" else ICMP6
    pairs: list[tuple[int, int]] = []
    for part in text.lstrip("!").split(","):
        kind = _port(part.partition(":")[0])
        if kind is None or kind > 255:
            return None
        pairs.append((kind, kind))
    services = ServiceSet.ports(number, pairs)
    return ServiceSet.protocol(number) - services if negated else services


def icmp_code_is_chosen(text: str) -> bool:
    """Whether some code is asked for that is not 0, the code of an echo request: the sender writes any there."""
    codes = [part.partition(":")[2] for part in text.lstrip("!").split(",")]
    return any(code and _port(code.partition("-")[0]) != 0 for code in codes)


def matches_first_packet(flags: str) -> bool:
    """Whether the first packet of a TCP connection, a SYN, has the flags that a rule asks for ("syn,!ack")."""
    for flag in flags.split(","):
        name = flag.strip()
        if name[:1] == "!":
            if name[1:] == "syn":
                return False
        elif name and name not in _FLAGS_OF_NEW:
            return False
    return True


def tracked_by_state(text: str) -> tuple[bool, bool | None]:
    """Of a connection-state: whether new packets can match at all, and Match.tracked."""
    states = frozenset(s.strip() for s in text.lstrip("!").split(","))
    if text[:1] == "!":
        states = CONNECTION_STATES - states
    new, untracked = "new" in states, "untracked" in states
    if new and untracked:
        return True, None
    return new or untracked, new


def always(text: str) -> bool:
    """Whether a time window is the whole week."""
    hours, *days = text.split(",")
    return hours in ("0s-1d", "0s-24h") and (not days or set(days) >= _DAYS)
