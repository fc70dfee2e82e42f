"""A pfSense config.xml becomes a device."""

from __future__ import annotations

from msgspec.structs import replace

from routerlint.model.device import Device
from routerlint.netset.addresses import FAMILIES
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.pf.addressing import Addressing
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.device import build_device, configuration, guests
from routerlint.parsing.pf.firmware import package_facts
from routerlint.parsing.pf.interfaces import read_groups, read_interfaces, to_model
from routerlint.parsing.pf.listeners import accounts, port_mappings
from routerlint.parsing.pf.pipeline import open_pipeline, pf_pipeline
from routerlint.parsing.pf.places import Places
from routerlint.parsing.pf.routing import default_gateways, read_gateways, read_routes
from routerlint.parsing.xml import Element
from routerlint.text.source import Document
from vendor_parsers.pfsense.aliases import read_aliases
from vendor_parsers.pfsense.filter import add_filter_rules, asked_tags
from vendor_parsers.pfsense.nat import one_to_one_entries, redirect_entries
from vendor_parsers.pfsense.sections import check_sections
from vendor_parsers.pfsense.services import listeners, listeners_complete
from vendor_parsers.pfsense.system import early_rules, late_rules

__all__ = ["parse"]

_PASSWORDS = ("bcrypt-hash", "sha512-hash", "password", "md5-hash")


def parse(document: Document) -> tuple[Device, ...]:
    """The one device of a config.xml; raises InputError for what is not one or cannot be judged."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    file, root = configuration(document, "pfsense")
    context = _context(root, Places(file), file.name)
    places = context.places
    gateways = read_gateways(root, places, Element.has)
    interfaces = to_model(context.interfaces, default_gateways(root, gateways), guests(root))
    early_rules(context)
    add_filter_rules(context)
    late_rules(context, gateways)
    check_sections(context, interfaces)
    off = root.at("system").has("disablefilter")
    pipelines = tuple(
        open_pipeline(family, places.child(root.at("system"), "disablefilter"))
        if off
        else pf_pipeline(
            family,
            context.rules[family],
            redirect_entries(context, family),
            one_to_one_entries(context, family),
            filter_missing=not root.has("filter"),
        )
        for family in FAMILIES
    )
    return build_device(
        context,
        vendor="pfsense",
        interfaces=interfaces,
        routes=read_routes(root, interfaces, gateways, context.addressing, places, Element.has),
        pipelines=pipelines,
        listeners=listeners(context),
        listeners_complete=listeners_complete(context),
        port_mappings=port_mappings(context),
        accounts=accounts(context, _PASSWORDS),
        filter_off=off,
        more_facts=package_facts(root, places),
    )


def _context(root: Element, places: Places, file: str) -> Context:
    # A check box counts as set if its element is there (config_path_enabled: isset).
    interfaces = read_interfaces(root, places, Element.has)
    bridged = {name for bridge in root.at("bridges").all("bridged") for name in bridge.get("members").split(",")}
    # "block private networks" has no effect on members of a bridge (filter_rules_generate)
    interfaces = tuple(replace(i, blocks_private=None) if i.name in bridged else i for i in interfaces)
    addressing = Addressing(interfaces, read_groups(root), read_aliases(root, places), primary_only=True, proxies=True)
    return Context(root, places, file, interfaces, addressing, asked_tags(root))
