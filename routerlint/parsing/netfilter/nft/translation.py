"""dnat, redirect and snat of nft as effects of drafts."""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import DestinationNat, PortMap, Undetermined
from routerlint.netset.addresses import Family, parse_address, parse_network
from routerlint.parsing.netfilter.draft import Draft, Effect, SourceNat
from routerlint.parsing.netfilter.nft.comparing import Comparer
from routerlint.parsing.netfilter.nft.fields import port_pairs
from routerlint.parsing.netfilter.nft.syntax import Item, Lookup, Nat
from routerlint.wording import phrase

__all__ = ["translate"]

_UNDETERMINED = Undetermined()
_FAMILIES: dict[str, Family] = {"ip": "ipv4", "ip6": "ipv6"}
_SPREAD = frozenset(("numgen", "jhash", "symhash", "meta random"))


def translate(drafts: list[Draft], nat: Nat, comparer: Comparer) -> list[Draft]:
    """The drafts of a rule with its translation as effect; one for each element of a map."""
    family = _FAMILIES.get(nat.family)
    if family is not None and nat.kind in ("dnat", "snat"):
        for draft in drafts:
            draft.limit_families(family)
    if nat.kind in ("snat", "masquerade"):
        return _with_effect(drafts, SourceNat(_own_addresses(nat.address)))
    if nat.kind == "tproxy":
        return _with_effect(drafts, _UNDETERMINED)
    if nat.lookup is None:
        return [made for draft in drafts for made in _place(draft, nat, nat.address, nat.port)]
    return _mapped(drafts, nat, nat.lookup, comparer)


def _mapped(drafts: list[Draft], nat: Nat, lookup: Lookup, comparer: Comparer) -> list[Draft]:
    if not drafts:
        return drafts
    members = comparer.members(drafts, lookup.right, lookup.left)
    spread = lookup.left.fields[0] in _SPREAD
    made: list[Draft] = []
    for draft in drafts:
        for number, item in enumerate(members.items):
            one = draft.copy()
            if spread:
                if number + 1 < len(members.items):
                    one.doubt(_turn(draft, number))
            else:
                comparer.element(one, lookup.left, item)
            if not one.never:
                made += _from_map(one, nat, item)
        if members.unknown is not None:
            one = draft.copy()
            one.doubt(members.unknown)
            made += _with_effect([one], _UNDETERMINED)
    return made


def _turn(draft: Draft, number: int) -> Unknown:
    """Which of several targets a packet gets is drawn by the system."""
    return Unknown(
        key=f"turn {number} in {draft.file.name}:{draft.line}",
        what=phrase("one of several targets"),
        why=phrase("the system spreads connections over them"),
        spans=(draft.span,),
    )


def _from_map(draft: Draft, nat: Nat, item: Item) -> list[Draft]:
    data = item.data
    if not isinstance(data, tuple) or not data:
        return _with_effect([draft], _UNDETERMINED)
    if nat.kind == "redirect" or (len(data) == 1 and data[0].isdigit()):
        return _place(draft, nat, "" if nat.kind == "redirect" else nat.address, data[0].removeprefix(":"))
    return _place(draft, nat, data[0], data[1] if len(data) > 1 else nat.port)


def _place(draft: Draft, nat: Nat, address: str, port: str) -> list[Draft]:
    """The draft with a DestinationNat. A range of ports keeps a port that lies in it, else the system picks (measured)."""
    ports: tuple[int, int] | None = None
    if port:
        pairs = port_pairs((port,))
        if pairs is None or len(pairs) != 1 or pairs[0][0] == 0:
            return _with_effect([draft], _UNDETERMINED)
        ports = pairs[0]
    port_map: PortMap = "same" if ports is None else "single" if ports[0] == ports[1] else "pool"
    if nat.kind == "redirect":
        effect = DestinationNat(to_router=True, ports=ports, port_map=port_map)
        return _with_effect([draft], effect)
    if not address:
        return _with_effect([draft], DestinationNat(ports=ports, port_map=port_map))
    if nat.prefix or "/" in address:
        network = parse_network(address)
        if network is None or ports is not None:
            return _with_effect([draft], _UNDETERMINED)
        draft.limit_families(network[0])
        effect = DestinationNat(to=network[1], address_map="network", length=network[2], kind="one_to_one")
        return _with_effect([draft], effect)
    first_text, dash, last_text = address.partition("-")
    first, last = parse_address(first_text), parse_address(last_text) if dash else None
    if first is None or (dash and (last is None or last[0] != first[0])):
        return _with_effect([draft], _UNDETERMINED)
    draft.limit_families(first[0])
    effect = DestinationNat(to=first[1], to_last=last[1] if last else None, ports=ports, port_map=port_map)
    return _with_effect([draft], effect)


def _with_effect(drafts: list[Draft], effect: Effect) -> list[Draft]:
    for draft in drafts:
        draft.effects = (*draft.effects, effect)
    return drafts


def _own_addresses(text: str) -> tuple[tuple[Family, int], ...]:
    first_text, _, last_text = text.partition("-")
    first = parse_address(first_text)
    if first is None:
        return ()
    last = parse_address(last_text) if last_text else first
    if last is None or last[0] != first[0]:
        return (first,)
    return tuple((first[0], number) for number in range(first[1], min(last[1], first[1] + 15) + 1))
