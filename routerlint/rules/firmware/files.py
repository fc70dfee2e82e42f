"""The files of rules/advisories and their compiled form.

Only the standard library and PyYAML, since the build of a wheel runs it before anything is installed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from routerlint.rules.files import ADVISORIES, source_size
from routerlint.rules.yamlfile import read_yaml

__all__ = ["COMPILED_ADVISORIES", "DATES", "advisories_hash", "advisory_files", "compile_advisories"]

COMPILED_ADVISORIES = "advisories.json"
DATES = "data.yaml"


def advisory_files(folder: Path) -> list[Path]:
    """The files of all products in a rule folder, by name; data.yaml, which holds the dates, is none of them."""
    return sorted(path for path in (folder / ADVISORIES).glob("*.yaml") if path.name != DATES)


def advisories_hash(folder: Path) -> str:
    """The hash of all advisory files of a rule folder, the same on every system whatever its line ends."""
    import hashlib  # late: a wheel never asks

    digest = hashlib.sha256()
    for path in sorted((folder / ADVISORIES).glob("*.yaml")):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def compile_advisories(folder: Path) -> bytes:
    """The compiled form of the advisory files of a rule folder, as JSON: dates first, then each vendor's product."""
    dates = read_yaml(folder / ADVISORIES / DATES, DATES).data
    products = [read_yaml(path, path.name).data for path in advisory_files(folder)]
    compiled = {
        "hash": advisories_hash(folder),
        "size": source_size(folder / ADVISORIES),
        "dates": {key: dates[key] for key in ("advisories", "exploited", "lifecycle")},
        "products": {raw["vendor"]: _product(raw) for raw in products},
    }
    return json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()


def _product(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "advisories": [_advisory(item) for item in raw["advisories"]]}


def _advisory(raw: dict[str, Any]) -> dict[str, Any]:
    if "stays" not in raw:
        return raw
    stays = raw["stays"]
    return {**raw, "stays": {"when": stays["when"], "text": {"en": stays["en"], "de": stays["de"]}}}
