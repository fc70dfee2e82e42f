"""What the ACTION column asks for. Source: shorewall-rules(5), shorewall-actions(5); the action files of Shorewall 5.2.8."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["NOTHING", "UNREAD", "Effect", "Target", "read_effect", "split_target", "with_parameter"]

_TARGET = re.compile(r"(\w[\w.-]*[-+!]?)(?:\((.*)\))?((?:[:/].*)?)\Z", re.DOTALL)


class Target(NamedTuple):
    """A target with its parameter. rest: what stands behind (log level and tag, or a parameter in the old way)."""

    name: str
    parameter: str
    rest: str


class Effect(NamedTuple):
    """What becomes of a packet.

    tests: further words that the rule asks. verdict: the words of the target, none if the next rule is asked. nat: "" or
    what is done to the destination before (DNAT, REDIRECT, NONAT). filters: False for those that only translate.
    """

    tests: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    nat: str = ""
    filters: bool = True


NOTHING = Effect()
# A target that nobody can follow: what iptables hands to a program outside.
UNREAD = Effect(verdict=("-j", "NFQUEUE"))
_ACCEPT = Effect(verdict=("-j", "ACCEPT"))
_DROP = Effect(verdict=("-j", "DROP"))
_REJECT = Effect(verdict=("-j", "REJECT"))
_RETURN = Effect(verdict=("-j", "RETURN"))

_PLAIN: dict[str, Effect] = {
    "ACCEPT": _ACCEPT, "A_ACCEPT": _ACCEPT, "DROP": _DROP, "A_DROP": _DROP, "REJECT": _REJECT, "A_REJECT": _REJECT,
    "CONTINUE": _RETURN, "WHITELIST": _RETURN, "RETURN": _RETURN, "QUEUE": UNREAD, "NFQUEUE": UNREAD, "TARPIT": _DROP,
    "BLACKLIST": _DROP, "blacklog": _DROP, "Limit": _ACCEPT, "NONE": NOTHING,
    "DNAT": Effect(nat="DNAT"), "DNAT-": Effect(nat="DNAT", filters=False),
    "REDIRECT": Effect(nat="REDIRECT"), "REDIRECT-": Effect(nat="REDIRECT", filters=False),
    "ACCEPT+": Effect(nat="NONAT", verdict=("-j", "ACCEPT")), "NONAT": Effect(nat="NONAT", filters=False),
}  # fmt: skip

# Targets after which the next rule is asked, and actions that only concern packets which are no first packet of a
# connection, are sent to many hosts, or whose source port the sender chose.
_GOES_ON = frozenset((
    "LOG", "NFLOG", "ULOG", "COUNT", "ADD", "DEL", "HELPER", "AUDIT", "MARK", "CONNMARK", "COMMENT", "AllowICMPs", "Broadcast",
    "Multicast", "DropDNSrep", "DropSmurfs", "Established", "FIN", "Invalid", "NotSyn", "RST", "Related", "TCPFlags",
    "allowBcast", "allowInvalid", "allowMcast", "dropBcast", "dropBcasts", "dropInvalid", "dropMcast", "dropNotSyn",
    "rejNotSyn", "Drop", "Reject", "AutoBL", "AutoBLL", "forwardUPnP",
))  # fmt: skip

# Actions that do what their first or second parameter says: tests, its number, its default.
_GUARDED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "New": ((), 0, "ACCEPT"),
    "Untracked": (("-m", "conntrack", "--ctstate", "UNTRACKED"), 0, "DROP"),
    "IfEvent": (("-m", "recent", "--rcheck", "--seconds", "60", "--hitcount", "1"), 1, "ACCEPT"),
    "SetEvent": ((), 1, "ACCEPT"),
    "ResetEvent": ((), 1, "ACCEPT"),
    "DNSAmp": (("-p", "udp", "--dport", "53", "-m", "limit", "--limit", "1/s"), 0, "DROP"),
}


def split_target(text: str) -> Target:
    """NAME, NAME(parameter), NAME:level:tag, or NAME/parameter in the old way."""
    found = _TARGET.match(text)
    if found is None:
        return Target(text, "", "")
    name, parameter, rest = found[1], found[2] or "", found[3]
    if rest.startswith("/"):
        parameter, _, rest = rest[1:].partition(":")
    return Target(name, parameter, rest)


def with_parameter(text: str, parameter: str) -> str:
    """The target of a macro's line for the parameter with which the macro was called."""
    name, colon, rest = text.partition(":")
    if name != "PARAM":
        return text
    return f"{parameter}{colon}{rest}" if parameter and ":" not in parameter else parameter or "UNKNOWN"


def read_effect(target: Target) -> Effect | None:
    """The effect of a target of Shorewall itself; None for a name that is none."""
    name = target.name
    plain = _PLAIN.get(name) or _PLAIN.get(name.rstrip("!"))
    if plain is not None:
        return plain
    if name.rstrip("!") in _GOES_ON or name.startswith(("LOG", "NFLOG", "ULOG")):
        return NOTHING
    guarded = _GUARDED.get(name)
    if guarded is None:
        return None
    tests, number, default = guarded
    parameters = [part.strip() for part in target.parameter.split(",")]
    asked = parameters[number] if number < len(parameters) and parameters[number] not in ("", "-") else default
    inner = split_target(asked)
    effect = read_effect(inner) if inner.name not in _GUARDED else UNREAD
    return UNREAD if effect is None or effect.nat else effect._replace(tests=tests)
