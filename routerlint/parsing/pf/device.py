"""The device at the end, and the configuration at the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED, Fact, by_default, stated
from routerlint.model.interface import Interface, Role, Route
from routerlint.model.outbound import Outbound
from routerlint.model.pipeline import Pipeline
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.parsing.name_servers import name_servers
from routerlint.parsing.pf.backup import opened
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.firmware import login_fact
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element, parse_xml
from routerlint.text.source import Document, SourceFile
from routerlint.wording import phrase

__all__ = ["SKIPPED_SECTIONS", "build_device", "configuration", "guests"]

# Sections whose content is never looked at: keys, certificates, graphs.
SKIPPED_SECTIONS = frozenset(("ca", "cert", "crl", "rrddata", "sshdata", "widgets", "notifications", "voucher"))

_WHOLE = "Give a whole backup (Diagnostics, Backup & Restore, all areas)."


def configuration(document: Document, product: str) -> tuple[SourceFile, Element]:
    """The file and the tree of a document, an encrypted backup opened if there is a password.

    Raises UnreadableInput or RecognisedNotJudged.
    """
    file = opened(document)
    root = parse_xml(file, skip=SKIPPED_SECTIONS)
    if root.tag != product:
        raise RecognisedNotJudged(
            f"is a <{root.tag}> file and no {product} configuration", file=file.name, advice=_WHOLE
        )
    if not root.at("interfaces").children:
        raise RecognisedNotJudged(
            "has no interfaces, so nothing says what faces the Internet", file=file.name, advice=_WHOLE
        )
    return file, root


def guests(root: Element) -> frozenset[str]:
    """The interfaces that a captive portal serves."""
    found: set[str] = set()
    for zone in root.at("captiveportal").children:
        if zone.has("enable"):
            found |= set(zone.get("interface").split(","))
    return frozenset(found)


def build_device(
    context: Context,
    *,
    vendor: str,
    interfaces: tuple[Interface, ...],
    routes: tuple[Route, ...],
    pipelines: tuple[Pipeline, ...],
    listeners: tuple[Listener, ...],
    listeners_complete: bool,
    port_mappings: tuple[PortMapping, ...],
    accounts: tuple[Account, ...],
    filter_off: bool,
    version: Fact[str] = NOT_STATED,
    more_facts: Mapping[str, Fact[str]] = MappingProxyType({}),
) -> Device:
    """The device of a file that has been read; notes and coverage come from the context.

    version: of the firewall, where the input states it. more_facts: of the product, by name.
    """
    root, places = context.root, context.places
    system = root.at("system")
    name = system.get("hostname")
    revision = root.get("version")
    if filter_off:
        enabled: Fact[str] = stated("no", places.child(system, "disablefilter"))
    else:
        enabled = by_default("yes", "pf is on unless disablefilter is set")
    facing = [interface for interface in interfaces if interface.enabled and interface.role is Role.WAN]
    if not facing:
        context.notes.incomplete(phrase("no enabled interface faces the Internet, or the file does not show which"))
    elif not any(interface.addresses for interface in facing):
        context.notes.incomplete(phrase("no interface that faces the Internet has an address in the file"))
    facts: dict[str, Fact[str]] = {"firewall-enabled": enabled}
    if revision:
        facts["config-revision"] = stated(revision, places.child(root, "version"))
    facts["ldap-login"] = login_fact(root, places)
    facts.update(more_facts)
    return Device(
        vendor=vendor,
        hostname=stated(name, places.child(system, "hostname")) if name else NOT_STATED,
        version=version,
        interfaces=interfaces,
        routes=routes,
        pipelines=pipelines,
        listeners=listeners,
        listeners_complete=listeners_complete,
        port_mappings=port_mappings,
        accounts=accounts,
        outbound=tuple(_name_servers(root, places)),
        inactive=tuple(context.notes.inactive),
        undecided=tuple(context.notes.undecided),
        complete=context.notes.completeness(),
        coverage=context.ledger.coverage(),
        facts=facts,
    )


def _name_servers(root: Element, places: Places) -> Iterator[Outbound]:
    """Those of the system, and those that its DHCP server names to clients ("dnsserver" of real configurations)."""
    system = root.at("system")
    yield from name_servers(system.every("dnsserver"), "resolver", (places.child(system, "dnsserver"),))
    for served in root.at("dhcpd").children:
        yield from name_servers(served.every("dnsserver"), "clients-resolver", (places.child(served, "dnsserver"),))
