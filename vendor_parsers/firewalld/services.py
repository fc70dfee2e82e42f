"""What a service lets in: its own file, that of the system, or what firewalld ships."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.netset.addresses import FAMILIES, Family, family_of
from routerlint.text.source import SourceFile
from vendor_parsers.firewalld.items import Item, read_root
from vendor_parsers.firewalld.stock_services import STOCK_SERVICES

__all__ = ["Offer", "Services", "port_words"]

_PORT = re.compile(r"\d{1,5}(?:-\d{1,5})?\Z")
_PROTOCOLS = ("tcp", "udp", "sctp", "dccp")


class Offer(NamedTuple):
    """One way in: the words of a rule that asks for it, and the families for which it is meant."""

    words: tuple[str, ...]
    families: tuple[Family, ...] = FAMILIES


class Services:
    """The services by name."""

    def __init__(self, files: dict[str, SourceFile]) -> None:
        self._files = files
        self._known: dict[str, tuple[str, ...] | None] = {}

    def offers(self, name: str) -> tuple[Offer, ...] | None:
        """All that a service lets in, with the services that it includes; None if its file is missing or unreadable."""
        found: list[Offer] = []
        waiting, seen = [name], {name}
        while waiting:
            words = self._words(waiting.pop())
            if words is None:
                return None
            for word in words:
                if word.startswith("+") and word[1:] not in seen:
                    seen.add(word[1:])
                    waiting.append(word[1:])
            own = _offers(words)
            if own is None:
                return None
            found += own
        return tuple(found)

    def _words(self, name: str) -> tuple[str, ...] | None:
        if name not in self._known:
            file = self._files.get(name)
            if file is not None:
                root = read_root(file, "service")
                self._known[name] = None if root is None else _file_words(root)
            else:
                stock = STOCK_SERVICES.get(name)
                self._known[name] = None if stock is None else tuple(stock.split())
        return self._known[name]


def _file_words(root: Item) -> tuple[str, ...]:
    """The content of a service file in the words of the stock services."""
    words: list[str] = []
    for item in root.parts:
        if item.tag == "port":
            port, protocol = item.get("port"), item.get("protocol")
            words.append(f"{port}/{protocol}" if port else protocol)
        elif item.tag == "protocol":
            words.append(item.get("value"))
        elif item.tag == "source-port":
            words.append(f"<{item.get('port')}/{item.get('protocol')}")
        elif item.tag == "include":
            words.append("+" + item.get("service"))
        elif item.tag == "destination":
            words += ["@" + item.get(family) for family in FAMILIES if item.get(family)]
    return tuple(words)


def _offers(words: tuple[str, ...]) -> list[Offer] | None:
    targets = [word[1:] for word in words if word.startswith("@")]
    found: list[Offer] = []
    for word in words:
        if word.startswith(("+", "@")):
            continue
        port, slash, protocol = word.partition("/")
        asked = port_words(port.removeprefix("<"), protocol, source=port.startswith("<")) if slash else ("-p", word)
        if asked is None or not word:
            return None
        if not targets:
            found.append(Offer(asked))
        for target in targets:
            family = family_of(target)
            if family is None:
                return None
            found.append(Offer((*asked, "-d", target), (family,)))
    return found


def port_words(port: str, protocol: str, *, source: bool = False) -> tuple[str, ...] | None:
    """The words that ask for a port or range of a protocol; None for what firewalld would refuse."""
    if not _PORT.match(port) or protocol not in _PROTOCOLS:
        return None
    option = "--sport" if source else "--dport"
    return ("-p", protocol, "-m", protocol, option, port.replace("-", ":"))
