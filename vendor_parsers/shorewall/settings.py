"""shorewall.conf and params. Source: shorewall.conf(5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from vendor_parsers.shorewall.expressions import Variables

__all__ = ["Settings", "read_settings"]

_SETTING = re.compile(r"\s*([A-Z][A-Z0-9_]*)=(.*)")
_USED = frozenset((
    "STARTUP_ENABLED", "IP_FORWARDING", "DISABLE_IPV6", "DETECT_DNAT_IPADDRS", "IMPLICIT_CONTINUE", "ROUTE_FILTER", "DOCKER",
    "DROP_DEFAULT", "OPTIMIZE", "EXPAND_POLICIES", "REJECT_DEFAULT", "ACCEPT_DEFAULT",
))  # fmt: skip


class Settings(NamedTuple):
    """The settings by name, with the line that states each."""

    values: dict[str, tuple[str, Span]]

    def text(self, name: str, default: str = "") -> str:
        """A setting; the default if it is missing or empty."""
        found = self.values.get(name)
        return found[0] if found is not None and found[0] else default

    def span(self, name: str) -> tuple[Span, ...]:
        """Where it stands."""
        found = self.values.get(name)
        return (found[1],) if found is not None else ()

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.text(name).lower() in ("yes", "on")


def read_settings(file: SourceFile | None, variables: Variables, ledger: Ledger) -> Settings:
    """The settings of a file; rules and conditions may use them as variables."""
    values: dict[str, tuple[str, Span]] = {}
    if file is None:
        return Settings(values)
    for number, line in enumerate(file.lines(), 1):
        found = _SETTING.match(line)
        if found is None:
            continue
        text = re.sub(r"\s+#.*$", "", found[2]).strip().strip("\"'")
        values[found[1]] = (variables.expand(text), file.span(number, line))
        variables.values.setdefault(found[1], text)
        used = found[1] in _USED
        state = LineState.USED if used else LineState.IRRELEVANT
        ledger.mark(state, file=file.name, line=number, what=found[1], relevant=used)
    return Settings(values)
