"""The lines at the end of a file that say which release wrote it.

Vyatta, EdgeOS and VyOS up to 1.2 write `/* === vyatta-config-version: "..." === */`, later VyOS
`// vyos-config-version: "..."`; both are followed by the release.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.model.base import Model
from routerlint.text.source import SourceFile
from routerlint.text.span import Span

__all__ = ["Footer", "read_footer"]

_VERSIONS = re.compile(r"(?m)^\s*(?:/\*|//)\s*(?:=== )?(vyatta|vyos)-config-version:\s*\"([^\"\n]{0,4000})\"")
_RELEASE = re.compile(r"(?m)^\s*(?:/\*|//)\s*Release version:[ \t]*([^\n*]{1,80})")
_TAIL = 20_000


class Footer(Model, frozen=True, kw_only=True):
    """What the footer says.

    style: "vyatta", "vyos" or "" without a footer. components: version of each part of the configuration language.
    """

    style: str = ""
    components: dict[str, int] = msgspec.field(default_factory=dict)
    release: str = ""
    span: Span | None = None

    @property
    def is_edgeos(self) -> bool:
        """Whether components stand in it that only Ubiquiti has."""
        return any(name.startswith("ubnt-") for name in self.components)


def read_footer(file: SourceFile) -> Footer:
    """The footer of a file; it stands at its end."""
    tail = file.text[-_TAIL:]
    found, release = _VERSIONS.search(tail), _RELEASE.search(tail)
    components: dict[str, int] = {}
    for part in (found[2] if found else "").split(":"):
        name, _, number = part.partition("@")
        if number.isascii() and number.isdigit():
            components[name] = int(number[:9])
    span = None
    if release:
        line = file.text.count("\n", 0, len(file.text) - len(tail) + release.start(1)) + 1
        span = file.span(line, release[0].strip())
    return Footer(
        style=found[1] if found else "",
        components=components,
        release=release[1].strip() if release else "",
        span=span,
    )
