"""The part of the LCOS menu tree that decides what is open, with the numbers and columns of its tables.

Source: the MIB that a device makes of its own /Setup tree (LCOS 9.00). Names are compared without case, dashes and
dots; a path may hold numbers ("/2/8/9/4") and abbreviations, as the console allows.
"""

from __future__ import annotations

from functools import cache

import msgspec

__all__ = ["ROOT", "Node", "Table", "child", "column_of", "normal", "table_of"]


class Table(msgspec.Struct, frozen=True):
    """Columns of a table in the order of the MIB, with their numbers; the first `keys` identify a row."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    keys: int


class Node(msgspec.Struct, frozen=True):
    """A menu, a table or a value. path: canonical names from the root; () for the root."""

    path: tuple[str, ...]


ROOT = Node(())

# Every path that is read, with its number below its parent.
_NUMBERS: dict[tuple[str, ...], int] = {
    ("setup",): 2,
    ("setup", "name"): 1,
    ("setup", "wan"): 2,
    ("setup", "wan", "ppp"): 5,
    ("setup", "wan", "dslbroadbandpeers"): 19,
    ("setup", "wan", "iplist"): 20,
    ("setup", "tcpip"): 7,
    ("setup", "tcpip", "accesslist"): 6,
    ("setup", "tcpip", "networklist"): 30,
    ("setup", "iprouter"): 8,
    ("setup", "iprouter", "operating"): 1,
    ("setup", "iprouter", "iproutingtable"): 2,
    ("setup", "iprouter", "1nnat"): 9,
    ("setup", "iprouter", "1nnat", "servicetable"): 4,
    ("setup", "iprouter", "firewall"): 10,
    ("setup", "iprouter", "firewall", "objects"): 1,
    ("setup", "iprouter", "firewall", "rules"): 2,
    ("setup", "iprouter", "firewall", "actions"): 4,
    ("setup", "iprouter", "firewall", "operating"): 11,
    ("setup", "iprouter", "firewall", "pingblock"): 14,
    ("setup", "iprouter", "nnnat"): 19,
    ("setup", "snmp"): 9,
    ("setup", "snmp", "port"): 21,
    ("setup", "config"): 11,
    ("setup", "config", "accesstable"): 15,
    ("setup", "config", "admins"): 21,
    ("setup", "config", "telnetport"): 23,
    ("setup", "config", "sshport"): 25,
    ("setup", "config", "telnetssl"): 29,
    ("setup", "config", "telnetssl", "port"): 10,
    ("setup", "vpn"): 19,
    ("setup", "vpn", "operating"): -1,
    ("setup", "http"): 21,
    ("setup", "http", "port"): 7,
    ("setup", "http", "ssl"): 40,
    ("setup", "http", "ssl", "port"): 10,
    ("setup", "cwmp"): -1,
    ("setup", "cwmp", "operating"): -1,
    ("setup", "ipv6"): 70,
    ("setup", "ipv6", "operating"): 10,
    ("setup", "ipv6", "firewall"): 5,
    ("setup", "ipv6", "firewall", "operating"): 1,
    ("setup", "ipv6", "firewall", "forwardingrules"): 2,
    ("setup", "ipv6", "firewall", "inboundrules"): 15,
    ("setup", "ipv6", "firewall", "services"): 10,
}

# Neighbours of the above, so that an abbreviation is not taken for a menu that it might not mean.
_OTHERS: dict[tuple[str, ...], tuple[str, ...]] = {
    (): ("status", "firmware", "other"),
    ("setup",): (
        "accounting", "charges", "lan", "bridge", "adsl", "dhcp", "dns", "netbios", "lancapi", "lcr", "time", "interfaces",
        "syslog", "radius", "ntp", "mail", "pppoeserver", "vlan", "printer", "certs", "packetcapture", "gps", "utm", "wlan",
        "comports", "autold", "temperaturemonitor", "tacacsplus", "usb", "perfmon", "echoserver", "publicspotmodule", "voip",
    ),
    ("setup", "tcpip"): (
        "operating", "loopbacklist", "dnsdefault", "dnsbackup", "nbnsdefault", "nbnsbackup", "arptable", "nonlocarpreplies",
        "icmponarptimeout", "arpagingminutes", "alivetest",
    ),
    ("setup", "iprouter"): (
        "defaulttimelist", "usagedefaulttimetable", "proxyarp", "sendicmpredirect", "startwanpool", "endwanpool",
        "loadbalancer", "vrrp", "routingmethod", "rip", "wantagcreation", "tagtable",
    ),
    ("setup", "iprouter", "1nnat"): ("tcpagingseconds", "udpagingseconds", "icmpagingseconds", "table1nnat", "fragments"),
    ("setup", "iprouter", "firewall"): (
        "filterlist", "connectionlist", "openportlist", "hostblocklist", "portblocklist", "maxhalfopenconns", "dosaction",
        "portscanthreshold", "idsaction", "adminemail", "stealthmode", "authport", "denysessionrecover", "applications",
    ),
    ("setup", "config"): (
        "loginerrors", "lockminutes", "language", "screenheight", "functionkeys", "prompt", "lan", "wan", "crontable",
        "predefadmins", "ledmode", "tftpclient", "sshauthenticationmethods", "ssh", "radius", "authentication", "antitheftprotection",
    ),
}  # fmt: skip

_SERVICES = ("telnet", "tftp", "http", "snmp", "https", "telnetssl", "ssh")
_RULE = ("name", "prot", "source", "destination", "action", "linked", "prio", "firewallrule", "vpnrule", "stateful")
_NETWORK = ("networkname", "ipaddress", "ipnetmask", "vlanid", "interface", "srccheck", "type", "rtgtag", "comment")
_FORWARD = ("dportfrom", "dportto", "protocol", "peer", "wanaddress", "intranetaddress", "mapport", "active", "comment")
_ROUTE = ("ipaddress", "ipnetmask", "rtgtag", "peerorip", "distance", "masquerade", "active", "comment")
_WAN_LIST = (
    "peer",
    "ipaddress",
    "ipnetmask",
    "masqipaddr",
    "gateway",
    "dnsdefault",
    "dnsbackup",
    "nbnsdefault",
    "nbnsbackup",
)
_V6_FORWARD = (
    "name", "action", "services", "sourcestations", "destinationstations", "flags", "prio", "srctag", "rtgtag", "comment",
)  # fmt: skip
_V6_INBOUND = ("name", "action", "services", "sourcestations", "active", "prio", "srctag", "comment")

_TABLES: dict[tuple[str, ...], Table] = {
    ("setup", "wan", "ppp"): Table(("peer",), (1,), 1),
    ("setup", "wan", "dslbroadbandpeers"): Table(("peer",), (1,), 1),
    ("setup", "wan", "iplist"): Table(_WAN_LIST, (1, 2, 3, 9, 4, 5, 6, 7, 8), 1),
    ("setup", "tcpip", "accesslist"): Table(("ipaddress", "ipnetmask", "rtgtag", "comment"), (1, 2, 3, 4), 3),
    ("setup", "tcpip", "networklist"): Table(_NETWORK, (1, 2, 3, 4, 5, 6, 7, 8, 9), 1),
    ("setup", "iprouter", "iproutingtable"): Table(_ROUTE, (1, 2, 8, 3, 4, 5, 6, 7), 3),
    ("setup", "iprouter", "1nnat", "servicetable"): Table(_FORWARD, (1, 3, 8, 7, 9, 2, 4, 5, 6), 5),
    ("setup", "iprouter", "firewall", "objects"): Table(("name", "description"), (1, 2), 1),
    ("setup", "iprouter", "firewall", "actions"): Table(("name", "description"), (1, 2), 1),
    ("setup", "iprouter", "firewall", "rules"): Table(
        (*_RULE, "srctag", "rtgtag", "comment"), (1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 15, 14, 13), 1
    ),
    ("setup", "iprouter", "nnnat"): Table(
        ("idx", "srcaddress", "srcmask", "dststation", "mappednetwork"), (1, 2, 3, 4, 5), 1
    ),
    ("setup", "config", "accesstable"): Table(("ifc", *_SERVICES), (1, 2, 3, 4, 5, 6, 7, 8), 1),
    ("setup", "config", "admins"): Table(
        ("administrator", "password", "active", "accessrights", "functionrights"), (1, 2, 4, 5, 3), 1
    ),
    ("setup", "ipv6", "firewall", "services"): Table(("name", "protocol", "ports", "srcports"), (1, 2, 3, 4), 1),
    ("setup", "ipv6", "firewall", "forwardingrules"): Table(_V6_FORWARD, (1, 5, 7, 8, 9, 2, 3, 11, 4, 10), 1),
    ("setup", "ipv6", "firewall", "inboundrules"): Table(_V6_INBOUND, (1, 5, 7, 8, 2, 3, 11, 10), 1),
}

# Tables of which only the key is read: their further columns differ by release.
OPEN_ENDED = frozenset((("setup", "wan", "ppp"), ("setup", "wan", "dslbroadbandpeers"), ("setup", "config", "admins")))


def normal(name: str) -> str:
    """A name as it is compared."""
    return name.lower().translate(_DROPPED)


_DROPPED = str.maketrans("", "", "-_. ")


def table_of(node: Node) -> Table | None:
    """The columns of a node that is a table."""
    return _TABLES.get(node.path)


@cache
def _children(path: tuple[str, ...]) -> dict[str, bool]:
    """Names below a path, and whether they are read."""
    found = dict.fromkeys(_OTHERS.get(path, ()), False)
    found.update({p[-1]: True for p in _NUMBERS if p[:-1] == path})
    return found


@cache
def _numbered(path: tuple[str, ...]) -> dict[int, str]:
    return {number: p[-1] for p, number in _NUMBERS.items() if p[:-1] == path}


def child(node: Node, name: str) -> Node | bool | None:
    """The node below; None for one that is not read; False for an abbreviation that may mean one that is read."""
    names = _children(node.path)
    if name.isascii() and name.isdigit():
        found = _numbered(node.path).get(int(name[:9]))
        return None if found is None else Node((*node.path, found))
    wanted = normal(name)
    if wanted in names:
        return Node((*node.path, wanted)) if names[wanted] else None
    matching = [known for known in names if wanted and known.startswith(wanted)]
    read = [known for known in matching if names[known]]
    if not read:
        return None
    return Node((*node.path, read[0])) if len(matching) == 1 else False


def column_of(table: Table, name: str) -> str:
    """The canonical column that a tab line names by name, abbreviation or number; the normal name if none fits."""
    if name.isascii() and name.isdigit():
        number = int(name[:9])
        return table.columns[table.numbers.index(number)] if number in table.numbers else f"column-{number}"
    wanted = normal(name)
    if wanted in table.columns:
        return wanted
    matching = [column for column in table.columns if wanted and column.startswith(wanted)]
    return matching[0] if len(matching) == 1 else wanted
