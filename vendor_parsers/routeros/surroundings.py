"""What a rule's meaning depends on outside the firewall menus: VRFs, hotspots, bridge filters, connection tracking."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Drop, Entry
from routerlint.netset.addresses import Family, parse_network
from routerlint.netset.services import UDP, ServiceSet
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.routeros.conditions import parse_port_list
from vendor_parsers.routeros.export import Export, is_yes
from vendor_parsers.routeros.inventory import Inventory

__all__ = ["Doubt", "Opening", "back_to_home", "doubts", "outgoing_ipsec", "tracking_is_on", "vrf_members"]

_BACK_TO_HOME = "back-to-home-vpn"


class Doubt(msgspec.Struct, frozen=True):
    """Something besides the rules that may stop packets.

    hook: "prerouting", "input" or "forward". incoming: it is about packets that arrive on `interfaces`, else about
    packets that leave by them. unknown: None if it stops them for certain.
    """

    hook: str
    incoming: bool
    interfaces: tuple[str, ...]
    unknown: Unknown | None
    spans: tuple[Span, ...] = ()

    def entry(self) -> Entry:
        """A drop that may or may not be there; without an unknown it is there."""
        match = Match(
            in_interfaces=self.interfaces if self.incoming else None,
            out_interfaces=None if self.incoming else self.interfaces,
            unknown=() if self.unknown is None else (self.unknown,),
        )
        spans = self.spans if self.unknown is None else self.unknown.spans
        return Entry(match=match, action=Drop(), spans=spans, origin="system")


class Opening(msgspec.Struct, frozen=True):
    """A port of the router itself that it may open by rules of its own, which no export holds."""

    services: ServiceSet
    unknown: Unknown
    hook: str = "input"

    def entry(self) -> Entry:
        """An accept that may or may not be there."""
        match = Match(services=ServiceMatch.of(self.services), unknown=(self.unknown,))
        return Entry(match=match, action=Accept(), spans=self.unknown.spans, origin="system")


def back_to_home(export: Export) -> Iterator[Opening]:
    """The WireGuard server of Back To Home, which is made to be reached from anywhere.

    Source: MikroTik documentation, "Back To Home" (secure access even behind a firewall; not without the cloud's DNS
    name); real exports hold its interface with the port that the router has chosen.
    """
    switch = export.setting("ip cloud", "back-to-home-vpn")
    if switch.value != "enabled" or export.setting("ip cloud", "ddns-enabled").value == "no":
        return
    for item in export.active("interface wireguard"):
        if item.get("name") == _BACK_TO_HOME or item.get("comment") == _BACK_TO_HOME:
            pairs = parse_port_list(item.get("listen-port"))
            why = phrase("the router adds rules of its own for it, and exports leave them out")
            what = phrase("whether the firewall lets Back To Home in")
            if pairs:
                unknown = Unknown(key="back to home", what=what, why=why, spans=(*switch.spans, item.span))
                yield Opening(ServiceSet.ports(UDP, pairs), unknown)


def vrf_members(export: Export, inventory: Inventory) -> dict[str, frozenset[str]]:
    """The interfaces of each VRF by its name (/ip vrf since version 7, /ip route vrf before)."""
    found: dict[str, frozenset[str]] = {}
    for menu, key in (("ip vrf", "name"), ("ip route vrf", "routing-mark")):
        for item in export.active(menu):
            names = item.get("interfaces") or item.get("interface")
            members = frozenset(inventory.layer3(inventory.resolve(name)) for name in names.split(",") if name)
            if "all" in members or not names:
                continue  # the predefined VRF "main"
            if item.get(key) not in ("", "main"):
                found[item.get(key)] = members
    return found


def tracking_is_on(export: Export) -> bool:
    """Whether connections are tracked. "auto" tracks from the first firewall rule on, and without rules nothing asks."""
    return export.setting("ip firewall connection tracking", "enabled").value not in ("no", "false")


def outgoing_ipsec(export: Export) -> bool:
    """Whether an IPsec policy takes packets of any sender into a tunnel."""
    for item in export.active("ip ipsec policy"):
        source = parse_network(item.get("src-address"))
        if not is_yes(item.get("template")) and source is not None and source[2] == 0:
            return True
    return False


def doubts(
    export: Export, inventory: Inventory, vrfs: dict[str, frozenset[str]], wans: frozenset[str], family: Family
) -> Iterator[Doubt]:
    """What may stop packets besides the rules of a family."""
    if family == "ipv4":
        yield from _hotspots(export, inventory, wans)
        for item in export.active("interface 6to4"):
            # IPv6 in IPv4 carries nothing else (documentation, "6to4").
            yield Doubt("prerouting", incoming=True, interfaces=(item.get("name"),), unknown=None, spans=(item.span,))
    yield from _bridge_filters(export, inventory, wans)
    for name, members in vrfs.items():
        inside = tuple(sorted(members - wans))
        if inside:
            why = phrase("routes between VRFs are not followed")
            unknown = Unknown(
                key=f"vrf:{name}",
                what=phrase("VRF {name}", name=name),
                why=why,
                spans=_spans(export, "ip vrf", "ip route vrf"),
            )
            yield Doubt("forward", incoming=False, interfaces=inside, unknown=unknown)


def _hotspots(export: Export, inventory: Inventory, wans: frozenset[str]) -> Iterator[Doubt]:
    """A hotspot passes on to its clients only what they may have.

    Source: MikroTik documentation, "HotSpot customisation" (dynamic chains hs-unauth-to and hs-input).
    """
    for item in export.active("ip hotspot"):
        name = inventory.layer3(inventory.resolve(item.get("interface")))
        if not name:
            continue
        why = phrase("it depends on whether the client has logged in to the hotspot")
        unknown = Unknown(
            key=f"hotspot:{name}", what=phrase("hotspot on {name}", name=name), why=why, spans=(item.span,)
        )
        yield Doubt("forward", incoming=name in wans, interfaces=(name,), unknown=unknown)
        if name in wans:
            yield Doubt("input", incoming=True, interfaces=(name,), unknown=unknown)


def _bridge_filters(export: Export, inventory: Inventory, wans: frozenset[str]) -> Iterator[Doubt]:
    """Rules below IP may stop what enters or leaves by a bridge."""
    for item in export.active("interface bridge filter"):
        chain = item.get("chain")
        if item.get("action") != "drop" or chain not in ("input", "output"):
            continue
        bridge = item.get("in-bridge" if chain == "input" else "out-bridge")
        bridges = frozenset((bridge,)) if bridge in inventory.ports else frozenset(inventory.of_kind("bridge"))
        names = tuple(sorted(bridges & wans if chain == "input" else bridges - wans))
        if names:
            why = phrase("rules of bridges are not followed")
            unknown = Unknown(
                key=f"bridge filter line {item.span.line}", what=phrase("bridge filter"), why=why, spans=(item.span,)
            )
            hook = "prerouting" if chain == "input" else "forward"
            yield Doubt(hook, incoming=chain == "input", interfaces=names, unknown=unknown)


def _spans(export: Export, *menus: str) -> tuple[Span, ...]:
    return tuple(item.span for menu in menus for item in export.active(menu))[:4]
