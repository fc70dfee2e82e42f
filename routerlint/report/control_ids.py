"""Ids of controls for a line of text: each standard is named once."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["short_controls"]


@lru_cache(maxsize=256)  # of few rules, in thousands of findings
def short_controls(ids: tuple[str, ...]) -> str:
    """The ids in their order, those of one standard together: "KBV-ITSRL-2025: A1-11, A1-13; CWE-668"."""
    by_standard: dict[str, list[str]] = {}
    for control in ids:
        standard, colon, number = control.rpartition(":")
        by_standard.setdefault(standard + colon, []).append(number)
    return "; ".join(f"{standard} {', '.join(numbers)}".strip() for standard, numbers in by_standard.items())
