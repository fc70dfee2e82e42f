"""Which files of firewalld an input holds. What the owner changed (/etc/firewalld) stands for what the system ships."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.text.source import Document, SourceFile

__all__ = ["Files", "find_files"]

_XML = re.compile(r"(?:(.*)/)?(zones|policies|services|ipsets)/((?:[^/]+/)?[^/]+)\.xml\Z")
_SHIPPED = re.compile(r"(?:^|/)usr/(?:lib|share)/firewalld\Z")
_BINDINGS = re.compile(
    r"(?:^|/)(?:system-connections/[^/]+\.nmconnection|network-scripts/ifcfg-[^/]+|active-zones[^/]*)\Z|\.nmconnection\Z"
)


class Files(NamedTuple):
    """The files by what they are for; XML files by the name of what they define.

    A zone may be made of several files in a folder of its name. bindings: those that say which zone an interface is in.
    """

    settings: SourceFile | None
    direct: SourceFile | None
    zones: dict[str, tuple[SourceFile, ...]]
    policies: dict[str, SourceFile]
    services: dict[str, SourceFile]
    ipsets: dict[str, SourceFile]
    bindings: tuple[SourceFile, ...]


def find_files(document: Document) -> Files:
    """The files of the document."""
    found: dict[str, dict[str, tuple[bool, SourceFile]]] = {}
    for file in document.files:
        match = _XML.match(file.name) if len(file.name) < 500 else None
        if match is None:
            continue
        own = not _SHIPPED.search(match[1] or "")
        known = found.setdefault(match[2], {})
        if own or match[3] not in known:
            known[match[3]] = (own, file)
    zones: dict[str, tuple[SourceFile, ...]] = {}
    for name, (_, file) in found.get("zones", {}).items():
        zones[name.split("/")[0]] = (*zones.get(name.split("/")[0], ()), file)
    plain = {kind: {name: file for name, (_, file) in known.items()} for kind, known in found.items()}
    return Files(
        settings=document.file("firewalld.conf"),
        direct=document.file("direct.xml"),
        zones=zones,
        policies=plain.get("policies", {}),
        services=plain.get("services", {}),
        ipsets=plain.get("ipsets", {}),
        bindings=tuple(file for file in document.files if _BINDINGS.search(file.name)),
    )
