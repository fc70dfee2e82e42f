"""Random folders of Shorewall, of statements that it takes."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["write_folder"]

_CONF = """STARTUP_ENABLED=Yes
CONFIG_PATH=":/usr/share/shorewall"
DROP_DEFAULT="Broadcast(DROP),Multicast(DROP)"
REJECT_DEFAULT="Broadcast(DROP),Multicast(DROP)"
ACCEPT_DEFAULT="none"
BLACKLIST_DEFAULT="none"
NFQUEUE_DEFAULT="none"
QUEUE_DEFAULT="none"
IP_FORWARDING=On
SHOREWALL_SHELL=/bin/sh
"""
_HOSTS = ("9.9.9.9", "8.8.8.0/24", "!9.9.9.9", "8.8.0.0/16!8.8.8.8", "5.5.5.5,6.6.6.0/24", "7.7.7.1-7.7.7.9")
_INSIDE = {"loc": "192.168.1", "dmz": "10.9.0", "ofc": "192.168.1"}
_PORTS = ("22", "80,443", "440:449", "8000:8010", "53", "25,110:120", "3389")
_MACROS = ("SSH", "Web", "DNS", "SMB", "Ping", "FTP", "IPsec", "OpenVPN", "SNMP", "RDP", "VNC", "Mail", "NTPbi", "Mine")
_ACTIONS = (
    "ACCEPT",
    "ACCEPT",
    "ACCEPT",
    "DROP",
    "REJECT",
    "CONTINUE",
    "ACCEPT:info",
    "A_ACCEPT",
    "LOG:info",
    "Knock",
    "Twice(70)",
)


def write_folder(folder: Path, seed: int) -> None:
    """Fills a folder. seed: the same number gives the same folder."""
    dice = random.Random(seed)  # noqa: S311 (a test's dice)
    nested, many, blacklist = dice.random() < 0.5, dice.random() < 0.6, dice.random() < 0.4
    zones = ["net", "loc", *(["dmz"] if many else []), *(["ofc"] if nested else [])]
    texts = {
        "shorewall.conf": _CONF
        + f"IMPLICIT_CONTINUE={dice.choice(('Yes', 'No'))}\nEXPAND_POLICIES={dice.choice(('Yes', 'No'))}\n"
        + f"OPTIMIZE={dice.choice((0, 1, 4, 31, 'All'))}\nCOMPLETE=No\nFASTACCEPT={dice.choice(('Yes', 'No'))}\n",
        "zones": "fw firewall\n" + "".join(f"{'ofc:loc' if zone == 'ofc' else zone} ipv4\n" for zone in zones),
        "interfaces": "?FORMAT 2\n"
        f"net eth0 {dice.choice(('-', 'dhcp', 'dhcp,nosmurfs', 'routeback', 'sfilter=(10.66.0.0/16)'))}\n"
        f"loc eth1 {dice.choice(('-', 'routeback', 'tcpflags'))}\n" + ("dmz eth2 nets=10.9.0.0/24\n" if many else ""),
        "hosts": "ofc eth1:192.168.1.128/25!192.168.1.200\n" if nested else "",
        "policy": _policy(dice, zones),
        "rules": _rules(dice, zones),
        "blrules": _blacklist(dice) if blacklist else "",
        "snat": "MASQUERADE 192.168.0.0/16 eth0\n",
        "tunnels": dice.choice(
            ("", "ipsec net 8.8.8.8\nopenvpn:1195 net 0.0.0.0/0\n", "gre net -\ngeneric:udp:99 net 9.9.9.9\n")
        ),
        "nat": dice.choice(("", "198.51.100.20 eth0 192.168.1.20 No No\n", "198.51.100.21 eth0 192.168.1.21 Yes No\n")),
        "macro.Mine": "PARAM - - tcp 5000:5010\nPARAM - DEST:192.168.1.77 udp 5000\nPARAM DEST SOURCE udp 5001\nHTTP\n",
        "actions": "Knock\nTwice inline\n",
        "action.Knock": "DEFAULTS ACCEPT\n@1 9.0.0.0/8 - tcp 60:69\nDROP - - tcp 61\nCONTINUE 8.8.8.8\nACCEPT 8.8.0.0/16 - udp 62\n",
        "action.Twice": "ACCEPT - - tcp $1\nREJECT - - udp $1\n",
    }
    for name, text in texts.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")


def _policy(dice: random.Random, zones: list[str]) -> str:
    lines = ["$FW all ACCEPT", "loc net ACCEPT"]
    if "dmz" in zones:
        lines.append(f"net dmz {dice.choice(('ACCEPT', 'DROP', 'REJECT'))}")
        lines.append(dice.choice(("loc dmz ACCEPT", "loc,dmz+ loc,dmz ACCEPT", "dmz all!net REJECT")))
    if "ofc" in zones:
        lines += dice.choice((["ofc net ACCEPT"], ["ofc all CONTINUE"], ["net ofc CONTINUE", "ofc net CONTINUE"], []))
    lines.append(
        dice.choice(("net all DROP info", "net all REJECT", "net fw ACCEPT\nnet all DROP", "net all DROP:none"))
    )
    return "\n".join((*lines, dice.choice(("all all REJECT info", "all+ all DROP")))) + "\n"


def _blacklist(dice: random.Random) -> str:
    lines = (
        "WHITELIST net:9.9.9.9 all",
        "DROP net:8.8.8.0/24 all",
        "DROP net:5.5.5.5 $FW tcp 22",
        "REJECT net all udp 53",
    )
    return "\n".join(dice.sample(lines, dice.randint(1, 3))) + "\n"


def _rules(dice: random.Random, zones: list[str]) -> str:
    lines = ["?SECTION NEW"]
    for _ in range(dice.randint(1, 10)):
        lines.append(dice.choice((_plain, _plain, _translation, _macro))(dice, zones))
    return "\n".join(lines) + "\n"


def _source(dice: random.Random) -> str:
    zone = dice.choice(("net", "net", "net", "all", "all!loc", "net,loc", "any"))
    hosts = dice.choice(_HOSTS)
    return f"{zone}:{hosts}" if dice.random() < 0.4 and not zone.startswith(("a", "net,")) else zone


def _dest(dice: random.Random, zones: list[str]) -> str:
    zone = dice.choice(("$FW", "fw", "all", "all+", "any!fw", *zones))
    if zone in _INSIDE and dice.random() < 0.6:
        return f"{zone}:{_INSIDE[zone]}.{dice.randint(1, 254)}"
    return zone


def _service(dice: random.Random) -> str:
    protocol = dice.choice(("tcp", "udp", "tcp,udp", "icmp", "47", "-"))
    if protocol in ("47", "-"):
        return protocol if protocol != "-" else ""
    if protocol == "icmp":
        return f"icmp {dice.choice(('8', 'echo-request', '0', '-'))}"
    return f"{protocol} {dice.choice(_PORTS)} {dice.choice(('', '', '', '1024:', '53'))}"


def _plain(dice: random.Random, zones: list[str]) -> str:
    action = dice.choice(_ACTIONS)
    if action in ("Knock", "Twice(70)"):  # with senders of their own, which must not look like neighbours inside
        return f"{action} net {_dest(dice, zones)} tcp{' 60:99' if action == 'Knock' else ''}"
    service = _service(dice)
    return f"{action} {_source(dice)} {_dest(dice, zones)} {service}"


def _translation(dice: random.Random, zones: list[str]) -> str:
    inside = dice.choice([zone for zone in zones if zone in _INSIDE])
    host = f"{inside}:{_INSIDE[inside]}.{dice.randint(1, 254)}"
    port = dice.choice(("", "", ":80", ":3000-3010"))
    original = dice.choice(("", "", " - 203.0.113.7", " - 203.0.113.7,203.0.113.8", " - !203.0.113.9"))
    source = dice.choice(("net", "net", "net:9.9.9.9", "net:8.8.8.0/24,5.5.5.5", "all"))
    wanted = dice.choice(_PORTS) if not port else dice.choice(("8080", "440:449"))
    protocol = dice.choice(("tcp", "udp"))
    return dice.choice((
        f"DNAT {source} {host}{port} {protocol} {wanted}{original}",
        f"DNAT- net {host.partition(':')[2]}{port} {protocol} {wanted}{original}",
        f"REDIRECT {source} {dice.choice(('3128', '-'))} {protocol} {dice.choice(('80', '81'))}",
        f"REDIRECT {source} {dice.choice(('3128', '-'))} {protocol} {dice.choice(('80', '81'))}",
        f"ACCEPT+ {source} fw {protocol} {wanted}",
        f"NONAT {source} - {protocol} {wanted}",
        f"Web(DNAT) {source} {host}",
    ))  # fmt: skip


def _macro(dice: random.Random, zones: list[str]) -> str:
    macro, dest = dice.choice(_MACROS), _dest(dice, zones)
    if macro == "Mine":  # names a host itself
        dest = dest.partition(":")[0]
    return f"{macro}({dice.choice(('ACCEPT', 'ACCEPT', 'DROP'))}) {_source(dice)} {dest}"
