"""The ICMP types that firewall4 knows by name, and what of them an echo request is.

Source: openwrt/firewall4 b6e5157, fw4.uc (ipv4_icmptypes, ipv6_icmptypes, parse_icmptype). A name that is not in the
tables makes the section invalid; "any" is no wildcard there but type 255.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["IcmpType", "parse_icmp_type"]

Codes = tuple[int, int, int]  # type, first code, last code


class IcmpType(NamedTuple):
    """What a word means for each family; None: it is no type of that family. family: 0 for both."""

    family: int
    v4: Codes | None
    v6: Codes | None


_NUMERIC = re.compile(r"([0-9]+)(?:/([0-9]+))?")


def _table(text: str) -> dict[str, Codes]:
    """Lines of "TYPE NAME..." for all codes, or "TYPE/CODE NAME..."."""
    found: dict[str, Codes] = {}
    for line in text.split("\n"):
        number, *names = line.split()
        kind, slash, code = number.partition("/")
        codes = (int(kind), int(code), int(code)) if slash else (int(kind), 0, 255)
        found.update(dict.fromkeys(names, codes))
    return found


_V4 = _table(
    """255 any
0 echo-reply pong
3 destination-unreachable
3/0 network-unreachable
3/1 host-unreachable
3/2 protocol-unreachable
3/3 port-unreachable
3/4 fragmentation-needed
3/5 source-route-failed
3/6 network-unknown
3/7 host-unknown
3/9 network-prohibited
3/10 host-prohibited
3/11 TOS-network-unreachable
3/12 TOS-host-unreachable
3/13 communication-prohibited
3/14 host-precedence-violation
3/15 precedence-cutoff
4 source-quench
5 redirect
5/0 network-redirect
5/1 host-redirect
5/2 TOS-network-redirect
5/3 TOS-host-redirect
8 echo-request ping
9 router-advertisement
10 router-solicitation
11 time-exceeded ttl-exceeded
11/0 ttl-zero-during-transit
11/1 ttl-zero-during-reassembly
12 parameter-problem
12/0 ip-header-bad
12/1 required-option-missing
13 timestamp-request
14 timestamp-reply
17 address-mask-request
18 address-mask-reply"""
)

_V6 = _table(
    """1 destination-unreachable
1/0 no-route
1/1 communication-prohibited
1/3 address-unreachable
1/4 port-unreachable
2 packet-too-big
3 time-exceeded ttl-exceeded
3/0 ttl-zero-during-transit
3/1 ttl-zero-during-reassembly
4 parameter-problem
4/0 bad-header
4/1 unknown-header-type
4/2 unknown-option
128 echo-request ping
129 echo-reply pong
130 multicast-listener-query
131 multicast-listener-report
132 multicast-listener-done
133 router-solicitation
134 router-advertisement
135 neighbour-solicitation neighbor-solicitation
136 neighbour-advertisement neighbor-advertisement
137 redirect
138 router-renumbering
139 node-info-query
140 node-info-response
141 inverse-neighbour-discovery-solicitation-message inverse-neighbor-discovery-solicitation-message
142 inverse-neighbour-discovery-advertisement-message inverse-neighbor-discovery-advertisement-message
143 v2-multicast-listener-report
144 home-agent-address-discovery-request-message
145 home-agent-address-discovery-reply-message
146 mobile-prefix-solicitation
147 mobile-prefix-advertisement
148 certification-path-solicitation-message
149 certification-path-advertisement-message
150 seamoby-protocol-message
151 multicast-router-advertisement
152 multicast-router-solicitation
153 multicast-router-termination
154 fmipv6-message
155 rpl-control-message
156 ilnpv6-locator-update-message
157 duplicate-address-request
158 duplicate-address-confirmation
159 mpl-control-message
160 extended-echo-request extended-ping
161 extended-echo-reply extended-pong"""
)


def parse_icmp_type(value: str) -> IcmpType | None:
    """A name or "TYPE" or "TYPE/CODE", or None for what firewall4 does not know."""
    v4, v6 = _V4.get(value), _V6.get(value)
    if v4 is not None or v6 is not None:
        return IcmpType(0 if v4 and v6 else 4 if v4 else 6, v4, v6)
    found = _NUMERIC.fullmatch(value)
    if found is None or len(value) > 9:
        return None
    kind, code = int(found[1]), int(found[2]) if found[2] else None
    if kind > 255 or (code or 0) > 255:
        return None
    codes = (kind, 0, 255) if code is None else (kind, code, code)
    return IcmpType(0, codes, codes)
