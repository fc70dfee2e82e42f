"""Ports and protocols as pf rules of both products name them."""

from __future__ import annotations

from routerlint.model.match import ServiceMatch, Unknown
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import Family
from routerlint.netset.services import ICMP, ICMP6, SCTP, TCP, UDP, ServiceSet, protocol_number

__all__ = ["WITH_PORTS", "Ports", "icmp_services", "port_number", "port_range", "protocols", "services_of"]

Ports = iv.Intervals

ALL_PORTS: Ports = ((0, 0xFFFF),)

# Protocols whose ports both products write into a rule (pfSense globals.inc get_ipprotocols('portsonly')).
WITH_PORTS: dict[str, tuple[int, ...]] = {"tcp": (TCP,), "udp": (UDP,), "tcp/udp": (TCP, UDP), "sctp": (SCTP,)}

# Names of /etc/services that either product offers in its port lists.
_NAMES = {
    "afs3-fileserver": 7000, "aol": 5190, "auth": 113, "avt-profile-1": 5004, "cvsup": 5999, "domain": 53,
    "domain-s": 853, "echo": 7, "finger": 79, "ftp": 21, "ftp-data": 20, "hbci": 3000, "http": 80, "https": 443,
    "igmpv3lite": 465, "imap": 143, "imap3": 220, "imaps": 993, "ipp": 631, "ipsec-msft": 10000, "ipsec-nat-t": 4500, "irc": 194,
    "isakmp": 500, "kerberos": 88, "l2f": 1701, "l2tp": 1701, "ldap": 389, "ldaps": 636, "microsoft-ds": 445, "ms-sql-s": 1433,
    "ms-streaming": 1755, "ms-wbt-server": 3389, "msnp": 1863, "mysql": 3306, "nat-stun-port": 3478,
    "netbios-dgm": 138, "netbios-ns": 137, "netbios-ssn": 139, "nfsd": 2049, "nntp": 119, "ntp": 123, "openvpn": 1194,
    "pop3": 110, "pop3s": 995, "postgresql": 5432, "pptp": 1723, "printer": 515, "radius": 1812, "radius-acct": 1813, "rdp": 3389,
    "rfb": 5900, "rsync": 873, "rtsp": 554, "sip": 5060, "sip-tls": 5061, "smtp": 25, "smtps": 465, "snmp": 161, "snmptrap": 162,
    "socks": 1080, "ssh": 22, "submission": 587, "submissions": 465, "sunrpc": 111, "syslog": 514, "tacacs": 49, "telnet": 23,
    "teredo": 3544, "tftp": 69, "urd": 465, "wins": 1512, "www": 80, "x11": 6000, "xmpp-client": 5222, "xmpp-server": 5269,
}  # fmt: skip

# Other protocol names of the products' lists; numbers as in the IANA registry (pfsync has none of its own: FreeBSD 240).
_PROTOCOLS = {
    "pfsync": 240,
    "ipv6": 41,
    "etherip": 97,
    "carp": 112,
    "icmpv6": ICMP6,
    "ipv6-icmp": ICMP6,
    "a/n": 107,
    "skip": 57,
}

# icmp(4) and icmp6(4) type names of pf.conf(5).
_ICMP4 = {
    "echorep": 0, "unreach": 3, "squench": 4, "redir": 5, "althost": 6, "echoreq": 8, "routeradv": 9, "routersol": 10,
    "timex": 11, "paramprob": 12, "timereq": 13, "timerep": 14, "inforeq": 15, "inforep": 16, "maskreq": 17,
    "maskrep": 18, "trace": 30, "dataconv": 31, "mobredir": 32, "ipv6-where": 33, "ipv6-here": 34, "mobregreq": 35,
    "mobregrep": 36, "skip": 39, "photuris": 40,
}  # fmt: skip
_ICMP6 = {
    "unreach": 1, "toobig": 2, "timex": 3, "paramprob": 4, "echoreq": 128, "echorep": 129, "groupqry": 130,
    "listqry": 130, "grouprep": 131, "listenrep": 131, "groupterm": 132, "listendone": 132, "routersol": 133,
    "routeradv": 134, "neighbrsol": 135, "neighbradv": 136, "redir": 137, "routrrenum": 138, "wrureq": 139,
    "wrurep": 140, "fqdnreq": 139, "fqdnrep": 140, "niqry": 139, "nirep": 140, "mtraceresp": 200, "mtrace": 201,
}  # fmt: skip


def port_number(text: str) -> int | None:
    """The number of a port or service name, or None."""
    if text.isascii() and text.isdigit():
        number = int(text) if len(text) < 6 else 0
        return number if 0 < number < 65536 else None
    return _NAMES.get(text.lower())


def port_range(text: str) -> tuple[int, int] | None:
    """The ends of "443", "https", "440-449" or "440:449", or None. The ends may stand in the wrong order."""
    whole = port_number(text)  # names may hold a dash
    if whole is not None:
        return whole, whole
    for mark in ":-":
        low_text, found, high_text = text.partition(mark)
        if found:
            low, high = port_number(low_text.strip()), port_number(high_text.strip())
            if low is not None and high is not None:
                return low, high
    return None


def protocols(name: str, family: Family) -> tuple[int, ...] | None:
    """The protocol numbers of a rule's protocol in lower case, or None for a name that is not known."""
    known = WITH_PORTS.get(name)
    if known is not None:
        return known
    if name == "icmp":
        return (ICMP if family == "ipv4" else ICMP6,)
    number = _PROTOCOLS.get(name)
    if number is None:
        number = protocol_number(name)
    return None if number is None else (number,)


def services_of(numbers: tuple[int, ...], ports: Ports) -> ServiceSet:
    """These ports of all of these protocols."""
    return ServiceSet(iv.normalise((n << 16 | low, n << 16 | high) for n in numbers for low, high in ports))


def icmp_services(types: str, family: Family, *, unknown: Unknown) -> ServiceMatch:
    """The ICMP messages of a list of type names or numbers; names of the other family match nothing.

    unknown: stands for a name that is not known.
    """
    names, protocol = (_ICMP4, ICMP) if family == "ipv4" else (_ICMP6, ICMP6)
    other = _ICMP6 if family == "ipv4" else _ICMP4
    found: list[tuple[int, int]] = []
    doubt = False
    for part in types.split(","):
        name = part.strip().lower()
        if name.isascii() and name.isdigit() and len(name) < 4:
            found.append((int(name), int(name)))
        elif name in names:
            found.append((names[name], names[name]))
        elif name not in other:
            doubt = True
    services = ServiceSet.ports(protocol, found)
    if not doubt:
        return ServiceMatch.of(services)
    return ServiceMatch(certain=services, possible=ServiceSet.protocol(protocol), unknown=unknown)
