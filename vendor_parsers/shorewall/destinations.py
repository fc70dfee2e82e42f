"""Where a translation leads. Source: handle_nat_rule in Nat.pm and process_rule in Rules.pm of Shorewall 5.2.8."""

from __future__ import annotations

import re
from typing import NamedTuple

from vendor_parsers.shorewall.ends import Words, one_ports
from vendor_parsers.shorewall.network import Network
from vendor_parsers.shorewall.statements import Statement
from vendor_parsers.shorewall.targets import Effect

__all__ = ["Server", "read_server"]

_BRACKETED = re.compile(r"\[([^\]]*)\](?::(.+))?\Z")


class Server(NamedTuple):
    """target: the words that translate. test: those that ask for the address behind. ports: those behind, "" if kept."""

    target: Words
    test: Words
    ports: str


def read_server(statement: Statement, effect: Effect, network: Network, *, six: bool) -> tuple[str, Server]:
    """The zone and the server in DEST of a rule that translates."""
    if effect.nat == "REDIRECT":
        return network.firewall, _redirect(statement, network)
    zone, _, text = statement.dest.partition(":")
    if not effect.filters and not network.knows(zone):
        text = statement.dest
    text = text.removesuffix(":random")
    address, ports = _split(text, six=six)
    shown = f"[{address}]" if six and address else address
    words: Words = ("-j", "DNAT", "--to-destination", f"{shown}:{ports}" if ports else shown)
    test: Words = ()
    if "-" in address:
        test = ("-m", "iprange", "--dst-range", address)
        words = ("-j", "DNAT", "--to-destination", f"{address}:{ports}" if ports else address)
    elif address:
        test = ("-d", address)
    return zone, Server(words, test, ports.replace("-", ":"))


def _split(text: str, *, six: bool) -> tuple[str, str]:
    """Address and port."""
    if not six:
        address, colon, ports = text.rpartition(":")
        return (address, ports) if colon else (text, "")
    text = text.replace("<", "[").replace(">", "]").replace("]-[", "-")
    found = _BRACKETED.match(text)
    return (found[1], found[2] or "") if found is not None else (text, "")


def _redirect(statement: Statement, network: Network) -> Server:
    """REDIRECT: DEST is a port, or the firewall's zone and a port, or nothing."""
    text = statement.dest
    zone, _, rest = text.partition(":")
    if zone == network.firewall:
        text = rest.rpartition(":")[2]
    if text in ("-", ""):
        text = statement.dport if one_ports(statement.dport) else ""
    target: Words = ("-j", "REDIRECT", "--to-ports", text) if text else ("-j", "REDIRECT")
    return Server(target, (), text.replace("-", ":"))
