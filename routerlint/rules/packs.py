"""Rule packs: folders of YAML that an installed package brings and the user asks for by name.

A package declares `name = "package"` or `name = "package:folder"` in the entry-point group routerlint.rules. The folder
is found without importing anything, so that naming a pack runs none of its code. Packs are never loaded unasked: what a
run reports must not change with what happens to be installed, and looking for them costs several interpreter starts.
"""

from __future__ import annotations

from pathlib import Path

from routerlint.errors import ConfigurationError
from routerlint.rules.nearest import hint

__all__ = ["GROUP", "PREFIX", "is_pack", "pack_folder"]

GROUP = "routerlint.rules"
PREFIX = "pack:"
_ADVICE = "Is its package installed beside routerlint?"


def is_pack(place: Path) -> bool:
    """Whether a rule folder is named as a pack ("pack:acme")."""
    return str(place).startswith(PREFIX)


def pack_folder(place: Path) -> Path:
    """The folder of a pack; raises ConfigurationError for one that no package brings."""
    from importlib.metadata import entry_points  # late: only packs need it
    from importlib.util import find_spec

    name = str(place).removeprefix(PREFIX)
    entries = {entry.value: entry for entry in entry_points(group=GROUP, name=name)}
    if not entries:
        known = sorted({entry.name for entry in entry_points(group=GROUP)})
        raise ConfigurationError(f"no package brings a rule pack {name!r}{hint(name, known)}", advice=_ADVICE)
    if len(entries) > 1:
        raise ConfigurationError(f"several packages bring a rule pack {name!r}")
    (entry,) = entries.values()
    package, *inner = f"{entry.module}.{entry.attr}".removesuffix(".").split(".")
    try:
        spec = find_spec(package)  # of a package at the top: nothing is imported
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    folder = Path(places[0], *inner) if places else Path()
    if not places or "" in inner or not folder.is_dir():
        raise ConfigurationError(f"the rule pack {name!r} is no folder of a package ({entry.value})", advice=_ADVICE)
    return folder
