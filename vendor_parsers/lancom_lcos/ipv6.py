"""IPv6: inbound rules (to the device) and forwarding rules.

Names and columns after the device's own MIB. What the ready-made actions, services and stations stand for is not
documented, so an active rule that accepts makes a conditional row, and the family is never complete while IPv6 is on.
"""

from __future__ import annotations

from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import default_span
from routerlint.wording import phrase
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.interfaces import yes
from vendor_parsers.lancom_lcos.script import Row

__all__ = ["ipv6_pipeline"]

_PATH = ("setup", "ipv6", "firewall")
_CLOSING = ("reject", "drop", "reject-snmp", "drop-snmp", "deny")
_PROTOCOLS = {"tcp": (TCP,), "udp": (UDP,), "tcp+udp": (TCP, UDP)}


def ipv6_pipeline(draft: Draft) -> Pipeline | None:
    """The pipeline, or None where the script does not turn IPv6 on."""
    operating = draft.script.value("setup", "ipv6", "operating")
    if operating is None:
        draft.incomplete("ipv6", phrase("whether IPv6 is on is not in this script"))
        return None
    if yes(operating.text) is False:
        return None
    draft.incomplete(
        "ipv6", phrase("the rules of the IPv6 firewall are not documented well enough to settle what is closed")
    )
    chains, stages = [], []
    for name, hook, table in (
        ("inbound", Hook.INPUT, "inboundrules"),
        ("forwarding", Hook.FORWARD, "forwardingrules"),
    ):
        entries = tuple(entry for row in draft.script.rows(*_PATH, table) for entry in _entries(draft, row, name))
        chains.append(Chain(name=name, entries=entries))
        spans = (default_span(phrase("what no rule accepts is not known")),)
        stages.append(
            Stage(name=name, hook=hook, kind=StageKind.FILTER, chain=name, default=Drop(), default_spans=spans)
        )
    return Pipeline(family="ipv6", chains=tuple(chains), stages=tuple(stages))


def _entries(draft: Draft, row: Row, name: str) -> list[Entry]:
    """An accepting rule; Active and Deactivated have opposite senses in the two tables."""
    if row.values is None or row.get("action").lower() in _CLOSING:
        return []
    off = yes(row.get("active", "Yes")) is False or "deactivated" in row.get("flags").lower()
    if off:
        return []
    span = draft.script.span(row.line)
    unknown = Unknown(
        key=f"lancom:ipv6:{span.line}",
        what=phrase("the {name} rule {name2!r} of the IPv6 firewall", name=name, name2=row.get("name")),
        why=phrase("what its action and its stations stand for is not settled by this script"),
        spans=(span,),
    )
    services = _services(draft, row.get("services"))
    match = Match(services=None if services is None else ServiceMatch.of(services), unknown=(unknown,))
    return [Entry(match=match, action=Accept(), spans=(span,), number=row.get("name"))]


def _services(draft: Draft, names: str) -> ServiceSet | None:
    """The services of a rule where the script defines all of them; None for any."""
    defined = {row.get("name").lower(): row for row in draft.script.rows(*_PATH, "services")}
    found = ServiceSet()
    for name in names.replace(",", " ").split():
        row = defined.get(name.lower())
        protocols = _PROTOCOLS.get(row.get("protocol").lower()) if row is not None else None
        ports = row.get("ports") if row is not None else ""
        pairs = [part.split("-", 1) for part in ports.replace(" ", "").split(",") if part]
        if protocols is None or not pairs or not all(p.isdigit() and len(p) < 6 for pair in pairs for p in pair):
            return None
        numbers = [(int(pair[0]), int(pair[-1])) for pair in pairs]
        if any(not low <= high < 65536 for low, high in numbers):
            return None
        for protocol in protocols:
            found |= ServiceSet.ports(protocol, numbers)
    return found or None
