"""An OPNsense config.xml becomes a device."""

from __future__ import annotations

from routerlint.model.device import Device
from routerlint.netset.addresses import FAMILIES
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.pf.addressing import Addressing
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.device import build_device, configuration, guests
from routerlint.parsing.pf.firmware import backup_version
from routerlint.parsing.pf.interfaces import read_groups, read_interfaces, to_model
from routerlint.parsing.pf.listeners import accounts, port_mappings
from routerlint.parsing.pf.pipeline import open_pipeline, pf_pipeline
from routerlint.parsing.pf.places import Places
from routerlint.parsing.pf.routing import default_gateways, read_gateways, read_routes
from routerlint.parsing.xml import Element
from routerlint.text.source import Document
from vendor_parsers.opnsense.aliases import read_aliases
from vendor_parsers.opnsense.filter import add_filter_rules
from vendor_parsers.opnsense.nat import add_registered_rules, forwards, redirect_entries
from vendor_parsers.opnsense.onetoone import one_to_one_entries
from vendor_parsers.opnsense.release import read_release
from vendor_parsers.opnsense.rules import asked_tags
from vendor_parsers.opnsense.sections import check_sections, has_filter
from vendor_parsers.opnsense.services import listeners, listeners_complete
from vendor_parsers.opnsense.system import early_rules, late_rules, protected_ports

__all__ = ["parse"]

_PASSWORDS = ("password",)


def parse(document: Document) -> tuple[Device, ...]:
    """The one device of a config.xml; raises InputError for what is not one or cannot be judged."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    file, root = configuration(document, "opnsense")
    context = _context(root, Places(file), file.name)
    places = context.places
    release = read_release(root)
    gateways = read_gateways(root, places, Element.filled)
    interfaces = to_model(context.interfaces, default_gateways(root, gateways), guests(root))
    rules = forwards(context)
    early_rules(context, release, gateways)
    add_filter_rules(context, release, gateways)
    add_registered_rules(context, rules, release)
    late_rules(context)
    check_sections(context, interfaces)
    off = root.at("system").has("disablefilter")
    return build_device(
        context,
        vendor="opnsense",
        interfaces=interfaces,
        routes=read_routes(root, interfaces, gateways, context.addressing, places, Element.filled),
        pipelines=tuple(
            open_pipeline(family, places.child(root.at("system"), "disablefilter"))
            if off
            else pf_pipeline(
                family,
                context.rules[family],
                redirect_entries(context, family, rules, release, protected_ports(context, family)),
                one_to_one_entries(context, family, release),
                filter_missing=not has_filter(context),
            )
            for family in FAMILIES
        ),
        listeners=listeners(context),
        listeners_complete=listeners_complete(context),
        port_mappings=port_mappings(context, third_party_key="allow_third_party_mapping"),
        accounts=accounts(context, _PASSWORDS),
        filter_off=off,
        version=backup_version(document),
    )


def _context(root: Element, places: Places, file: str) -> Context:
    # enable counts by presence, the block boxes by value (filter.lib.inc: empty())
    interfaces = read_interfaces(root, places, Element.filled)
    addressing = Addressing(
        interfaces, read_groups(root), read_aliases(root, places), primary_only=False, proxies=False
    )
    return Context(root, places, file, interfaces, addressing, asked_tags(root))
