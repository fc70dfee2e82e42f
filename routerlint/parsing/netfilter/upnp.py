"""Traces of UPnP daemons in a ruleset: chains into which miniupnpd writes the mappings that clients have opened.

Source: miniupnpd's netfilter and netfilter_nft scripts (chains MINIUPNPD, upnp, miniupnpd).
"""

from __future__ import annotations

from msgspec.structs import replace

from routerlint.model.fact import stated
from routerlint.model.pipeline import DestinationNat
from routerlint.model.service import PortMapping
from routerlint.parsing.netfilter.tables import Ruleset, Table

__all__ = ["living_mappings", "mark_mappings"]

_CHAINS = frozenset(("miniupnpd", "upnp", "upnp_prerouting", "prerouting_miniupnpd", "upnp_forward"))


def _is_upnp(table: Table, chain: str) -> bool:
    return chain.lower() in _CHAINS or table.name.lower() == "miniupnpd"


def living_mappings(ruleset: Ruleset) -> tuple[PortMapping, ...]:
    """The capability that such chains show, if there are any that packets reach."""
    for table in ruleset.tables:
        for name in table.chains:
            if not _is_upnp(table, name):
                continue
            for chain in table.chains.values():
                for draft in chain.rules:
                    if any(getattr(effect, "chain", None) == name for effect in draft.effects):
                        span = draft.span
                        return (PortMapping(kind="upnp", enabled=stated(True), spans=(span,)),)
    return ()


def mark_mappings(ruleset: Ruleset) -> None:
    """Says of translations in such chains that a client has opened them."""
    for table in ruleset.tables:
        for name, chain in table.chains.items():
            if not _is_upnp(table, name):
                continue
            for draft in chain.rules:
                draft.effects = tuple(
                    replace(e, kind="upnp_mapping") if isinstance(e, DestinationNat) else e for e in draft.effects
                )
