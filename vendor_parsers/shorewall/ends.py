"""What SOURCE, DEST, PROTO and ports ask for, in the words of iptables. Source: shorewall-rules(5), shorewall-exclusion(5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.netset.addresses import Family
from vendor_parsers.shorewall.network import Network

__all__ = ["End", "Wanted", "Words", "host_words", "one_ports", "port_words", "read_end", "wanted_zones"]

Words = tuple[str, ...]

_RANGE = re.compile(r"[^-]+-[^-]+\Z")
_MAC = re.compile(r"~?[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}\Z")
_PORTED = ("tcp", "udp", "sctp", "dccp", "udplite", "6", "17", "132", "33", "136")
_WILD = re.compile(r"(all|any)([-+]*)(?:!([^:]+))?(?::(.*))?\Z", re.DOTALL)


class End(NamedTuple):
    """One side of a rule: a zone ("" within an action), an interface of it (physical) and hosts."""

    zone: str
    physical: str
    hosts: str


class Wanted(NamedTuple):
    """The zones of a column, the text behind them, whether it stands for several, and for traffic within a zone."""

    zones: tuple[str, ...]
    rest: str
    several: bool = False
    within: bool = False


def wanted_zones(text: str, network: Network) -> Wanted:
    """The zones that SOURCE or DEST of a rule names."""
    wild = _WILD.match(text)
    if wild is not None:
        excluded = set((wild[3] or "").split(","))
        if "-" in wild[2]:
            excluded.add(network.firewall)
        zones = [zone.name for zone in network.zones if wild[1] == "all" or not zone.parents]
        named = tuple(name for name in (network.firewall, *zones) if name not in excluded)
        return Wanted(named, wild[4] or "", several=True, within="+" in wild[2])
    names, _, rest = text.partition(":")
    if "," in names:
        return Wanted(
            tuple(name for name in names.rstrip("+").split(",") if name), rest, several=True, within=names.endswith("+")
        )
    return Wanted((names,), rest)


def read_end(zone: str, rest: str, network: Network) -> End:
    """The interface and the hosts in what stands behind a zone."""
    rest = rest.strip()
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1]
    if rest.startswith(("[", "<", "!", "+", "~", "^", "&", "%")):
        return End(zone, "", _plain(rest))
    name, _, hosts = rest.partition(":")
    physical = network.physical(name) if name and not name[0].isdigit() else None
    if physical is None:
        return End(zone, "", _plain(rest))
    return End(zone, physical, _plain(hosts))


def _plain(hosts: str) -> str:
    """IPv6 addresses without their brackets."""
    return re.sub(r"[\[\]<>]", "", hosts)


def host_words(text: str, *, source: bool) -> list[Words]:
    """Alternatives of tests for a list of hosts with exclusions; one empty test for everybody."""
    if text in ("", "-"):
        return [()]
    included, mark, excluded = text.partition("!")
    without = tuple(word for words in _items(excluded, source=source, negated=True) for word in words) if mark else ()
    return [(*words, *without) for words in _items(included, source=source, negated=False) or [()]]


def _items(text: str, *, source: bool, negated: bool) -> list[Words]:
    sign: Words = ("!",) if negated else ()
    plain: list[str] = []
    found: list[Words] = []
    for item in _split(text):
        if item.startswith("+"):
            names = item[1:].strip("[]").split(",")
            side = "src" if source else "dst"
            tests = [("-m", "set", *sign, "--match-set", name.partition("[")[0], side) for name in names]
            found.append(tuple(word for test in tests for word in test))
        elif _MAC.match(item):
            found.append(("-m", "mac", *sign, "--mac-source", item.lstrip("~").replace("-", ":")))
        elif item.startswith("^"):
            option = "--source-country" if source else "--destination-country"
            found.append(("-m", "geoip", *sign, option, item[1:]))
        elif item.startswith("&") and not negated:  # the address of an interface: one of the router's own
            option = "--src-type" if source else "--dst-type"
            found.append(("-m", "addrtype", option, "LOCAL"))
        elif item.startswith(("&", "%")):  # known at run time only
            found.append(("-m", "runtime-address", *sign, "--of", item))
        elif _RANGE.match(item) and item[0].isalnum() and ("." in item or ":" in item):
            option = "--src-range" if source else "--dst-range"
            found.append(("-m", "iprange", *sign, option, item))
        else:
            plain.append(item)
    option = "-s" if source else "-d"
    if negated and plain:
        found.insert(0, ("!", option, ",".join(plain)))
    elif plain:  # one rule for each, as iptables makes of a list
        found[:0] = [(option, item) for item in plain]
    return found


def _split(text: str) -> list[str]:
    """At the commas that stand in no brackets."""
    return [part for part in re.split(r",(?![^\[\]]*\])", text) if part]


def port_words(protocols: str, ports: str, sources: str, family: Family) -> list[Words]:
    """Alternatives of tests for protocol and ports."""
    if protocols in ("-", "", "all"):
        return [()] if ports in ("-", "") else [("-m", "port-without-protocol", "--ports", ports)]
    if protocols.startswith("!"):
        return [("!", "-p", protocols[1:])]
    return [words for one in protocols.split(",") if one for words in _protocol(one, ports, sources, family)]


def one_ports(ports: str) -> bool:
    """Whether a column of ports holds a single port."""
    return ports not in ("-", "") and "," not in ports and ":" not in ports


def _protocol(text: str, ports: str, sources: str, family: Family) -> list[Words]:
    name, _, qualifier = text.lower().partition(":")
    if name in ("icmp", "1", "ipv6-icmp", "icmpv6", "58"):
        kind, option = ("icmp", "--icmp-type") if family == "ipv4" else ("ipv6-icmp", "--icmpv6-type")
        if ports in ("-", "", "any"):
            return [("-p", kind)]
        return [("-p", kind, option, one) for one in ports.split(",") if one]
    words: list[str] = ["-p", name]
    if name in ("tcp", "6") and qualifier in ("syn", "!syn"):
        words += ["!", "--syn"] if qualifier == "!syn" else ["--syn"]
    if name not in _PORTED:
        return [(*words, "-m", "unread-ports", "--ports", ports)] if ports not in ("-", "") else [tuple(words)]
    if sources == "=":
        return [(*words, "-m", "multiport", *_signed(ports, "--ports"))]
    for asked, option in ((ports, "--dport"), (sources, "--sport")):
        if asked in ("-", ""):
            continue
        if asked.startswith("+"):  # a set of ports
            words += ["-m", "set", "--match-set", asked[1:], "dst" if option == "--dport" else "src"]
        elif "," in asked:
            words += ["-m", "multiport", *_signed(asked, option + "s")]
        else:
            words += _signed(asked, option)
    return [tuple(words)]


def _signed(text: str, option: str) -> Words:
    return ("!", option, text[1:]) if text.startswith("!") else (option, text)
