"""Firewall address lists: what is in them for certain, and what only the router knows.

Source: MikroTik documentation, "Address-lists": an entry is an address, a prefix, a range or a DNS name; rules fill
lists at run time; an entry with a timeout goes by itself. A list without a living entry matches nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.text.span import Span
from routerlint.wording import Phrase, joined, phrase
from vendor_parsers.routeros.export import Export

__all__ = ["AddressLists"]

_SHOWN = 4
_CLOUD = ".sn.mynetname.net"
_FILLING = ("add-src-to-address-list", "add-dst-to-address-list")
_SCRIPTS = (
    ("system script", "source"),
    ("system scheduler", "on-event"),
    ("tool netwatch", "up-script"),
    ("tool netwatch", "down-script"),
    ("ip dhcp-client", "script"),
    ("ip dhcp-server", "lease-script"),
    ("ppp profile", "on-up"),
    ("ppp profile", "on-down"),
)


class _List(msgspec.Struct):
    pairs: list[tuple[int, int]]
    doubts: list[Phrase]
    spans: list[Span]
    cloud: bool = False
    some_cloud: bool = False


class AddressLists:
    """The lists of one family by name."""

    def __init__(self, export: Export, family: Family, *, partial: bool, cloud_name: str, own: AddressSet) -> None:
        """cloud_name: the device's name in MikroTik's cloud, "" if the file does not tell it, or "*" if it has one.

        own: the addresses that the name stands for.
        """
        self._family = family
        self._own = own
        self._lists: dict[str, _List] = {}
        self._matches: dict[tuple[str, bool], AddressMatch] = {}
        self.literals: dict[str, AddressMatch | None] = {}  # addresses of rules, read once
        self._cloud_name = cloud_name if own else ""
        root = "ip firewall" if family == "ipv4" else "ipv6 firewall"
        self._unlisted = partial and not export.has(f"{root} address-list")
        for item in export.take(f"{root} address-list"):
            found = self._of(item.get("list"))
            if len(found.spans) < _SHOWN:
                found.spans.append(item.span)
            self._entry(found, item.get("address"), item.values, doubtful=item.doubtful)
        for table in ("filter", "raw", "mangle", "nat"):
            for item in export.active(f"{root} {table}"):
                if item.values.get("action") in _FILLING:
                    found = self._of(item.get("address-list"))
                    found.doubts.append(phrase("rules fill it while the router runs"))
                    if len(found.spans) < _SHOWN:
                        found.spans.append(item.span)
        self._scripts = _script_texts(export)

    def match(self, name: str, *, destination: bool) -> AddressMatch:
        """The addresses of a list. The device's own cloud name is its own address.

        Where the header does not give the serial number, a cloud name among destinations is taken for the device's own
        (that is what such lists are for), but not among senders, where it may be another site.
        """
        key = (name, destination)
        found = self._matches.get(key)
        if found is None:
            found = self._matches[key] = self._match(name, destination=destination)
        return found

    def _match(self, name: str, *, destination: bool) -> AddressMatch:
        content = self._lists.get(name) or _List([], [], [])
        certain = AddressSet.of(self._family, content.pairs)
        doubts = list(content.doubts)
        if content.cloud or (content.some_cloud and destination):
            certain |= self._own
        elif content.some_cloud:
            doubts.append(phrase("its DNS names resolve only on the router"))
        if self._unlisted and not content.spans:
            doubts.append(phrase("the input does not contain the address lists"))
        elif self._is_scripted(name, empty=not content.spans):
            doubts.append(phrase("a script fills it"))
        if name[:1] in "*$[({":
            doubts.append(phrase("the file does not say which list is meant"))
        if not doubts:
            return AddressMatch.of(certain)
        unknown = Unknown(
            key=f"{self._family} address-list:{name}",
            what=phrase("address list {name}", name=name),
            why=joined(", ", tuple(dict.fromkeys(doubts))),
            spans=tuple(content.spans),
        )
        return AddressMatch.partly(certain, unknown)

    def _of(self, name: str) -> _List:
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = _List([], [], [])
        return found

    def _entry(self, found: _List, text: str, values: dict[str, str], *, doubtful: bool) -> None:
        addresses = parse_addresses(text)
        if "timeout" in values or doubtful:
            found.doubts.append(
                phrase("an entry of it expires") if "timeout" in values else phrase("an entry of it cannot be read")
            )
        elif addresses is not None and addresses.family == self._family:
            found.pairs += addresses.ranges
        elif self._cloud_name and text.lower() == self._cloud_name:
            found.cloud = True
        elif self._cloud_name == "*" and text.lower().endswith(_CLOUD):
            found.some_cloud = True
        elif addresses is None:
            found.doubts.append(
                phrase("its DNS names resolve only on the router")
                if "." in text
                else phrase("an entry of it cannot be read")
            )

    def _is_scripted(self, name: str, *, empty: bool) -> bool:
        """Whether a script of the router may fill a list: it names it, or it imports files and the list is empty here."""
        texts = self._scripts
        if not texts:
            return False
        return (empty and "import" in texts) or ("address-list" in texts and name in texts)


def _script_texts(export: Export) -> str:
    """All scripts of the router that touch address lists or import files, as one text."""
    return "\n".join(_touching(export))


def _touching(export: Export) -> Iterable[str]:
    for menu, key in _SCRIPTS:
        for item in export.items(menu):
            text = item.get(key)
            if "address-list" in text or "import" in text:
                yield text
