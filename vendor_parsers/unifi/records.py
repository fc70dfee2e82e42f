"""The controller's records from JSON (replies of its API, dumps of collections) or a backup, by kind and site.

A record is known by its fields: `pfwd_interface` or fwd + dst_port is a port forward, ruleset + rule_index a firewall
rule, group_type + group_members a group, purpose a network. Sources: six clients of the API (aiounifi among them).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator

from routerlint.errors import UnreadableInput
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from vendor_parsers.unifi.backup import read_backup

__all__ = ["Collections", "Record", "kind_of", "read_collections"]

_DEEPEST = 4
# An empty list under one of these names says that there are none; a reply without a name does not say of what.
_STATED_BY_NAME = frozenset(("portforward", "firewallrule", "firewall_policy"))
_DECODER = json.JSONDecoder()


class Record:
    """One record. Places show the fields that are named and nothing else: records hold passwords."""

    __slots__ = ("_end", "_file", "_lines", "_start", "_text", "_values")

    def __init__(self, values: dict[str, object], file: str, text: str, lines: list[int], start: int, end: int) -> None:
        self._values = values
        self._file = file
        self._text = text
        self._lines = lines
        self._start = start
        self._end = end

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """A field as text: numbers may be written either way."""
        value = self._values.get(name)
        if isinstance(value, bool) or value is None or not isinstance(value, (str, int, float)):
            return ""
        return str(value).strip()

    def flag(self, name: str) -> bool | None:
        """A field as a switch; None where it is missing or no switch."""
        value = self._values.get(name)
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}.get(str(value).strip().lower()) if value is not None else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A field that is a list, as texts; of objects in it the first text that looks like an address."""
        value = self._values.get(name)
        found: list[str] = []
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict):
                found += [str(item[key]) for key in ("destination_ip", "ip") if isinstance(item.get(key), str)][:1]
            elif isinstance(item, (str, int)):
                found.append(str(item))
        return tuple(found)

    @property
    def line(self) -> int:
        """The line on which the record begins; in a backup its number."""
        return bisect_right(self._lines, self._start) if self._lines else self._start

    @property
    def file(self) -> str:
        """The file's name."""
        return self._file

    def span(self, *names: str) -> tuple[Span, ...]:
        """The places of fields that are there."""
        source = SourceFile(self._file, "")
        return tuple(
            source.span(self._line_of(name), f'"{name}": {json.dumps(self._values[name], ensure_ascii=False)}')
            for name in names
            if name in self._values
        )

    def _line_of(self, name: str) -> int:
        place = self._text.find(f'"{name}"', self._start, self._end) if self._lines else -1
        return self.line if place < 0 else bisect_right(self._lines, place)

    def same(self, other: Record) -> bool:
        """Whether both say the same."""
        return self._values == other._values


# What a controller calls the kinds of devices that are gateways: USG, Dream Machines and Routers, UXG.
GATEWAY_TYPES = frozenset(("ugw", "udm", "uxg"))


def kind_of(values: dict[str, object], collection: str = "") -> str:
    """The kind of a record, by the collection that holds it or by its fields; "" for one that does not matter."""
    if "pfwd_interface" in values or ("fwd" in values and "dst_port" in values):
        return "portforward"
    if "ruleset" in values and "rule_index" in values:
        return "firewallrule"
    if "group_type" in values and "group_members" in values:
        return "firewallgroup"
    if isinstance(values.get("source"), dict) and isinstance(values.get("destination"), dict) and "action" in values:
        return "firewall_policy"
    if values.get("type") in {"DNAT", "SNAT", "MASQUERADE"} or collection == "nat":
        return "nat"
    if "purpose" in values:
        return "networkconf"
    if values.get("type") in GATEWAY_TYPES and "model" in values and "mac" in values:
        return "gateway"
    if "key" in values and ("site_id" in values or collection == "setting"):
        return "setting"
    return "site" if collection == "site" else ""


