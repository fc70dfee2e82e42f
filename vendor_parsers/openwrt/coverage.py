"""What became of every statement, by tables: which packages, sections and options are read, and which do not matter.

The list of what is security-relevant stands here, beside the parser and not in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from routerlint.text.coverage import Coverage, Ledger, LineState
from routerlint.wording import phrase
from vendor_parsers.openwrt import options as o
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.uci import Package, Section

__all__ = ["FORK_SECTIONS", "KNOWN_PACKAGES", "measure"]

# Packages without a service of their own that strangers could reach and without a say in the firewall.
KNOWN_PACKAGES = frozenset(
    ("wireless", "system", "luci", "rpcd", "ucitrack", "fstab", "ubootenv", "luci-opkg", "firmware", "nlbwmon", "wol",
     "ddns", "sqm", "attendedsysupgrade", "irqbalance", "lldpd", "ledcfg", "luci_statistics", "hd-idle", "watchcat",
     "ubihealthd", "adblock", "simple-adblock", "https-dns-proxy", "stubby", "statistics", "acme", "qos", "etherwake",
     "vnstat", "network", "firewall", "dhcp", "dropbear", "uhttpd", "upnpd", "mwan3", "ipset-dns", "umdns")
)  # fmt: skip

# Section types with which other vendors have extended firewall3 (Technicolor, Askey); their rules are not read.
FORK_SECTIONS = frozenset(
    ("rulesgroup", "redirectsgroup", "highrule", "laxrule", "dmzredirect", "dmzredirects", "defaultrule", "userrule",
     "userredirect", "fwconfig", "cone", "weburl", "pinholerule", "pinholerule_v6")
)  # fmt: skip

_USED, _NO = LineState.USED, LineState.IRRELEVANT

_FIREWALL: dict[str, o.Spec] = {
    "defaults": o.DEFAULTS,
    "zone": o.ZONE,
    "rule": o.RULE,
    "redirect": o.REDIRECT,
    "forwarding": o.FORWARDING,
    "ipset": o.SET,
    "include": o.INCLUDE,
}

_INTERFACE = frozenset(
    ("proto", "device", "ifname", "type", "ipaddr", "netmask", "gateway", "ip6addr", "ip6gw", "ip6prefix", "ip6assign",
     "ip6hint", "ip6class", "ip6ifaceid", "ip6weight", "reqprefix", "delegate", "ipv6", "defaultroute", "disabled",
     "enabled", "pppname", "network", "addresses", "listen_port", "pdptype", "iptype", "dhcpv6")
)  # fmt: skip

# section type -> options that are read. A section type that is missing does not matter.
_READ: Mapping[str, Mapping[str, frozenset[str]]] = {
    "network": {
        "interface": _INTERFACE,
        "globals": frozenset(("ula_prefix",)),
        "device": frozenset(("name", "ipv6")),
        "alias": frozenset(("interface", "ipaddr", "netmask", "ip6addr")),
        "route": frozenset(("interface", "target", "netmask", "type", "disabled")),
        "route6": frozenset(("interface", "target", "type", "disabled")),
    },
    "dropbear": {
        "dropbear": frozenset(("Port", "Interface", "DirectInterface", "PasswordAuth", "RootPasswordAuth", "enable"))
    },
    "uhttpd": {"uhttpd": frozenset(("listen_http", "listen_https"))},
    "upnpd": {
        "upnpd": frozenset(
            ("enabled", "internal_iface", "external_iface", "external_iface6", "enable_upnp", "enable_natpmp",
             "secure_mode", "enabled_protocols", "allow_third_party_mapping", "port", "upnp_igd_http_port")
        ),
        "perm_rule": frozenset(("action", "ext_ports", "int_addr")),
        "internal_network": frozenset(("interface", "acl_preset", "acl_accept_ports", "acl_reject_ports")),
    },
    "dhcp": {"dnsmasq": frozenset(("port", "interface", "notinterface", "localservice"))},
}  # fmt: skip


def measure(given: Input) -> Coverage:
    """The states of all statements."""
    ledger = Ledger()
    for name, package in sorted(given.packages.items()):
        relevant = name in _READ or name == "firewall"
        for line in package.strange:
            ledger.mark(
                LineState.UNRECOGNISED,
                file=package.file.name,
                line=line,
                what=phrase("{name}: a bad line", name=name),
                relevant=relevant,
            )
        for section in package.sections:
            if name == "firewall":
                _firewall_section(ledger, package, section)
            elif name == "network" and section.type.startswith("wireguard_"):
                _section(ledger, package, section, frozenset(("allowed_ips", "route_allowed_ips")), relevant=True)
            else:
                _other_section(ledger, package, section, relevant=relevant)
    for file, line in given.strange:
        ledger.mark(LineState.IRRELEVANT, file=file.name, line=line)
    return ledger.coverage()


def _other_section(ledger: Ledger, package: Package, section: Section, *, relevant: bool) -> None:
    read = _READ.get(package.name, {}).get(section.type)
    if read is not None:
        _section(ledger, package, section, read, relevant=relevant)
        return
    known = package.name in KNOWN_PACKAGES or package.name in _READ
    state = _NO if known else LineState.UNSUPPORTED
    for _ in range(section.lines):
        ledger.mark(state, file=package.file.name, line=section.line, what=f"{package.name}: {section.type}")


def _firewall_section(ledger: Ledger, package: Package, section: Section) -> None:
    spec = _FIREWALL.get(section.type)
    if spec is not None:
        _section(ledger, package, section, spec.options, relevant=True)
        return
    if section.type in ("nat", "helper"):
        state = _NO  # what leaves, and how connections are followed
    elif section.type in FORK_SECTIONS:
        state = LineState.UNSUPPORTED
    else:
        state = LineState.UNRECOGNISED
    for _ in range(section.lines):
        what = f"firewall: section {section.type[:40]}"
        ledger.mark(state, file=package.file.name, line=section.line, what=what, relevant=True)


def _section(
    ledger: Ledger, package: Package, section: Section, read: Mapping[str, object] | frozenset[str], *, relevant: bool
) -> None:
    """The header and the options of a section; an option that nobody reads has no effect, as in firewall4 itself."""
    file = package.file.name
    ledger.mark(_USED, relevant=relevant)
    left = section.lines - 1
    for key, option in section.options.items():
        count = len(option.value) if isinstance(option.value, list) else 1
        state = _USED if key in read else _NO
        for _ in range(count):
            ledger.mark(state, file=file, line=option.line, what=f"{package.name}: {key}", relevant=relevant)
        left -= count
    for _ in range(left):  # values that later ones have replaced, and headers of merged sections
        ledger.mark(_NO, relevant=relevant)
