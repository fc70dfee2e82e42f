"""Policies: rules for packets from some zones to others, in front of what the zone says or behind it.

Source: fw_policy.py (_get_table_chains_for_policy_dispatch) and nftables.py of firewalld 1.3.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.draft import InterfaceTest
from routerlint.parsing.netfilter.iptables.writing import Doubt
from routerlint.wording import phrase
from vendor_parsers.firewalld.bindings import Bound
from vendor_parsers.firewalld.layout import SHORT, Layout, write_parts
from vendor_parsers.firewalld.rules import Hook, RuleMaker, SetTest, address_test
from vendor_parsers.firewalld.services import Services
from vendor_parsers.firewalld.writing import Writer
from vendor_parsers.firewalld.zones import Policy

__all__ = ["write_policies"]

_VERSION = Doubt(
    "firewalld-version",
    phrase("interfaces that no zone names"),
    phrase("whether policies of the default zone hold for them depends on the version of firewalld"),
)


class _End(NamedTuple):
    """One side of a policy. names: its interfaces; rest: those that no zone names, which are of the default zone."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    families: tuple[Family, ...] = FAMILIES
    sets: tuple[SetTest, ...] = ()
    doubt: Doubt | None = None
    rest: bool = False


def write_policies(layout: Layout, writer: Writer, services: Services) -> None:
    """The chains of all policies, and the ways into them in the order of their priorities."""
    for policy in sorted(layout.policies, key=lambda policy: (policy.priority, policy.name)):
        if "HOST" in policy.ingress or not policy.ingress or not policy.egress:
            continue
        filtering: Hook = "INPUT" if "HOST" in policy.egress else "FORWARD"
        inversion = any(item.tag == "icmp-block-inversion" for item in policy.items)
        maker = RuleMaker(services, filtering, inversion=inversion, by_iptables=layout.by_iptables)
        rules = [rule for item in policy.items for rule in maker.rules(item)]
        for table, hook in _places(layout, policy, filtering):
            name = f"{SHORT[hook]}_policy_{policy.name}"
            write_parts(writer, table, hook, name, rules, policy.place)
            if table == "filter" and policy.target != "CONTINUE":
                writer.write(table, name, ("-j", policy.target), policy.place)
            _dispatch(layout, policy, writer, table, hook, name)


def _dispatch(layout: Layout, policy: Policy, writer: Writer, table: str, hook: Hook, name: str) -> None:
    chain = f"{hook}_POLICIES_{'pre' if policy.priority < 0 else 'post'}"
    for ingress in _ends(layout, policy.ingress, leaving=False):
        for egress in _ends(layout, policy.egress, leaving=True):
            families = tuple(f for f in ingress.families if f in egress.families)
            doubt = _VERSION if ingress.rest or egress.rest else ingress.doubt or egress.doubt
            words = (*ingress.words, *egress.words, "-j", name)
            sets = (*ingress.sets, *egress.sets)
            for draft in writer.write(table, chain, words, policy.place, families, sets=sets, doubt=doubt):
                draft.inputs = _interfaces(layout, ingress)
                draft.outputs = _interfaces(layout, egress)


def _interfaces(layout: Layout, end: _End) -> tuple[InterfaceTest, ...]:
    if end.rest:
        return tuple(InterfaceTest((bound.name,), negated=True) for bound in layout.interfaces)
    return (InterfaceTest(end.names),) if end.names else ()


def _ends(layout: Layout, names: tuple[str, ...], *, leaving: bool) -> Iterator[_End]:
    if "ANY" in names or "HOST" in names:
        yield _End()
        return
    named = tuple(bound.name for bound in layout.interfaces if bound.zone in names)
    if named:
        yield _End(named)
    for bound in layout.sources:
        if bound.zone in names:
            test = address_test(bound.name, source=not leaving)
            yield _End((), test.words, test.families, test.sets, None if test.readable else _unread(bound))
    if layout.default in names:
        yield _End(rest=True)


def _unread(bound: Bound) -> Doubt:
    return Doubt(f"source:{bound.name}", phrase("sender {name}", name=bound.name[:60]), phrase("it cannot be read"))


def _places(layout: Layout, policy: Policy, filtering: Hook) -> tuple[tuple[str, Hook], ...]:
    """The chains from which a policy is reached; a way out is not known yet before the packet is routed."""
    from_any, to_any = "ANY" in policy.ingress, "ANY" in policy.egress
    if filtering == "INPUT":
        return (("filter", "INPUT"), ("nat", "PREROUTING")) if from_any else (("filter", "INPUT"),)
    places: list[tuple[str, Hook]] = [("filter", "FORWARD"), ("nat", "POSTROUTING")]
    if to_any or not any(bound.zone in policy.egress for bound in layout.interfaces):
        places.append(("nat", "PREROUTING"))
    return tuple(places)
