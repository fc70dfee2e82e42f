"""Turns rule files, as people write them, into the compiled form that a run reads.

Only the standard library and PyYAML, since the build of a wheel runs it before anything is installed. Nothing is
checked here: checking.py does that for foreign folders, and tests do it for the built-in ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from routerlint.rules.files import (
    CONTROLS,
    FIXES,
    QUIRKS,
    SERVICES,
    SEVERITY,
    rule_files,
    source_hash,
    source_size,
    yaml_files,
)
from routerlint.rules.yamlfile import read_yaml

__all__ = ["compile_classes", "compile_folder", "compile_rule", "compile_variant"]

# The order of routerlint.rules.severity.LEVELS, which cannot be imported here; a test keeps them equal.
_RANK = {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}

# The worst severity of rules about firmware, whose level comes from severity.yaml.
_WORST = {"advisory": 4, "lifecycle": 3}

Raw = dict[str, Any]


def compile_folder(folder: Path) -> bytes:
    """The compiled form of a complete rule folder, as JSON."""
    services = _data(folder, SERVICES)
    classes = compile_classes(services["classes"])
    names = yaml_files(folder)
    compiled = {
        "hash": source_hash(folder),
        "size": source_size(folder),
        "rules": [compile_rule(_data(folder, name), classes) for name in rule_files(folder)],
        "services": {"narrow": services["narrow"], "media": services["media"], "classes": classes},
        "severity": _severity_table(_data(folder, SEVERITY)),
        "fixes": {name: [compile_variant(item) for item in items] for name, items in _data(folder, FIXES).items()},
        "catalogues": [_catalogue(_data(folder, name), Path(name).stem) for name in names if name.startswith(CONTROLS)],
        "quirks": [_data(folder, name) for name in names if name.startswith(QUIRKS)],
    }
    return json.dumps(compiled, ensure_ascii=False, separators=(",", ":"), indent=None).encode()


def compile_classes(raw: Iterable[Raw]) -> list[Raw]:
    """The port classes of a services.yaml."""
    return [
        {
            "name": item["name"],
            "title": _text(item["title"]),
            "severity": _RANK[item["severity"]],
            "router_severity": _rank(item.get("router_severity")),
            "services": [_service(service) for service in item.get("services", ())],
        }
        for item in raw
    ]


def compile_rule(raw: Raw, classes: Iterable[Raw], file: str = "") -> Raw:
    """One rule file."""
    level, at_least = _level(raw["severity"])
    rule: Raw = {
        "id": raw["id"],
        "name": raw["name"],
        "title": _text(raw["title"]),
        "message": _text(raw["message"]),
        "why": _text(raw["why"]),
        "subject": raw["subject"],
        "level": level,
        "base": _base(raw, level, at_least, classes),
        "fix": _fix(raw["fix"]),
        "since": raw["since"],
        "file": file,
        "at_least": at_least,
    }
    for key in ("side", "services", "when", "applies", "precedence", "is_note", "is_remark", "controls", "references"):
        if key in raw:
            rule[key] = raw[key]
    return rule


def _level(raw: str | Raw) -> tuple[str, int | None]:
    return (raw, None) if isinstance(raw, str) else ("services", _RANK[raw["services_at_least"]])


def _base(raw: Raw, level: str, at_least: int | None, classes: Iterable[Raw]) -> int:
    """The worst severity that the rule can have."""
    if level in _WORST:
        return _WORST[level]
    if level != "services":
        return _RANK[level]
    wanted = raw.get("services", ())
    side = raw.get("side", "")
    found = [at_least or 0]
    for item in classes:
        if wanted and item["name"] not in wanted:
            continue
        on_router = item["router_severity"]
        found += [] if side == "router" and on_router is not None else [item["severity"]]
        found += [] if side == "inside" or on_router is None else [on_router]
        found += [s["severity"] for s in item["services"] if s["severity"] is not None]
    return max(found)


def _service(raw: Raw) -> Raw:
    return {
        "name": raw["name"],
        "title": _text(raw["title"]),
        "tcp": [_pair(item) for item in raw.get("tcp", ())],
        "udp": [_pair(item) for item in raw.get("udp", ())],
        "protocols": raw.get("protocols", ()),
        "listeners": raw.get("listeners", ()),
        "alone": raw.get("alone", False),
        "severity": _rank(raw.get("severity")),
    }


def _pair(raw: int | str) -> tuple[int, int]:
    low, dash, high = str(raw).partition("-")
    return int(low), int(high if dash else low)


def _rank(label: str | None) -> int | None:
    return None if label is None else _RANK[label]


def _text(raw: str | Raw) -> Raw:
    return {"en": raw, "de": raw} if isinstance(raw, str) else {"en": raw["en"].strip(), "de": raw["de"].strip()}


def _severity_table(raw: Raw) -> Raw:
    return {
        table: {
            name: {key: _RANK[value] if isinstance(value, str) else value for key, value in steps.items()}
            for name, steps in entries.items()
        }
        for table, entries in raw.items()
    }


def _fix(raw: Raw) -> Raw:
    """The repair of a rule: a shared one by name, or its own steps."""
    fix: Raw = {}
    if "advice" in raw:
        fix["advice"] = _text(raw["advice"])
    if "use" in raw:
        fix["use"] = raw["use"]
    if "generic" in raw:
        fix["variants"] = [compile_variant({key: value for key, value in raw.items() if key not in ("advice", "use")})]
    return fix


def compile_variant(raw: Raw) -> Raw:
    """One variant of a repair; an added one may have steps for some vendors only."""
    return {
        "kinds": raw.get("kinds", ()),
        "generic": [_step(step) for step in raw.get("generic", ())],
        "vendors": {v: [_step(step) for step in steps] for v, steps in raw.get("vendors", {}).items()},
    }


def _step(raw: Raw) -> Raw:
    if "command" in raw:
        command = raw["command"]
        return {"commands": [command] if isinstance(command, str) else command}
    return {"text": _text(raw)}


def _catalogue(raw: Raw, name: str) -> Raw:
    """The controls of one standard, each with the edition in its id. name: what options call it."""
    prefix, provable = raw["prefix"], raw.get("provable", True)
    return {
        "name": name,
        "title": _text(raw["title"]),
        "edition": _text(raw["edition"]),
        "scope": _text(raw["scope"]),
        "sources": [_text(source) for source in raw["sources"]],
        "controls": [
            {
                "id": f"{prefix}:{number}" if prefix else number,
                "number": number,
                "text": _text(control["text"]),
                "beyond": _text(control["beyond"]) if "beyond" in control else None,
                "provable": control.get("provable", provable),
            }
            for number, control in raw["controls"].items()
        ],
    }


def _data(folder: Path, name: str) -> Raw:
    data: Raw = read_yaml(folder / name, name).data
    return data
