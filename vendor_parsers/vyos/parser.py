"""A VyOS configuration to a Device."""

from __future__ import annotations

from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED
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
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.nat import nat_entries, static_entries
from routerlint.parsing.vyatta.network import read_network
from routerlint.text.source import Document
from routerlint.wording import phrase
from vendor_parsers.vyos.services import SERVICES, listeners, listeners_complete, port_mappings

__all__ = ["parse"]


def parse(document: Document) -> tuple[Device, ...]:
    """The one router of a configuration in braces or in `set` commands."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    context = open_document(document)
    network = read_network(context)
    conditions = Conditions(context, Groups(context))
    pipelines = tuple(
        pipeline(
            context,
            conditions,
            family,
            nat_entries(context, conditions, family),
            filter_stages(context, conditions, network.links, family),
            static=static_entries(context, conditions, family),
        )
        for family in network.families
    )
    _containers(context)
    _virtual_servers(context)
    offered = listeners(context)
    complete = completeness(context)
    return Device(
        vendor="vyos",
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


def _containers(context: Context) -> None:
    """Ports that containers publish are forwarded by the container engine, whose rules are not in the file."""
    for node in context.root.tags("container", "name"):
        if node.has("port") and not node.has("disable"):
            why = phrase("the container engine makes forwards of its own for them")
            context.doubt(
                phrase("published ports of container {word}", word=node.word[:40]), why, "partial", node.get("port")
            )
            context.reasons.append(phrase("container {word} publishes ports: {why}", word=node.word[:40], why=why))


def _virtual_servers(context: Context) -> None:
    """Virtual servers hand what the input filter lets in to hosts behind the router, past the forward filter (IPVS)."""
    for node in context.root.tags("high-availability", "virtual-server"):
        if not node.has("disable"):
            name = node.word[:40]
            why = phrase("which host behind the router gets its packets is not followed")
            context.doubt(phrase("the virtual server {name}", name=name), why, "unread", node)
            context.reasons.append(phrase("virtual server {name}: {why}", name=name, why=why))
