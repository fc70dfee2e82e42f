"""What ufw loads, in its own order.

Source: ufw-init-functions of ufw 0.36: primary chains and the jumps into them, the default policies, before.rules, after.rules,
user.rules, then the jump from before to user.
"""

from __future__ import annotations

from typing import NamedTuple

from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.iptables.dump import DumpReader
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase

__all__ = ["Setting", "Settings", "load_family", "read_settings"]

_SYSTEM = default_span(phrase("ufw sets up its chains"))
_ORDER = ("before-logging", "before", "after", "after-logging", "reject", "track")
_USER_CHAINS = (
    "user-input",
    "user-forward",
    "user-limit",
    "user-limit-accept",
    "user-logging-input",
    "user-logging-forward",
)


class Setting(NamedTuple):
    """A shell variable and where it stands."""

    value: str
    span: Span


Settings = dict[str, Setting]


def read_settings(file: SourceFile | None) -> Settings:
    """NAME="value" lines; the last one wins."""
    found: Settings = {}
    for number, line in enumerate(file.lines() if file is not None else (), 1):
        name, equals, value = line.strip().partition("=")
        if equals and name.isidentifier() and file is not None:
            found[name] = Setting(value.split("#")[0].strip().strip("\"'"), file.span(number, line))
    return found


def load_family(reader: DumpReader, document: Document, family: Family, settings: Settings) -> list[Phrase]:
    """Loads one family; returns what is missing, as sentences."""
    six = "6" if family == "ipv6" else ""
    prefix = f"ufw{six}"
    missing: list[Phrase] = []
    for direction in ("input", "forward"):
        policy = settings.get(f"DEFAULT_{direction.upper()}_POLICY")
        if policy is None:
            missing.append(
                phrase("the default policy for {direction} is not in the input (etc/default/ufw)", direction=direction)
            )
        _chains(reader, family, prefix, direction, policy)
    for name in ("before", "after"):
        file = document.file(f"{name}{six}.rules")
        if file is None:
            missing.append(phrase("{name}{six}.rules is not in the input", name=name, six=six))
        else:
            reader.load(file, family)
    user = document.file(f"user{six}.rules")
    if user is None:
        missing.append(phrase("user{six}.rules is not in the input", six=six))
        return missing
    filtering = reader.table(family, "filter")
    for chain in _USER_CHAINS:
        filtering.chain(f"{prefix}-{chain}")
    reader.load(user, family)
    for direction in ("input", "forward"):
        reader.add(family, f"{prefix}-before-{direction}", f"-j {prefix}-user-{direction}", _SYSTEM)
    return missing


def _chains(reader: DumpReader, family: Family, prefix: str, direction: str, policy: Setting | None) -> None:
    """The built-in chain with its jumps, and what the default policy adds."""
    table = reader.table(family, "filter")
    value = policy.value.upper() if policy is not None else "DROP"
    span = (
        policy.span
        if policy is not None
        else default_span(phrase("ufw stops {direction} packets", direction=direction))
    )
    for name in ("logging-deny", "logging-allow", f"skip-to-policy-{direction}"):
        table.chain(f"{prefix}-{name}")
    for part in _ORDER:
        table.chain(f"{prefix}-{part}-{direction}")
        reader.add(family, direction.upper(), f"-j {prefix}-{part}-{direction}", _SYSTEM)
    reader.set_policy(
        family,
        direction.upper(),
        accepts=value == "ACCEPT",
        known=policy is not None and value in ("ACCEPT", "DROP", "REJECT"),
        spans=(span,),
    )
    if value == "REJECT":
        reader.add(family, f"{prefix}-reject-{direction}", "-j REJECT", span)
    reader.add(family, f"{prefix}-skip-to-policy-{direction}", f"-j {value}", span)
