"""The name servers that a router asks itself or tells its clients to ask, as values of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from routerlint.model.outbound import Outbound
from routerlint.netset.addresses import parse_address
from routerlint.text.span import Span

__all__ = ["name_servers"]

_NOBODY = frozenset(("0.0.0.0", "::"))  # noqa: S104  # how settings write that there is none


def name_servers(
    texts: Iterable[str], kind: Literal["resolver", "clients-resolver"], spans: tuple[Span, ...]
) -> Iterator[Outbound]:
    """One value for each address in the texts; words that are none are left out."""
    for text in texts:
        for word in text.replace(",", " ").split():
            if word not in _NOBODY and parse_address(word) is not None:
                yield Outbound(kind=kind, protocol="dns", host=word.lower(), spans=spans)
