"""The match modules of iptables: which options they take, and what they ask of the first packet of a connection.

A module that is not here, and every use that a reader does not understand, becomes an open question: the same words are
the same question wherever they stand. Source of each meaning: iptables-extensions(8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables import matches, tracking
from routerlint.parsing.netfilter.iptables.scope import Given, Scope
from routerlint.wording import phrase

__all__ = ["MODULES", "Module", "implicit_module"]

Reader = Callable[[Scope, list[Given]], bool]


class Module(NamedTuple):
    """options: how many arguments each takes; None: whatever follows. read: False if it is not understood."""

    options: Mapping[str, int] | None
    read: Reader


def _chosen(key: str) -> Reader:
    def read(scope: Scope, given: list[Given]) -> bool:
        """The sender, or the pace at which he sends, decides; who stays within a rate is not over another."""
        over = any(one.negated or one.option.endswith("-above") for one in given)
        scope.draft.choose(f"{key} over" if over else key)
        return True

    return read


def _never(scope: Scope, given: list[Given]) -> bool:
    """Never holds for a first packet from outside (owner: only sent by the device itself; helper: only expected)."""
    if not any(g.negated for g in given):
        scope.draft.never = True
    return True


def _nothing(_scope: Scope, _given: list[Given]) -> bool:
    return True


# What a dump does not settle, and why.
_QUESTIONS = {
    "mac": phrase("the hardware address of the sender's last hop is not in the file"),
    "geoip": phrase("the list of countries is not in the file"),
    "asn": phrase("the list of networks is not in the file"),
    "socket": phrase("open sockets are not in the file"),
    "devgroup": phrase("device groups are not in the file"),
    "realm": phrase("routing realms are not in the file"),
    "condition": phrase("it is switched at run time"),
    "u32": phrase("it looks at raw bytes of the packet"),
    "bpf": phrase("it runs a program over the packet"),
    "connlabel": phrase("labels are set at run time"),
    "ipvs": phrase("virtual services are not in the file"),
    "cluster": phrase("it depends on the node of a cluster"),
    "eui64": phrase("the hardware address of the sender is not in the file"),
}


def _question(name: str) -> Reader:
    def read(scope: Scope, given: list[Given]) -> bool:
        """A question that is understood and open; a single negated option asks for its opposite."""
        negated = len(given) == 1 and given[0].negated
        words = [w for g in given for w in ("!" * (g.negated and not negated), g.option, *g.arguments) if w]
        text = " ".join(words)
        what = phrase("{test}", test=f"{name} {text[:60]}".replace("--", ""))
        scope.doubt(f"match:{name} {text}", what, _QUESTIONS[name], negated=negated)
        return True

    return read


_PORT_OPTIONS = {"--sport": 1, "--source-port": 1, "--dport": 1, "--destination-port": 1}
_TCP = {**_PORT_OPTIONS, "--tcp-flags": 2, "--syn": 0, "--tcp-option": 1}
_MULTIPORT = {
    "--dports": 1, "--destination-ports": 1, "--sports": 1, "--source-ports": 1, "--ports": 1, "--port": 1,
}  # fmt: skip
_TRACKING = {
    "--ctstate": 1, "--state": 1, "--ctproto": 1, "--ctorigsrc": 1, "--ctorigdst": 1, "--ctreplsrc": 1, "--ctrepldst": 1,
    "--ctorigsrcport": 1, "--ctorigdstport": 1, "--ctreplsrcport": 1, "--ctrepldstport": 1, "--ctstatus": 1,
    "--ctexpire": 1, "--ctdir": 1,
}  # fmt: skip
_RECENT = {
    "--set": 0, "--rcheck": 0, "--update": 0, "--remove": 0, "--rttl": 0, "--rsource": 0, "--rdest": 0, "--reap": 0,
    "--name": 1, "--seconds": 1, "--hitcount": 1, "--mask": 1,
}  # fmt: skip
_PHYSDEV = {
    "--physdev-in": 1, "--physdev-out": 1, "--physdev-is-in": 0, "--physdev-is-out": 0, "--physdev-is-bridged": 0,
}  # fmt: skip

# Rates, counts and chance; header fields that the sender fills in.
_CHOICES = (
    "limit", "hashlimit", "dsthashlimit", "connlimit", "iplimit", "statistic", "nth", "random", "quota", "quota2",
    "connbytes", "rateest", "fuzzy", "psd", "lscan", "dscp", "tos", "ttl", "hl", "ecn", "length", "length2", "tcpmss", "ipv6header",
    "rt", "frag", "hbh", "dst", "mh", "osf", "esp", "ah", "ipcomp", "ipv4options", "cpu",
)  # fmt: skip
# What stands in the payload, which the first packet of a TCP connection does not carry.
_PAYLOADS = ("string", "layer7", "ipp2p", "ndpi", "tls", "webstr", "weburl", "web", "webmon", "opendpi")

MODULES: dict[str, Module] = {
    "tcp": Module(_TCP, matches.read_ports),
    "udp": Module(_PORT_OPTIONS, matches.read_ports),
    "udplite": Module(_PORT_OPTIONS, matches.read_ports),
    "sctp": Module({**_PORT_OPTIONS, "--chunk-types": 2}, matches.read_ports),
    "dccp": Module({**_PORT_OPTIONS, "--dccp-types": 1, "--dccp-option": 1}, matches.read_ports),
    "multiport": Module(_MULTIPORT, matches.read_multiport),
    "mport": Module(_MULTIPORT, matches.read_multiport),
    "icmp": Module({"--icmp-type": 1}, matches.read_icmp),
    "icmp6": Module({"--icmpv6-type": 1}, matches.read_icmp),
    "icmpv6": Module({"--icmpv6-type": 1}, matches.read_icmp),
    "state": Module(_TRACKING, tracking.read_tracking),
    "conntrack": Module(_TRACKING, tracking.read_tracking),
    "iprange": Module({"--src-range": 1, "--dst-range": 1}, matches.read_range),
    "set": Module(
        {"--match-set": 2, "--set": 2, "--return-nomatch": 0, "--update-counters": 0, "--update-subcounters": 0},
        matches.read_set,
    ),
    "addrtype": Module(
        {"--src-type": 1, "--dst-type": 1, "--limit-iface-in": 0, "--limit-iface-out": 0}, matches.read_address_type
    ),
    "mark": Module({"--mark": 1}, matches.read_mark),
    "connmark": Module({"--mark": 1}, matches.read_connection_mark),
    "physdev": Module(_PHYSDEV, matches.read_bridge_port),
    "comment": Module({"--comment": 1}, matches.read_comment),
    "recent": Module(_RECENT, matches.read_recent),
    "time": Module(None, matches.read_time),
    "pkttype": Module({"--pkt-type": 1}, matches.read_packet_type),
    "rpfilter": Module({"--loose": 0, "--validmark": 0, "--accept-local": 0, "--invert": 0}, matches.read_reverse_path),
    "policy": Module(None, matches.read_ipsec),
    "owner": Module(None, _never),
    "cgroup": Module(None, _never),
    "helper": Module({"--helper": 1}, _never),
    "nfacct": Module({"--nfacct-name": 1}, _nothing),
    "account": Module(None, _nothing),
    **{name: Module(None, _chosen(name)) for name in _CHOICES},
    **{name: Module(None, matches.read_payload) for name in _PAYLOADS},
    **{name: Module(None, _question(name)) for name in _QUESTIONS},
}

_BY_PROTOCOL = {6: "tcp", 17: "udp", 136: "udplite", 132: "sctp", 33: "dccp", 1: "icmp", 58: "icmp6"}


def implicit_module(protocol: int | None, option: str) -> str | None:
    """The module that a protocol loads by itself, if it takes the option."""
    name = _BY_PROTOCOL.get(protocol) if protocol is not None else None
    if name is None:
        return None
    options = MODULES[name].options
    return name if options is not None and option in options else None
