"""Which files of Shorewall and Shorewall6 an input holds."""

from __future__ import annotations

from typing import NamedTuple

from routerlint.netset.addresses import Family
from routerlint.text.source import Document, SourceFile

__all__ = ["ProgramFiles", "find_programs"]

_SHIPPED = ("usr/share/", "usr/local/share/", "var/lib/")


class ProgramFiles(NamedTuple):
    """The files of one program by name. name: "shorewall" or "shorewall6"; family: that for which it is."""

    name: str
    family: Family
    files: dict[str, SourceFile]


def find_programs(document: Document) -> tuple[ProgramFiles, ...]:
    """The programs whose zones are in the input, that of IPv4 first."""
    roots: dict[str, str] = {}
    for file in document.files:
        folder, slash, name = file.name.rpartition("/")
        if name != "zones" or any(part in f"{folder}/" for part in _SHIPPED):
            continue
        kind = _kind(document, folder + slash, file)
        if kind not in roots or len(folder + slash) < len(roots[kind]):
            roots[kind] = folder + slash
    found: list[ProgramFiles] = []
    for kind, root in sorted(roots.items()):
        files = {file.name[len(root) :]: file for file in document.files if file.name.startswith(root)}
        family: Family = "ipv6" if kind == "shorewall6" else "ipv4"
        found.append(ProgramFiles(kind, family, files))
    return tuple(found)


def _kind(document: Document, folder: str, zones: SourceFile) -> str:
    """Whose folder it is: by its name, by the settings in it, or by the types of its zones."""
    last = folder.rstrip("/").rpartition("/")[2]
    if last in ("shorewall", "shorewall6"):
        return last
    if any(file.name == f"{folder}shorewall6.conf" for file in document.files):
        return "shorewall6"
    six = "ipv6" in zones.text[:20_000] and not any(file.name == f"{folder}shorewall.conf" for file in document.files)
    return "shorewall6" if six else "shorewall"
