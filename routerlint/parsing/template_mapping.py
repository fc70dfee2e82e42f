"""The mapping file that turns the result of a TTP template into the model; its form is schemas/template_mapping.json."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from routerlint.errors import ConfigurationError

__all__ = ["ForwardList", "Mapping", "Need", "Place", "ServiceList", "Switch", "load_mapping"]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file: every key is known."""


class Switch(_Strict, frozen=True, kw_only=True):
    """A field of a row that says whether it is on."""

    field: str
    active: tuple[str, ...]
    inactive: tuple[str, ...]


class Place(_Strict, frozen=True, kw_only=True):
    """A single value of the result that says whether something is on."""

    path: str
    active: tuple[str, ...]
    inactive: tuple[str, ...]


class Need(_Strict, frozen=True, kw_only=True):
    """Something that must have been found; with `value`, that text must be among what stands there."""

    path: str
    value: str | None = None


class ForwardList(_Strict, frozen=True, kw_only=True):
    """A list of forwards, and in which field of its rows each part stands."""

    list: str
    target: str
    label: str | None = None
    protocol: str | None = None
    ports: str | None = None
    last_port: str | None = None
    target_port: str | None = None
    sources: str | None = None
    any_source: tuple[str, ...] = ("any", "all", "-", "0.0.0.0", "0.0.0.0/0")  # noqa: S104  # texts of an input
    interface: str | None = None
    exposed_host: bool = False
    when: Switch | None = None


class ServiceList(_Strict, frozen=True, kw_only=True):
    """A service of the router that the Internet reaches where a row says so."""

    list: str
    service: str
    protocol: str
    port: int
    port_field: str | None = None
    when: Switch | None = None


class Mapping(_Strict, frozen=True, kw_only=True):
    """The whole file."""

    name: str
    wan_interfaces: tuple[str, ...]
    needs: tuple[Need, ...]
    device: dict[str, str] = {}
    networks: dict[str, str] = {}
    ignore: tuple[str, ...] = ()
    forwards: tuple[ForwardList, ...] = ()
    router_services: tuple[ServiceList, ...] = ()
    upnp: Place | None = None


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML (or JSON) file; a mistake raises ConfigurationError with the file."""
    import json  # late: only users of templates come here
    from importlib.resources import files

    import jsonschema
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        schema = json.loads(files("routerlint.schemas").joinpath("template_mapping.json").read_text("utf-8"))
        jsonschema.validate(data, schema)
        mapping = msgspec.convert(data, Mapping)
        for pattern in mapping.ignore:
            re.compile(pattern)
    except jsonschema.ValidationError as problem:
        where = ".".join(str(part) for part in problem.absolute_path)
        text = f"{where}: {problem.message}" if where else problem.message
        raise _mistake(path, text) from None
    except (OSError, UnicodeError, yaml.YAMLError, msgspec.ValidationError, re.error) as problem:
        raise _mistake(path, " ".join(str(problem).split())) from None
    return mapping


def _mistake(path: Path, text: str) -> ConfigurationError:
    advice = "docs/templates.md describes the mapping file"
    return ConfigurationError(f"the mapping cannot be used: {text[:300]}", file=str(path), advice=advice)
