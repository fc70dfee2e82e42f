"""Whether rules tell addresses that they name from those that no rule names.

Where every rule about a single address lets it in, no other address is let in more widely. A rule that stops such packets,
or that is about every other address, says the opposite: what no rule names may be open while all that is named is closed.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import Accept, Continue, DestinationNat, Drop, Goto, Jump, Return
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.special import public_destinations
from routerlint.parsing.netfilter.aims import from_inside
from routerlint.parsing.netfilter.passages import Passage
from routerlint.parsing.netfilter.tables import Table

__all__ = ["Apart"]

# A network of hosts.
_NETWORK = {"ipv4": 1 << 8, "ipv6": 1 << 64}
# Wider destinations than these are "anywhere but".
_WIDEST = {"ipv4": 1 << 24, "ipv6": 1 << 100}


class Apart:
    """Collects what the passages of a family say.

    own: rules stop packets for some addresses of the router, so it has others. others: rules speak of every address but
    some, and there may be others. forwarded: they tell apart what lies behind it, by address or by the
    outgoing interface.
    """

    def __init__(self, family: Family, outside: set[str]) -> None:
        self.own = self.others = False
        self.forwarded = False
        self._family = family
        self._outside = outside
        self._public = public_destinations(family)
        self._stopping: dict[tuple[int, str], bool] = {}

    def read(self, passage: Passage) -> None:
        """Takes in a rule on one way to it."""
        draft = passage.draft
        if draft.sources is not None or passage.narrowed or not passage.new or from_inside(passage, self._outside):
            return  # what it does to some senders, or to answers, tells nothing of strangers' connections
        for match in (draft.destinations, draft.original_destinations):
            if match is None or match.family != self._family or not self._tells_apart(passage, match):
                continue
            if passage.hook in ("prerouting", "input"):
                wide = match.possible.size > _WIDEST[self._family]
                self.own, self.others = self.own or not wide, self.others or wide
            if passage.hook in ("prerouting", "forward"):
                self.forwarded = self.forwarded or self._names_network(match.possible)
        if passage.hook == "forward" and draft.outputs:
            negated = any(test.negated for test in draft.outputs)
            self.forwarded = self.forwarded or negated or self._stops(passage)

    def _tells_apart(self, passage: Passage, match: AddressMatch) -> bool:
        named = match.possible & self._public
        if named.size > _WIDEST[self._family]:
            return bool(~match.possible & self._public)
        return bool(named) and self._stops(passage)

    def _names_network(self, asked: AddressSet) -> bool:
        """Whether a whole network is named, or left out; of a single host its neighbours in the network are judged too."""
        small = asked if asked.size <= _WIDEST[self._family] else ~asked
        return any(high - low >= _NETWORK[self._family] - 1 for low, high in (small & self._public).ranges)

    def _stops(self, passage: Passage) -> bool:
        """Whether a rule may keep packets from being let in that would be let in without it."""
        for effect in passage.draft.effects:
            if isinstance(effect, Jump | Goto):
                if self._chain_stops(passage.table, effect.chain):
                    return True
            elif not isinstance(effect, Accept | Continue | DestinationNat):
                return True
        return False

    def _chain_stops(self, table: Table, start: str) -> bool:
        key = (id(table), start)
        known = self._stopping.get(key)
        if known is None:
            known = self._stopping[key] = _chain_stops(table, start)
        return known


def _chain_stops(table: Table, start: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        chain = table.chains.get(waiting.pop())
        for draft in chain.rules if chain is not None else ():
            for effect in draft.effects:
                if isinstance(effect, Drop | Return | Goto):
                    return True
                if isinstance(effect, Jump) and effect.chain not in seen:
                    seen.add(effect.chain)
                    waiting.append(effect.chain)
    return False
