"""The way of a packet through the tables.

Source: MikroTik documentation, "Packet flow in RouterOS": raw prerouting, connection tracking, mangle prerouting,
dstnat, route, then mangle and filter of input or forward. A chain accepts what none of its rules decides.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from routerlint.model.device import InactiveEntry
from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.text.span import default_span
from routerlint.wording import phrase
from vendor_parsers.routeros.asking import Surroundings
from vendor_parsers.routeros.chains import Chains
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.matching import Matcher
from vendor_parsers.routeros.nat import DestinationNatChains
from vendor_parsers.routeros.surroundings import Doubt, Opening

__all__ = ["Built", "build_pipeline"]

_MARK_KEYS = ("connection-mark", "packet-mark", "routing-mark")
_DECIDING_MANGLE = frozenset((
    "", "accept", "jump", "return", "mark-connection", "mark-packet", "mark-routing", "passthrough", "log", "change-mss",
    "change-dscp", "change-ttl", "change-hop-limit", "clear-df", "set-priority", "add-src-to-address-list", "route",
    "add-dst-to-address-list", "fasttrack-connection", "sniff-pc", "sniff-tzsp", "strip-ipv4-options", "snpt", "dnpt",
))  # fmt: skip


class Built(msgspec.Struct, frozen=True):
    """The pipeline of a family, rules that can never act, and whether its filter has a rule that decides anything."""

    pipeline: Pipeline
    inactive: tuple[InactiveEntry, ...]
    has_filter: bool


def build_pipeline(
    export: Export, around: Surroundings, doubts: tuple[Doubt | Opening, ...], *, partial: bool, forwarding: bool
) -> Built:
    """The pipeline of one family."""
    return _Builder(export, around, doubts, partial=partial).build(forwarding=forwarding)


class _Builder:
    def __init__(
        self, export: Export, around: Surroundings, doubts: tuple[Doubt | Opening, ...], *, partial: bool
    ) -> None:
        self._export = export
        self._around = around
        self._doubts = doubts
        self._partial = partial
        self._family: Family = around.family
        self._root = "ip firewall" if around.family == "ipv4" else "ipv6 firewall"
        self._matcher = Matcher(around)
        self._stages: list[Stage] = []
        self._chains: list[Chain] = []

    def build(self, *, forwarding: bool) -> Built:
        raw = self._table("raw", ("prerouting",))
        mangle = self._table("mangle", ("prerouting", "input", "forward") if self._needs_mangle() else ())
        rules = self._table("filter", ("input", "forward"))
        has_filter = not (rules.is_empty("input") and rules.is_empty("forward"))
        nat = DestinationNatChains(self._family, self._matcher, partial=self._partial)
        nat.read(self._export.items(f"{self._root} nat"))
        for doubt in self._doubts:
            (raw if doubt.hook == "prerouting" else rules).put_first(doubt.hook, doubt.entry())
        self._stage(raw, "prerouting", Hook.PREROUTING)
        self._stage(mangle, "prerouting", Hook.PREROUTING)
        if not nat.is_empty and self._around.tracking:
            self._chains += nat.chains()
            self._add("nat dstnat", Hook.PREROUTING, StageKind.NAT)
        for chain, hook in (("input", Hook.INPUT), ("forward", Hook.FORWARD)):
            self._stage(mangle, chain, hook)
            if self._partial and not self._export.has(f"{self._root} filter"):
                self._missing_filter(rules, chain, hook)
            else:
                self._stage(rules, chain, hook, always=True)
        for table in (raw, mangle, rules):
            self._chains += table.chains()
        pipeline = Pipeline(
            unchanged_is_untranslated=True,
            family=self._family,
            chains=tuple(self._chains),
            stages=tuple(self._stages),
            forwarding=forwarding,
        )
        inactive = (*raw.inactive, *rules.inactive, *(nat.inactive if self._around.tracking else ()))
        return Built(pipeline, inactive, has_filter)

    def _table(self, table: Literal["raw", "mangle", "filter"], base: tuple[str, ...]) -> Chains:
        chains = Chains(table, self._matcher, self._around.marks)
        if base:
            chains.read(self._export.items(f"{self._root} {table}"), base)
        return chains

    def _needs_mangle(self) -> bool:
        """Mangle rules matter if they stop packets, or set a mark that some other rule asks for."""
        if any(item.get("action") not in _DECIDING_MANGLE for item in self._export.active(f"{self._root} mangle")):
            return True
        return any(
            key in item.values
            for table in ("filter", "nat", "raw")
            for item in self._export.active(f"{self._root} {table}")
            for key in _MARK_KEYS
        )

    def _stage(self, table: Chains, chain: str, hook: Hook, *, always: bool = False) -> None:
        if always or not table.is_empty(chain):
            self._add(table.name(chain), hook, StageKind.FILTER)

    def _add(self, name: str, hook: Hook, kind: StageKind) -> None:
        spans = (default_span(phrase("chain {name} accepts what no rule decides", name=name.partition(" ")[2])),)
        self._stages.append(Stage(name=name, hook=hook, kind=kind, chain=name, default=Accept(), default_spans=spans))

    def _missing_filter(self, table: Chains, chain: str, hook: Hook) -> None:
        """Without the filter menu a translated packet may pass or not; of all others the input says nothing."""
        why = phrase("the input does not contain the firewall filter")
        unknown = Unknown(
            key=f"{self._family} missing filter {chain}", what=phrase("filter chain {chain}", chain=chain), why=why
        )
        spans = (default_span(why),)
        match = Match(destination_nat=True, unknown=(unknown,))
        table.put_last(chain, Entry(match=match, action=Accept(), spans=spans, origin="default"))
        name = table.name(chain)
        self._stages.append(
            Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Drop(), default_spans=spans)
        )
