"""Runs the examples of a rule file: what must fire does, and what must not does not.

An example is a tiny subject, or a configuration of a vendor:

    {ports: tcp 440-449, target: 192.168.10.5, severity: critical}     one row of the answer
    {ports: udp 53, service: [dns]}                                    the same at the router itself
    {capability: {kind: upnp, secure_mode: false}}     {idle: shadowed}     {undecided: {kind: partial}}
    {listener: {name: socks, tcp: 4153}, vendor_id: routeros}     {outbound: {kind: fetch, host: host.example}}
    {vendor: routeros, text: "/ip firewall nat ..."}

The rows stand on a small router with a WAN (ether1), a LAN (bridge, 192.168.10.0/24), guests (guest,
192.168.20.0/24) and a public network (public, 198.51.100.32/28); `device` changes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from routerlint.exposure.result import Exposure, ExposureReport, IdleEntry, SourceScope
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_EXTRACTED, Fact, by_default
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.outbound import Outbound
from routerlint.model.pipeline import Accept, Drop, Hook, Pipeline, Stage, StageKind
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.netset.addresses import FAMILIES, AddressSet, Family, parse_addresses, parse_network
from routerlint.netset.services import TCP, ServiceSet
from routerlint.netset.special import private
from routerlint.rules.config import Config, ConfiguredApproval
from routerlint.rules.firmware.store import builtin_advisories
from routerlint.rules.judge import judge
from routerlint.rules.rule import Rule, RuleSet
from routerlint.text.coverage import Coverage, LineState, Unread
from routerlint.text.span import Span
from routerlint.wording import phrase, phrases

__all__ = ["AS_OF", "ReadVendor", "check_examples", "example_report"]

Raw = dict[str, Any]
ReadVendor = Callable[[str, str], tuple[ExposureReport, ...]]

# The day on which examples are judged.
AS_OF = dt.date(2026, 1, 1)

_FILE = "example"
_INTERFACES = (
    ("ether1", Role.WAN, ("203.0.113.2/24", "2001:db8::2/64")),
    ("bridge", Role.LAN, ("192.168.10.1/24", "2001:db8:1::1/64")),
    ("guest", Role.GUEST, ("192.168.20.1/24",)),
    ("public", Role.DMZ, ("198.51.100.33/28",)),
)


def check_examples(rule: Rule, raw: Raw, rules: RuleSet, read_vendor: ReadVendor | None = None) -> Iterator[str]:
    """A sentence for every example of a rule that does not come out as it says.

    raw: the `examples` of the rule file. read_vendor: evaluates a configuration of a vendor; without it such
    examples are left out.
    """
    for expected in ("fires", "silent"):
        for number, example in enumerate(raw.get(expected, ()), start=1):
            if "vendor" in example and read_vendor is None:
                continue
            yield from _check(
                rule, example, rules, read_vendor, f"example {number} of {expected!r}", expected == "fires"
            )


def _check(
    rule: Rule, example: Raw, rules: RuleSet, read_vendor: ReadVendor | None, name: str, must_fire: bool
) -> Iterator[str]:
    if "vendor" in example and read_vendor is not None:
        reports = read_vendor(example["vendor"], example["text"])
    else:
        reports = (example_report(example),)
    config = Config(select=(rule.id,), approvals=tuple(_approvals(example)))
    day = dt.date.fromisoformat(example["as_of"]) if "as_of" in example else AS_OF
    for report in reports:
        judgement = judge(report, rules, config, device_key="example", as_of=day, advisories=builtin_advisories())
        severities = [finding.severity.label for finding in judgement.findings]
        fires = bool(severities) or any(not verdict.is_open_rule for verdict in judgement.undecided)
        if fires is not must_fire:
            yield f"{name} {'is silent' if must_fire else 'fires'}"
        elif must_fire and "severity" in example and severities != [example["severity"]]:
            yield f"{name} has severity {', '.join(severities)} and not {example['severity']}"


def example_report(example: Raw) -> ExposureReport:
    """The answer that an example describes."""
    undecided: Raw = example.get("undecided", {})
    kind = undecided.get("kind", "")
    settled = kind in ("", "unread-lines", "incomplete")
    device = _device(example)
    return ExposureReport(
        device=device,
        exposures=(_row(example),) if "ports" in example else (),
        undecided=()
        if settled
        else (Undecided(what=phrase("a thing"), why=phrase("it is not in the file"), kind=kind),),
        complete=Completeness(reasons=phrases("a section is missing") if kind == "incomplete" else ()),
        idle=(IdleEntry(nat=True, reason=example["idle"], text=phrase("no packet reaches it"), label="old"),)
        if "idle" in example
        else (),
    )


def _device(example: Raw) -> Device:
    raw: Raw = example.get("device", {})
    zones: Raw = example.get("zones", {})
    facts: dict[str, Fact[str]] = {name: by_default(value, "example") for name, value in raw.get("facts", {}).items()}
    unread = (Unread(file=_FILE, line=1, state=LineState.UNRECOGNISED, what="section key"),)
    return Device(
        vendor=example.get("vendor_id", "example"),
        listeners=(_listener(example["listener"]),) if "listener" in example else (),
        outbound=(Outbound(spans=(_span(),), **example["outbound"]),) if "outbound" in example else (),
        interfaces=tuple(
            Interface(name=name, role=role, zone=zones.get(name), addresses=tuple(map(_address, addresses)))
            for name, role, addresses in _INTERFACES
        ),
        pipelines=tuple(_pipeline(family, is_open=raw.get("input") == "open") for family in FAMILIES),
        port_mappings=(_mapping(example["capability"]),) if "capability" in example else (),
        accounts=(Account(name="admin", password=raw["password"]),) if "password" in raw else (),
        coverage=Coverage(unread=unread if example.get("undecided", {}).get("kind") == "unread-lines" else ()),
        facts=facts,
    )


def _address(text: str) -> InterfaceAddress:
    found = parse_network(text)
    if found is None:
        raise ValueError(f"not an address: {text!r}")
    family, number, length = found
    return InterfaceAddress(family=family, number=number, length=length)


def _pipeline(family: Family, *, is_open: bool) -> Pipeline:
    default = Accept() if is_open else Drop()
    stage = Stage(name="input", hook=Hook.INPUT, kind=StageKind.FILTER, chain="input", default=default)
    return Pipeline(family=family, stages=(stage,))


def _mapping(raw: Raw) -> PortMapping:
    def flag(name: str) -> Fact[bool]:
        return by_default(bool(raw[name]), "example") if name in raw else NOT_EXTRACTED

    return PortMapping(
        kind=raw["kind"],
        enabled=by_default(True, "example"),
        interfaces=("bridge",),
        secure_mode=flag("secure_mode"),
        low_ports=flag("low_ports"),
        third_party=flag("third_party"),
        default_deny=flag("default_deny"),
        on_wan=flag("on_wan"),
        spans=(_span(),),
    )


def _listener(raw: Raw) -> Listener:
    return Listener(
        name=raw["name"],
        services=ServiceSet.ports(TCP, ((raw["tcp"], raw["tcp"]),) if "tcp" in raw else ()),
        enabled=by_default(raw.get("enabled", True), "example"),
        named_sources=tuple(raw.get("sources", ())),
        spans=(_span(),),
    )


def _row(example: Raw) -> Exposure:
    family: Family = example.get("family", "ipv4")
    target: str = example.get("target", "router")
    protocol, ports = _ports(example["ports"])
    inside = _ports(f"{protocol} {example['inside']}")[1] if "inside" in example else ports
    sources = AddressSet.parse(*example["sources"], family=family) if "sources" in example else AddressSet.any(family)
    is_router = target == "router"
    default_kind = "router" if is_router else "routed" if "/" in target or target.startswith("lan:") else "forward"
    single = inside != ports and len(ports) == 1 and ports[0][0] == ports[0][1]
    return Exposure(
        family=family,
        protocol=protocol,
        ports=ports,
        destination="wan",
        via=("ether1",),
        target=target,
        target_ports=inside,
        port_map="same" if inside == ports else "single" if single else "shift",
        service=tuple(example.get("service", ("unknown",))) if is_router else None,
        sources=tuple(sources.cidrs()),
        source_set=sources,
        source_scope=_scope(sources),
        certainty=example.get("certainty", "certain"),
        kind=example.get("kind", default_kind),
        quirk=example.get("quirk"),
        path=(_span(),),
        witness="",
        label=example.get("label", ""),
        nat_line=_span() if "forward" in default_kind else None,
        target_interface=_interface_of(target),
    )


def _interface_of(target: str) -> str | None:
    """The interface behind which a host of the example stands."""
    found = parse_addresses(target)
    for name, _, addresses in _INTERFACES:
        for address in addresses:
            network = AddressSet.network(*(parse_network(address) or ("ipv4", 0, 32)))
            if found is not None and found.family == network.family and found <= network:
                return name
    return None


def _ports(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Protocol and ports of "tcp 80,440-449", "esp" or "any"."""
    protocol, _, rest = text.partition(" ")
    pairs = [item.partition("-") for item in rest.split(",") if item]
    ports = tuple((int(low), int(high or low)) for low, _, high in pairs)
    return protocol, () if ports == ((1, 65535),) else ports


def _scope(sources: AddressSet) -> SourceScope:
    if sources.is_any:
        return "any"
    public = sources - private(sources.family)
    return "private" if not public else "few" if public.size <= 256 else "wide"


def _span() -> Span:
    return Span(_FILE, 1, "an example")


def _approvals(example: Raw) -> Iterator[ConfiguredApproval]:
    if "approval" in example:
        expires = AS_OF - dt.timedelta(days=1) if example["approval"] == "expired" else AS_OF + dt.timedelta(days=1)
        yield ConfiguredApproval(device="example", target="router", need="a need", approver="somebody", expires=expires)
