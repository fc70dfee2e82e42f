"""Sections of a pfSense config.xml: which are read, which cannot let anything in, which packages make rules."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.interface import Interface, Role
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.sections import check_bridges, mark_sections, note_opaque
from routerlint.wording import phrase
from vendor_parsers.pfsense.matching import address, literal_family

__all__ = ["check_sections"]

_USED = frozenset((
    "version", "system", "interfaces", "nat", "filter", "aliases", "virtualip", "gateways", "staticroutes", "ifgroups",
    "ipsec", "openvpn", "schedules", "dhcpd", "diag", "installedpackages", "unbound", "dnsmasq", "ntpd", "snmpd", "l2tp", "bridges",
    "captiveportal", "revision",
))  # fmt: skip

_IRRELEVANT = frozenset((
    "lastchange", "theme", "dhcpdv6", "dhcrelay", "dhcrelay6", "syslog", "proxyarp", "cron", "wol", "rrd", "load_balancer",
    "widgets", "dnshaper", "shaper", "vlans", "qinqs", "laggs", "gifs", "gres", "wireless", "ppps", "pppoes", "pptpd", "ca",
    "cert", "crl", "dyndnses", "dnsupdates", "ezshaper", "hasync", "wizardtemp", "sysctl", "notifications", "voucher",
    "sshdata", "rrddata", "igmpproxy", "dhcpbackend", "kea", "ovpnserver", "checkipservices", "switches", "ethernetrules",
    "hostname", "cloud", "vxlans", "onetoone", "keadhcp4", "keadhcp6", "ipsecpsk", "dhcpddns", "pf_tables",
))  # fmt: skip

# Packages whose rules concern inside interfaces only, as their default settings stand.
_INSIDE_PACKAGES = frozenset(
    ("squid", "squid3", "squidguard", "squidguard-squid3", "miniupnpd", "avahi", "openbgpd", "frr", "snort", "suricata")
)


def _check_reflection(context: Context, interfaces: tuple[Interface, ...]) -> None:
    """With reflection a forward holds on every interface without a gateway too: a line whose gateway is not chosen there.

    filter_get_reflection_interfaces(); a forward for any destination is reflected for its own network only.
    """
    bare = {
        interface.name: interface
        for interface in context.enabled()
        if not interface.gateways and literal_family(interface.kind4) == "ipv4"
    }
    lines = [i for i in interfaces if i.name in bare and i.role is Role.WAN]
    off = context.root.at("system").has("disablenatreflection")
    for rule in context.root.at("nat").all("rule") if lines else ():
        chosen = rule.get("natreflection")
        if rule.has("disabled") or rule.has("nordr") or chosen == "disable" or (off and not chosen):
            continue
        try:
            wanted = address(context, rule.at("destination"), "ipv4", source=False)
        except RuleSkipped:
            continue
        held = [line.name for line in lines if line.name != (rule.get("interface") or "wan")]
        if wanted is not None and any(wanted.possible & context.addressing.all_on(name, "ipv4") for name in held):
            context.notes.incomplete(
                phrase("reflection makes a forward hold on a line to the Internet without a gateway of its own"),
                ("ipv4",),
            )


def check_sections(context: Context, interfaces: Iterable[Interface]) -> None:
    """Marks all sections, and notes what the file does not show."""
    mark_sections(context, _USED, _IRRELEVANT)
    interfaces = tuple(interfaces)
    _check_reflection(context, interfaces)
    check_bridges(context, interfaces)
    if not context.root.has("filter"):
        context.notes.incomplete(phrase("the section <filter> with the firewall rules is missing"))
    for server in context.root.at("load_balancer").all("virtual_server"):
        span = context.places.element(server)
        why = phrase("the load balancer translates its packets while the firewall runs")
        note_opaque(context, phrase("the virtual server {name}", name=server.get("name")), why, span, complete=False)
    for package in context.root.at("installedpackages").all("package"):
        name = package.get("name")
        if package.get("filter_rule_function") and name.lower() not in _INSIDE_PACKAGES:
            span = context.places.element(package)
            why = phrase("the package makes rules of its own while the firewall runs")
            note_opaque(context, phrase("rules of the package {name}", name=name), why, span, complete=True)
