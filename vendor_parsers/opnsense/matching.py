"""Addresses and ports of OPNsense rules, as Rule.php turns them into pf.

Source: opnsense/core f95e815, library/OPNsense/Firewall/Rule.php (mapAddressInfo, legacyMoveAddressFields, reader). What cannot be mapped
disables the rule. Names of interfaces stand for pf's own "(if)" and "(if:network)", which follow the addresses on the interface and
match nothing where there are none.
"""

from __future__ import annotations

from functools import reduce

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.parsing.pf.aliases import PortList
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.ports import port_range
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.wording import phrase
from vendor_parsers.opnsense.release import Release

__all__ = ["Side", "families_of", "modern_side", "old_side", "ports", "resolve"]

_PORT_PROTOCOLS = ("tcp", "udp", "tcp/udp")


class Side:
    """One end of a rule: names of addresses, "" for any; whether they are negated; ports as written.

    negated: None where releases read `<not>` differently.
    """

    __slots__ = ("names", "negated", "port")

    def __init__(self, names: tuple[str, ...], port: str, *, negated: bool | None) -> None:
        self.names = names
        self.negated = negated
        self.port = port

    @property
    def any(self) -> bool:
        """Whether every address is meant; a negation of that is ignored."""
        return not self.names or self.names == ("any",)


def modern_side(rule: Element, prefix: str) -> Side:
    """The source or destination of an MVC rule; several names are alternatives."""
    names = tuple(name for name in rule.get(f"{prefix}_net").split(",") if name)
    return Side(names, rule.get(f"{prefix}_port"), negated=rule.filled(f"{prefix}_not"))


def old_side(rule: Element, tag: str, protocol: str, release: Release) -> Side:
    """The <source> or <destination> of an old rule, or of a port forward in either form.

    `<not>`: presence counted up to 25.7, a value counts since da976d77 (26.1).
    """
    side = rule.at(tag)
    text = side.get("network") or side.get("address")
    if side.has("any") and not release.from_26_1:
        text = ""
    port = side.get("port") if protocol in _PORT_PROTOCOLS else ""
    negated: bool | None = side.filled("not")
    if side.has("not") and not negated and not release.from_26_1:
        negated = None
    return Side(tuple(name for name in text.split(",") if name), port, negated=negated)


def families_of(names: tuple[str, ...]) -> tuple[Family, ...]:
    """The families that literal addresses allow; both where there are none."""
    stated = [found.family for name in names if (found := parse_addresses(name)) is not None]
    both: tuple[Family, Family] = ("ipv4", "ipv6")
    return tuple(family for family in both if not stated or family in stated)


def resolve(context: Context, side: Side, family: Family, release: Release, *, source: bool) -> AddressMatch | None:
    """The addresses of one end of a rule, or None for any; raises RuleSkipped.

    Each name makes a pf rule of its own (Rule.php, reader): one that cannot be mapped takes only its own rule away.
    """
    if side.any:
        return None
    found: list[AddressMatch] = []
    gone: RuleSkipped | None = None
    for name in side.names:
        try:
            one = _name(context, name, family, source=source)
        except RuleSkipped as skipped:
            gone = skipped
            continue
        if one is None:
            continue
        if side.negated is None:
            one = _either(one, release)
        elif side.negated:
            one = one.inverted()
        found.append(one)
    if not found and gone is not None:
        raise gone
    if not found:
        raise RuleSkipped(phrase("{names} is of the other address family", names=", ".join(side.names)))
    return reduce(_union, found)


def _either(match: AddressMatch, release: Release) -> AddressMatch:
    """A match that is negated or not, depending on the release."""
    if match.unknown is not None:
        return AddressMatch.partly(AddressSet(match.family), match.unknown)
    unknown = release.question("not", phrase("an empty <not>"))
    return AddressMatch.partly(AddressSet(match.family), unknown)


def _union(a: AddressMatch, b: AddressMatch) -> AddressMatch:
    """Either of two matches; of two unknowns the first is named."""
    certain = a.certain | b.certain
    unknown = a.unknown or b.unknown
    if unknown is None:
        return AddressMatch.of(certain)
    if a.unknown is not None and b.unknown is not None and a.unknown.key != b.unknown.key:
        unknown = Unknown(
            key=f"{a.unknown.key} {b.unknown.key}",
            what=phrase("{what}, {what2}", what=a.unknown.what, what2=b.unknown.what),
            why=a.unknown.why,
        )
    one = a if a.unknown is not None else b
    return AddressMatch(certain=certain, possible=a.possible | b.possible, unknown=unknown, negated=one.negated)


def _name(context: Context, name: str, family: Family, *, source: bool) -> AddressMatch | None:
    """The addresses of one name; None for a literal of the other family; raises RuleSkipped."""
    addressing = context.addressing
    if name == "any":
        return AddressMatch.of(AddressSet.any(family))
    if name == "(self)":
        return AddressMatch.of(addressing.this_firewall(family))
    alias = addressing.aliases.find(name)
    if alias is not None and alias.kind != "ports":
        return addressing.aliases.addresses(name, family)
    if addressing.known(name):
        return addressing.network(name, family, source=source)
    if name.endswith("ip") and addressing.known(name[:-2]):
        return AddressMatch.of(addressing.of_interface(name[:-2], family))
    if name.startswith("__") and name.endswith("_network"):
        return addressing.network(name[2:-8], family, source=source)
    found = parse_addresses(name) if "-" not in name else None
    if found is None:
        raise RuleSkipped(phrase("{name} is no alias, interface or address", name=name))
    return AddressMatch.of(found) if found.family == family else None


def ports(context: Context, text: str) -> PortList:
    """The ports of one end of a rule; raises RuleSkipped for what cannot be mapped."""
    text = text.replace("-", ":") if port_range(text) is None else text
    if text in ("", "any"):
        return EVERY_PORT
    low, colon, high = text.partition(":")
    if colon and (low == "any") is not (high == "any"):
        text = f"{'1' if low == 'any' else low}:{'65535' if high == 'any' else high}"
    pair = port_range(text)
    if pair is not None:
        return PortList((pair,) if pair[0] <= pair[1] else (), None)
    table = context.addressing.aliases
    alias = table.find(text)
    if alias is None:
        raise RuleSkipped(phrase("the port {text} is not defined", text=text))
    if alias.kind != "ports":
        raise RuleSkipped(phrase("the alias {text} holds no ports", text=text))
    return table.ports(text)
