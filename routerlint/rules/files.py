"""The files of a rule folder: which there are, and one hash over all of them.

Only the standard library, since the build of a wheel runs it before anything is installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = [
    "ADVISORIES",
    "COMPILED",
    "CONTROLS",
    "FIXES",
    "QUIRKS",
    "SERVICES",
    "SEVERITY",
    "may_be_current",
    "rule_files",
    "source_hash",
    "source_size",
    "yaml_files",
]

COMPILED = "compiled.json"
SERVICES = "services.yaml"
SEVERITY = "severity.yaml"
FIXES = "fixes.yaml"
CONTROLS = "controls/"
QUIRKS = "quirks/"
ADVISORIES = "advisories/"

# What lies in a rule folder and holds no rule.
_NO_RULES = (CONTROLS, QUIRKS)


def yaml_files(folder: Path) -> list[str]:
    """The names of all YAML files below a folder, relative to it, with "/", sorted.

    Those of advisories are left out: they are compiled by themselves (firmware/files.py), and most runs need none.
    """
    return sorted(name for name in _yaml_below(os.fspath(folder), "") if not name.startswith(ADVISORIES))


def rule_files(folder: Path) -> list[str]:
    """The names of the rule files among them."""
    return [n for n in yaml_files(folder) if n not in (SERVICES, SEVERITY, FIXES) and not n.startswith(_NO_RULES)]


# The files of one checkout are written within a few seconds, in any order.
_ONE_CHECKOUT_NS = 60_000_000_000


def source_size(folder: Path) -> int:
    """The bytes of all YAML files of a rule folder: what `may_be_current` looks at."""
    return sum((folder / name).stat().st_size for name in yaml_files(folder))


def may_be_current(folder: Path, compiled: Path, size: int) -> bool:
    """Whether compiled data surely is current, told without reading a file; False: only the hash can tell.

    It is if the YAML files still have `size` bytes in all, and none was written, added or removed later than files of
    one checkout are.
    """
    limit = compiled.stat().st_mtime_ns + _ONE_CHECKOUT_NS
    names = yaml_files(folder)
    stats = [os.stat(f"{folder}/{name}") for name in names]  # noqa: PTH116  # a tenth of the cost of Path.stat
    return sum(s.st_size for s in stats) == size and all(s.st_mtime_ns <= limit for s in stats)


def source_hash(folder: Path) -> str:
    """The hash of all YAML files of a rule folder, the same on every system whatever its line ends."""
    import hashlib  # late: a wheel never asks

    digest = hashlib.sha256()
    for name in yaml_files(folder):
        data = (folder / name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _yaml_below(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".yaml", ".yml")):
                yield prefix + entry.name
            elif not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield from _yaml_below(entry.path, f"{prefix}{entry.name}/")
