"""One-to-one NAT and prefix translation of OPNsense, in both forms.

Source: opnsense/core f95e815, DNatRule.php ("binat|nat on ... from ... to ... -> external": only binat works on packets that come in),
NptRule.php.
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.model.pipeline import Entry
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_network
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.nat import one_to_one
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.opnsense.filter import interface_names
from vendor_parsers.opnsense.matching import Side, modern_side, old_side, resolve
from vendor_parsers.opnsense.release import Release

__all__ = ["one_to_one_entries"]


class _Translation(NamedTuple):
    interfaces: tuple[str, ...]
    inside: str
    outside: str
    remote: Side
    label: str
    spans: tuple[Span, ...]
    prefix: bool


def one_to_one_entries(context: Context, family: Family, release: Release) -> tuple[Entry, ...]:
    """The binat list of one family: prefix translation (priority 50), then one-to-one entries (500), by sequence."""
    entries: list[Entry] = []
    for found in (*_prefixes(context), *_addresses(context, release)):
        try:
            entry = _entry(context, found, family, release)
        except RuleSkipped as skipped:
            context.notes.skipped(found.label, skipped.reason, found.spans, nat=True)
            continue
        if entry is not None:
            entries.append(entry)
    return tuple(entries)


def _sequence(rule: Element) -> int:
    text = rule.get("sequence")
    return int(text) if text.isdigit() and len(text) < 9 else 1


def _modern(context: Context, section: str) -> list[Element]:
    rules = context.root.at("OPNsense", "Firewall", "Filter", section).all("rule")
    return sorted((rule for rule in rules if not rule.has("enabled") or rule.filled("enabled")), key=_sequence)


def _addresses(context: Context, release: Release) -> list[_Translation]:
    found: list[_Translation] = []
    for rule in _modern(context, "onetoone"):
        if rule.get("type") in ("", "binat"):
            spans = context.places.rule(rule, "description", ("external",))
            found.append(
                _Translation(
                    _names(rule), rule.get("source_net"), rule.get("external"), modern_side(rule, "destination"),
                    context.places.label(rule, "description"), spans, prefix=False,
                )
            )  # fmt: skip
    for rule in context.root.at("nat").all("onetoone"):
        if not rule.filled("disabled") and rule.get("type") in ("", "binat"):
            source = rule.at("source")
            found.append(
                _Translation(
                    _names(rule), source.get("address") or source.get("network"), rule.get("external"),
                    old_side(rule, "destination", "", release), context.places.label(rule, "descr"),
                    context.places.rule(rule, "descr", ("external",)), prefix=False,
                )
            )  # fmt: skip
    return found


def _prefixes(context: Context) -> list[_Translation]:
    anywhere = Side((), "", negated=False)
    found: list[_Translation] = []
    for rule in _modern(context, "npt"):
        spans = context.places.rule(rule, "description", ("source_net", "destination_net"))
        outside = rule.get("destination_net")
        label = context.places.label(rule, "description")
        found.append(_Translation(_names(rule), rule.get("source_net"), outside, anywhere, label, spans, prefix=True))
    for rule in context.root.at("nat").all("npt"):
        if not rule.filled("disabled"):
            spans = context.places.rule(rule, "descr")
            inside, outside = rule.at("source").get("address"), rule.at("destination").get("address")
            found.append(
                _Translation(
                    _names(rule), inside, outside, anywhere, context.places.label(rule, "descr"), spans, prefix=True
                )
            )
    return found


def _names(rule: Element) -> tuple[str, ...]:
    return tuple(name for name in rule.get("interface").split(",") if name)


def _entry(context: Context, found: _Translation, family: Family, release: Release) -> Entry | None:
    inside, outside = parse_network(found.inside), parse_network(found.outside)
    if inside is None:
        inside = _single(context, found.inside, family)
    if inside[0] != family:
        return None
    if outside is None or outside[0] != family:
        if found.prefix and not found.outside:
            context.notes.incomplete(
                phrase("the outside prefix of a prefix translation is known only to the device"), (family,)
            )
        if context.addressing.aliases.find(found.outside) is not None:  # DNatRule.php writes it; pf takes one address
            context.notes.incomplete(
                phrase("the outside address of a one-to-one entry is an alias, and pf loads no such list"), (family,)
            )
        raise RuleSkipped(phrase("its outside address {outside} is not readable", outside=found.outside))
    # an outside address without a length is a block of the inside one's size
    length = inside[2] if "/" not in found.outside else outside[2]
    return one_to_one(
        family,
        interface_names(context, found.interfaces, inverted=False),
        outside=AddressSet.network(family, outside[1], length),
        inside=(inside[1], inside[2] if inside[2] == length else length),
        remote=resolve(context, found.remote, family, release, source=True),
        spans=found.spans,
        label=found.label,
    )


def _single(context: Context, name: str, family: Family) -> tuple[Family, int, int]:
    """The inside block that a name stands for; raises RuleSkipped, and notes what only the device knows."""
    aliases = context.addressing.aliases
    if aliases.find(name) is not None:
        held = aliases.addresses(name, family)
        if held.unknown is None and len(held.certain.ranges) == 1:
            low, high = held.certain.ranges[0]
            return family, low, BITS[family] - (high - low).bit_length()
        if held.unknown is None and not held.certain:
            raise RuleSkipped(phrase("the alias {name} holds no address", name=name))
    elif context.addressing.known(name):
        network = context.addressing.network(name, family, source=False).certain
        if len(network.ranges) == 1:
            low, high = network.ranges[0]
            return family, low, BITS[family] - (high - low).bit_length()
    context.notes.incomplete(phrase("the inside address of a one-to-one entry is not settled by the file"), (family,))
    raise RuleSkipped(phrase("its inside address {name} is not readable", name=name))
