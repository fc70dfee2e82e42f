"""The targets of iptables: what a rule does with a packet. Source: iptables-extensions(8)."""

from __future__ import annotations

from collections.abc import Mapping

from routerlint.model.pipeline import (
    Accept,
    DestinationNat,
    Drop,
    NoTrack,
    Return,
    Undetermined,
)
from routerlint.netset.addresses import Family, parse_address, parse_network
from routerlint.parsing.netfilter.draft import CopyBits, Effect, LoseBits, SetBits, SourceNat
from routerlint.parsing.netfilter.iptables.matches import mark_value
from routerlint.parsing.netfilter.iptables.scope import Given
from routerlint.parsing.netfilter.marks import FULL_MASK
from routerlint.parsing.netfilter.names import port_number

__all__ = ["TARGET_OPTIONS", "is_target", "read_destination", "target_effect"]

_ACCEPT, _DROP, _REJECT, _RETURN = Accept(), Drop(), Drop(reject=True), Return()
_UNDETERMINED = Undetermined()

# Targets with one effect, whatever their options. SYNPROXY completes the handshake for the host behind and so lets the
# connection in; TARPIT and its like answer without letting anything in.
_SIMPLE: dict[str, Effect] = {
    "ACCEPT": _ACCEPT,
    "DROP": _DROP,
    "REJECT": _REJECT,
    "RETURN": _RETURN,
    "SYNPROXY": _ACCEPT,
    "TARPIT": _DROP,
    "DELUDE": _DROP,
    "CHAOS": _DROP,
    "STEAL": _DROP,
    "NOTRACK": NoTrack(terminal=False),
    "MASQUERADE": SourceNat(),
    "FULLCONENAT": SourceNat(),
    "QUEUE": _UNDETERMINED,
    "NFQUEUE": _UNDETERMINED,
    "TPROXY": _UNDETERMINED,
    "MIRROR": _UNDETERMINED,
    "DNPT": _UNDETERMINED,
    "RAWDNAT": _UNDETERMINED,
    "IMQ": _UNDETERMINED,
    "ROUTE": _UNDETERMINED,
}

# Targets after which the next rule is asked.
_GOES_ON = frozenset((
    "LOG", "ULOG", "NFLOG", "LOGMARK", "TRACE", "AUDIT", "TCPMSS", "TCPOPTSTRIP", "TTL", "HL", "TOS", "DSCP", "ECN",
    "CLASSIFY", "CHECKSUM", "SECMARK", "CONNSECMARK", "SET", "TEE", "IDLETIMER", "LED", "RATEEST", "ACCOUNT", "HMARK",
    "IPV4OPTSSTRIP", "CLUSTERIP", "FLOWOFFLOAD", "NETFLOW", "IPMARK", "SNPT", "SYSRQ", "XOR", "BCOUNT", "VOQSTAT", "SKIPLOG",
))  # fmt: skip

_MARKS = {
    "--set-mark": 1, "--set-xmark": 1, "--and-mark": 1, "--or-mark": 1, "--xor-mark": 1, "--save-mark": 0,
    "--restore-mark": 0, "--mask": 1, "--nfmask": 1, "--ctmask": 1, "--left-shift-mark": 1, "--right-shift-mark": 1,
}  # fmt: skip
_NAT = {
    "--to-destination": 1, "--to-source": 1, "--to-ports": 1, "--to": 1, "--random": 0, "--random-fully": 0,
    "--persistent": 0, "--nodst": 0,
}  # fmt: skip

# How many arguments options of targets take; None: whatever follows belongs to the target.
TARGET_OPTIONS: dict[str, Mapping[str, int] | None] = {
    "ACCEPT": {}, "DROP": {}, "RETURN": {}, "MARK": _MARKS, "CONNMARK": _MARKS, "DNAT": _NAT, "SNAT": _NAT,
    "REDIRECT": _NAT, "NETMAP": _NAT, "MASQUERADE": _NAT, "SAME": _NAT, "BALANCE": _NAT,
    "REJECT": {"--reject-with": 1},
}  # fmt: skip


def is_target(name: str) -> bool:
    """Whether a name is a target of iptables and no chain."""
    return (
        name in _SIMPLE
        or name in _GOES_ON
        or name in ("CT", "MARK", "CONNMARK", "DNAT", "SNAT", "REDIRECT", "NETMAP", "SAME", "BALANCE")
    )


def target_effect(name: str, given: list[Given], family: Family) -> Effect | None:
    """The effect of a target; None if it goes on to the next rule. A target that nobody knows is undetermined."""
    simple = _SIMPLE.get(name)
    if simple is not None:
        return simple
    if name in _GOES_ON:
        return None
    options = {g.option: g.arguments for g in given}
    match name:
        case "CT":
            return NoTrack(terminal=False) if "--notrack" in options else None
        case "MARK":
            return _mark(options, "mark")
        case "CONNMARK":
            return _connection_mark(options)
        case "SNAT":
            return _source_nat(options, family)
        case "DNAT" | "SAME" | "BALANCE":
            texts = [g.arguments[0] for g in given if g.option in ("--to-destination", "--to") and g.arguments]
            return read_destination(texts, family)
        case "REDIRECT":
            return _redirect(options)
        case "NETMAP":
            return _network(options, family)
        case _:
            return _UNDETERMINED


