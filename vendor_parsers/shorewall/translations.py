"""Translations that are not rules: one-to-one NAT, mapped networks, source NAT; addresses that the router answers for.

Source: shorewall-nat(5), shorewall-netmap(5), shorewall-snat(5), shorewall-masq(5), shorewall-proxyarp(5); Nat.pm of 5.2.8.
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.netset.addresses import Family, parse_network
from routerlint.parsing.netfilter.iptables.writing import default_place
from routerlint.wording import phrase
from vendor_parsers.shorewall.ends import host_words, port_words
from vendor_parsers.shorewall.lines import Line, LineReader
from vendor_parsers.shorewall.network import Network
from vendor_parsers.shorewall.targets import split_target
from vendor_parsers.shorewall.writer import ChainWriter

__all__ = ["UNTRANSLATED", "Proxied", "read_proxied", "write_translations"]

# One-to-one NAT on every interface, and that of one interface, which rules that rule out translation do not concern.
_EVERYWHERE, _BY_PORT, UNTRANSLATED = "static nat", "static nat by interface", "not translated"
_SYSTEM = default_place(phrase("translations that are not rules come last"))
_NAT = ("external", "interface", "internal", "allints", "local")
_NETMAP = ("type", "net1", "interface", "net2", "net3", "proto", "dport", "sport")
_SNAT = ("action", "source", "dest", "proto", "dport", "ipsec", "mark", "user", "switch", "origdest", "probability")


class Proxied(NamedTuple):
    """An address outside that lies behind an interface."""

    number: int
    length: int
    physical: str


def write_translations(reader: LineReader, writer: ChainWriter, network: Network) -> bool:
    """Writes them behind those of the rules; returns whether there are any that change a destination."""
    for chain in (_EVERYWHERE, _BY_PORT):
        writer.jump("nat", "PREROUTING", (), chain, _SYSTEM)
    writer.jump("nat", UNTRANSLATED, (), _BY_PORT, _SYSTEM)
    writer.add("nat", UNTRANSLATED, ("-j", "ACCEPT"), _SYSTEM)
    found = [_one_to_one(line, writer, network) for line in reader.read("nat", _NAT)]
    found += [_mapped(line, writer, network) for line in reader.read("netmap", _NETMAP)]
    for line in reader.read("snat", _SNAT):
        target = split_target(line.get(0))
        if target.name.rstrip("+") in ("MASQUERADE", "SNAT"):
            addresses = target.parameter if target.name.startswith("SNAT") else ""
            _leaving(line, line.get(2), line.get(1), addresses, writer, network)
    for line in reader.read("masq", ("interface", "source", "address", "proto", "port", "ipsec", "mark")):
        _leaving(line, line.get(0), line.get(1), "" if line.get(2) == "-" else line.get(2), writer, network)
    return any(found)


def read_proxied(reader: LineReader, network: Network, family: Family) -> list[Proxied]:
    """Addresses for which the router answers (proxyarp, proxyndp)."""
    found: list[Proxied] = []
    for line in reader.read("proxyarp" if family == "ipv4" else "proxyndp", ("address", "interface", "external")):
        parsed = parse_network(line.get(0))
        physical = network.physical(line.get(1))
        if parsed is not None and parsed[0] == family and physical is not None:
            found.append(Proxied(parsed[1], parsed[2], physical))
    return found


def _one_to_one(line: Line, writer: ChainWriter, network: Network) -> bool:
    everywhere = line.get(3).lower() == "yes"
    for name in line.get(1).partition(":")[0].split(","):
        physical = network.physical(name) or name
        port = () if everywhere else ("-i", physical)
        words = (*port, "-d", line.get(0), "-j", "DNAT", "--to-destination", line.get(2))
        writer.add("nat", _EVERYWHERE if everywhere else _BY_PORT, words, line.place, doubts=line.doubts)
        source = ("-o", physical, "-s", line.get(2), "-j", "SNAT", "--to-source", line.get(0))
        writer.add("nat", "POSTROUTING", source, line.place, doubts=line.doubts)
    return True


def _mapped(line: Line, writer: ChainWriter, network: Network) -> bool:
    if line.get(0).upper() != "DNAT":
        return False
    for name in line.get(2).split(","):
        for hosts in host_words(line.get(4), source=True):
            for ports in port_words(line.get(5), line.get(6), line.get(7), writer.family):
                port = ("-i", network.physical(name) or name)
                words = (*port, *hosts, "-d", line.get(1), *ports, "-j", "NETMAP", "--to", line.get(3))
                writer.add("nat", _BY_PORT, words, line.place, doubts=line.doubts)
    return True


def _leaving(line: Line, dest: str, source: str, addresses: str, writer: ChainWriter, network: Network) -> None:
    """Source NAT: where it leaves tells the outside, and its addresses are the router's own."""
    for part in dest.lstrip("+").split(","):
        name, _, hosts = part.partition(":")
        physical = network.physical(name)
        if physical is None:
            continue
        origin = _origin(source, network)
        plain = addresses.replace("detect", "").split(",")[0].removesuffix(":persistent").removesuffix(":random")
        target = ("-j", "SNAT", "--to-source", plain) if plain and plain[0].isalnum() else ("-j", "MASQUERADE")
        for one in host_words(origin, source=True):
            for other in host_words(hosts.strip(":"), source=False):
                writer.add("nat", "POSTROUTING", ("-o", physical, *one, *other, *target), line.place)


def _origin(source: str, network: Network) -> str:
    """The senders of source NAT; an interface there stands for the networks behind it, which no file holds."""
    return "" if source == "-" or network.physical(source.split(":", maxsplit=1)[0]) is not None else source
