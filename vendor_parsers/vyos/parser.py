"""A VyOS configuration to a Device."""

from __future__ import annotations

from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.vyatta.coverage import coverage
from routerlint.parsing.vyatta.device import (
    accounts,
    completeness,
    firewall_fact,
    hostname,
    open_document,
    pipeline,
    version,
)
from routerlint.parsing.vyatta.filter import filter_stages
from routerlint.parsing.vyatta.groups import Groups
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.nat import nat_entries
from routerlint.parsing.vyatta.network import read_network
from routerlint.text.source import Document
from vendor_parsers.vyos.services import SERVICES, listeners

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
            family,
            nat_entries(context, conditions, family),
            filter_stages(context, conditions, network.links, family),
        )
        for family in network.families
    )
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
        listeners_complete=context.whole,
        accounts=accounts(context),
        undecided=tuple(context.undecided),
        complete=complete,
        coverage=coverage(context, SERVICES),
        facts={"firewall-enabled": firewall_fact(context)},
    )
