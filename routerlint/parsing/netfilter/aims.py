"""Single public destinations that rules ask for without translating them or letting them in.

`-A PREROUTING -d 203.0.113.2 -j FORWARDS`, a mark that a later rule translates by, `! -d 203.0.113.2 -j DROP`, a match of
the original destination: such an address is most likely the router's own. What a rule merely drops, or leaves alone for
whoever sent it, is as likely an address somewhere on the Internet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routerlint.model.match import AddressMatch
from routerlint.model.pipeline import Accept, Drop, Goto, Jump, Return, SkipNat
from routerlint.netset.addresses import AddressSet, Family, prefixes
from routerlint.netset.special import private, public_destinations, shared
from routerlint.parsing.netfilter.draft import CopyBits, LoseBits, SetBits
from routerlint.parsing.netfilter.interfaces import matches_pattern
from routerlint.parsing.netfilter.passages import Passage
from routerlint.parsing.netfilter.roles import negative, positive

__all__ = ["Aims", "OuterAddresses", "facing", "from_inside", "lone_addresses"]

# A rule that names more single addresses than this does not speak of the router's own.
_MOST = 16
_MARKING = (SetBits, CopyBits, LoseBits)


def from_inside(passage: Passage, outside: set[str]) -> bool:
    """Whether a rule is about packets that come from behind the router."""
    names = positive(passage.inputs)
    return bool(facing(negative(passage.inputs), outside)) or (bool(names) and not facing(names, outside))


def facing(names: Iterable[str], outside: Iterable[str]) -> tuple[str, ...]:
    """The outside interfaces that are among the names or fit their patterns."""
    asked = tuple(names)
    if not asked:
        return ()
    return tuple(o for o in sorted(outside) if any(o == name or matches_pattern(name, o) for name in asked))


class OuterAddresses:
    """Private addresses that a router behind another one may have outside.

    Rules for packets from outside ask for them, or they are translated further inside.
    """

    def __init__(self, family: Family, outside: set[str]) -> None:
        self._family = family
        self._outside = outside
        self._space = private(family) | shared(family)
        self._found: dict[int, tuple[str, ...]] = {}

    def read(self, passage: Passage, destinations: AddressSet) -> None:
        """Takes in a rule and what it asks for."""
        names = facing(positive(passage.inputs), self._outside)
        if self._family != "ipv4" or not (names or passage.nat) or from_inside(passage, self._outside):
            return
        asked = destinations & self._space
        if asked and asked.size <= _MOST:
            for low, high in asked.ranges:
                if low == high and low & 255 != 255:
                    self._found.setdefault(low, names)

    def addresses(
        self, hosts: Iterable[int], networks: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Those that share no network with an inside host or network (number, length), each with its interfaces."""
        near = {number >> 8 for number in hosts}
        wide: list[tuple[int, int]] = []
        for number, length in networks:
            near.add(number >> 8)
            wide += AddressSet.network(self._family, number, length).ranges if length < 24 else ()
        inside = AddressSet.of(self._family, wide)
        for number, names in self._found.items():
            if number >> 8 not in near and number not in inside:
                yield number, names


def lone_addresses(addresses: AddressSet, most: int) -> list[int] | None:
    """The numbers of a list of single addresses, neighbours too; None for a network, for more than `most`, and for none."""
    if not addresses or addresses.size > most:
        return None
    found: list[int] = []
    for low, high in addresses.ranges:
        if high - low > 1 and len(prefixes(addresses.family, low, high)) == 1:
            return None
        found += range(low, high + 1)
    return found


class Aims:
    """Collects such addresses from all passages of a family. outside: the interfaces that face the Internet."""

    def __init__(self, family: Family, outside: set[str]) -> None:
        self._family = family
        self._outside = outside
        self._public = public_destinations(family)
        self._found: dict[int, tuple[str, ...]] = {}
        self._marked: dict[int, tuple[str, ...]] = {}
        self._marks_count = False

    def read(self, passage: Passage) -> None:
        """Takes in a rule on one way to it."""
        draft = passage.draft
        self._marks_count = self._marks_count or bool(draft.bits)
        if draft.destinations is None and draft.original_destinations is None:
            return
        names = positive(passage.inputs)
        if from_inside(passage, self._outside):
            return
        if passage.hook in ("prerouting", "input"):
            self._asked(passage, draft.destinations, names, original=False)
        self._asked(passage, draft.original_destinations, names, original=True)

    def addresses(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The addresses, each with the outside interfaces that its rule names."""
        yield from self._found.items()
        if self._marks_count:
            yield from self._marked.items()

    def _asked(self, passage: Passage, match: AddressMatch | None, names: tuple[str, ...], *, original: bool) -> None:
        if match is None or match.family != self._family or match.unknown is not None:
            return
        effects = passage.draft.effects
        stops = any(isinstance(effect, Drop) for effect in effects)
        numbers = self._single(match.possible)
        if numbers is None:
            numbers = self._single(~match.possible)
            speaks = passage.nat or stops or any(isinstance(effect, Jump | Goto) for effect in effects)
            speaks = speaks or (passage.hook == "input" and any(isinstance(effect, Accept) for effect in effects))
        elif passage.hook == "input" or stops:
            return  # what an input rule asks for is read with the rest of the router's addresses
        else:
            leaves = any(isinstance(effect, Accept | Return | SkipNat) for effect in effects)
            speaks = original or bool(names) or not leaves
        if numbers is None or not speaks:
            return
        policy_routing = not passage.nat and not names and all(isinstance(effect, _MARKING) for effect in effects)
        kept = self._marked if policy_routing else self._found
        for number in numbers:
            kept.setdefault(number, facing(names, self._outside))

    def _single(self, addresses: AddressSet) -> list[int] | None:
        """The public addresses of a short list of single ones, without broadcasts; None for anything else."""
        numbers = lone_addresses(addresses, _MOST)
        if numbers is None:
            return None
        return [n for n in numbers if n in self._public and (self._family == "ipv6" or n & 255 != 255)]
