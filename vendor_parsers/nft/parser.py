"""Rulesets to a Device."""

from __future__ import annotations

from fnmatch import fnmatchcase

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, stated
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.device import describe_ruleset
from routerlint.parsing.netfilter.nft.builder import Builder
from routerlint.parsing.netfilter.nft.json_form import read_json
from routerlint.parsing.netfilter.nft.listing import ListingReader
from routerlint.parsing.netfilter.order import inbound_order
from routerlint.parsing.netfilter.pipeline import filters
from routerlint.parsing.netfilter.tables import Ruleset
from routerlint.parsing.netfilter.upnp import living_mappings, mark_mappings
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document, SourceFile
from routerlint.wording import Phrase, phrase
from vendor_parsers.nft.detect import is_json

__all__ = ["parse"]

_NAMES: dict[Family, str] = {"ipv4": "IPv4", "ipv6": "IPv6"}


def parse(document: Document) -> tuple[Device, ...]:
    """One device."""
    ledger = Ledger()
    builder = Builder(ledger)
    _read_files(document, builder)
    ruleset = builder.ruleset()
    held = tuple(f for f in FAMILIES if inbound_order(ruleset, f))
    if not held:
        raise UnreadableInput(
            "holds no chain that packets meet",
            file=document.name,
            advice="`sudo nft list ruleset` prints all that is loaded.",
        )
    mark_mappings(ruleset)
    parts = describe_ruleset(ruleset, held, whole=builder.flushed)
    complete, missing = _completeness(builder, ruleset, held, parts.untold)
    return (
        Device(
            vendor="nft",
            model=NOT_STATED,
            version=NOT_STATED,
            hostname=NOT_STATED,
            interfaces=parts.interfaces,
            routes=parts.routes,
            pipelines=parts.pipelines,
            listeners_complete=False,
            port_mappings=living_mappings(ruleset),
            undecided=(*missing, *parts.undecided, *_capabilities(ruleset)),
            complete=complete,
            coverage=ledger.coverage(),
            facts={"firewall-enabled": stated("yes")},
        ),
    )


def _read_files(document: Document, builder: Builder) -> None:
    """Every file that no other one includes, in order of their names; included files where they are included."""
    included: set[str] = set()

    def find(name: str) -> SourceFile | None:
        pattern = name.rsplit("/", 1)[-1]
        for file in document.files:
            if fnmatchcase(file.name.rsplit("/", 1)[-1], pattern) and file.name not in included:
                included.add(file.name)
                return file
        return None

    ordered = sorted(document.files, key=lambda f: ("include" not in f.text, f.name))
    for file in ordered:
        if file.name in included:
            continue
        included.add(file.name)
        if is_json(file):
            read_json(file, builder)
        else:
            ListingReader(file, builder, find).read()


def _completeness(
    builder: Builder, ruleset: Ruleset, held: tuple[Family, ...], untold: dict[Family, tuple[Phrase, ...]]
) -> tuple[Completeness, tuple[Undecided, ...]]:
    """A family is complete if the ruleset filters it and all of it could be read."""
    common = tuple(dict.fromkeys(builder.problems))
    reasons: dict[Family, list[Phrase]] = {family: list(common) for family in FAMILIES}
    undecided = [
        Undecided(what=phrase("the ruleset"), why=why, kind="include" if "include" in why else "partial")
        for why in common
    ]
    for family in FAMILIES:
        name = _NAMES[family]
        for why in untold.get(family, ()):
            reasons[family].append(why)
            undecided.append(Undecided(what=phrase("a translation"), why=why, kind="unread", family=family))
        if family not in held:
            why = phrase("the ruleset says nothing of {name}; if the device speaks it, nothing is filtered", name=name)
        elif not builder.flushed and not filters(ruleset, family):
            why = phrase("the ruleset holds no filter for {name}", name=name)
        else:
            continue
        reasons[family].append(why)
        undecided.append(Undecided(what=phrase("{name} firewall", name=name), why=why, kind="partial", family=family))
    complete = Completeness(
        ipv4=not reasons["ipv4"],
        ipv6=not reasons["ipv6"],
        reasons=tuple(dict.fromkeys((*reasons["ipv4"], *reasons["ipv6"]))),
    )
    return complete, tuple(undecided)


def _capabilities(ruleset: Ruleset) -> tuple[Undecided, ...]:
    if living_mappings(ruleset):
        return ()
    why = phrase("a ruleset does not show which programs may add forwards at run time")
    return (Undecided(what=phrase("UPnP, NAT-PMP and PCP"), why=why, kind="capability"),)
