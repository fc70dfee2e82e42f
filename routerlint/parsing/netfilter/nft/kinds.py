"""Two tests with several spellings: kinds of destinations, and TCP flags."""

from __future__ import annotations

from routerlint.model.match import AddressMatch
from routerlint.netset.special import multicast
from routerlint.parsing.netfilter.draft import Draft

__all__ = ["limit_destination_kinds", "limit_tcp_flags"]

_FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32, "ecn": 64, "cwr": 128}
_KINDS = frozenset(("local", "unicast", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit"))


def limit_destination_kinds(draft: Draft, texts: tuple[str, ...], *, negated: bool) -> bool:
    """LOCAL is the router itself, unicast any other single host; a forwarded broadcast is no connection."""
    kinds = {text.lower() for text in texts}
    if not kinds <= _KINDS:
        return False
    local, remote = ("local" in kinds) is not negated, ("unicast" in kinds) is not negated
    many = ("multicast" in kinds) is not negated
    if local and not remote:
        draft.limit_to_router(to_router=True)
    elif remote and not local:
        draft.limit_to_router(to_router=False)
    elif not local and not many:
        draft.never = True
    elif not local and draft.families is not None and len(draft.families) == 1:
        draft.limit_destinations(AddressMatch.of(multicast(draft.families[0])))
    elif not local:
        draft.never = True  # nobody asks for multicast destinations
    return True


def limit_tcp_flags(draft: Draft, texts: tuple[str, ...], *, negated: bool) -> bool:
    """A first packet carries SYN alone. A single text with a mask is "value&mask"; others are alternatives."""
    holds = False
    for text in texts:
        value_text, amp, mask_text = text.partition("&")
        value = _bits(value_text)
        mask = _bits(mask_text) if amp else None
        if value is None or (amp and mask is None):
            return False
        holds = holds or (_FLAGS["syn"] & mask == value if mask is not None else bool(value & _FLAGS["syn"]))
    if holds is negated:
        draft.never = True
    return True


def _bits(text: str) -> int | None:
    bits = 0
    for name in text.split("|"):
        if name.isdigit() or name.startswith("0x"):
            try:
                bits |= int(name, 0)
            except ValueError:
                return None
        elif name in _FLAGS:
            bits |= _FLAGS[name]
        elif name:
            return None
    return bits
