"""Zones and policies to the chains that firewalld loads.

Source: nftables.py and fw_policy.py of firewalld 1.3.3, and listings of what it loads. A packet to the router or through
it first meets what holds always (known connections, translated ones, the loopback), then the chain of its zone: that of
its sender, else that of its interface, else the default zone. Zones end it; policies stand around what the zone says.
"""

from __future__ import annotations

from routerlint.netset.addresses import FAMILIES
from routerlint.parsing.netfilter.iptables.writing import Doubt, default_place
from routerlint.text.coverage import Ledger, LineState
from routerlint.wording import phrase
from vendor_parsers.firewalld.items import Item
from vendor_parsers.firewalld.layout import SHORT, Layout, jump, write_parts
from vendor_parsers.firewalld.policies import write_policies
from vendor_parsers.firewalld.rules import Hook, RuleMaker, address_test
from vendor_parsers.firewalld.services import Services
from vendor_parsers.firewalld.writing import Writer
from vendor_parsers.firewalld.zones import Zone

__all__ = ["write_chains"]

_PLACES: tuple[tuple[str, Hook], ...] = (
    ("filter", "INPUT"), ("filter", "FORWARD"), ("nat", "PREROUTING"), ("nat", "POSTROUTING"),
)  # fmt: skip
_USED = frozenset((
    "service", "port", "protocol", "source-port", "icmp-block", "icmp-block-inversion", "masquerade", "forward",
    "forward-port", "interface", "source", "rule", "ingress-zone", "egress-zone",
))  # fmt: skip
_TEXTS = frozenset(("short", "description", "tcp-mss-clamp", "disable"))


def write_chains(layout: Layout, writer: Writer, services: Services, ledger: Ledger) -> None:
    """Writes all chains for packets from outside."""
    for family in FAMILIES:
        for table, hook in _PLACES:
            writer.chain(table, hook, family)
    for table, hook in _PLACES:
        _frame(layout, writer, table, hook)
        _dispatch(layout, writer, table, hook)
    used = layout.active() | {layout.default}
    for name, zone in layout.zones.items():
        if name in used:
            _write_zone(layout, zone, writer, services)
        _mark(zone.items, ledger, used=name in used)
    write_policies(layout, writer, services)
    for policy in layout.policies:
        _mark(policy.items, ledger, used=True)


def _frame(layout: Layout, writer: Writer, table: str, hook: str) -> None:
    """The base chain."""
    place = default_place(phrase("firewalld lets known and translated connections pass, and stops the rest"))
    if table != "filter":
        writer.write(table, hook, ("-j", f"{hook}_ZONES"), place)
        return
    for family in FAMILIES if layout.by_iptables else ():
        writer.chain(table, f"{hook}_direct", family)
    for words in (
        ("-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"),
        ("-m", "conntrack", "--ctstate", "DNAT", "-j", "ACCEPT"),
        ("-i", "lo", "-j", "ACCEPT"),
        ("-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP"),
        *((("-j", f"{hook}_direct"),) if layout.by_iptables else ()),
        ("-j", f"{hook}_ZONES"),
        ("-j", "REJECT"),
    ):
        writer.write(table, hook, words, place)


def _dispatch(layout: Layout, writer: Writer, table: str, hook: str) -> None:
    """Which packets meet which zone."""
    leaving = hook == "POSTROUTING"
    senders = sorted(layout.sources, key=lambda bound: bound.zone)
    interfaces = sorted(layout.interfaces, key=lambda bound: bound.zone)[::-1]  # later ones are put in front
    ranked = [(bound, True) for bound in senders] + [(bound, False) for bound in interfaces]
    priorities = {name: zone.egress if leaving else zone.ingress for name, zone in layout.zones.items()}
    for bound, sender in sorted(ranked, key=lambda found: (priorities.get(found[0].zone, 0), not found[1])):
        target = f"{SHORT[hook]}_{bound.zone}"
        if not sender:
            words: tuple[str, ...] = ("-o" if leaving else "-i", bound.name, "-g", target)
            writer.write(table, f"{hook}_ZONES", words, bound.place)
            continue
        test = address_test(bound.name, source=not leaving)
        doubt = (
            None
            if test.readable
            else Doubt(
                f"source:{bound.name}", phrase("sender {name}", name=bound.name[:60]), phrase("it cannot be read")
            )
        )
        words = (*test.words, "-g", target)
        writer.write(table, f"{hook}_ZONES", words, bound.place, test.families, sets=test.sets, doubt=doubt)
    writer.write(table, f"{hook}_ZONES", ("-g", f"{SHORT[hook]}_{layout.default}"), layout.default_place)


def _write_zone(layout: Layout, zone: Zone, writer: Writer, services: Services) -> None:
    inversion = zone.has("icmp-block-inversion")
    maker = RuleMaker(services, "INPUT", inversion=inversion, by_iptables=layout.by_iptables)
    rules = [rule for item in zone.items for rule in maker.rules(item)]
    for table, hook in _PLACES:
        name = f"{SHORT[hook]}_{zone.name}"
        jump(writer, table, name, f"{hook}_POLICIES_pre", zone.place)
        if not zone.known:
            writer.unread(table, name, zone.place)
        write_parts(writer, table, hook, name, rules, zone.place)
        if hook == "FORWARD" and zone.has("forward"):
            _within(layout, zone, writer, f"{name}_allow")
        jump(writer, table, name, f"{hook}_POLICIES_post", zone.place)
        if hook == "INPUT" and (zone.usual or (inversion and zone.target == "ACCEPT")):
            action = "REJECT" if inversion else "ACCEPT"
            writer.write(table, name, ("-p", "icmp", "-j", action), zone.place, ("ipv4",))
            writer.write(table, name, ("-p", "icmpv6", "-j", action), zone.place, ("ipv6",))
        if table == "filter":
            writer.write(table, name, ("-j", zone.target), zone.place)


def _within(layout: Layout, zone: Zone, writer: Writer, chain: str) -> None:
    """What a zone forwards among its own interfaces and senders."""
    place = next(item.place for item in zone.items if item.tag == "forward")
    for bound in layout.interfaces:
        if bound.zone == zone.name:
            writer.write("filter", chain, ("-o", bound.name, "-j", "ACCEPT"), place)
    for bound in layout.sources:
        if bound.zone == zone.name:
            test = address_test(bound.name, source=False)
            doubt = (
                None
                if test.readable
                else Doubt(
                    f"source:{bound.name}", phrase("sender {name}", name=bound.name[:60]), phrase("it cannot be read")
                )
            )
            writer.write(
                "filter", chain, (*test.words, "-j", "ACCEPT"), place, test.families, sets=test.sets, doubt=doubt
            )


def _mark(items: tuple[Item, ...], ledger: Ledger, *, used: bool) -> None:
    for item in items:
        if not item.place.line:
            continue
        relevant = item.tag not in _TEXTS
        state = LineState.UNRECOGNISED
        if item.tag in _USED:
            state = LineState.USED if used else LineState.IRRELEVANT
        elif item.tag in _TEXTS:
            state = LineState.IRRELEVANT
        ledger.mark(state, file=item.place.file.name, line=item.place.line, what=item.tag[:40], relevant=relevant)
