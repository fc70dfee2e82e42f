"""An EdgeOS configuration to a Device."""

from __future__ import annotations

from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED
from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Entry
from routerlint.netset.addresses import Family
from routerlint.netset.services import ServiceSet
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.coverage import coverage
from routerlint.parsing.vyatta.device import (
    accounts,
    completeness,
    firewall_fact,
    hostname,
    name_server_values,
    open_document,
    pipeline,
    version,
)
from routerlint.parsing.vyatta.filter import filter_stages
from routerlint.parsing.vyatta.groups import Groups
from routerlint.parsing.vyatta.listening import udp
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.network import read_network
from routerlint.text.source import Document
from routerlint.wording import phrase
from vendor_parsers.edgeos.forwards import Forwards, read_forwards
from vendor_parsers.edgeos.nat import service_nat
from vendor_parsers.edgeos.services import SERVICES, listeners, listeners_complete
from vendor_parsers.edgeos.upnp import port_mappings

__all__ = ["parse"]

_ESP = 50


def parse(document: Document) -> tuple[Device, ...]:
    """The one router of a configuration in braces or in `set` commands."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    context = open_document(document)
    network = read_network(context)
    conditions = Conditions(context, Groups(context))
    forwards = read_forwards(context)
    nat = (*forwards.nat, *service_nat(context, conditions))
    pipelines = tuple(
        pipeline(
            context,
            conditions,
            family,
            nat if family == "ipv4" else (),
            filter_stages(
                context, conditions, network.links, family, first_input=_ipsec(context, family),
                first_forward=_accepts(forwards, family),
            ),
        )
        for family in network.families
    )  # fmt: skip
    offered = listeners(context)
    complete = completeness(context)
    return Device(
        vendor="edgeos",
        model=NOT_STATED,
        version=version(context),
        hostname=hostname(context),
        interfaces=network.interfaces,
        routes=network.routes,
        pipelines=pipelines,
        listeners=offered,
        listeners_complete=listeners_complete(context),
        port_mappings=port_mappings(context),
        accounts=accounts(context),
        outbound=name_server_values(context),
        undecided=tuple(context.undecided),
        complete=complete,
        coverage=coverage(context, SERVICES),
        facts={"firewall-enabled": firewall_fact(context)},
    )


def _accepts(forwards: Forwards, family: Family) -> tuple[Entry, ...]:
    return tuple(forwards.accepts) if family == "ipv4" else ()


def _ipsec(context: Context, family: Family) -> tuple[Entry, ...]:
    """With `auto-firewall-nat-exclude`, a hook in front of WAN_LOCAL may let IKE and ESP in."""
    switch = context.root.get("vpn", "ipsec", "auto-firewall-nat-exclude")
    if family != "ipv4" or "enable" not in switch.children:
        return ()
    place = context.span(switch)
    unknown = Unknown(
        key="ipsec-auto-firewall",
        what=phrase("the automatic firewall rules for IPsec"),
        why=phrase("what auto-firewall-nat-exclude lets in is not in the file"),
        spans=(place,),
    )
    services = ServiceMatch.of(udp(500, 4500) | ServiceSet.protocol(_ESP))
    match = Match(services=services, unknown=(unknown,))
    return (Entry(match=match, action=Accept(), spans=(place,), label="IPsec", origin="system"),)
