"""Destination NAT of `service nat`.

Source: vyatta-nat lib/Vyatta/NatRule.pm. Rules by number; `inside-address` is the new destination, a port range of it is
not shifted; `exclude` leaves the list. No accept is made for these rules: the rulesets decide, on the inside address.
"""

from __future__ import annotations

from routerlint.model.pipeline import Action, Entry, SkipNat, Undetermined
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.nat import destination, entry
from routerlint.parsing.vyatta.tree import rule_number

__all__ = ["service_nat"]


def service_nat(context: Context, conditions: Conditions) -> tuple[Entry, ...]:
    """The rules of type destination."""
    found: list[Entry] = []
    for rule in sorted(context.root.tags("service", "nat", "rule"), key=rule_number):
        if rule.has("disable") or rule.value("type") != "destination":
            continue
        match = conditions.of(rule, "ipv4", nat=True)
        if match is None:
            continue
        inside = rule.get("inside-address")
        action: Action = SkipNat()
        if not rule.has("exclude"):
            action = destination(inside.value("address"), inside.value("port"), "ipv4")
            if isinstance(action, Undetermined):
                context.not_read(inside or rule)
        found.append(entry(context, rule, match, action))
    return tuple(found)
