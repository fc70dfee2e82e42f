"""Lists and port ranges in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerlint.netset import intervals as iv
from routerlint.rules.text import Text

__all__ = ["SHOWN", "SHOWN_RANGES", "joined", "ports_text"]

# How many items of a list and how many ranges are named before "and N more".
SHOWN = 3
SHOWN_RANGES = 5


def joined(parts: Iterable[Text], shown: int = SHOWN) -> Text:
    """A list in words: the first ones, and how many more there are."""
    items = list(parts)
    english, german = [item.en for item in items[:shown]], [item.de for item in items[:shown]]
    more = len(items) - shown
    if more > 0:
        english.append(f"{more} more")
        german.append(f"{more} weitere")
    return Text(en=_listed(english, "and"), de=_listed(german, "und"))


def ports_text(pairs: iv.Intervals) -> str:
    """Ports as people write them, the first few ranges."""
    texts = [str(low) if low == high else f"{low}-{high}" for low, high in pairs[:SHOWN_RANGES]]
    return ", ".join(texts) + (", ..." if len(pairs) > SHOWN_RANGES else "")


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
