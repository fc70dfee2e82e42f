"""The interfaces that a rule means by in-interface, out-interface and their lists.

Source: MikroTik documentation, "Interface Lists", "VRF" (from 7.14 rules see the VRF, not its interfaces); status
comments of real exports ("matcher not possible when interface is slave", "no interface").
"""

from __future__ import annotations

import msgspec

from routerlint.model.match import Unknown
from routerlint.text.span import Span
from routerlint.wording import NO_WORDS, Phrase, phrase
from vendor_parsers.routeros.export import Item
from vendor_parsers.routeros.interface_lists import InterfaceLists
from vendor_parsers.routeros.inventory import BUILT_IN, Inventory

__all__ = ["NamedInterfaces", "RuleInterfaces"]


class NamedInterfaces(msgspec.Struct, frozen=True):
    """What an interface matcher means.

    names: layer-3 interfaces; None if the matcher does not narrow. unknown: an open question, with `negated` to be
    answered with no. why_not: why no interface can match. assumed: the question whether the list has the members that
    a partial input leaves to be assumed.
    """

    names: tuple[str, ...] | None
    unknown: Unknown | None = None
    negated: bool = False
    why_not: Phrase = NO_WORDS
    assumed: Unknown | None = None


class RuleInterfaces:
    """Resolves the interface matchers of rules. undefined: lists that rules use and the input does not define."""

    def __init__(self, inventory: Inventory, lists: InterfaceLists, vrfs: dict[str, frozenset[str]]) -> None:
        self._inventory = inventory
        self._lists = lists
        self._vrfs = vrfs
        self._names = (*inventory.layer3_names(), *sorted(lists.pseudo))
        self._known: dict[tuple[str, bool], NamedInterfaces] = {}
        self.undefined: dict[str, Span] = {}

    def named(self, value: str, item: Item) -> NamedInterfaces:
        """The interfaces of in-interface or out-interface."""
        found = self._known.get((value, False))
        if found is None:
            found = self._known[value, False] = self._named(value, item)
        return found

    def listed(self, value: str, item: Item) -> NamedInterfaces:
        """The interfaces of in-interface-list or out-interface-list."""
        found = self._known.get((value, True))
        if found is None:
            found = self._known[value, True] = self._listed(value, item)
        return found

    def _named(self, value: str, item: Item) -> NamedInterfaces:
        negated, name = value[0] == "!", self._inventory.resolve(value.lstrip("!"))
        if name[:1] == "*":
            return NamedInterfaces((), why_not=phrase("its interface was deleted"))
        if name in BUILT_IN:
            return self._built_in(name, item, negated=negated)
        if name[:1] in ("$", "[", "(", "{"):
            why = phrase("the file does not say which interface is meant")
            unknown = Unknown(key=f"interface:{name}", what=phrase("interface of a rule"), why=why, spans=(item.span,))
            return NamedInterfaces(None, unknown, negated)
        if self._inventory.is_port(name):
            why = phrase(
                "{name} is a port of {layer3}, and rules do not see ports",
                name=name,
                layer3=self._inventory.layer3(name),
            )
            if not negated:
                return NamedInterfaces((), why_not=why)
            return NamedInterfaces(
                None,
                Unknown(key=f"not {name}", what=phrase("in-interface=!{name}", name=name), why=why, spans=(item.span,)),
            )
        members = self._vrfs.get(name, frozenset((name,)))
        if negated:
            return NamedInterfaces(tuple(n for n in self._names if n not in members))
        return NamedInterfaces(tuple(sorted(members)))

    def _built_in(self, name: str, item: Item, *, negated: bool) -> NamedInterfaces:
        """all-ppp and the like: by their names certain only where the kind of interface is."""
        kind = BUILT_IN[name]
        kinds = ("ppp-out", "ppp-in", "ppp-dynamic") if kind == "ppp" else (kind,)
        inside = self._inventory.of_kind(*kinds)
        open_ones = self._inventory.of_kind("unknown")
        unknown = Unknown(
            key=f"interface:{name}",
            what=phrase("{name}", name=name),
            why=phrase("which interfaces it stands for is not documented"),
            spans=(item.span,),
        )
        if negated:
            return NamedInterfaces(None, unknown, negated=True)
        return NamedInterfaces((*inside, *open_ones), unknown)

    def _listed(self, value: str, item: Item) -> NamedInterfaces:
        negated, name = value[0] == "!", value.lstrip("!")
        members = self._lists.members(name)
        if members.unknown is not None:
            return NamedInterfaces(None, members.unknown, negated)
        names, assumed = members.names, None
        if not self._lists.is_defined(name) or name in self._lists.pseudo:
            self.undefined.setdefault(name, item.span)
            names |= {name}
            why = phrase("the input does not say which interfaces are in it")
            assumed = Unknown(
                key=f"interface-list:{name}",
                what=phrase("interface list {name}", name=name),
                why=why,
                spans=(item.span,),
            )
        vrf_members = frozenset(m for vrf, inside in self._vrfs.items() if vrf in names for m in inside)
        if negated:
            return NamedInterfaces(
                tuple(n for n in self._names if n not in names and n not in vrf_members), assumed=assumed
            )
        found = tuple(n for n in self._names if n in names or n in vrf_members)
        why_not = (
            NO_WORDS
            if found or assumed
            else phrase("interface list {name} has no member that packets arrive on", name=name)
        )
        return NamedInterfaces(found, why_not=why_not, assumed=assumed)