def _mark(options: Mapping[str, tuple[str, ...]], space: str) -> Effect:
    for option, arguments in options.items():
        found = mark_value(arguments[0]) if arguments else None
        if found is None:
            continue
        value, mask = found
        match option:
            case "--set-xmark":
                return SetBits(space, value, mask)
            case "--set-mark":
                return SetBits(space, value, mask | value)
            case "--and-mark":
                return SetBits(space, 0, ~value & FULL_MASK)
            case "--or-mark":
                return SetBits(space, value, value)
            case "--xor-mark":
                return SetBits(space, value, 0)
    return LoseBits(space, FULL_MASK)


def _connection_mark(options: Mapping[str, tuple[str, ...]]) -> Effect:
    if "--left-shift-mark" in options or "--right-shift-mark" in options:
        return LoseBits("mark" if "--restore-mark" in options else "ct", FULL_MASK)
    masks: dict[str, int] = {}
    for option in ("--mask", "--nfmask", "--ctmask"):
        if option in options:
            found = mark_value(options[option][0])
            if found is None:
                return LoseBits("mark" if "--restore-mark" in options else "ct", FULL_MASK)
            masks[option] = found[0]
    common = masks.get("--mask", FULL_MASK)
    packet, connection = masks.get("--nfmask", common), masks.get("--ctmask", common)
    if "--save-mark" in options:
        return CopyBits("mark", "ct", packet, connection)
    if "--restore-mark" in options:
        return CopyBits("ct", "mark", connection, packet)
    return _mark(options, "ct")


def _source_nat(options: Mapping[str, tuple[str, ...]], family: Family) -> Effect:
    texts = options.get("--to-source") or options.get("--to") or ()
    addresses: list[tuple[Family, int]] = []
    for text in texts:
        found = read_destination([text], family)
        if isinstance(found, DestinationNat) and found.to is not None:
            last = min(found.to_last or found.to, found.to + 15)
            addresses += [(family, number) for number in range(found.to, last + 1)]
    return SourceNat(tuple(addresses))


def read_destination(texts: list[str], family: Family) -> Effect:
    """DNAT: "A", "A-B", "A:80", "A:80-90", "A:80-90/8080", ":80", "[A]:80".

    A range of ports without a base keeps a port that lies in it and else lets the system pick (measured with packets);
    with a base the offsets run through.
    """
    if len(texts) != 1:
        return _UNDETERMINED
    text = texts[0]
    if family == "ipv6" and not text.startswith("[") and text.count(":") > 1:
        address_text, port_text = text, ""
    else:
        head = text.rfind("]") + 1
        colon = text.find(":", head)
        address_text, port_text = (text, "") if colon < 0 else (text[:colon], text[colon + 1 :])
    first_text, dash, last_text = address_text.partition("-")
    first = parse_address(first_text.strip("[]")) if first_text else None
    last = parse_address(last_text.strip("[]")) if dash else None
    if (first_text and (first is None or first[0] != family)) or (dash and (last is None or last[0] != family)):
        return _UNDETERMINED
    ports = _port_range(port_text)
    if port_text and ports is None:
        return _UNDETERMINED
    to, to_last = first[1] if first else None, last[1] if last else None
    if ports is None:
        return DestinationNat(to=to, to_last=to_last)
    low, high, base = ports
    if base is not None:
        return DestinationNat(to=to, to_last=to_last, ports=(low, high), port_map="shift", shift_base=base)
    return DestinationNat(to=to, to_last=to_last, ports=(low, high), port_map="single" if low == high else "pool")


def _port_range(text: str) -> tuple[int, int, int | None] | None:
    """First, last and base of "80", "6000-6010", "6000-6010/5000"."""
    range_text, slash, base_text = text.partition("/")
    low_text, dash, high_text = range_text.partition("-")
    low = port_number(low_text)
    high = port_number(high_text) if dash else low
    base = port_number(base_text) if slash else None
    if low is None or high is None or not 0 < low <= high or (slash and base is None):
        return None
    return low, high, base


def _redirect(options: Mapping[str, tuple[str, ...]]) -> Effect:
    texts = options.get("--to-ports") or options.get("--to-port")
    if not texts:
        return DestinationNat(to_router=True)
    ports = _port_range(texts[0])
    if ports is None:
        return _UNDETERMINED
    low, high, base = ports
    if base is not None:
        return DestinationNat(to_router=True, ports=(low, high), port_map="shift", shift_base=base)
    return DestinationNat(to_router=True, ports=(low, high), port_map="single" if low == high else "pool")


def _network(options: Mapping[str, tuple[str, ...]], family: Family) -> Effect:
    """NETMAP: the network part is replaced, the host part stays."""
    texts = options.get("--to") or ()
    found = parse_network(texts[0]) if texts else None
    if found is None or found[0] != family:
        return _UNDETERMINED
    _, number, length = found
    return DestinationNat(to=number, address_map="network", length=length, kind="one_to_one")
