"""Compares the version strings of router firmware, each by the scheme of its maker.

    compare("routeros", "7.14beta2", "7.14")       -> -1
    compare("opnsense", "26.1.7", "26.4_6")        -> None: community and business editions are not comparable

A version that a scheme cannot read, or two that it cannot compare, give None: unknown, never a pass.
"""

from __future__ import annotations

from routerlint.rules.versions.schemes import SCHEME_NAMES, scheme
from routerlint.rules.versions.version import Scheme, Version

__all__ = ["SCHEME_NAMES", "Scheme", "Version", "compare", "order", "read"]

# Longer strings than any firmware writes; they come from files that anybody may have made.
_LONGEST = 200


def read(name: str, text: str) -> Version | None:
    """A version by the scheme of that name; None if the scheme cannot read it. KeyError for an unknown scheme."""
    return None if len(text) > _LONGEST else scheme(name).read(text.strip())


def compare(name: str, first: str, second: str) -> int | None:
    """-1, 0 or 1 as the first version is older than, the same as, or newer than the second; None if that is unknown."""
    one, other = read(name, first), read(name, second)
    return None if one is None or other is None else order(name, one, other)


def order(name: str, first: Version, second: Version) -> int | None:
    """The same for versions that the scheme of that name has read."""
    return scheme(name).order(first, second)
