"""Which menus matter for what can be reached, and what became of every line.

Three kinds: menus that shape the model, menus that are known and have no influence, and the rest, which is counted as
not recognised.
"""

from __future__ import annotations

from routerlint.text.coverage import Ledger, LineState
from vendor_parsers.routeros.conditions import NEUTRAL, PAYLOAD, SENDER_CHOICE
from vendor_parsers.routeros.grammar import Statement
from vendor_parsers.routeros.handlers import HANDLERS

__all__ = ["is_relevant", "mark_line"]

_RULE_KEYS = frozenset(HANDLERS) | {"protocol", "dst-port", "port"} | NEUTRAL | PAYLOAD | SENDER_CHOICE
_RULE_MENUS = frozenset(
    f"{family} firewall {table}" for family in ("ip", "ipv6") for table in ("filter", "nat", "raw", "mangle")
)
# Menus in which something could be let in or that say who is outside.
_RELEVANT = frozenset((
    *_RULE_MENUS,
    "interface list", "interface list member", "interface bridge", "interface bridge port", "interface bridge filter",
    "interface bonding", "interface vlan", "interface pppoe-client", "interface lte", "interface lte apn", "interface wireguard",
    "interface l2tp-server server", "interface pptp-server server", "interface sstp-server server",
    "interface ovpn-server server", "interface detect-internet", "interface vrrp", "interface 6to4", "interface gre",
    "interface eoip", "interface ipip", "interface ethernet", "interface ppp-client",
    "interface l2tp-client", "interface pptp-client", "interface sstp-client", "interface ovpn-client",
    "ip address", "ip dhcp-client", "ip route", "ip dns", "ip service", "ip socks", "ip proxy", "ip smb", "ip upnp",
    "ip upnp interfaces", "ip nat-pmp", "ip nat-pmp interfaces", "ip settings", "ip firewall address-list",
    "ip firewall connection tracking", "ip neighbor discovery-settings", "ip vrf", "ip route vrf", "ip hotspot",
    "ip ipsec peer", "ip ipsec identity", "ip ipsec policy", "ip tftp",
    "ipv6 address", "ipv6 dhcp-client", "ipv6 route", "ipv6 settings", "ipv6 pool", "ipv6 firewall address-list",
    "snmp", "snmp community", "tool bandwidth-server", "system ntp server", "caps-man manager",
    "interface wifi capsman", "user-manager", "radius incoming",
))  # fmt: skip
_USED = frozenset((
    *_RELEVANT,
    "ip dhcp-server", "ip cloud", "ip smb shares", "ppp profile", "interface wireless", "interface wifi",
    "interface wifiwave2", "interface w60g", "interface l2tp-server", "interface pptp-server", "interface sstp-server",
    "interface pppoe-server", "interface ovpn-server", "interface macvlan", "interface veth", "interface vxlan",
    "system identity", "system script", "system scheduler", "tool netwatch", "tool sniffer", "ip dhcp-server network", "user", "routing bgp peer",
    "routing bgp connection", "routing ospf interface", "routing ospf interface-template", "routing ospf network",
    "routing rip interface",
))  # fmt: skip
# Roots whose remaining menus are known and let nothing in.
_KNOWN_ROOTS = frozenset((
    "system", "tool", "queue", "routing", "mpls", "certificate", "radius", "ppp", "port", "lcd", "disk", "user", "log",
    "console", "file", "special-login", "dude", "iot", "container", "app", "task", "zerotier", "caps-man", "user-manager",
))  # fmt: skip
_KNOWN_PREFIXES = (
    "interface wireless", "interface wifi", "interface ethernet", "interface bridge", "interface lte", "interface w60g",
    "interface wireguard", "interface dot1x", "interface mesh", "interface pwr-line", "interface macsec", "interface vpls",
    "interface l2tp-ether", "interface ppp-server", "interface list", "interface gre6", "interface ipipv6", "interface eoipv6",
    "interface veth", "ip pool", "ip dhcp-server", "ip dhcp-client", "ip dhcp-relay", "ip dns", "ip hotspot", "ip ipsec",
    "ip ssh", "ip cloud", "ip smb", "ip socks", "ip socksify", "ip proxy", "ip tftp", "ip traffic-flow", "ip accounting", "ip arp",
    "ip neighbor", "ip packing", "ip kid-control", "ip media", "ip route", "ip upnp", "ip nat-pmp", "ip firewall service-port",
    "ip firewall layer7-protocol", "ip firewall calea", "ip reverse-proxy", "ip usb", "ip service", "ipv6 nd", "ipv6 dhcp-server",
    "ipv6 dhcp-client", "ipv6 dhcp-relay", "ipv6 neighbor", "ipv6 route", "snmp",
)  # fmt: skip
# Verbs that show or run something and change no setting.
_HARMLESS = frozenset(("print", "export", "get", "find", "import", "edit"))


def is_relevant(menu: str) -> bool:
    """Whether something could be let in by a line of this menu."""
    return menu in _RELEVANT


def mark_line(ledger: Ledger, file: str, statement: Statement, settled: bool) -> None:
    """Notes what became of a statement. settled: the items that it changes can be found."""
    relevant = statement.menu in _RELEVANT
    state = _state(statement, settled=settled)
    if state is LineState.USED or state is LineState.IRRELEVANT:
        ledger.mark(state, relevant=relevant)
    else:
        ledger.mark(state, file=file, line=statement.line, what=_what(statement), relevant=relevant)


def _state(statement: Statement, *, settled: bool) -> LineState:
    menu, verb = statement.menu, statement.verb
    if not verb or statement.arguments.broken:
        return LineState.UNRECOGNISED
    if verb in _HARMLESS:
        return LineState.IRRELEVANT
    if not settled:
        return LineState.UNSUPPORTED
    if menu in _RULE_MENUS:
        return LineState.USED if statement.values.keys() <= _RULE_KEYS else LineState.UNRECOGNISED
    if menu in _USED:
        return LineState.USED
    if menu.partition(" ")[0] in _KNOWN_ROOTS or menu.startswith(_KNOWN_PREFIXES):
        return LineState.IRRELEVANT
    return LineState.UNRECOGNISED


def _what(statement: Statement) -> str:
    """Menu and keys of a statement, never a value."""
    keys = statement.values.keys() - _RULE_KEYS if statement.menu in _RULE_MENUS else statement.values.keys()
    return f"/{statement.menu[:60]} {statement.verb} {' '.join(sorted(k[:30] for k in keys))[:80]}".strip()
