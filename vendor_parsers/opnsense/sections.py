"""Sections of an OPNsense config.xml: which are read, which cannot let anything in, what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.interface import Interface
from routerlint.parsing.pf.context import Context
from routerlint.parsing.pf.sections import check_bridges, mark_sections, note_opaque
from routerlint.wording import phrase

__all__ = ["check_sections", "has_filter"]

_USED = frozenset((
    "version", "system", "interfaces", "nat", "filter", "aliases", "virtualip", "gateways", "staticroutes", "ifgroups",
    "ipsec", "openvpn", "schedules", "dhcpd", "installedpackages", "unbound", "dnsmasq", "ntpd", "bridges", "captiveportal",
    "OPNsense", "revision",
))  # fmt: skip

_IRRELEVANT = frozenset((
    "theme", "trigger_initial_wizard", "sysctl", "rrd", "widgets", "load_balancer", "lastchange", "dhcpdv6", "dhcrelay", "dhcrelay6",
    "syslog", "proxyarp", "cron", "wol", "dnshaper", "shaper", "vlans", "qinqs", "laggs", "gifs", "gres", "wireless",
    "ppps", "pppoes", "pptpd", "pptpserver", "l2tp", "ca", "cert", "crl", "dyndnses", "dnsupdates", "hasync", "wizardtemp",
    "notifications", "voucher", "rrddata", "igmpproxy", "snmpd", "diag", "bridge", "monit", "opendns", "hostwatch", "vxlans",
))  # fmt: skip


def check_sections(context: Context, interfaces: Iterable[Interface]) -> None:
    """Marks all sections, and notes what the file does not show."""
    mark_sections(context, _USED, _IRRELEVANT)
    check_bridges(context, interfaces)
    if not has_filter(context):
        context.notes.incomplete(phrase("the sections with the firewall rules are missing"))
    relay = context.root.at("OPNsense", "relayd")
    if relay.at("general").filled("enabled"):
        why = phrase("the load balancer makes rules of its own while the firewall runs")
        note_opaque(context, phrase("rules of the plugin relayd"), why, context.places.element(relay), complete=False)


def has_filter(context: Context) -> bool:
    """Whether the file holds firewall rules in either form."""
    return context.root.has("filter") or context.root.at("OPNsense", "Firewall").has("Filter")
