"""Defaults of vendors that changed between versions: data that settles what a file leaves to them.

A parser marks such a value with `fact.by_version(NAME)`: not stated, so that every rule about it is undecided.
`settle_defaults` stands between parsing and evaluation and puts in the value of the version, where the input states a
version and a source says what holds for it. An unknown version, one that cannot be compared, and one between those of
which something is known leave it as it was: never the value of the newest version, and never the harmless one.

Data: one YAML file a default in rules/quirks, after schemas/quirk.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from routerlint.model.base import Model
from routerlint.model.device import Device
from routerlint.model.fact import Fact, Origin, State
from routerlint.model.service import Listener, PortMapping

__all__ = ["DefaultValue", "VersionDefault", "builtin_defaults", "load_defaults", "settle_defaults", "value_for"]


class DefaultValue(Model, frozen=True, kw_only=True):
    """What holds from version `at_least` (None: the first) up to but without `before` (None: to the newest)."""

    value: bool | str
    at_least: str | None = None
    before: str | None = None


class VersionDefault(Model, frozen=True, kw_only=True):
    """One default as its file states it.

    default: the name that parsers give. scheme: how versions are compared (routerlint.rules.versions).
    version_of: the answer of the parser that holds the version ("" = that of the device).
    values: for ranges that do not overlap; between them nothing is known.
    """

    id: str
    vendor: str
    since: str = ""
    title: dict[str, str]
    default: str
    scheme: str
    version_of: str = ""
    values: tuple[DefaultValue, ...]
    references: tuple[str, ...]


def builtin_defaults() -> tuple[VersionDefault, ...]:
    """The defaults that come with routerlint, from its compiled data."""
    from routerlint.rules.source import builtin_quirks_data

    return msgspec.convert([data for data in builtin_quirks_data() if "default" in data], tuple[VersionDefault, ...])


def load_defaults(folder: Path) -> tuple[VersionDefault, ...]:
    """All defaults of a rules/quirks folder, by file; a mistake raises ConfigurationError."""
    from routerlint.rules.foreign import check_file  # late: the lint path reads compiled data
    from routerlint.rules.yamlfile import read_yaml

    found = []
    for path in sorted(folder.glob("*.yaml")):
        file = read_yaml(path)
        if isinstance(file.data, dict) and "default" in file.data:
            check_file(file, "quirk")
            found.append(msgspec.convert(file.data, VersionDefault))
    return tuple(found)


def settle_defaults(device: Device, defaults: Iterable[VersionDefault]) -> Device:
    """The device with every default in place that its version settles; the same device where none does."""
    own = {found.default: found for found in defaults if found.vendor == device.vendor}
    if not own or not any(fact.default in own for fact in _facts(device)):
        return device
    return _Settler(device, own).settled()


def value_for(default: VersionDefault, version: Fact[str]) -> DefaultValue | None:
    """What holds for a version; None if that is not known."""
    if not version.known or version.value is None:
        return None
    from routerlint.rules.versions import compare  # late: most devices leave nothing to such a default

    def order(bound: str) -> int | None:
        return compare(default.scheme, version.value or "", bound)

    for found in default.values:
        low = 1 if found.at_least is None else order(found.at_least)
        high = -1 if found.before is None else order(found.before)
        if low is not None and high is not None and low >= 0 > high:
            return found
    return None


class _Settler:
    """Puts the values of one device's version in."""

    def __init__(self, device: Device, defaults: dict[str, VersionDefault]) -> None:
        self._device = device
        self._values: dict[str, Fact[Any]] = {}
        for name, default in defaults.items():
            version = device.facts.get(default.version_of) if default.version_of else device.version
            found = None if version is None else value_for(default, version)
            if found is not None:
                self._values[name] = Fact(
                    state=State.KNOWN,
                    value=found.value,
                    origin=Origin.DEFAULT,
                    source=default.references[0],
                    default=name,
                )

    def settled(self) -> Device:
        device = self._device
        if not self._values:
            return device
        return msgspec.structs.replace(
            device,
            listeners=tuple(map(self._listener, device.listeners)),
            port_mappings=tuple(map(self._mapping, device.port_mappings)),
            facts=self._answers(device.facts),
        )

    def _listener(self, listener: Listener) -> Listener:
        return msgspec.structs.replace(
            listener, enabled=self._fact(listener.enabled), facts=self._answers(listener.facts)
        )

    def _mapping(self, mapping: PortMapping) -> PortMapping:
        return msgspec.structs.replace(mapping, **{name: self._fact(getattr(mapping, name)) for name in _MAPPING_FACTS})

    def _answers(self, facts: dict[str, Fact[str]]) -> dict[str, Fact[str]]:
        return {name: self._fact(fact) for name, fact in facts.items()}

    def _fact(self, fact: Fact[Any]) -> Fact[Any]:
        value = self._values.get(fact.default) if fact.default and not fact.known else None
        return fact if value is None else msgspec.structs.replace(value, spans=fact.spans)


_MAPPING_FACTS = ("enabled", "secure_mode", "low_ports", "third_party", "default_deny", "on_wan")


def _facts(device: Device) -> Iterator[Fact[Any]]:
    """Every fact of a device that a default may stand behind."""
    for listener in device.listeners:
        yield listener.enabled
        yield from listener.facts.values()
    for mapping in device.port_mappings:
        yield from (getattr(mapping, name) for name in _MAPPING_FACTS)
    yield from device.facts.values()
