"""Interface names, their patterns, and all names that a ruleset speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.parsing.netfilter.draft import InterfaceTest

__all__ = ["LOOPBACK", "UNNAMED", "Universe", "is_pattern", "matches_pattern"]

LOOPBACK = "lo"
# The WAN of a ruleset that names none: the model's convention for an interface whose name is not known.
UNNAMED = ""


def matches_pattern(pattern: str, name: str) -> bool:
    """Whether a name fits "eth0", "eth*" (nft) or "eth+" (iptables)."""
    if is_pattern(pattern):
        return len(pattern) == 1 or (bool(name) and name.startswith(pattern[:-1]))
    return pattern == name


def is_pattern(name: str) -> bool:
    """Whether a name stands for all that begin so; alone, the sign stands for every interface."""
    return name.endswith(("*", "+"))


class Universe:
    """Every interface name of a ruleset. A test is answered with the names that pass it, in a fixed order."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(set(names)))
        self._known: dict[InterfaceTest, tuple[str, ...] | None] = {}

    def resolve(self, tests: tuple[InterfaceTest, ...]) -> tuple[str, ...] | None:
        """The names that pass all tests; None if every name does (the tests ask nothing)."""
        if len(tests) == 1:
            return self._one(tests[0])
        names: tuple[str, ...] | None = None
        for test in tests:
            one = self._one(test)
            if one is not None:
                names = one if names is None else tuple(n for n in names if n in one)
        return names

    def _one(self, test: InterfaceTest) -> tuple[str, ...] | None:
        if test not in self._known:
            fits = {n for n in self.names if any(matches_pattern(p, n) for p in test.names)}
            if test.negated:
                fits = set(self.names) - fits
            everything = len(fits) == len(self.names) and (test.negated or "*" in test.names or "+" in test.names)
            self._known[test] = None if everything else tuple(sorted(fits))
        return self._known[test]
