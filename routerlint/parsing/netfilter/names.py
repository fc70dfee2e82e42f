"""Names that rules use for ports and ICMP types, as /etc/services and the iptables and nft manuals have them.

Listings print numbers; names stand in files that people wrote. A name that is not here is kept as an open question.
"""

from __future__ import annotations

from routerlint.netset.services import ICMP, ICMP6, protocol_number

__all__ = ["icmp_type", "port_number", "protocol_of"]

_PORTS = {
    "tcpmux": 1, "echo": 7, "discard": 9, "daytime": 13, "qotd": 17, "chargen": 19, "ftp-data": 20, "ftp": 21,
    "fsp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "mail": 25, "time": 37, "whois": 43, "tacacs": 49, "domain": 53,
    "dns": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "gopher": 70, "finger": 79, "http": 80, "www": 80,
    "kerberos": 88, "kerberos5": 88, "iso-tsap": 102, "acr-nema": 104, "pop3": 110, "pop-3": 110, "sunrpc": 111,
    "portmapper": 111, "auth": 113, "ident": 113, "nntp": 119, "ntp": 123, "epmap": 135, "loc-srv": 135,
    "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "imap2": 143, "imap": 143, "snmp": 161,
    "snmp-trap": 162, "snmptrap": 162, "bgp": 179, "irc": 194, "ldap": 389, "svrloc": 427, "https": 443,
    "microsoft-ds": 445, "kpasswd": 464, "submissions": 465, "ssmtp": 465, "urd": 465, "isakmp": 500,
    "rtsp": 554, "exec": 512, "login": 513, "shell": 514, "syslog": 514, "printer": 515, "rip": 520, "router": 520,
    "dhcpv6-client": 546, "dhcpv6-server": 547, "afpovertcp": 548, "nntps": 563, "submission": 587, "ipp": 631,
    "ldaps": 636, "ldp": 646, "kerberos-adm": 749, "domain-s": 853, "rsync": 873, "ftps-data": 989, "ftps": 990,
    "telnets": 992, "imaps": 993, "ircs": 994, "pop3s": 995, "socks": 1080, "openvpn": 1194, "ms-sql-s": 1433,
    "ms-sql-m": 1434, "l2f": 1701, "l2tp": 1701, "pptp": 1723, "radius": 1812, "radius-acct": 1813, "ssdp": 1900,
    "nfs": 2049, "cvspserver": 2401, "mysql": 3306, "ms-wbt-server": 3389, "nut": 3493, "svn": 3690, "epmd": 4369,
    "ipsec-nat-t": 4500, "sieve": 4190, "sip": 5060, "sip-tls": 5061, "xmpp-client": 5222, "xmpp-server": 5269,
    "mdns": 5353, "postgresql": 5432, "amqp": 5672, "amqps": 5671, "vnc": 5900, "x11": 6000, "redis": 6379,
    "ircd": 6667, "http-alt": 8080, "webcache": 8080, "tproxy": 8081, "zabbix-agent": 10050, "zabbix-trapper": 10051,
    "amanda": 10080, "webmin": 10000, "git": 9418, "bacula-dir": 9101, "bacula-fd": 9102, "bacula-sd": 9103,
}  # fmt: skip

_ICMP4 = {
    "echo-reply": 0, "pong": 0, "destination-unreachable": 3, "network-unreachable": 3, "host-unreachable": 3,
    "protocol-unreachable": 3, "port-unreachable": 3, "fragmentation-needed": 3, "source-route-failed": 3,
    "network-unknown": 3, "host-unknown": 3, "network-prohibited": 3, "host-prohibited": 3,
    "tos-network-unreachable": 3, "tos-host-unreachable": 3, "communication-prohibited": 3,
    "host-precedence-violation": 3, "precedence-cutoff": 3, "source-quench": 4, "redirect": 5,
    "network-redirect": 5, "host-redirect": 5, "tos-network-redirect": 5, "tos-host-redirect": 5,
    "echo-request": 8, "ping": 8, "router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11,
    "ttl-exceeded": 11, "ttl-zero-during-transit": 11, "ttl-zero-during-reassembly": 11, "parameter-problem": 12,
    "ip-header-bad": 12, "required-option-missing": 12, "timestamp-request": 13, "timestamp-reply": 14,
    "info-request": 15, "info-reply": 16, "address-mask-request": 17, "address-mask-reply": 18,
}  # fmt: skip

_ICMP6 = {
    "destination-unreachable": 1, "no-route": 1, "communication-prohibited": 1, "beyond-scope": 1,
    "address-unreachable": 1, "port-unreachable": 1, "failed-policy": 1, "reject-route": 1, "packet-too-big": 2,
    "time-exceeded": 3, "ttl-exceeded": 3, "ttl-zero-during-transit": 3, "ttl-zero-during-reassembly": 3,
    "parameter-problem": 4, "bad-header": 4, "unknown-header-type": 4, "unknown-option": 4, "echo-request": 128,
    "ping": 128, "echo-reply": 129, "pong": 129, "mld-listener-query": 130, "mld-listener-report": 131,
    "mld-listener-done": 132, "mld-listener-reduction": 132, "nd-router-solicit": 133, "router-solicitation": 133,
    "nd-router-advert": 134, "router-advertisement": 134, "nd-neighbor-solicit": 135, "neighbor-solicitation": 135,
    "neighbour-solicitation": 135, "nd-neighbor-advert": 136, "neighbor-advertisement": 136,
    "neighbour-advertisement": 136, "nd-redirect": 137, "redirect": 137, "router-renumbering": 138,
    "ind-neighbor-solicit": 141, "ind-neighbor-advert": 142, "mld2-listener-report": 143,
}  # fmt: skip


def port_number(text: str) -> int | None:
    """A port from its number (0-65535) or name, or None."""
    if text.isascii() and text.isdigit():
        if len(text) > 5:
            return None
        number = int(text)
        return number if number < 65536 else None
    return _PORTS.get(text.lower())


def protocol_of(text: str) -> int | None:
    """A protocol number from its number or name; None if it is not known."""
    return protocol_number(text) if len(text) < 32 else None


def icmp_type(text: str, protocol: int) -> int | None:
    """An ICMP type from "8", "8/0", "echo-request" or "ping"; 256 for "any"; None if it is not known."""
    name, _, _ = text.strip().lower().partition("/")
    if name.isascii() and name.isdigit() and len(name) < 4:
        number = int(name)
        if number == 255 and protocol == ICMP:  # xt_icmp: type 0xFF is the wildcard
            return 256
        return number if number < 256 else None
    if name == "any":
        return 256
    table = _ICMP6 if protocol == ICMP6 else _ICMP4
    return table.get(name)