class Collections:
    """Records by kind. origin: "json" or "backup". names: kinds that the input holds, even if empty for a site."""

    __slots__ = ("_found", "origin", "overrides", "version")

    def __init__(self, origin: str, version: str = "", *, overrides: bool = False) -> None:
        self._found: dict[str, list[Record]] = {}
        self.origin = origin
        self.version = version
        self.overrides = overrides

    def add(self, kind: str, record: Record) -> None:
        """Files a record."""
        if kind:
            self._found.setdefault(kind, []).append(record)

    def state_empty(self, collection: str) -> None:
        """Notes that the input holds a list of that name and nothing in it."""
        if collection in _STATED_BY_NAME:
            self._found.setdefault(collection, [])

    def __contains__(self, kind: str) -> bool:
        return kind in self._found

    def __len__(self) -> int:
        return sum(len(records) for records in self._found.values())

    def of(self, kind: str, site: str) -> tuple[Record, ...]:
        """The records of a kind in a site, without exact repetitions (the same dump given twice)."""
        found: dict[str, Record] = {}
        for number, record in enumerate(self._found.get(kind, ())):
            if record.text("site_id") == site:
                key = record.text("_id") or f"#{number}"
                if key in found and not found[key].same(record):
                    key = f"{key}#{number}"
                found.setdefault(key, record)
        return tuple(found.values())

    def sites(self) -> tuple[str, ...]:
        """The sites of which records speak, in order."""
        kinds = ("portforward", "firewallrule", "networkconf", "firewall_policy", "nat")
        every = (record.text("site_id") for kind in kinds for record in self._found.get(kind, ()))
        return tuple(dict.fromkeys(every)) or ("",)

    def site_name(self, site: str) -> str:
        """What the owner calls a site; its id where the input does not say."""
        for record in self._found.get("site", ()):
            if record.text("_id") == site:
                return record.text("desc") or record.text("name") or site
        return site


def read_collections(document: Document) -> Collections:
    """The records of a document; raises InputError if nothing can be read."""
    for name, data in document.binaries.items():
        if name.lower().endswith(".unf"):
            return _from_backup(data, name)
    found = Collections("json")
    for file in document.files:
        if file.text.lstrip()[:1] in {"{", "["}:
            _from_json(file, found)
    if not len(found):
        advice = "Give the reply of rest/portforward (with rest/firewallrule and rest/networkconf beside it)."
        raise UnreadableInput("holds no records of a UniFi controller", file=document.name, advice=advice)
    return found


def _from_backup(data: bytes, name: str) -> Collections:
    backup = read_backup(data, name)
    overrides = any(member.endswith("config.gateway.json") for member in backup.members)
    found = Collections("backup", backup.version, overrides=overrides)
    for number, (collection, values) in enumerate(backup.records, 1):
        found.add(kind_of(values, collection), Record(values, name, "", [], number, number))
    return found


def _from_json(file: SourceFile, found: Collections) -> None:
    lines = [0]
    place = file.text.find("\n")
    while place >= 0:
        lines.append(place + 1)
        place = file.text.find("\n", place + 1)
    try:
        for collection, values, start, end in _objects(file.text, 0, "", 0):
            if start == end:
                found.state_empty(collection)
                continue
            found.add(kind_of(values, collection), Record(values, file.name, file.text, lines, start, end))
    except (ValueError, RecursionError):
        advice = "Fetch the records again."
        raise UnreadableInput("is not whole JSON; it is cut off or was edited", file=file.name, advice=advice) from None


def _objects(text: str, place: int, name: str, depth: int) -> Iterator[tuple[str, dict[str, object], int, int]]:
    """The objects in the lists of a text, with the name under which their list stands and where they are.

    An empty list is an empty object that ends where it begins.
    """
    place = _skip(text, place)
    if text[place : place + 1] == "[":
        yield from _listed(text, place, name)
    elif text[place : place + 1] == "{" and depth < _DEEPEST:
        if not depth:
            whole, end = _DECODER.raw_decode(text, place)
            if kind_of(whole):  # one record on its own
                yield name, whole, place, end
                return
        place = _skip(text, place + 1)
        while text[place : place + 1] == '"':
            key, place = _DECODER.raw_decode(text, place)
            place = _skip(text, place)
            if text[place : place + 1] != ":":
                raise ValueError
            start = _skip(text, place + 1)
            if text[start : start + 1] in {"[", "{"}:
                yield from _objects(text, start, name if key == "data" else key, depth + 1)
            _, place = _DECODER.raw_decode(text, start)
            place = _skip(text, place)
            if text[place : place + 1] == ",":
                place = _skip(text, place + 1)
        if text[place : place + 1] != "}":
            raise ValueError


def _listed(text: str, place: int, name: str) -> Iterator[tuple[str, dict[str, object], int, int]]:
    place = start = _skip(text, place + 1)
    if text[place : place + 1] == "]":
        yield name, {}, start, start
    while text[place : place + 1] not in {"]", ""}:
        value, end = _DECODER.raw_decode(text, place)
        if isinstance(value, dict):
            yield name, value, place, end
        place = _skip(text, end)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)
    if text[place : place + 1] != "]":
        raise ValueError


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place
