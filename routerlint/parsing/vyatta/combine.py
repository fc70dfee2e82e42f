"""Conditions that must hold together."""

from __future__ import annotations

from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.wording import phrase

__all__ = ["both_addresses", "both_services"]


def both_addresses(first: AddressMatch | None, second: AddressMatch) -> AddressMatch:
    """Addresses that meet both."""
    if first is None:
        return second
    certain, possible = first.certain & second.certain, first.possible & second.possible
    unknown, negated = _joined(first, second, settled=certain == possible)
    return AddressMatch(certain=certain, possible=possible, unknown=unknown, negated=negated)


def both_services(first: ServiceMatch | None, second: ServiceMatch) -> ServiceMatch:
    """Services that meet both."""
    if first is None:
        return second
    certain, possible = first.certain & second.certain, first.possible & second.possible
    unknown, negated = _joined(first, second, settled=certain == possible)
    return ServiceMatch(certain=certain, possible=possible, unknown=unknown, negated=negated)


def _joined(
    first: AddressMatch | ServiceMatch, second: AddressMatch | ServiceMatch, *, settled: bool
) -> tuple[Unknown | None, bool]:
    """The question that is left open, and whether "no" means a match."""
    if settled:
        return None, False
    a, b = first.unknown, second.unknown
    if a is None or b is None:
        source = first if b is None else second
        return source.unknown, source.negated
    if a.key == b.key and first.negated == second.negated:
        return a, first.negated
    signs = ("!" if first.negated else "", "!" if second.negated else "")
    joined = Unknown(
        key=f"{signs[0]}{a.key}&{signs[1]}{b.key}",
        what=phrase("{what} together with {what2}", what=a.what, what2=b.what),
        why=a.why,
        spans=(*a.spans, *b.spans),
    )
    return joined, False
