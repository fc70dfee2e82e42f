"""The rule strings of FRITZ!OS: one forward each.

    [# ]PROTO EXTIP[:EXTPORT[+COUNT]] INTIP[:INTPORT] [N [mark M]] [# comment]

Sources: Freetz avm-firewall.cgi and avm-portfw, Freetz-NG docs/make/avm-portfw.md (55500+3 is 55500-55502),
bzeiss/fritzbox_to_opnsense. The number N and the mark are not interpreted: nobody outside of AVM knows what they mean.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.netset.addresses import parse_address
from routerlint.netset.services import PORTED, protocol_number
from routerlint.wording import NO_WORDS, Phrase, phrase

__all__ = ["Forward", "read_rule"]

_RULE = re.compile(
    r"""(?P<off>\#?)(?P<gap>\s*)(?P<protocol>[A-Za-z0-9]{1,16})
    \s+(?P<outside>[0-9.]{7,15})(?::(?P<port>\d{1,5})(?:\+(?P<count>\d{1,5}))?)?
    \s+(?P<inside>[0-9.]{7,15})(?::(?P<to>\d{1,5})(?:\+\d{1,5})?)?
    (?P<rest>\s[^\#]*)?(?:\#(?P<comment>.*))?$""",
    re.VERBOSE | re.DOTALL,
)
_REST = re.compile(r"\s*(?:\d{1,9}(?:\s+mark\s+\d{1,9})?)?\s*")


class Forward(msgspec.Struct, frozen=True, kw_only=True):
    """One rule string.

    protocol: number, or None for every protocol. ports: outside, () for all. first_inside: the inside port on which
    the first outside port lands; None keeps the ports. outside: an address, or None for all of the box.
    inside: an address, or None for the box itself. off: the owner switched it off.
    doubt: a part that nobody can read and that might narrow or switch off the rule, or "".
    """

    protocol: int | None
    ports: tuple[int, int] | None = None
    first_inside: int | None = None
    outside: int | None = None
    inside: int | None = None
    off: bool = False
    doubt: Phrase = NO_WORDS
    comment: str = ""

    @property
    def portless(self) -> bool:
        """Without a port limit although the protocol has ports: an exposed host."""
        return self.ports is None and (self.protocol is None or self.protocol in PORTED)


def read_rule(text: str) -> Forward | None:
    """The forward that a rule string states, or None if it cannot be read."""
    found = _RULE.match(text.strip())
    if found is None:
        return None
    name = found["protocol"].lower()
    protocol = None if name in ("ip", "any") else protocol_number(name)
    outside, inside = parse_address(found["outside"]), parse_address(found["inside"])
    if outside is None or inside is None or (protocol is None and name not in ("ip", "any")):
        return None
    ports = _ports(found["port"], found["count"]) if found["port"] else None
    to = int(found["to"]) if found["to"] else None
    if ports == (0, 0) or not _lands(ports, to):
        return None
    rest = found["rest"] or ""
    doubt = NO_WORDS if _REST.fullmatch(rest) else phrase("what {split!r} means", split=" ".join(rest.split())[:40])
    if found["off"] and not found["gap"]:
        doubt = phrase("whether a # without a blank behind it switches the rule off")
    return Forward(
        protocol=protocol,
        ports=ports,
        first_inside=to if ports and to != ports[0] else None,
        outside=outside[1] or None,
        inside=inside[1] or None,
        off=bool(found["off"] and found["gap"]),
        doubt=doubt,
        comment=(found["comment"] or "").strip(),
    )


def _ports(port: str, count: str | None) -> tuple[int, int]:
    """First and last outside port; (0, 0) for what is no range. COUNT is a number of ports."""
    first, number = int(port), int(count) if count else 1
    last = first + number - 1
    return (first, last) if 1 <= first <= last <= 65535 else (0, 0)


def _lands(ports: tuple[int, int] | None, to: int | None) -> bool:
    """Whether all ports land within 1-65535; an inside port without an outside one is not understood."""
    if to is None:
        return True
    return ports is not None and to > 0 and to + ports[1] - ports[0] <= 65535
