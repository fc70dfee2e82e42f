"""What is in force, and the pieces that the chains of zones and policies share."""

from __future__ import annotations

from typing import NamedTuple

from routerlint.netset.addresses import FAMILIES
from routerlint.parsing.netfilter.iptables.writing import Place
from vendor_parsers.firewalld.bindings import Bound
from vendor_parsers.firewalld.rules import Rule
from vendor_parsers.firewalld.writing import Writer
from vendor_parsers.firewalld.zones import Policy, Zone

__all__ = ["SHORT", "Layout", "jump", "write_parts"]

SHORT = {"INPUT": "IN", "FORWARD": "FWD", "PREROUTING": "PRE", "POSTROUTING": "POST"}
_PARTS = ("pre", "deny", "allow", "post")


class Layout(NamedTuple):
    """Zones, policies and bindings.

    default: the name of the default zone. by_iptables: the backend is iptables, so that direct rules stand within.
    """

    zones: dict[str, Zone]
    policies: tuple[Policy, ...]
    interfaces: tuple[Bound, ...]
    sources: tuple[Bound, ...]
    default: str
    default_place: Place
    by_iptables: bool

    def active(self) -> frozenset[str]:
        """Zones that have an interface or a sender."""
        return frozenset(bound.zone for bound in (*self.interfaces, *self.sources))


def jump(writer: Writer, table: str, chain: str, target: str, place: Place) -> None:
    """A jump, and the chain that it leads to."""
    for family in FAMILIES:
        writer.chain(table, target, family)
    writer.write(table, chain, ("-j", target), place)


def write_parts(writer: Writer, table: str, hook: str, name: str, rules: list[Rule], place: Place) -> None:
    """The chains that a zone or policy has for what comes first, is refused, is let in, and comes last."""
    for part in _PARTS:
        found = [rule for rule in rules if (rule.table, rule.hook, rule.part) == (table, hook, part)]
        jump(writer, table, name, f"{name}_{part}", place)
        for rule in sorted(found, key=lambda rule: rule.priority):
            writer.write(
                table, f"{name}_{part}", rule.words, rule.place, rule.families, sets=rule.sets, doubt=rule.doubt
            )
