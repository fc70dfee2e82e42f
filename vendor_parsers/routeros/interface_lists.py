"""Interface lists: who is a member.

Source: MikroTik documentation, "Interface Lists": four lists are predefined (all, none, dynamic, static); members are
taken from `include`, then `exclude` is taken away, then the static members are added. A disabled member is none (flag X).
"""

from __future__ import annotations

import msgspec

from routerlint.model.match import Unknown
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["InterfaceLists", "Members"]

_PREDEFINED = ("all", "none", "dynamic", "static")


class Members(msgspec.Struct, frozen=True):
    """The members of a list. unknown: who else may be one; the members may be none then."""

    names: frozenset[str]
    unknown: Unknown | None = None
    spans: tuple[Span, ...] = ()


class InterfaceLists:
    """The lists of a file by name."""

    def __init__(self, export: Export, inventory: Inventory) -> None:
        self._inventory = inventory
        self._include: dict[str, tuple[str, ...]] = {}
        self._exclude: dict[str, tuple[str, ...]] = {}
        self._static: dict[str, list[str]] = {}
        self._spans: dict[str, list[Span]] = {}
        self._known: dict[str, Members] = {}
        self._sets: dict[str, frozenset[str]] = {}
        self._detected = _filled_by_detection(export)
        self.missing = not export.has_below("interface list")
        self.pseudo: set[str] = set()
        for item in export.items("interface list"):
            name = item.get("name")
            self._include[name] = _names(item.get("include"))
            self._exclude[name] = _names(item.get("exclude"))
            self._spans.setdefault(name, []).append(item.span)
        for item in export.active("interface list member"):
            name, interface = item.get("list"), inventory.resolve(item.get("interface"))
            if interface and interface[0] != "*":
                self._static.setdefault(name, []).append(interface)
                self._spans.setdefault(name, []).append(item.span)
        self._from_profiles(export)

    def members(self, name: str) -> Members:
        """Who is in a list; an empty set for one that the file does not define."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._members(name)
        return found

    def is_defined(self, name: str) -> bool:
        """Whether the file says who is in it."""
        return name in _PREDEFINED or name in self._include or name in self._static

    def assume(self, name: str) -> None:
        """Makes a list that the input does not define stand for one interface of its own name."""
        self._known.clear()
        self._sets.clear()
        self.pseudo.add(name)
        self._static.setdefault(name, []).append(name)

    def names(self) -> tuple[str, ...]:
        """The lists that the file defines, in its order."""
        return tuple(dict.fromkeys((*self._include, *self._static)))

    def _members(self, name: str) -> Members:
        unknown: Unknown | None = None
        if name in self._detected:
            span = self._detected[name]
            why = phrase("the router fills it by itself (detect-internet)")
            unknown = Unknown(
                key=f"interface-list:{name}", what=phrase("interface list {name}", name=name), why=why, spans=(span,)
            )
        elif name[:1] == "*":
            why = phrase("the list was deleted")
            unknown = Unknown(key=f"interface-list:{name}", what=phrase("interface list {name}", name=name), why=why)
        return Members(self._set(name), unknown, tuple(self._spans.get(name, ())))

    def _set(self, name: str) -> frozenset[str]:
        """The members by the file. A list that includes itself adds nothing to itself."""
        order: list[str] = []
        waiting, seen = [name], set[str]()
        while waiting:  # lists that others include come after them, so that reversed they come first
            current = waiting.pop()
            order.append(current)
            if current not in seen and current not in self._sets:
                seen.add(current)
                waiting += (*self._include.get(current, ()), *self._exclude.get(current, ()))
        for current in reversed(order):
            if current not in self._sets:
                self._sets[current] = self._set_of(current)
        return self._sets[name]

    def _set_of(self, name: str) -> frozenset[str]:
        if name == "none":
            return frozenset()
        if name == "all":
            return frozenset((*self._inventory.ports, *self.pseudo))
        dynamic = frozenset(p.name for p in self._inventory.ports.values() if p.kind == "ppp-dynamic")
        if name == "dynamic":
            return dynamic
        if name == "static":
            return frozenset(self._inventory.ports) - dynamic
        found: frozenset[str] = frozenset()
        for other in self._include.get(name, ()):
            found |= self._sets.get(other, frozenset())
        for other in self._exclude.get(name, ()):
            found -= self._sets.get(other, frozenset())
        return found | frozenset(self._static.get(name, ()))

    def _from_profiles(self, export: Export) -> None:
        """A PPP profile adds the interfaces that use it to a list."""
        profiles: dict[str, str] = {}
        for item in export.items("ppp profile"):
            profiles[item.get("name")] = item.get("interface-list")
        for change in export.changes("ppp profile"):
            if change.target is not None and "interface-list" in change.values:
                for name in (*change.target.names, "default" if change.target.names == ("*0",) else ""):
                    profiles[name] = change.values["interface-list"]
        for port in self._inventory.ports.values():
            if port.profile and profiles.get(port.profile):
                self._static.setdefault(profiles[port.profile], []).append(port.name)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _filled_by_detection(export: Export) -> dict[str, Span]:
    menu = "interface detect-internet"
    if export.setting(menu, "detect-interface-list").value in (None, "none", ""):
        return {}
    found: dict[str, Span] = {}
    for key in ("wan-interface-list", "internet-interface-list", "lan-interface-list"):
        fact = export.setting(menu, key)
        if fact.value not in (None, "none", ""):
            found[str(fact.value)] = fact.spans[0]
    return found
