"""Drafts to matches of the model: the part of the compiler that knows what a test becomes."""

from __future__ import annotations

from collections.abc import Sequence

from routerlint.model.match import AddressMatch, Match, Unknown
from routerlint.netset.addresses import BITS, AddressSet, Family
from routerlint.parsing.netfilter.draft import BitTest, Draft, MaskedAddress
from routerlint.parsing.netfilter.interfaces import Universe
from routerlint.parsing.netfilter.marks import Bits
from routerlint.parsing.netfilter.states import conditions
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Matcher"]

_EMPTY: tuple[str, ...] = ()


class Matcher:
    """Makes the matches of one family.

    untracked: some rule takes packets out of connection tracking. networks: (number, length) of what lies behind the
    router and of its own addresses, for tests on a host part in any network.
    """

    def __init__(
        self,
        family: Family,
        universe: Universe,
        bits: Bits,
        *,
        untracked: bool,
        networks: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.family = family
        self._universe = universe
        self._bits = bits
        self._untracked = untracked
        self._networks = tuple(networks)

    def matches(
        self, draft: Draft, *, early: bool, marks: tuple[str, ...] = (), absent: tuple[str, ...] = ()
    ) -> list[Match]:
        """The matches that together are the draft's tests (an entry for each); exceptions aside. Empty: never.

        early: the chain stands before connection tracking. marks, absent: bits that must (not) be set besides.
        """
        if draft.never or (draft.families is not None and self.family not in draft.families):
            return []
        cases = conditions(draft.cases, early=early, untracked=self._untracked)
        if not cases:
            return []
        sources, destinations = draft.sources, draft.destinations
        if sources is not None and sources.family != self.family:
            return []
        if draft.masked:
            destinations = self._masked(draft, destinations)
        if destinations is not None and (destinations.family != self.family or not destinations.possible):
            return []
        original = draft.original_destinations
        if original is not None and original.family != self.family:
            return []
        inputs = self._universe.resolve(draft.inputs) if draft.inputs else None
        if inputs == _EMPTY:
            return []
        unknown = draft.unknown
        for test in draft.bits:
            if test.value & ~test.mask:
                return []
            present, missing, foreign = self._bits.conditions(test)
            marks, absent = (*marks, *present), (*absent, *missing)
            if foreign and test.space == "ct":
                return []
            if foreign:
                unknown = (*unknown, foreign_mark(test, (draft.span,)))
        found: list[Match] = []
        for outputs, to_router in self._ways_out(draft):
            for tracked, translated in cases:
                found.append(
                    Match(
                        in_interfaces=inputs,
                        out_interfaces=outputs,
                        sources=sources,
                        destinations=destinations,
                        services=draft.services,
                        original_destinations=original,
                        original_services=draft.original_services,
                        to_router=to_router,
                        destination_nat=translated,
                        tracked=tracked,
                        marks=marks,
                        marks_absent=absent,
                        unknown=unknown,
                        unknown_not=draft.unknown_not,
                        sender_choice=draft.choices,
                    )
                )
        return found

    def _ways_out(self, draft: Draft) -> list[tuple[tuple[str, ...] | None, bool | None]]:
        """Pairs of outgoing interfaces and to_router.

        A packet to the router has no outgoing interface: a plain test never holds for it, a negated one always does
        (ip_packet_match in ip_tables.c compares with an empty name; the same was measured with nft on 6.18).
        """
        if not draft.outputs:
            return [(None, draft.to_router)]
        names = self._universe.resolve(draft.outputs)
        ways: list[tuple[tuple[str, ...] | None, bool | None]] = []
        if names and draft.to_router is not True:
            ways.append((names, draft.to_router))
        elif names is None and draft.to_router is not True:
            ways.append((None, False))
        if all(test.negated for test in draft.outputs) and draft.to_router is not False:
            ways.append((None, True))
        return ways

    def _masked(self, draft: Draft, destinations: AddressMatch | None) -> AddressMatch:
        asked = destinations
        for test in draft.masked:
            one = self._masked_set(test, draft.span)
            if asked is None:
                asked = one
            else:
                asked = AddressMatch(
                    certain=asked.certain & one.certain,
                    possible=asked.possible & one.possible,
                    unknown=asked.unknown or one.unknown,
                )
        return asked or AddressMatch.of(AddressSet.any(self.family))

    def _masked_set(self, test: MaskedAddress, span: Span) -> AddressMatch:
        """A host part in the networks that are known; elsewhere nobody is asked."""
        bits = BITS[self.family]
        certain: list[tuple[int, int]] = []
        open_part = False
        for number, length in self._networks:
            host = (1 << bits - length) - 1
            base = number & ~host
            if (base & test.mask & ~host) != (test.value & ~host):
                continue
            if host & ~test.mask:
                open_part = True
                continue
            certain.append((base | test.value & host,) * 2)
        found = AddressSet.of(self.family, certain)
        if open_part or not self._networks:
            why = phrase("the mask is no prefix, and the networks it is meant for are not in the file")
            unknown = Unknown(
                key=f"masked:{test.value:x}/{test.mask:x}", what=phrase("a masked address"), why=why, spans=(span,)
            )
            match = AddressMatch.partly(found, unknown)
        else:
            match = AddressMatch.of(found)
        return match.inverted() if test.negated else match


def foreign_mark(test: BitTest, spans: tuple[Span, ...]) -> Unknown:
    """The question whether a packet carries a mark that no rule of the file sets."""
    name = "connection mark" if test.space == "ct" else "packet mark"
    return Unknown(
        key=f"{test.space}:{test.value:#x}/{test.mask:#x}",
        what=phrase("{name} {test:#x}", name=name, test=test.value),
        why=phrase("no rule of the file sets it"),
        spans=spans,
    )
