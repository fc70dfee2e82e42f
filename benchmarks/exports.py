"""Makes RouterOS exports of any size, the same for the same size."""

from __future__ import annotations

import random

__all__ = ["export"]

_HEAD = """\
# 2026-01-05 10:00:00 by RouterOS 7.16.1
# software id = AAAA-0000
/interface bridge
add name=bridge
/interface list
add name=WAN
add name=LAN
/interface list member
add interface=bridge list=LAN
add interface=ether1 list=WAN
/ip address
add address=203.0.113.2/29 interface=ether1
add address=10.0.0.1/8 interface=bridge
/ip firewall filter
add action=accept chain=input connection-state=established,related
add action=drop chain=input in-interface-list=!LAN
add action=accept chain=forward connection-state=established,related
"""

_TAIL = """\
/ip route
add dst-address=0.0.0.0/0 gateway=203.0.113.1
/ip service
set telnet disabled=yes
"""


def export(rules: int) -> str:
    """An export with this many filter and NAT rules: blocked sources, single hosts, outbound rules, forwards."""
    chance = random.Random(rules)  # noqa: S311  # the same export every time, not a secret
    filters = rules * 4 // 5
    lines = [_filter_rule(chance, number) for number in range(filters)]
    lines.append("add action=drop chain=forward in-interface-list=WAN connection-nat-state=!dstnat")
    lines += ["/ip firewall nat", "add action=masquerade chain=srcnat out-interface-list=WAN"]
    lines += [_forward(number) for number in range(rules - filters)]
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _filter_rule(chance: random.Random, number: int) -> str:
    kind = chance.random()
    if kind < 0.3 and number < 500:
        source = f"{chance.randrange(1, 200)}.{chance.randrange(256)}.{chance.randrange(256)}.0/24"
        return f'add action=drop chain=forward src-address={source} comment="block {number}"'
    if kind < 0.8:
        port = chance.choice((22, 80, 443, 3389, 8080))
        match = f"dst-address={_host(number)} dst-port={port} in-interface=ether1 protocol=tcp"
        return f'add action=accept chain=forward {match} comment="host {number}"'
    return f"add action=accept chain=forward src-address={_host(number)} out-interface-list=WAN"


def _forward(number: int) -> str:
    port, protocol = 1024 + number % 60000, ("tcp", "udp")[number // 60000 % 2]
    match = f"dst-port={port} in-interface-list=WAN protocol={protocol}"
    return f"add action=dst-nat chain=dstnat {match} to-addresses={_host(number)} to-ports=443"


def _host(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
